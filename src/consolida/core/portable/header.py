"""The first hundred bytes of a transfer file: what can be known before any database engine sees it."""

import os
import stat
import struct
from pathlib import Path
from typing import BinaryIO

from consolida.core.disk import reason as why
from consolida.core.errors import FolderForFile, NoSuchFile, UnreadableFile
from consolida.core.language import gettext
from consolida.core.portable import format as spec

SIZE = 100
ZIP_MAGIC = b"PK"
_MAGIC = b"SQLite format 3\x00"
_UTF8 = 1
_SIBLINGS = ("-wal", "-journal")


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
            raise UnreadableFile(file=name, reason=reason)


def check_header(file: BinaryIO, *, name: str) -> None:
    """Refuse what is not a whole transfer file of a format this program knows."""
    size = os.fstat(file.fileno()).st_size
    file.seek(0)
    reason = _flaw(file.read(SIZE), size)
    if reason is not None:
        raise UnreadableFile(file=name, reason=reason)
    file.seek(0)


def _flaw(header: bytes, size: int) -> str | None:
    if size == 0:
        return gettext("it is empty.")
    if size > spec.MAX_FILE_BYTES:
        return gettext("it is larger than any transfer file may be ({limit} bytes).").format(
            limit=spec.MAX_FILE_BYTES
        )
    if header[:2] == ZIP_MAGIC:
        return gettext("it is a zip, not a transfer file.")
    if header[:16] != _MAGIC[: len(header)]:
        return gettext("it is not a transfer file.")
    if len(header) < SIZE:
        return gettext("it is cut short.")
    return _flaw_of_identity(header) or _flaw_of_state(header, size)


def _flaw_of_identity(header: bytes) -> str | None:
    user_version, _encoding_gap, application_id = struct.unpack(">I4sI", header[60:72])
    if application_id != spec.APPLICATION_ID:
        return gettext("it is a database of another program, not a transfer file.")
    if user_version > spec.NEWEST:
        return gettext(
            "it has format {theirs}; this program reads up to format {ours}. Install the newer version."
        ).format(theirs=user_version, ours=spec.NEWEST)
    if user_version < spec.LOWEST:
        return gettext("it does not say which format it has.")
    return None


def _flaw_of_state(header: bytes, size: int) -> str | None:
    if header[18:20] != b"\x01\x01":
        return gettext("it claims to be in use by a running program (write-ahead log).")
    (page_size,) = struct.unpack(">H", header[16:18])
    (pages,) = struct.unpack(">I", header[28:32])
    page_size = 65_536 if page_size == 1 else page_size
    if pages * page_size != size:
        return gettext(
            "it has {size} bytes where its header says {expected}: it is cut short or damaged."
        ).format(size=size, expected=pages * page_size)
    if struct.unpack(">I", header[56:60]) != (_UTF8,):
        return gettext("its text is not in UTF-8.")
    return None
