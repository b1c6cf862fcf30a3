"""An Excel workbook as the text that the readers of CSV know: its first sheet that has rows."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import python_calamine
from python_calamine import CalamineSheet, CalamineWorkbook

from consolida.core.language import gettext

MAGIC = b"PK\x03\x04"
OLD_MAGIC = b"\xd0\xcf\x11\xe0"
SEPARATOR = "\t"
MAX_UNPACKED = 1 << 30  # a million lines with thirty columns take half of it
_CHUNK = 1 << 20

_Value = int | float | str | bool | time | date | datetime | timedelta


class UnusableWorkbook(Exception):
    """A workbook cannot be read; the argument is a sentence in the active language."""


def rows_as_text(path: Path) -> str:
    """Return a workbook's rows as text, a line each, cells separated by tabs and quoted where needed."""
    _require_modest(path)
    try:
        with path.open("rb") as file:
            book = CalamineWorkbook.from_filelike(file)
            return _text(_first_filled(book))
    except python_calamine.CalamineError as problem:
        raise UnusableWorkbook(gettext("It is no Excel workbook, or a damaged one.")) from problem


def _require_modest(path: Path) -> None:
    """Unpack a workbook's parts once and count: what it says of its sizes proves nothing."""
    left = MAX_UNPACKED
    try:
        with zipfile.ZipFile(path) as parts:
            for part in parts.infolist():
                with parts.open(part) as content:
                    while chunk := content.read(_CHUNK):
                        left -= len(chunk)
                        if left < 0:
                            raise UnusableWorkbook(gettext("Unpacked, the workbook would be too large."))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as problem:
        raise UnusableWorkbook(gettext("It is no Excel workbook, or a damaged one.")) from problem


def _first_filled(book: CalamineWorkbook) -> CalamineSheet:
    sheets = (book.get_sheet_by_index(place) for place in range(len(book.sheet_names)))
    found = next((sheet for sheet in sheets if sheet.height), None)
    if found is None:
        raise UnusableWorkbook(gettext("The workbook has no rows."))
    return found


def _text(sheet: CalamineSheet) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=SEPARATOR, lineterminator="\n")
    writer.writerows(_rows(sheet.iter_rows()))
    return text.getvalue()


def _rows(rows: Iterable[Iterable[_Value]]) -> Iterator[list[str]]:
    for row in rows:
        yield [_cell(value) for value in row]


def _cell(value: _Value) -> str:
    """Write a cell as a person would type it: no time in a date, no .0 in a whole number."""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float):
        # Sums that a spreadsheet made are off in the fifteenth digit; rates have six decimals.
        rounded = round(value, 6)
        return str(int(rounded)) if rounded.is_integer() else f"{rounded:.6f}".rstrip("0")
    if isinstance(value, datetime):
        return value.date().isoformat()
    return str(value)
