"""A text file or workbook from another program: its encoding found, its lines read one by one."""

import codecs
import io
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from consolida.core.disk import reason as why
from consolida.core.errors import FolderForFile, NoSuchFile, UnreadableFile
from consolida.core.language import gettext, noop
from consolida.core.printable import named
from consolida.intake import workbook

_CHUNK = 1 << 20
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# Every single byte is a letter of Windows-1252 but five, so it comes last.
_GUESSES = ("utf-8", "cp1252")


class UnreadableSource(UnreadableFile):
    """A file of another program cannot be read; `reason` is a sentence in the active language."""

    message = noop("{file}: {reason}")
    remedy = noop(
        "Make the file again in the program it comes from, as text or a workbook, and load that one."
    )


class NotOneFile(FolderForFile):
    """A folder was named where a file of another program is asked for."""

    remedy = noop("Name the file in it that is to be loaded.")


@dataclass(frozen=True, slots=True)
class Source:
    """A text file that can be read."""

    path: Path
    encoding: str
    text: str | None = None  # a workbook's rows, which no encoding makes

    @property
    def name(self) -> str:
        """The file's name, as people know it."""
        return self.path.name

    @property
    def size(self) -> int:
        """The file's bytes."""
        return self.path.stat().st_size

    @contextmanager
    def open(self) -> Iterator[TextIO]:
        """Open the text; its line ends come as they are, as the csv module wants them."""
        if self.text is not None:
            yield io.StringIO(self.text, newline="")
            return
        with self.path.open(encoding=self.encoding, newline="") as text:
            yield text

    def first_line(self) -> str:
        """Return the first line that is not blank."""
        with self.open() as text:
            for line in text:
                if line.strip():
                    return line.strip()
        return ""


def open_source(path: Path) -> Source:
    """Find a file's encoding, or say why it cannot be read."""
    try:
        mode = path.stat().st_mode
    except OSError as problem:
        raise NoSuchFile(file=named(path), reason=why(problem)) from problem
    if not stat.S_ISREG(mode):
        raise NotOneFile(file=named(path), reason=gettext("it is a folder or a device, not a file."))
    with path.open("rb") as file:
        start = file.read(_CHUNK)
    if start.startswith(workbook.MAGIC):
        return _workbook(path)
    if start.startswith(workbook.OLD_MAGIC):
        raise UnreadableSource(
            file=path.name,
            reason=gettext(
                "It is an Excel workbook of the old kind (.xls) or one with a password;"
                " save it as .xlsx without a password."
            ),
        )
    if b"\0" in start and not start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise UnreadableSource(file=path.name, reason=gettext("It is not a text file."))
    wrong: int | None = None
    for encoding in _candidates(start):
        wrong = _first_wrong_byte(path, encoding)
        if wrong is None:
            return Source(path, encoding)
    raise UnreadableSource(file=path.name, reason=_wrong_bytes(path, wrong or 0))


def _workbook(path: Path) -> Source:
    try:
        return Source(path, "", workbook.rows_as_text(path))
    except workbook.UnusableWorkbook as problem:
        raise UnreadableSource(file=path.name, reason=str(problem)) from problem


def _candidates(start: bytes) -> tuple[str, ...]:
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return (encoding,)
    return _GUESSES


def _wrong_bytes(path: Path, offset: int) -> str:
    with path.open("rb") as file:
        row = file.read(offset).count(b"\n") + 1
    return gettext("Line {row} has bytes that are neither UTF-8 nor Windows-1252 text.").format(row=row)


def _first_wrong_byte(path: Path, encoding: str) -> int | None:
    # Counted from the first byte, so the mark counts too.
    decoder = codecs.getincrementaldecoder(encoding.removesuffix("-sig"))()
    done = 0
    with path.open("rb") as file:
        while True:
            chunk = file.read(_CHUNK)
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as problem:
                return max(0, done + problem.start)
            if not chunk:
                return None
            done += len(chunk)
