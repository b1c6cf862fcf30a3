"""Reading CSV: separators, header names in English or Spanish, rows with the place of each fault."""

import csv
import difflib
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from typing import TextIO

from consolida.core.language import active, noop
from consolida.core.wording import counted
from consolida.intake.cells import BadCell, Cell, folded
from consolida.intake.complaints import Complaint, Complaints, shortened
from consolida.intake.source import Source, UnreadableSource

_SEPARATORS = (",", ";", "\t")
_FORMULA = re.compile(r"'*[=+\-@]")  # what a spreadsheet computes, or would be taken for such a cell's mark
_LITTLE_WORDS = {"de", "del", "el", "la"}

UNKNOWN_COLUMN = Complaint(
    "load_unknown_column",
    noop("The column “{column}” is not known."),
    noop("Rename it or take it out; these columns are known: {known}."),
)
LIKELY_COLUMN = Complaint(
    "load_unknown_column",
    noop("The column “{column}” is not known; “{likely}” is."),
    noop("Rename it or take it out; these columns are known: {known}."),
)
TWICE = Complaint(
    "load_column_twice",
    noop("Two columns are “{column}”: “{first}” and “{second}”."),
    noop("Leave one of them in the file."),
)
WRONG_WIDTH = Complaint(
    "load_row_width",
    counted(
        "Row {row} has {found} cell and the header has {expected}.",
        "Row {row} has {found} cells and the header has {expected}.",
        by="found",
    ),
    noop("Put texts that hold the separator in double quotes."),
)
MISSING = Complaint(
    "load_missing",
    noop("Row {row}: the column “{column}” is empty."),
    noop("Fill it in."),
)


class BrokenRow(UnreadableSource):
    """A row's quotes are not as CSV has them: nothing below it can be told apart."""

    message = noop("{file}: Row {row} cannot be read: a double quote is missing in it, or stands in a text.")
    remedy = noop(
        "Look at its double quotes: a text that holds the separator has one before and one after it, and a"
        " quote inside such a text is written twice. The rows below it were not read."
    )


def guarded(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; `unguarded` takes the mark away again."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(cell: str) -> str:
    """Return a cell without the mark that keeps spreadsheets from computing it."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def title_key(title: str) -> str:
    """Return a title without case, accents, punctuation and little words: `tipo_cambio`."""
    return "_".join(word for word in folded(title).split("_") if word not in _LITTLE_WORDS)


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a file may have; `spanish` are other names it goes by."""

    name: str
    read: Callable[[str], Cell]
    spanish: tuple[str, ...] = ()
    required: bool = False

    @property
    def title(self) -> str:
        """What it is called in the active language, in the files that are written."""
        return self.spanish[0] if active() == "es" else self.name

    def goes_by(self, title: str) -> bool:
        """Tell whether a title is one of the column's names; see `title_key`."""
        return title_key(title) in {title_key(name) for name in (self.name, *self.spanish)}


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of one kind of file; the file is known by those that are required."""

    name: str
    columns: tuple[Column, ...]

    def titles(self, *, required: bool = False) -> list[str]:
        """Return the header in the active language, or what of it a file must have; the readers know both."""
        return [column.title for column in self.columns if column.required or not required]

    def column(self, title: str) -> Column | None:
        """Return the column that a title names."""
        return next((column for column in self.columns if column.goes_by(title)), None)

    def is_that_of(self, titles: Sequence[str], *, given: Sequence[str] = ()) -> bool:
        """Tell whether titles hold all that is required; `given` is known from elsewhere."""
        have = {column.name for title in titles if (column := self.column(title)) is not None}
        return all(column.name in have or column.name in given for column in self.columns if column.required)


@dataclass(slots=True)
class Sheet:
    """An open CSV file: its titles, then its rows, each with its number; the titles are row 1."""

    titles: list[str]
    rows: Iterator[tuple[int, list[str]]]


@contextmanager
def open_sheet(source: Source) -> Iterator[Sheet]:
    """Open a CSV file; rows that are blank come as empty lists."""
    with source.open() as text:
        yield _sheet(source, text)


def _sheet(source: Source, text: TextIO) -> Sheet:
    first = text.readline()
    separator = ""
    if first.strip().lower().startswith("sep="):  # a line that Excel reads and does not show
        separator = first.strip()[4:5]
        first = text.readline()
    reader = csv.reader(
        chain([first], text), delimiter=separator or _separator(first), strict=True, skipinitialspace=True
    )
    rows = _rows(source, reader)
    _, titles = next(rows, (1, []))
    while titles and not titles[-1]:
        titles.pop()
    return Sheet(titles, rows)


def _separator(titles: str) -> str:
    return max(_SEPARATORS, key=titles.count)


def _rows(source: Source, reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader, None)
        except csv.Error as problem:
            raise BrokenRow(file=source.name, row=number) from problem
        if cells is None:
            return
        stripped = [cell if cell[:1] != "'" else unguarded(cell) for cell in map(str.strip, cells)]
        yield number, stripped if any(stripped) else []


@dataclass(slots=True)
class Layout:
    """Where a table's columns stand in one file."""

    titles: list[str]
    places: dict[str, int] = field(default_factory=dict)
    called: dict[str, str] = field(default_factory=dict)  # columns in the active language

    @classmethod
    def of(cls, table: Table, titles: list[str], complaints: Complaints) -> "Layout":
        """Find each column's place, and complain about titles that are unknown or come twice."""
        layout = cls(titles, called={column.name: column.title for column in table.columns})
        for place, title in enumerate(titles):
            column = table.column(title)
            if column is None:
                _complain_of_unknown(table, title, complaints)
            elif column.name in layout.places:
                first = titles[layout.places[column.name]]
                complaints.add(TWICE, column=column.title, first=first, second=title)
            else:
                layout.places[column.name] = place
        return layout

    def has(self, name: str) -> bool:
        """Tell whether the file has a column."""
        return name in self.places

    def title(self, name: str) -> str:
        """Return a column's title as the file writes it, or would write it."""
        return self.titles[self.places[name]] if name in self.places else self.called.get(name, name)

    def right_width(self, row: int, cells: list[str], complaints: Complaints) -> bool:
        """Tell whether a row has the header's cells; separators at its end do no harm."""
        wide = len(self.titles)
        if len(cells) > wide and not any(cells[wide:]):
            del cells[wide:]
        if len(cells) == wide:
            return True
        complaints.add(WRONG_WIDTH, row=row, found=len(cells), expected=wide)
        return False


def _complain_of_unknown(table: Table, title: str, complaints: Complaints) -> None:
    known = ", ".join(column.name for column in table.columns)
    names = {title_key(name): name for column in table.columns for name in (column.name, *column.spanish)}
    likely = difflib.get_close_matches(title_key(title), names, n=1, cutoff=0.75)
    if likely:
        complaints.add(LIKELY_COLUMN, column=title, likely=names[likely[0]], known=known)
    else:
        complaints.add(UNKNOWN_COLUMN, column=title, known=known)


class RowReader:
    """Reads some columns of each row, in a fixed order; a column that the file lacks is empty."""

    def __init__(
        self,
        columns: Sequence[Column],
        layout: Layout,
        complaints: Complaints,
        *,
        optional: Sequence[str] = (),
    ) -> None:
        self._complaints = complaints
        self._layout = layout
        self._columns = columns
        self._empty = [
            None if column.required and column.name not in optional else column.read("") for column in columns
        ]
        self._steps = [
            (position, layout.places[column.name], column.read, column.name)
            for position, column in enumerate(columns)
            if column.name in layout.places
        ]
        self._required = [
            (position, columns[position].name) for position, empty in enumerate(self._empty) if empty is None
        ]

    def read(self, row: int, cells: list[str]) -> list[Cell] | None:
        """Return the row's values, or None when a cell was complained about."""
        values, bad = self._read(row, cells)
        return None if bad else [value for value in values if value is not None]

    def read_what_can_be(
        self, row: int, cells: list[str], *, told: frozenset[str] = frozenset()
    ) -> tuple[list[Cell], set[str]]:
        """Return the row's values and which are bad; for these an empty cell stands in.

        Of the columns in `told` it was said already that they are.
        """
        values, bad = self._read(row, cells, told)
        if not bad:
            return [value for value in values if value is not None], bad
        named = zip(values, self._columns, strict=True)
        return [column.read("") if value is None else value for value, column in named], bad

    def _read(
        self, row: int, cells: list[str], told: frozenset[str] = frozenset()
    ) -> tuple[list[Cell | None], set[str]]:
        values: list[Cell | None] = self._empty.copy()
        bad: set[str] = set()
        for position, place, read, name in self._steps:
            text = cells[place]
            if text:
                try:
                    values[position] = read(text)
                except BadCell as problem:
                    if name not in told:
                        self._complain(problem, row=row, name=name, text=text)
                    values[position] = None
                    bad.add(name)
        for position, name in self._required:
            if values[position] is None and name not in bad:
                if name not in told:
                    self._complaints.add(MISSING, row=row, column=self._layout.title(name))
                bad.add(name)
        return values, bad

    def _complain(self, problem: BadCell, *, row: int, name: str, text: str) -> None:
        fields = {"row": row, "column": self._layout.title(name), "text": shortened(text)}
        self._complaints.keep(problem.complaint, {**fields, **problem.fields})
