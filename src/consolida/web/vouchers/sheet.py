"""A voucher as it is being typed: the header's fields, the rows, and what is wrong with either."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.http import QueryDict

from consolida.core import sunat
from consolida.core.errors import ConsolidaError
from consolida.core.findings import Finding
from consolida.core.money import RATE_OF_BOOKS_CURRENCY, parse_rate, plain_rate
from consolida.core.period import Period
from consolida.ledger import destino
from consolida.ledger.draft import Draft, DraftLine
from consolida.masters.models import Company
from consolida.web.vouchers.rows import Row, Terms, name_rows, row_of, rows_of
from consolida.web.vouchers.words import day_of, day_text

HEADER = (
    "site",
    "operation_type",
    "number",
    "date",
    "kind",
    "currency",
    "exchange_rate",
    "description",
    "ple_state",
    "ple_period",
    "ple_cuo",
)
EMPTY_ROWS = 8  # that a page without script has to spare


@dataclass(slots=True, kw_only=True)
class Sheet:
    """What was typed, kept as it was typed."""

    company: Company
    period: Period
    header: dict[str, str]
    rows: list[Row] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    problem: ConsolidaError | None = None
    with_destino: bool = True  # whether destino lines are proposed while one types
    _line_rows: list[Row] = field(default_factory=list)

    @property
    def currency(self) -> str:
        """The voucher's currency."""
        return self.header["currency"].upper() or self.company.currency

    @property
    def foreign(self) -> bool:
        """Whether it is another one than the books'."""
        return self.currency != self.company.currency

    @property
    def wrong(self) -> bool:
        """Whether something is remarked, of the whole or of a row."""
        return bool(self.remarks) or any(row.remarks for row in self.rows)

    def draft(self) -> Draft | None:
        """Return the voucher that was typed; None where something cannot be read, which is remarked."""
        rate, day = self._rate(), self._day()
        lines = self._lines(
            Terms(company=self.company, period=self.period, currency=self.currency, rate=rate)
        )
        if self.wrong:
            return None
        header = self.header
        return Draft(
            operation_type=header["operation_type"],
            date=day,
            number=header["number"],
            kind=header["kind"] or "M",
            description=header["description"],
            currency=self.currency,
            exchange_rate=rate,
            ple_state=int(header["ple_state"]) if header["ple_state"].isdecimal() else 1,
            ple_period=header["ple_period"],
            ple_cuo=header["ple_cuo"],
            lines=lines,
        )

    def propose_destino(self) -> list[Row]:
        """Replace the automatic rows by those that follow from the others; return them."""
        terms = Terms(company=self.company, period=self.period, currency=self.currency, rate=self._rate())
        typed = [row for row in self.rows if not (row.automatic or row.empty)]
        lines = [line for row in typed if (line := row.line(terms)) is not None]
        made = [row_of(line, terms) for line in destino.proposed(self.company, lines)]
        self.rows = [*typed, *made]
        return made

    def remark(self, findings: Sequence[Finding]) -> None:
        """Put what the rules say at the rows that they speak of; what speaks of no row is said on top."""
        for finding in findings:
            said = f"{finding.sentence()} {finding.advice()}"
            known = finding.line is not None and 0 < finding.line <= len(self._line_rows)
            (self._line_rows[finding.line - 1].remarks if known and finding.line else self.remarks).append(
                said
            )

    def ready(self, *, spare: int = EMPTY_ROWS) -> "Sheet":
        """Name what the rows refer to and add empty ones to type into."""
        name_rows(self.company, self.rows)
        self.rows += [Row() for _ in range(spare)]
        return self

    def _lines(self, terms: Terms) -> list[DraftLine]:
        self._line_rows = [row for row in self.rows if not row.empty]
        return [line for row in self._line_rows if (line := row.line(terms)) is not None]

    def _rate(self) -> int:
        if not self.foreign:
            return RATE_OF_BOOKS_CURRENCY
        try:
            return parse_rate(self.header["exchange_rate"])
        except ConsolidaError as problem:
            self.remarks.append(str(problem))
            return RATE_OF_BOOKS_CURRENCY

    def _day(self) -> str:
        try:
            return day_of(self.header["date"] or "?", self.period)
        except ConsolidaError as problem:
            self.remarks.append(str(problem))
            return ""


def sheet_of(company: Company, period: Period, typed: QueryDict) -> Sheet:
    """Read what was typed into a form."""
    header = {name: typed.get(name, "").strip() for name in HEADER}
    return Sheet(
        company=company,
        period=period,
        header=header,
        rows=rows_of(typed),
        with_destino="with_destino" in typed,
    )


def standing(company: Company, period: Period, draft: Draft, *, site: str) -> Sheet:
    """Return the sheet of a voucher that stands."""
    currency = draft.currency or company.currency
    terms = Terms(company=company, period=period, currency=currency, rate=draft.exchange_rate)
    header = {
        "site": site,
        "operation_type": draft.operation_type,
        "number": draft.number,
        "date": day_text(draft.date),
        "kind": draft.kind,
        "currency": currency,
        "exchange_rate": plain_rate(draft.exchange_rate),
        "description": draft.description,
        "ple_state": str(draft.ple_state),
        "ple_period": draft.ple_period,
        "ple_cuo": draft.ple_cuo,
    }
    return Sheet(
        company=company,
        period=period,
        header=header,
        rows=[row_of(line, terms) for line in draft.lines],
        # Lines that somebody took out or wrote otherwise stay as they are.
        with_destino=destino.follow(company, draft.lines),
    )


def currencies(company: Company) -> list[tuple[str, str]]:
    """Return the currencies that are offered: the books', those with exchange rates, and dollars."""
    names = sunat.names(sunat.Table.CURRENCIES)
    rated = set(company.exchange_rates.values_list("currency", flat=True).distinct())
    codes = [company.currency, *sorted({"USD", *rated} - {company.currency})]
    return [(code, names.get(code, "")) for code in codes]
