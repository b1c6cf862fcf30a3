"""The rows of the entry grid: cells as they were typed, and the voucher's lines that they mean."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from django.http import QueryDict

from consolida.core.errors import ConsolidaError
from consolida.core.money import converted, format_amount
from consolida.core.period import Period
from consolida.ledger.draft import DraftLine
from consolida.masters.models import Company
from consolida.web.vouchers.words import amount_of, day_of, day_text, party_of, party_text

# Cells that a line has as they are
_TEXTS = (
    "account",
    "cost_center",
    "document_type",
    "document_series",
    "document_number",
    "modified_type",
    "modified_series",
    "modified_number",
    "payment_means",
)
_DAYS = ("document_date", "due_date", "modified_date")
_AMOUNTS = ("original_debit", "original_credit", "debit", "credit")
_RARER = (
    "due_date",
    "payment_means",
    "modified_type",
    "modified_series",
    "modified_number",
    "modified_date",
    "line_currency",
)
CELLS = (*_TEXTS, *_DAYS, *_AMOUNTS, "party", "line_description", "line_currency")
AUTOMATIC = "automatic"
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What rows are read by: their voucher's company, month, currency and exchange rate."""

    company: Company
    period: Period
    currency: str
    rate: int


@dataclass(slots=True)
class Row:
    """The cells of one line, the names of what they refer to, and what is wrong with them."""

    cells: dict[str, str] = field(default_factory=dict)
    automatic: bool = False
    account_name: str = ""
    party_name: str = ""
    center_name: str = ""
    remarks: list[str] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Whether nothing was typed into it."""
        return not any(self.cells.values())

    @property
    def more(self) -> bool:
        """Whether one of the rarer cells has something in it."""
        return any(self.cells.get(name) for name in _RARER)

    def line(self, terms: Terms) -> DraftLine | None:
        """Return the line that the cells mean; what cannot be read is remarked, and there is none."""
        before = len(self.remarks)
        days = {name: self._read(name, lambda text: day_of(text, terms.period), "") for name in _DAYS}
        amounts = {name: self._read(name, amount_of, 0) for name in _AMOUNTS}
        if len(self.remarks) > before:
            return None
        kind, number = party_of(terms.company, self.cells.get("party", ""))
        texts = {name: self.cells.get(name, "") for name in _TEXTS}
        currency = self.cells.get("line_currency", "").upper()
        debit, credit, original = self._money(amounts, currency or terms.currency, terms)
        return DraftLine(
            **texts,
            **days,
            party_type=kind,
            party_number=number,
            currency=currency,
            description=self.cells.get("line_description", ""),
            debit=debit,
            credit=credit,
            original_amount=original,
            automatic=int(self.automatic),
        )

    def _read(self, name: str, read: Callable[[str], Value], empty: Value) -> Value:
        try:
            return read(self.cells.get(name, ""))
        except ConsolidaError as problem:
            self.remarks.append(str(problem))
            return empty

    def _money(self, amounts: dict[str, int], currency: str, terms: Terms) -> tuple[int, int, int | None]:
        """Return debit and credit in the books' currency, and the original amount where it is another one.

        What was typed in the books' currency stands; what was left empty follows from the exchange rate.
        """
        debit, credit = amounts["debit"], amounts["credit"]
        original_debit, original_credit = amounts["original_debit"], amounts["original_credit"]
        if currency == terms.company.currency:
            return debit or original_debit, credit or original_credit, None
        if not self.cells.get("debit"):
            debit = converted(original_debit, terms.rate)
        if not self.cells.get("credit"):
            credit = converted(original_credit, terms.rate)
        return debit, credit, original_debit - original_credit


def rows_of(typed: QueryDict) -> list[Row]:
    """Read the rows of a form: each cell of a name is one row's, in their order."""
    columns = {name: [text.strip() for text in typed.getlist(name)] for name in CELLS}
    automatic = typed.getlist(AUTOMATIC)
    return [
        Row(
            {name: texts[place] for name, texts in columns.items() if place < len(texts)},
            automatic=automatic[place] == "1",
        )
        for place in range(len(automatic))
    ]


def row_of(line: DraftLine, terms: Terms) -> Row:
    """Return the row of a line that stands or is proposed."""
    cells = {name: str(getattr(line, name)) for name in _TEXTS}
    cells |= {name: day_text(getattr(line, name)) for name in _DAYS}
    cells |= {"party": party_text(line.party_type, line.party_number), "line_description": line.description}
    cells |= {"debit": _shown(line.debit), "credit": _shown(line.credit)}
    currency = line.currency or terms.currency
    if currency != terms.currency:
        cells["line_currency"] = currency
    if currency != terms.company.currency:
        original = line.original_amount or 0
        cells |= {"original_debit": _shown(max(original, 0)), "original_credit": _shown(max(-original, 0))}
    return Row(cells, automatic=bool(line.automatic))


def name_rows(company: Company, rows: Sequence[Row]) -> None:
    """Give rows the names of their accounts, parties and cost centres."""
    accounts = dict(company.accounts.filter(code__in=_typed(rows, "account")).values_list("code", "name"))
    centers = dict(
        company.cost_centers.filter(code__in=_typed(rows, "cost_center")).values_list("code", "name")
    )
    numbers = {text.rpartition("-")[2] for text in _typed(rows, "party")}
    parties = {
        party_text(kind, number): name
        for kind, number, name in company.parties.filter(number__in=numbers).values_list(
            "type", "number", "name"
        )
    }
    for row in rows:
        row.account_name = accounts.get(row.cells.get("account", ""), "")
        row.party_name = parties.get(row.cells.get("party", ""), "")
        row.center_name = centers.get(row.cells.get("cost_center", ""), "")


def _typed(rows: Sequence[Row], cell: str) -> set[str]:
    return {row.cells[cell] for row in rows if row.cells.get(cell)}


def _shown(cents: int) -> str:
    return format_amount(cents) if cents else ""
