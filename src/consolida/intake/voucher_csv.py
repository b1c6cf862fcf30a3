"""Vouchers from CSV: one row per line, the voucher's header repeated in each (docs/guides/loading.md)."""

from dataclasses import dataclass

from consolida.core.likeness import names_alike
from consolida.core.money import RATE_OF_BOOKS_CURRENCY, plain_rate
from consolida.core.period import NotAPeriod, Period
from consolida.intake import cells as read
from consolida.intake.cells import Cell
from consolida.intake.drafts import PLACE, Draft, source_cuo
from consolida.intake.reader import Names, Setting, VoucherReader
from consolida.intake.source import Source
from consolida.intake.staging import Staging, complain_of_conflict
from consolida.intake.tables import MISSING, BrokenRow, Column, Layout, RowReader, Table, open_sheet
from consolida.intake.unread import name_of
from consolida.intake.voucher_remarks import (
    ANNULLED_WITH_LINE,
    BAD_MONTH,
    BROKEN_ROW,
    HALF_PARTY,
    ORIGINAL_MISSING,
    OTHER_SITE,
    OTHER_TYPE,
    RATE_LEFT_OUT,
    RATE_MISSING,
    TWO_NAMES,
)

_AMOUNTS = ("original_amount", "debit", "credit")


def _rate(text: str) -> int:
    return read.rate_of(text) if text else 0


def _original(text: str) -> Cell:
    """Read the original amount; '' is not zero: it stands for the amount in the books' currency."""
    return read.amount_of(text) if text else ""


_HEADER = (
    Column("operation_type", read.text_of(4), ("T/O", "tipo de operación", "subdiario"), required=True),
    Column("number", read.text_of(20), ("número", "nro", "número de comprobante", "comprobante", "asiento")),
    Column("date", read.date_of, ("fecha", "fecha contable"), required=True),
    Column("kind", read.kind_of, ("clase", "clase de asiento", "tipo de asiento")),
    Column("description", read.text_of(200), ("glosa", "glosa principal")),
    Column("currency", read.currency_of, ("moneda",)),
    Column("exchange_rate", _rate, ("tipo de cambio", "T/C")),
    Column("annulled", read.flag_of, ("anulado",)),
    Column("site", read.text_of(4), ("sede",)),
)
_LINE = (
    Column("account", read.text_of(24), ("cuenta", "cuenta contable"), required=True),
    Column("cost_center", read.text_of(24), ("centro de costo", "centro de costos")),
    Column(
        "party_type",
        read.text_of(1),
        ("tipo de persona", "persona tipo", "tipo de documento de identidad", "tipo de anexo"),
    ),
    Column(
        "party_number",
        read.text_of(15),
        ("número de persona", "persona número", "número de documento de identidad", "anexo"),
    ),
    Column(
        "document_type",
        read.text_of(2),
        ("tipo de documento", "documento tipo", "tipo de comprobante de pago"),
    ),
    Column("document_series", read.text_of(20), ("serie de documento", "documento serie", "serie")),
    Column("document_number", read.text_of(20), ("número de documento", "documento número")),
    Column("document_date", read.date_of, ("fecha de documento", "documento fecha", "fecha de emisión")),
    Column("due_date", read.date_of, ("fecha de vencimiento", "vencimiento")),
    Column("modified_type", read.text_of(2), ("tipo de documento modificado",)),
    Column("modified_series", read.text_of(20), ("serie de documento modificado",)),
    Column("modified_number", read.text_of(20), ("número de documento modificado",)),
    Column("modified_date", read.date_of, ("fecha de documento modificado",)),
    Column("payment_means", read.text_of(3), ("medio de pago",)),
    Column("original_amount", _original, ("importe original", "monto original")),
    Column("debit", read.unsigned_amount_of, ("debe", "cargo"), required=True),
    Column("credit", read.unsigned_amount_of, ("haber", "abono"), required=True),
    Column("line_description", read.text_of(200), ("glosa de línea", "línea glosa", "glosa de detalle")),
    Column("automatic", read.flag_of, ("automático", "destino")),
)
_PARTY_NAME = Column(
    "party_name",
    read.text_of(200),
    ("nombre de persona", "persona nombre", "nombre", "razón social"),
)
TABLE = Table("vouchers", (*_HEADER, *_LINE, _PARTY_NAME))


def recognises(source: Source, setting: Setting) -> bool:
    """Tell whether a file's header names the columns that vouchers need."""
    with open_sheet(source) as sheet:
        return TABLE.is_that_of(sheet.titles, given=_given(setting))


def read_vouchers(source: Source, setting: Setting, staging: Staging) -> Names:
    """Read every voucher of a CSV file into the work file."""
    with open_sheet(source) as sheet:
        layout = Layout.of(TABLE, sheet.titles, staging.complaints)
        run = _Run(layout, setting, staging)
        try:
            for row, cells in sheet.rows:
                if not cells:
                    run.blank()
                elif layout.right_width(row, cells, staging.complaints):
                    run.take(row, cells)
                else:
                    run.lose(row, cells)
        except BrokenRow as problem:
            run.lose(int(str(problem.fields["row"])), [])
            staging.complaints.add(BROKEN_ROW, row=problem.fields["row"])
        run.end()
    return run.names


READER = VoucherReader("vouchers-csv", recognises, read_vouchers)


@dataclass(frozen=True, slots=True)
class _Header:
    """The header cells of one row, read; of one that is unread some stand in for others."""

    operation_type: str
    number: str
    date: str
    period: Period
    kind: str
    description: str
    currency: str
    rate: int
    annulled: int
    rate_left_out: bool
    unread: frozenset[str]


def _given(setting: Setting) -> tuple[str, ...]:
    return ("operation_type",) if setting.operation_type else ()


class _Run:
    """One pass over the rows: which voucher is open, and what its next row adds."""

    def __init__(self, layout: Layout, setting: Setting, staging: Staging) -> None:
        self.names = Names()
        self._layout = layout
        self._setting = setting
        self._staging = staging
        self._complaints = staging.complaints
        self._rates_left_out = 0
        self._open: Draft | None = None
        self._name = ""  # of the open voucher, where its header could not be read
        self._lost = False  # whether the last row was lost
        self._seen: tuple[str, ...] = ()  # the header cells of the last row, as written
        self._first: tuple[str, ...] = ()  # and of the open voucher's first row
        self._currency = ""  # of the last row
        self._stand_in = (setting.operation_type or setting.usual_type, staging.day)  # T/O and date
        self._header = RowReader(_HEADER, layout, self._complaints, optional=_given(setting))
        self._line = RowReader(_LINE, layout, self._complaints, optional=("account", "debit", "credit"))
        self._party_name = RowReader((_PARTY_NAME,), layout, self._complaints)
        self._places = [layout.places.get(column.name, -1) for column in _HEADER]

    def blank(self) -> None:
        """End the open voucher."""
        if self._open is not None and self._open.headless:
            self._staging.add_headless(self._open, self._name)
        elif self._open is not None:
            self._staging.add(self._open)
        self._open, self._seen = None, ()

    def end(self) -> None:
        """End the last voucher, and say what was left out."""
        self.blank()
        if self._rates_left_out:
            self._complaints.add(RATE_LEFT_OUT, count=self._rates_left_out, currency=self._setting.currency)

    def take(self, row: int, cells: list[str]) -> None:
        """Read one row."""
        seen = self._cells_of_the_header(cells)
        if seen != self._seen:
            self._take_header(row, cells, seen)
            self._seen = seen
        if self._open is not None:
            self._add_line(self._open, row, cells)
        self._lost = False

    def lose(self, row: int, cells: list[str]) -> None:
        """Pass over a row that cannot be read: it may be a line of the voucher before it or after it."""
        self._lost = True
        if self._open is not None:
            self._open.in_doubt = True
            self._open.pieces.append((len(self._open.lines) + 1, row + 1))
        padded = [*cells, *[""] * len(self._layout.titles)]
        self._staging.doubt(self._name_of(self._cells_of_the_header(padded)))

    def _cells_of_the_header(self, cells: list[str]) -> tuple[str, ...]:
        return tuple(cells[place] if place >= 0 else "" for place in self._places)

    def _name_of(self, seen: tuple[str, ...]) -> str:
        return name_of(operation_type=seen[0] or self._setting.operation_type, number=_padded(seen[1]))

    def _take_header(self, row: int, cells: list[str], seen: tuple[str, ...]) -> None:
        draft = self._open
        if draft is not None and self._goes_on(seen):
            filled = _filled(cells, self._places, self._first)
            header = self._read_header(row, filled, told=self._told_of(draft, filled))
            self._currency = header.currency
            draft.unread_header |= header.unread - PLACE  # one row's, whatever the others' is
            if draft.headless or not header.unread.isdisjoint(PLACE):
                return
            if header.period == draft.period:
                self._agree(draft, header, row)
                return
        self.blank()
        header = self._read_header(row, cells)
        self._first, self._currency = seen, header.currency
        self._open = self._draft(header, row)
        self._name = self._name_of(seen)

    def _goes_on(self, seen: tuple[str, ...]) -> bool:
        """Tell whether a row names the open voucher's T/O and number again."""
        return bool(seen[1]) and self._name_of(seen) == self._name_of(self._first)

    def _told_of(self, draft: Draft, cells: list[str]) -> frozenset[str]:
        """Return the columns that are as bad as in the voucher's first row: one fault is told once."""
        again = zip(_HEADER, self._cells_of_the_header(cells), self._first, strict=True)
        return draft.unread_header & {column.name for column, text, first in again if text == first}

    def _read_header(self, row: int, cells: list[str], told: frozenset[str] = frozenset()) -> _Header:
        values, bad = self._header.read_what_can_be(row, cells, told=told)
        operation_type, number, date, kind, description, currency, rate, annulled, site = values
        period = self._period(row, str(date), bad, told)
        self._check_scope(row, str(operation_type), str(site), bad, told)
        currency = str(currency) or self._setting.currency
        in_books_currency = currency == self._setting.currency
        rate_left_out = (
            in_books_currency and "currency" not in bad and rate not in {0, RATE_OF_BOOKS_CURRENCY}
        )
        if in_books_currency:
            rate = RATE_OF_BOOKS_CURRENCY
        elif not rate and "exchange_rate" not in bad:
            if "exchange_rate" not in told:
                title = self._layout.title("exchange_rate")
                self._complaints.add(RATE_MISSING, row=row, currency=currency, column=title)
            bad.add("exchange_rate")
        if "operation_type" in bad:
            operation_type = self._stand_in[0]
        header = _Header(
            operation_type=str(operation_type) or self._setting.operation_type,
            number=_padded(str(number)),
            date=str(date) if period is not None else self._stand_in[1],
            period=period or Period(self._stand_in[1][:7]),
            kind=str(kind),
            description=str(description),
            currency=currency,
            rate=int(rate),
            annulled=int(annulled),
            rate_left_out=rate_left_out,
            unread=frozenset(bad),
        )
        self._stand_in = (header.operation_type, header.date)
        return header

    def _period(self, row: int, date: str, bad: set[str], told: frozenset[str]) -> Period | None:
        if "date" in bad:
            return None
        try:
            return Period(date[:7])
        except NotAPeriod:
            if "date" not in told:
                self._complaints.add(BAD_MONTH, row=row, date=date)
            bad.add("date")
            return None

    def _check_scope(
        self, row: int, operation_type: str, site: str, bad: set[str], told: frozenset[str]
    ) -> None:
        """Complain about a row of another T/O or site than the one that is loaded."""
        given = self._setting.operation_type
        if given and operation_type not in {"", given}:
            if "operation_type" not in told:
                self._complaints.add(OTHER_TYPE, row=row, operation_type=operation_type, given=given)
            bad.add("operation_type")
        if site not in {"", self._setting.site}:
            if "site" not in told:
                self._complaints.add(OTHER_SITE, row=row, site=site, given=self._setting.site)
            bad.add("site")

    def _draft(self, header: _Header, row: int) -> Draft:
        source = (
            source_cuo(operation_type=header.operation_type, period=header.period, number=header.number)
            if header.number
            else ""
        )
        self._rates_left_out += header.rate_left_out
        return Draft(
            operation_type=header.operation_type,
            number=header.number,
            date=header.date,
            period=header.period,
            kind=header.kind,
            description=header.description,
            currency=header.currency,
            exchange_rate=header.rate,
            annulled=header.annulled,
            source=source,
            row=row,
            unread_header=header.unread,
            in_doubt=self._lost,
        )

    def _agree(self, draft: Draft, header: _Header, row: int) -> None:
        """Hold another row's header against the voucher's; lines have the books' currency or one other."""
        books = self._setting.currency
        if draft.currency == books != header.currency:
            draft.currency, draft.exchange_rate = header.currency, header.rate
        pairs = [
            ("date", draft.date, header.date),
            ("kind", draft.kind, header.kind),
            ("description", draft.description, header.description),
            ("annulled", draft.annulled, header.annulled),
        ]
        if header.currency != books:
            pairs += [
                ("currency", draft.currency, header.currency),
                ("exchange_rate", plain_rate(draft.exchange_rate), plain_rate(header.rate)),
            ]
        for column, expected, text in pairs:
            if text != expected and column not in draft.unread_header:
                complain_of_conflict(
                    self._complaints,
                    draft,
                    self._layout.title(column),
                    text=text,
                    expected=expected,
                    row=row,
                    first=draft.row,
                )

    def _add_line(self, draft: Draft, row: int, cells: list[str]) -> None:
        values, bad = self._line.read_what_can_be(row, cells)
        *references, original, debit, credit, description, automatic = values
        account = references[0]
        voucher = self._staging.voucher_name(draft)
        if draft.annulled:
            if account or original or debit or credit:
                self._complaints.add(ANNULLED_WITH_LINE, voucher=voucher, row=row)
            return
        if not account and "account" not in bad:
            self._complaints.add(MISSING, voucher=voucher, row=row, column=self._layout.title("account"))
            bad.add("account")
        if not self._name_party(str(references[2]), str(references[3]), row, cells):
            references[2:4] = "", ""
            bad.add("party_number")
        if original == "":
            if self._currency != self._setting.currency and "original_amount" not in bad:
                self._complaints.add(
                    ORIGINAL_MISSING,
                    voucher=voucher,
                    row=row,
                    currency=self._currency,
                    column=self._layout.title("original_amount"),
                )
                bad.add("original_amount")
            original = int(debit) - int(credit)
        draft.lines.append((*references, self._currency, original, debit, credit, description, automatic))
        if bad:
            draft.unread[len(draft.lines)] = not bad.isdisjoint(_AMOUNTS)

    def _name_party(self, kind: str, number: str, row: int, cells: list[str]) -> bool:
        """Keep a party's name; False where the party could not be read."""
        if bool(kind) != bool(number):
            self._complaints.add(HALF_PARTY, row=row, text=kind or number)
            return False
        (name,), bad = self._party_name.read_what_can_be(row, cells)
        if not number or not (name or bad):
            return True
        name = str(name) or number  # what cannot be read is not missing, too
        known = self.names.parties.setdefault((kind, number), name)
        if not bad and not names_alike(known, name):
            self._complaints.add(TWO_NAMES, row=row, number=number, text=name, expected=known)
        return True


def _padded(number: str) -> str:
    return number.zfill(4) if number.isascii() and number.isdigit() else number


def _filled(cells: list[str], places: list[int], first: tuple[str, ...]) -> list[str]:
    """Return the cells with empty header cells taken from the voucher's first row."""
    filled = list(cells)
    for place, text in zip(places, first, strict=True):
        if place >= 0 and not filled[place]:
            filled[place] = text
    return filled
