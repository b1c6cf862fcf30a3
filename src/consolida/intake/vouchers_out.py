"""Vouchers as CSV and Excel files, a row for each line, that the reader of vouchers takes in again."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO
from pathlib import Path

import xlsxwriter

from consolida.core import progress
from consolida.core.errors import ConsolidaError
from consolida.core.language import noop
from consolida.core.money import plain_amount, plain_rate
from consolida.intake import voucher_csv
from consolida.intake.tables import guarded
from consolida.ledger.walk import Whole
from consolida.masters.models import Company

WRITING = noop("Writing the vouchers")
CLOSING = noop("Closing the workbook")
SHEET_ROWS = 1_048_576  # of which the first has the titles
COLUMNS = voucher_csv.TABLE.columns
_AMOUNTS = {"original_amount", "debit", "credit"}
_WIDTHS = {"description": 40, "line_description": 40, "party_name": 40}
_HEADER = ("number", "date", "kind", "description", "annulled")
_LINE = (
    "account",
    "cost_center",
    "party_type",
    "party_number",
    "document_type",
    "document_series",
    "document_number",
    "document_date",
    "due_date",
    "modified_type",
    "modified_series",
    "modified_number",
    "modified_date",
    "payment_means",
    "currency",
    "automatic",
)

Row = list[str | int]  # amounts are céntimos


class TooManyLines(ConsolidaError):
    """A workbook cannot hold so many lines."""

    message = noop("The list has more lines than an Excel sheet holds ({most}).")
    remedy = noop("Filter by T/O, site or account, or take the CSV file, which has no such limit.")


def csv_chunks(company: Company, parts: Iterable[list[Whole]]) -> Iterator[bytes]:
    """Yield a CSV file piece by piece: UTF-8 with the mark by which spreadsheets know it.

    The titles come first, in the language that is active now.
    """
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    text.write("\ufeff")
    writer.writerow([column.title for column in COLUMNS])
    yield _taken(text)
    for rows in _rows(company, parts):
        writer.writerows([_as_text(row) for row in rows])
        yield _taken(text)


def write_xlsx(company: Company, parts: Iterable[list[Whole]], to: Path) -> None:
    """Write an Excel workbook, row by row: codes stay texts with their zeros, amounts are numbers."""
    book = xlsxwriter.Workbook(to, {"constant_memory": True, "tmpdir": str(to.parent)})
    try:
        _fill(book, company, parts)
        progress.step(CLOSING)
    finally:
        book.close()


def _fill(book: xlsxwriter.Workbook, company: Company, parts: Iterable[list[Whole]]) -> None:
    sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
    money = book.add_format({"num_format": "#,##0.00"})
    for place, column in enumerate(COLUMNS):
        sheet.set_column(place, place, _WIDTHS.get(column.name, 14))
        sheet.write_string(0, place, column.title, bold)
    sheet.freeze_panes(1, 0)
    last = 0
    for rows in _rows(company, parts):
        progress.step(WRITING)
        for row in rows:
            last += 1
            if last >= SHEET_ROWS:
                raise TooManyLines(most=f"{SHEET_ROWS - 1:,}")
            for place, cell in enumerate(row):
                if isinstance(cell, int):
                    sheet.write_number(last, place, cell / 100, money)
                elif cell:
                    sheet.write_string(last, place, cell)
    sheet.autofilter(0, 0, last, len(COLUMNS) - 1)


def _taken(text: StringIO) -> bytes:
    content = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return content


def _as_text(row: Row) -> list[str]:
    """Write a row's amounts plainly; texts that a spreadsheet would compute are marked."""
    return [plain_amount(cell) if isinstance(cell, int) else guarded(cell) for cell in row]


def _rows(company: Company, parts: Iterable[list[Whole]]) -> Iterator[list[Row]]:
    for part in parts:
        names = _party_names(company, part)
        yield [row for whole in part for row in _of_voucher(company, whole, names)]


def _party_names(company: Company, part: Iterable[Whole]) -> dict[tuple[str, str], str]:
    numbers = {line.party_number for whole in part for line in whole.lines if line.party_number}
    found = company.parties.filter(number__in=numbers).values_list("type", "number", "name")
    return {(kind, number): name for kind, number, name in found}


def _of_voucher(company: Company, whole: Whole, names: dict[tuple[str, str], str]) -> Iterator[Row]:
    """Yield a row for each line; a voucher without lines has one with its header only."""
    voucher, key = whole.found.voucher, whole.found.key
    header = {name: str(getattr(voucher, name)) for name in _HEADER}
    header |= {"site": key.site, "operation_type": key.operation_type, "currency": voucher.currency}
    rate = plain_rate(voucher.exchange_rate)
    for line in whole.lines:
        cells: dict[str, str | int] = {**header, **{name: str(getattr(line, name)) for name in _LINE}}
        cells["party_name"] = names.get((line.party_type, line.party_number), "")
        cells["line_description"] = line.description
        cells |= {name: getattr(line, name) for name in _AMOUNTS}
        if line.currency != company.currency:
            cells["exchange_rate"] = rate
        yield _in_order(cells)
    if not whole.lines:
        if voucher.currency != company.currency:
            header["exchange_rate"] = rate
        yield _in_order(header)


def _in_order(cells: dict[str, str | int] | dict[str, str]) -> Row:
    return [cells.get(column.name, "") for column in COLUMNS]
