"""The first hundred bytes of a transfer file: what can be known before any database engine sees it."""

import os
import stat
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from consolida.core.disk import reason as why
from consolida.core.errors import FileInUse, FolderForFile, NewerFile, NoSuchFile, UnreadableFile
from consolida.core.language import gettext
from consolida.core.portable import format as spec

SIZE = 100
ZIP_MAGIC = b"PK"
_MAGIC = b"SQLite format 3\x00"
_UTF8 = 1
_SIBLINGS = ("-wal", "-journal")

Flaw = tuple[type[UnreadableFile], str]  # how a file is refused, and the reason


def open_regular(path: Path, *, name: str) -> BinaryIO:
    """Open a regular file for reading; links, folders, pipes and devices are refused, not waited for."""
    if path.is_symlink():
        raise UnreadableFile(file=name, reason=gettext("it is a link to another file, not a file."))
    # A pipe would block without O_NONBLOCK; O_NOFOLLOW holds if a link takes the file's place just now.
    extra = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, os.O_RDONLY | extra)
    except OSError as problem:
        raise NoSuchFile(file=name, reason=why(problem)) from problem
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise FolderForFile(file=name, reason=gettext("it is a folder or a device, not a file."))
    return os.fdopen(descriptor, "rb")


def check_siblings(path: Path, *, name: str) -> None:
    """Refuse a database beside which lie changes that belong to it."""
    for suffix in _SIBLINGS:
        if os.path.lexists(f"{path}{suffix}"):
            reason = gettext(
                "beside it lies “{sibling}”: a program has it open, or was cut short while it did."
            ).format(sibling=f"{name}{suffix}")
            raise FileInUse(file=name, reason=reason)


def check_header(file: BinaryIO, *, name: str) -> None:
    """Refuse what is not a whole transfer file of a format this program knows."""
    size = os.fstat(file.fileno()).st_size
    file.seek(0)
    for refusal, reason in _flaws(file.read(SIZE), size):
        raise refusal(file=name, reason=reason)
    file.seek(0)


def _flaws(header: bytes, size: int) -> Iterator[Flaw]:
    """Yield what is wrong; none of the later ones can be told where there is an earlier one."""
    if size == 0:
        yield UnreadableFile, gettext("it is empty.")
    if size > spec.MAX_FILE_BYTES:
        reason = gettext("it is larger than any transfer file may be ({limit} bytes).")
        yield UnreadableFile, reason.format(limit=spec.MAX_FILE_BYTES)
    if header[:2] == ZIP_MAGIC:
        yield UnreadableFile, gettext("it is a zip, not a transfer file.")
    if header[:16] != _MAGIC[: len(header)]:
        yield UnreadableFile, gettext("it is not a transfer file.")
    if len(header) < SIZE:
        yield UnreadableFile, gettext("it is cut short.")
    yield from _flaws_of_identity(header)
    yield from _flaws_of_state(header, size)


def _flaws_of_identity(header: bytes) -> Iterator[Flaw]:
    user_version, _encoding_gap, application_id = struct.unpack(">I4sI", header[60:72])
    if application_id != spec.APPLICATION_ID:
        yield UnreadableFile, gettext("it is a database of another program, not a transfer file.")
    if user_version > spec.NEWEST:
        reason = gettext("it has format {theirs}; this program reads up to format {ours}.")
        yield NewerFile, reason.format(theirs=user_version, ours=spec.NEWEST)
    if user_version < spec.LOWEST:
        yield UnreadableFile, gettext("it does not say which format it has.")


def _flaws_of_state(header: bytes, size: int) -> Iterator[Flaw]:
    if header[18:20] != b"\x01\x01":
        yield FileInUse, gettext("it claims to be in use by a running program (write-ahead log).")
    (page_size,) = struct.unpack(">H", header[16:18])
    (pages,) = struct.unpack(">I", header[28:32])
    page_size = 65_536 if page_size == 1 else page_size
    if pages * page_size != size:
        reason = gettext("it has {size} bytes where its header says {expected}: it is cut short or damaged.")
        yield UnreadableFile, reason.format(size=size, expected=pages * page_size)
    if struct.unpack(">I", header[56:60]) != (_UTF8,):
        yield UnreadableFile, gettext("its text is not in UTF-8.")
