"""Masters as CSV and Excel files that the readers take in again, whoever changed them in between."""

import csv
from collections.abc import Iterator
from io import BytesIO, TextIOWrapper
from typing import BinaryIO

import xlsxwriter

from consolida.core.errors import ConsolidaError
from consolida.core.language import noop
from consolida.core.money import plain_rate
from consolida.core.percent import percent
from consolida.core.portable import format as spec
from consolida.intake import voucher_csv
from consolida.intake.cost_centers import SHARE
from consolida.intake.masters_csv import MODEL_NAMES, TABLES
from consolida.intake.tables import Table, guarded
from consolida.masters.compare import MODELS, Row, rows_of
from consolida.masters.models import Company
from consolida.masters.portable import rows
from consolida.masters.shares import COLUMN, parts_of

_WIDTHS = {"name": 50, "address": 40}
_RATES = {"buy", "sell"}


class NoSuchMaster(ConsolidaError):
    """A text names no master that files are made of."""

    message = noop("There is no master “{table}”.")
    remedy = noop("Choose one of the list.")


def titles(table: str, *, required: bool = False) -> list[str]:
    """Return a master's header in the active language, or what of it a file must have."""
    return _table(table).titles(required=required)


def voucher_titles() -> list[str]:
    """Return the columns that a file of vouchers must have, in the active language."""
    return voucher_csv.TABLE.titles(required=True)


def write_csv(company: Company, table: str, to: BinaryIO) -> None:
    """Write a master as CSV: UTF-8 with the mark by which spreadsheets know it."""
    text = TextIOWrapper(to, encoding="utf-8-sig", newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(titles(table))
    writer.writerows([guarded(cell) for cell in row] for row in _rows(company, table))
    text.flush()
    text.detach()


def write_xlsx(company: Company, table: str, to: BinaryIO) -> None:
    """Write a master as an Excel workbook: codes stay texts with their zeros, the header stays in sight."""
    content = BytesIO()
    book = xlsxwriter.Workbook(content, {"constant_memory": True, "in_memory": True})
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    header = titles(table)
    for place, column in enumerate(_table(table).columns):
        sheet.set_column(place, place, _WIDTHS.get(column.name, 16))
    for place, title in enumerate(header):
        sheet.write_string(0, place, title, bold)
    sheet.freeze_panes(1, 0)
    last = 0
    for last, row in enumerate(_rows(company, table), start=1):
        for place, cell in enumerate(row):
            sheet.write_string(last, place, cell)
    sheet.autofilter(0, 0, last, len(header) - 1)
    book.close()
    to.write(content.getbuffer())


def _table(name: str) -> Table:
    found = next((table for table in TABLES if table.name == name), None)
    if found is None:
        raise NoSuchMaster(table=name)
    return found


def _rows(company: Company, table: str) -> Iterator[list[str]]:
    wanted = [MODEL_NAMES.get(column.name, column.name) for column in _table(table).columns]
    for row in rows_of(company, table) if table in MODELS else _parties(company):
        for part in _parts(row):
            whole = {**row, **part}
            yield [plain_rate(int(whole[name])) if name in _RATES else str(whole[name]) for name in wanted]


def _parties(company: Company) -> Iterator[Row]:
    return (dict(zip(spec.names("party"), row, strict=True)) for row in rows(company, "party"))


def _parts(row: Row) -> list[Row]:
    """Return what each of a row's lines says of its own: a cost centre has one for each of its parts."""
    parts = parts_of(str(row.get(COLUMN, "")))
    return [
        {"charge_account": part.charge, "credit_account": part.credit, SHARE: percent(part.share)}
        for part in parts
    ] or [{SHARE: ""}]
