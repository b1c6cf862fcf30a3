"""The package: a transfer file in a zip for e-mail, with a summary that people can read."""

import errno
import os
import secrets
import shutil
import struct
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

from consolida.core.errors import EncryptedPackage, UnreadableFile
from consolida.core.language import gettext, ngettext
from consolida.core.portable import format as spec
from consolida.core.portable.write import publish
from consolida.core.printable import is_printable

SUMMARY_NAME = "LEAME.txt"
MAX_PACKAGE_BYTES = 2 << 30
MAX_RATIO = 100  # accounting shrinks to a fifth or a tenth; bombs to a thousandth
_SMALL = 1 << 20  # below this no ratio harms
_CHUNK = 1 << 20
_MAX_MEMBERS = 2
_MAX_DIRECTORY_BYTES = 1 << 16
_END = struct.Struct("<4s4H2LH")
_END_MAGIC = b"PK\x05\x06"
_LARGE_MAGIC = b"PK\x06\x07"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same file makes the same package
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def pack(db: Path, zip_path: Path, summary: str) -> None:
    """Put a transfer file and its summary into a new package; a file that exists is never overwritten."""
    part = zip_path.with_name(f".{zip_path.name}.{secrets.token_hex(4)}.part")
    try:
        with zipfile.ZipFile(part, "x") as archive:
            member = _member(db.name, size=db.stat().st_size)
            with db.open("rb") as source, archive.open(member, "w") as target:
                shutil.copyfileobj(source, target, _CHUNK)
            text = summary.encode()
            archive.writestr(_member(SUMMARY_NAME, size=len(text)), text)
        publish(part, zip_path)
    finally:
        part.unlink(missing_ok=True)


def unpack(file: BinaryIO, to: Path, *, name: str) -> None:
    """Write the one transfer file of a package to a new file, or say why the package is refused."""
    try:
        _check_directory(file, name=name)
        with zipfile.ZipFile(file) as archive:
            member = _only_database(archive.infolist(), name=name)
            _extract(archive, member, to)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        ValueError,
        struct.error,
    ) as problem:
        raise _refusal(name, gettext("the zip is damaged.")) from problem
    except OSError as problem:
        if problem.errno != errno.EINVAL:  # the zip sent us to a place before its beginning
            raise
        raise _refusal(name, gettext("the zip is damaged.")) from problem


def _refusal(name: str, reason: str) -> UnreadableFile:
    return UnreadableFile(file=name, reason=reason)


def _member(name: str, *, size: int) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, _EPOCH)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.create_system = 3
    member.external_attr = 0o600 << 16
    member.file_size = size
    return member


def _check_directory(file: BinaryIO, *, name: str) -> None:
    """Look at the zip's last record before anything trusts it with memory."""
    size = file.seek(0, os.SEEK_END)
    if size > MAX_PACKAGE_BYTES:
        raise _refusal(name, gettext("the zip is larger than a package may be."))
    file.seek(max(0, size - _END.size - 0xFFFF))
    tail = file.read()
    place = tail.rfind(_END_MAGIC)
    if place < 0 or len(tail) - place < _END.size:
        raise _refusal(name, gettext("the zip is cut short."))
    _magic, _disk, _start, _here, members, directory, _offset, _comment = _END.unpack_from(tail, place)
    if directory > _MAX_DIRECTORY_BYTES or tail[max(0, place - 20) :][:4] == _LARGE_MAGIC:
        raise _refusal(name, gettext("the zip's directory is larger than a package may have."))
    if members > _MAX_MEMBERS:
        raise _refusal(name, _wrong_number(members))


def _wrong_number(members: int) -> str:
    return ngettext(
        "the zip holds {members} file; a package holds one transfer file and at most one summary (.txt).",
        "the zip holds {members} files; a package holds one transfer file and at most one summary (.txt).",
        members,
    ).format(members=members)


def _only_database(members: list[zipfile.ZipInfo], *, name: str) -> zipfile.ZipInfo:
    for member in members:
        flaw = _flaw(member)
        if flaw is not None:
            raise _refusal(name, flaw)
        if member.flag_bits & _ENCRYPTED:
            raise EncryptedPackage(file=name, reason=gettext("the zip is encrypted."))
    databases = [member for member in members if _suffix(member) == ".db"]
    summaries = [member for member in members if _suffix(member) == ".txt"]
    if len(databases) != 1 or len(databases) + len(summaries) != len(members):
        raise _refusal(name, _wrong_number(len(members)))
    return databases[0]


def _suffix(member: zipfile.ZipInfo) -> str:
    return Path(member.filename).suffix.lower()


def _flaw(member: zipfile.ZipInfo) -> str | None:
    title = member.orig_filename
    if not is_printable(title) or any(mark in title for mark in "/\\:") or title.startswith("."):
        return gettext("the zip holds a file whose name leads elsewhere.")
    if _suffix(member) == ".zip":
        return gettext("the zip holds another zip.")
    if member.compress_type not in _METHODS:
        return gettext("the zip is compressed in a way that packages do not use.")
    return _flaw_of_size(member)


def _flaw_of_size(member: zipfile.ZipInfo) -> str | None:
    if member.file_size > spec.MAX_FILE_BYTES:
        return gettext("the zip holds a file larger than any transfer file may be.")
    if member.file_size > _SMALL and member.file_size > MAX_RATIO * member.compress_size:
        return gettext("the zip unfolds to more than {ratio} times its size.").format(ratio=MAX_RATIO)
    return None


def _extract(archive: zipfile.ZipFile, member: zipfile.ZipInfo, to: Path) -> None:
    # zipfile gives no byte more than the size the directory declares, and checks the sum at the end
    with archive.open(member) as source, to.open("xb") as target:
        shutil.copyfileobj(source, target, _CHUNK)
