"""Trays: where uploaded files lie between the upload and the import; swept after a day or when done."""

import filecmp
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path, PurePosixPath
from threading import Lock
from typing import IO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from consolida.core import disk
from consolida.core.home import Home
from consolida.core.language import gettext
from consolida.core.portable.quarantine import Quarantine
from consolida.core.printable import printable

KEPT = timedelta(days=1)
LONG = 4096  # the longest name that is looked at
SPARE = 64 << 20  # bytes of the installation's disk that uploads leave free

_lock = Lock()
_trays: dict[str, "Tray"] = {}


@dataclass(eq=False)
class Tray:
    """The files that one user uploaded for one company, in a private folder of this process."""

    user: str
    company: str
    since: datetime
    folder: Path
    files: list[Path] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)  # name and reason
    _stack: ExitStack = field(default_factory=ExitStack)

    @property
    def id(self) -> str:
        """What the browser calls it."""
        return self.folder.name

    def place(self, name: str) -> Path:
        """Make room for a file; files of one name do not meet."""
        inside = self.folder / str(len(self.files) + len(self.refused) + 1)
        inside.mkdir(mode=0o700, exist_ok=True)
        return inside / _safe(name)

    def doubles(self) -> list[tuple[Path, Path]]:
        """List the files that are another's copy, byte for byte, each with the first of them."""
        return [
            (file, first)
            for place, file in enumerate(self.files)
            for first in [one for one in self.files[:place] if filecmp.cmp(one, file, shallow=False)][:1]
        ]

    def forget(self, files: Iterable[Path]) -> None:
        """Remove files that are not needed any more; the empty tray goes too."""
        for file in files:
            if file in self.files:
                self.files.remove(file)
                file.unlink(missing_ok=True)
        if not self.files:
            self.close()

    def close(self) -> None:
        """Remove the tray and all that is in it."""
        with _lock:
            _trays.pop(self.id, None)
        self._stack.close()


def new_tray(*, home: Home, user: str, company: str, at: datetime) -> Tray:
    """Make an empty tray, and sweep old ones."""
    for old in [tray for tray in list(_trays.values()) if at - tray.since > KEPT]:
        old.close()
    stack = ExitStack()
    quarantine = stack.enter_context(Quarantine(home.uploads))
    tray = Tray(user, company, at, quarantine.folder, _stack=stack)
    with _lock:
        _trays[tray.id] = tray
    return tray


def find_tray(tray: str, *, user: str, company: str) -> Tray | None:
    """Return a tray of a user; None where it was swept, or is somebody else's."""
    found = _trays.get(tray)
    return found if found is not None and (found.user, found.company) == (user, company) else None


def _safe(name: str) -> str:
    """Return a name that stays in its folder and that people recognise."""
    last = PurePosixPath(printable(name, limit=LONG).replace("\\", "/")).name.replace(":", "_").lstrip(".")
    return last[-100:] or "archivo"


class IntoTray(FileUploadHandler):
    """Streams uploaded files to a tray's folder; what is too large is refused where it becomes so."""

    chunk_size = 1 << 20

    def __init__(self, tray: Tray) -> None:
        super().__init__()
        self._tray = tray
        self._target: IO[bytes] | None = None
        self._path = tray.folder
        self._size = 0

    def new_file(self, *args: object, **kwargs: object) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)  # type: ignore[arg-type] # passed through
        self._path = self._tray.place(self.file_name or "")
        self._target, self._size = self._path.open("xb"), 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 - Django gives it
        """Write what came, unless it is too much."""
        self._size += len(raw_data)
        reason = self._too_much()
        if reason:
            self._drop(reason)
            raise SkipFile  # those that follow are taken
        if self._target is not None:
            self._target.write(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[bytes]":
        """End a file."""
        if self._target is not None:
            self._target.close()
            self._target = None
        self._tray.files.append(self._path)
        return UploadedFile(BytesIO(), name=self._path.name, size=file_size)

    def upload_interrupted(self) -> None:
        """Forget a file whose sender went away."""
        if self._target is not None:
            self._drop(gettext("the upload was cut off; send it again."))

    def _too_much(self) -> str:
        if self._size > settings.CONSOLIDA_MAX_UPLOAD:
            return gettext("it is larger than the {limit} MB that may be uploaded.").format(
                limit=settings.CONSOLIDA_MAX_UPLOAD >> 20
            )
        free = disk.room(self._tray.folder)
        if free is not None and free < SPARE:
            return gettext("the installation's disk has no room for it.")
        return ""

    def _drop(self, reason: str) -> None:
        if self._target is not None:
            self._target.close()
            self._target = None
        self._path.unlink(missing_ok=True)
        self._tray.refused.append((self._path.name, reason))
