"""Quarantine: private copies of received files, which last as long as their block and no longer."""

import os
import secrets
import shutil
import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from consolida.core.disk import naming_failures
from consolida.core.errors import UnreadableFile
from consolida.core.language import gettext
from consolida.core.portable import format as spec
from consolida.core.portable import header
from consolida.core.portable.format import FileKind
from consolida.core.portable.package import unpack
from consolida.core.portable.read import read_manifest
from consolida.core.printable import named

if sys.platform == "win32":  # pragma: no cover
    import msvcrt
else:
    import fcntl

IMPORTABLE = frozenset({FileKind.VOUCHERS, FileKind.MASTERS})
_CHUNK = 1 << 20
_LOCK = ".lock"


class Quarantine:
    """A folder of one's own inside the installation's private folder, gone when the block ends."""

    def __init__(self, private: Path) -> None:
        self._private = private
        self._taken = 0

    def __enter__(self) -> Self:
        with naming_failures():
            self._private.mkdir(parents=True, exist_ok=True, mode=0o700)
            sweep(self._private)
            self._folder, self._lock = _claim(self._private)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        _drop(self._folder, self._lock)

    @property
    def folder(self) -> Path:
        """Where the copies lie; what is made from them may lie there too, and goes with them."""
        return self._folder

    @naming_failures()
    def take(self, source: Path, *, kinds: frozenset[FileKind] = IMPORTABLE) -> Path:
        """Copy a received file, or the one inside a package, to a private place and look at its manifest."""
        name = named(source)
        self._taken += 1
        copy = self._folder / f"{self._taken}.db"
        try:
            with header.open_regular(source, name=name) as file:
                _copy(file, source, copy, name=name)
            _require_kind(read_manifest(copy, name=name).kind, kinds, name=name)
        except BaseException:
            copy.unlink(missing_ok=True)
            raise
        return copy


def sweep(private: Path) -> int:
    """Remove what processes that died left behind; return how many folders there were."""
    swept = 0
    for folder in {path.with_suffix("") for path in private.iterdir()}:
        lock = _take_lock(folder)
        if lock is not None:
            swept += folder.is_dir()
            _drop(folder, lock)
    return swept


def in_use(private: Path) -> bool:
    """Tell whether a living process has private copies here."""
    sweep(private)
    return any(path.is_dir() for path in private.iterdir())


def _require_kind(kind: FileKind, kinds: frozenset[FileKind], *, name: str) -> None:
    if kind in kinds:
        return
    if kind is FileKind.BEFORE:
        reason = gettext(
            "it holds what an import replaced, kept for undoing that import; it is never imported by hand."
        )
    else:
        reason = gettext("it is a file of kind “{kind}”, which does not fit here.").format(kind=kind.value)
    raise UnreadableFile(file=name, reason=reason)


def _copy(file: BinaryIO, source: Path, copy: Path, *, name: str) -> None:
    is_zip = file.read(len(header.ZIP_MAGIC)) == header.ZIP_MAGIC
    file.seek(0)
    if is_zip:
        unpack(file, copy, name=name)
        return
    # The file may grow while it is copied: no more is read than it had when its header was judged.
    left = min(os.fstat(file.fileno()).st_size, spec.MAX_FILE_BYTES)
    header.check_header(file, name=name)
    header.check_siblings(source, name=name)
    with copy.open("xb") as target:
        while left and (chunk := file.read(min(_CHUNK, left))):
            left -= target.write(chunk)


def _claim(private: Path) -> tuple[Path, int]:
    while True:
        folder = private / f"{os.getpid()}-{secrets.token_hex(8)}"
        lock = _take_lock(folder)
        if lock is not None:
            folder.mkdir(mode=0o700)
            return folder, lock


def _drop(folder: Path, lock: int) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    path = folder.with_suffix(_LOCK)
    if sys.platform == "win32":  # pragma: no cover - an open file cannot be removed there
        os.close(lock)
        _forget(path)
    else:
        _forget(path)
        os.close(lock)


def _forget(path: Path) -> None:
    # Where the disk fails, the next run sweeps: what was done in between must not fail for that.
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _take_lock(folder: Path) -> int | None:
    """Lock a folder's lock file; None where a living process holds it or swept it just now."""
    path = folder.with_suffix(_LOCK)
    lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with suppress(OSError):
        _lock_at_once(lock)
        # Whoever sweeps may have removed the name between its opening and its locking.
        if os.fstat(lock).st_ino == path.stat().st_ino:
            return lock
    os.close(lock)
    return None


def _lock_at_once(lock: int) -> None:
    if sys.platform == "win32":  # pragma: no cover
        msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
