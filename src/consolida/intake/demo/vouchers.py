"""Vouchers as the demonstration writes them: a few lines of code each, rows of a CSV file in the end."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from consolida.core.money import plain_amount, plain_rate

BOOKS = "PEN"
COLUMNS = (
    "operation_type",
    "number",
    "date",
    "kind",
    "description",
    "account",
    "party_type",
    "party_number",
    "party_name",
    "cost_center",
    "document_type",
    "document_series",
    "document_number",
    "document_date",
    "due_date",
    "currency",
    "exchange_rate",
    "original_amount",
    "debit",
    "credit",
    "line_description",
    "annulled",
)


class Party(NamedTuple):
    """A customer, supplier, bank or employee."""

    type: str
    number: str
    name: str


class Document(NamedTuple):
    """An invoice or another document of SUNAT table 10."""

    type: str
    series: str
    number: str
    day: date
    due: date


NOBODY = Party("", "", "")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line; the amount is in céntimos, positive in debit, negative in credit."""

    account: str
    amount: int
    party: Party = NOBODY
    document: Document | None = None
    cost_center: str = ""
    original: int = 0  # in the voucher's currency, where that is not the books'


@dataclass(frozen=True, slots=True)
class Entries:
    """One voucher."""

    operation_type: str
    number: int
    day: date
    description: str
    lines: tuple[Entry, ...]
    kind: str = "M"
    currency: str = BOOKS
    rate: int = 0
    annulled: bool = False

    def scaled(self, numerator: int, denominator: int) -> "Entries":
        """Return the voucher with every amount multiplied; what must balance still does."""
        lines = [replace(line, amount=line.amount * numerator // denominator) for line in self.lines[1:]]
        first = replace(self.lines[0], amount=-sum(line.amount for line in lines))
        return replace(self, lines=(first, *lines))


def write_csv(path: Path, vouchers: Iterable[Entries]) -> None:
    """Write vouchers as `consolida load` reads them, one row per line."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        for voucher in vouchers:
            writer.writerows(_rows(voucher))


def write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a master as `consolida load` reads it."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def _rows(voucher: Entries) -> Iterator[dict[str, str]]:
    header = {
        "operation_type": voucher.operation_type,
        "number": f"{voucher.number:04d}",
        "date": voucher.day.isoformat(),
        "kind": voucher.kind,
        "description": voucher.description,
        "currency": voucher.currency,
        "exchange_rate": plain_rate(voucher.rate) if voucher.rate else "",
        "annulled": "1" if voucher.annulled else "0",
    }
    if not voucher.lines:
        yield header
    for line in voucher.lines:
        yield header | _line(line, foreign=voucher.currency != BOOKS)


def _line(line: Entry, *, foreign: bool) -> dict[str, str]:
    document = line.document
    return {
        "account": line.account,
        "party_type": line.party.type,
        "party_number": line.party.number,
        "party_name": line.party.name,
        "cost_center": line.cost_center,
        "document_type": document.type if document else "",
        "document_series": document.series if document else "",
        "document_number": document.number if document else "",
        "document_date": document.day.isoformat() if document else "",
        "due_date": document.due.isoformat() if document else "",
        "original_amount": plain_amount(line.original if foreign else line.amount),
        "debit": plain_amount(max(line.amount, 0)),
        "credit": plain_amount(max(-line.amount, 0)),
        "line_description": "",
    }
