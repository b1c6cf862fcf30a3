"""The file of a backup: a zip whose last member lists every other with its size and digest."""

import errno
import hashlib
import json
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from consolida.core import disk
from consolida.core.errors import ConsolidaError
from consolida.core.language import gettext, noop
from consolida.core.printable import named, printable

FORMAT = 1
DATABASE, KEY = "consolida.db", "key.pem"
_CONTENTS = "backup.json"
_MEMBER = re.compile(r"consolida\.db|key\.pem|archive/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.db")
_CHUNK = 1 << 20
_LEVEL = 3  # a backup is made often and read seldom
_EPOCH = (1980, 1, 1, 0, 0, 0)
_MAX_CONTENTS_BYTES = 64 << 20
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    ValueError,
    KeyError,
    TypeError,
    RuntimeError,
    struct.error,
)


class UnusableBackup(ConsolidaError):
    """A file is no backup, or not a whole one."""

    message = noop("“{file}” cannot be restored: {reason}")
    remedy = noop(
        "Name a file that “consolida backup” wrote, an older one where this one is damaged."
        " Nothing was changed."
    )


@dataclass(frozen=True, slots=True)
class Member:
    """One file of the installation, as the backup holds it."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup says of itself."""

    format: int
    program: str
    installation: str
    at: str
    by: str
    members: tuple[Member, ...]

    @property
    def size(self) -> int:
        """The bytes that the unpacked files take."""
        return sum(member.size for member in self.members)


class BackupFile:
    """A backup that is open for reading; whatever shows that it is not whole refuses it."""

    def __init__(self, archive: zipfile.ZipFile, *, name: str) -> None:
        self._archive, self._name = archive, name
        with _reading(name):
            self.contents = _contents(archive, name)

    def prove(self) -> None:
        """Read every file through."""
        with _reading(self._name):
            for member in self.contents.members:
                self._copy(member, None)

    def extract(self, to: Path) -> None:
        """Write every file into a folder of one's own."""
        (to / "archive").mkdir()
        with _reading(self._name):
            for member in self.contents.members:
                with (to / member.name).open("xb") as target:
                    (to / member.name).chmod(0o600)
                    self._copy(member, target)

    def _copy(self, member: Member, target: BinaryIO | None) -> None:
        sha, size = hashlib.sha256(), 0
        with self._archive.open(member.name) as source:
            while chunk := source.read(_CHUNK):
                sha.update(chunk)
                size += len(chunk)
                if target is not None:
                    target.write(chunk)
        if (size, sha.hexdigest()) != (member.size, member.sha256):
            raise ValueError(member.name)


def write(
    path: Path, files: Mapping[str, Path], *, program: str, installation: str, at: str, by: str
) -> Contents:
    """Write a new backup of files, each under its name."""
    # It holds the private key: nobody else may read it, from its first byte on.
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(descriptor, "w+b") as file, zipfile.ZipFile(file, "w") as archive:
        members = tuple(_add(archive, name, file) for name, file in files.items())
        contents = Contents(FORMAT, program, installation, at, by, members)
        archive.writestr(_info(_CONTENTS), json.dumps(asdict(contents), ensure_ascii=False, indent=1))
    return contents


@contextmanager
def opened(path: Path) -> Iterator[BackupFile]:
    """Open a backup."""
    name = named(path)
    with ExitStack() as stack:
        with _reading(name):
            archive = stack.enter_context(zipfile.ZipFile(path))
        yield BackupFile(archive, name=name)


@contextmanager
def _reading(name: str) -> Iterator[None]:
    damaged = noop("it is damaged or cut short, or it is not a backup.")
    try:
        yield
    except _DAMAGE as problem:
        raise UnusableBackup(file=name, reason=gettext(damaged)) from problem
    except OSError as problem:
        if problem.errno != errno.EINVAL:  # the zip's directory points to a place before its beginning
            raise
        raise UnusableBackup(file=name, reason=gettext(damaged)) from problem


def _contents(archive: zipfile.ZipFile, name: str) -> Contents:
    listed = archive.getinfo(_CONTENTS)
    if listed.file_size > _MAX_CONTENTS_BYTES:
        raise ValueError(_CONTENTS)
    fields = json.loads(archive.read(_CONTENTS))
    if fields["format"] > FORMAT:
        reason = gettext("it was written by a newer version, {program}. Install that version first.")
        raise UnusableBackup(file=name, reason=reason.format(program=printable(str(fields["program"]))))
    contents = Contents(**{**fields, "members": tuple(Member(**member) for member in fields["members"])})
    sizes = {member.name: member.size for member in contents.members}
    zipped = {member.filename: member.file_size for member in archive.infolist()}
    if zipped != {**sizes, _CONTENTS: listed.file_size} or len(zipped) != len(archive.infolist()):
        raise ValueError(_CONTENTS)
    if not {DATABASE, KEY} <= sizes.keys() or not all(map(_MEMBER.fullmatch, sizes)):
        raise ValueError(_CONTENTS)
    return contents


def _add(archive: zipfile.ZipFile, name: str, file: Path) -> Member:
    sha, size = hashlib.sha256(), 0
    with file.open("rb") as source, archive.open(_info(name, size=file.stat().st_size), "w") as target:
        while chunk := source.read(_CHUNK):
            sha.update(chunk)
            size += target.write(chunk)
    return Member(name, size, sha.hexdigest())


def _info(name: str, *, size: int = 0) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    info._compresslevel = _LEVEL  # type: ignore[attr-defined] # noqa: SLF001 - public from Python 3.13
    info.external_attr = 0o600 << 16
    info.file_size = size
    return info


def require_space(folder: Path, size: int) -> None:
    """Refuse to write what does not fit."""
    free = disk.room(folder)
    if free is not None and free < size:
        raise NoSpace(folder=folder, needed=-(-size >> 20), free=free >> 20)


class NoSpace(ConsolidaError):
    """A disk is too full."""

    message = noop("“{folder}” has {free} MiB free; needed: {needed} MiB.")
    remedy = noop("Free some space and try again. Nothing was changed.")
