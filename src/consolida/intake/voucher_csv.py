"""Vouchers from CSV: one row per line, the voucher's header repeated in each (docs/guides/loading.md)."""

from dataclasses import dataclass

from consolida.core.findings import Severity
from consolida.core.language import noop
from consolida.core.likeness import names_alike
from consolida.core.money import plain_rate
from consolida.core.period import NotAPeriod, Period
from consolida.core.wording import counted
from consolida.intake import cells as read
from consolida.intake.cells import Cell
from consolida.intake.complaints import Complaint
from consolida.intake.drafts import Draft, source_cuo
from consolida.intake.reader import Names, Setting, VoucherReader
from consolida.intake.source import Source
from consolida.intake.staging import Staging, complain_of_conflict
from consolida.intake.tables import MISSING, Column, Layout, RowReader, Table, open_sheet

_RATE_OF_ONE = 1_000_000


def _rate(text: str) -> int:
    return read.rate_of(text) if text else 0


def _original(text: str) -> Cell:
    """Read the original amount; '' is not zero: it stands for the amount in the books' currency."""
    return read.amount_of(text) if text else ""


def _currency(text: str) -> str:
    return str(read.text_of(3)(text)).upper()


_HEADER = (
    Column("operation_type", read.text_of(4), ("T/O", "tipo de operación", "subdiario"), required=True),
    Column("number", read.text_of(20), ("número", "nro", "número de comprobante", "comprobante", "asiento")),
    Column("date", read.date_of, ("fecha", "fecha contable"), required=True),
    Column("kind", read.kind_of, ("clase", "clase de asiento", "tipo de asiento")),
    Column("description", read.text_of(200), ("glosa", "glosa principal")),
    Column("currency", _currency, ("moneda",)),
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

ANNULLED_WITH_LINE = Complaint(
    "load_annulled_with_line",
    noop("Row {row}: an annulled voucher has an account or an amount."),
    noop("Give an annulled voucher one row with its header only, or take the mark off."),
)
RATE_MISSING = Complaint(
    "load_rate_missing",
    noop("Row {row}: a line in {currency} has no exchange rate."),
    noop("Fill in the column “{column}”."),
)
RATE_LEFT_OUT = Complaint(
    "load_rate_left_out",
    counted(
        "{count} voucher in {currency}, the books' currency, has an exchange rate; it was left out.",
        "{count} vouchers in {currency}, the books' currency, have an exchange rate; it was left out.",
    ),
    noop("Nothing is to be done: their rate is 1.000."),
    Severity.NOTE,
)
ORIGINAL_MISSING = Complaint(
    "load_original_missing",
    noop("Row {row}: a line in {currency} has no original amount."),
    noop("Fill in the column “{column}” (debit positive, credit negative; 0.00 for an exchange difference)."),
)
OTHER_TYPE = Complaint(
    "load_other_type",
    noop("Row {row}: the T/O is {operation_type}, not {given} as was asked for."),
    noop("Load the file without a T/O, or take these rows out."),
)
OTHER_SITE = Complaint(
    "load_other_site",
    noop("Row {row}: it is of site {site}, not of {given}."),
    noop("Take the rows of other sites out, or load each site's rows where that site is kept."),
)
HALF_PARTY = Complaint(
    "load_half_party",
    noop("Row {row}: a party needs its type and its number; one is “{text}”, the other is empty."),
    noop("Fill in both columns (type 6 is RUC, 1 is DNI), or neither."),
)
TWO_NAMES = Complaint(
    "load_two_names",
    noop("Row {row}: party {number} is called “{text}” here and “{expected}” above; the first is used."),
    noop("If the first is wrong, correct the file or, later, the party."),
    Severity.WARNING,
)
BAD_MONTH = Complaint(
    "load_month",
    noop("Row {row}: {date} is in no month that books are kept for."),
    noop("Correct the date."),
)


def recognises(source: Source, setting: Setting) -> bool:
    """Tell whether a file's header names the columns that vouchers need."""
    with open_sheet(source) as sheet:
        return TABLE.is_that_of(sheet.titles, given=_given(setting))


def read_vouchers(source: Source, setting: Setting, staging: Staging) -> Names:
    """Read every voucher of a CSV file into the work file."""
    with open_sheet(source) as sheet:
        layout = Layout.of(TABLE, sheet.titles, staging.complaints)
        run = _Run(layout, setting, staging)
        for row, cells in sheet.rows:
            if not cells:
                run.blank()
            elif layout.right_width(row, cells, staging.complaints):
                run.take(row, cells)
        run.end()
    return run.names


READER = VoucherReader("vouchers-csv", recognises, read_vouchers)


@dataclass(frozen=True, slots=True)
class _Header:
    """The header cells of one row, read."""

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
        self._seen: tuple[str, ...] = ()  # the header cells of the last row, as written
        self._first: tuple[str, ...] = ()  # and of the open voucher's first row
        self._currency = ""  # of the last row
        self._header = RowReader(_HEADER, layout, self._complaints, optional=_given(setting))
        self._line = RowReader(_LINE, layout, self._complaints, optional=("account", "debit", "credit"))
        self._party_name = RowReader((_PARTY_NAME,), layout, self._complaints)
        self._places = [layout.places.get(column.name, -1) for column in _HEADER]

    def blank(self) -> None:
        """End the open voucher."""
        if self._open is not None:
            self._staging.add(self._open)
        self._open, self._seen = None, ()

    def end(self) -> None:
        """End the last voucher, and say what was left out."""
        self.blank()
        if self._rates_left_out:
            self._complaints.add(RATE_LEFT_OUT, count=self._rates_left_out, currency=self._setting.currency)

    def take(self, row: int, cells: list[str]) -> None:
        """Read one row."""
        seen = tuple(cells[place] if place >= 0 else "" for place in self._places)
        if seen != self._seen:
            self._take_header(row, cells, seen)
            self._seen = seen
        if self._open is not None:
            self._add_line(self._open, row, cells)

    def _take_header(self, row: int, cells: list[str], seen: tuple[str, ...]) -> None:
        draft = self._open
        if draft is not None and _goes_on(draft, seen, self._setting):
            header = self._read_header(row, _filled(cells, self._places, self._first))
            if header is None or header.period == draft.period:
                if header is not None:
                    self._agree(draft, header, row)
                return
        self.blank()
        header = self._read_header(row, cells)
        if header is None:
            return
        self._first, self._currency = seen, header.currency
        self._open = self._draft(header, row)

    def _read_header(self, row: int, cells: list[str]) -> _Header | None:
        values = self._header.read(row, cells)
        if values is None:
            return None
        operation_type, number, date, kind, description, currency, rate, annulled, site = values
        given = self._setting.operation_type
        if given and operation_type not in {"", given}:
            self._complaints.add(OTHER_TYPE, row=row, operation_type=operation_type, given=given)
            return None
        if site not in {"", self._setting.site}:
            self._complaints.add(OTHER_SITE, row=row, site=site, given=self._setting.site)
            return None
        try:
            period = Period(str(date)[:7])
        except NotAPeriod:
            self._complaints.add(BAD_MONTH, row=row, date=date)
            return None
        currency = str(currency) or self._setting.currency
        in_books_currency = currency == self._setting.currency
        rate_left_out = in_books_currency and rate not in {0, _RATE_OF_ONE}
        if in_books_currency:
            rate = _RATE_OF_ONE
        elif not rate:
            self._complaints.add(
                RATE_MISSING, row=row, currency=currency, column=self._layout.title("exchange_rate")
            )
            return None
        return _Header(
            operation_type=str(operation_type) or given,
            number=_padded(str(number)),
            date=str(date),
            period=period,
            kind=str(kind),
            description=str(description),
            currency=currency,
            rate=int(rate),
            annulled=int(annulled),
            rate_left_out=rate_left_out,
        )

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
        )

    def _agree(self, draft: Draft, header: _Header, row: int) -> None:
        """Hold another row's header against the voucher's; lines have the books' currency or one other."""
        self._currency = header.currency
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
            if text != expected:
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
        values = self._line.read(row, cells)
        if values is None:
            return
        *references, original, debit, credit, description, automatic = values
        account = references[0]
        if draft.annulled:
            if account or original or debit or credit:
                self._complaints.add(ANNULLED_WITH_LINE, voucher=self._staging.voucher_name(draft), row=row)
            return
        if not account:
            self._complaints.add(
                MISSING,
                voucher=self._staging.voucher_name(draft),
                row=row,
                column=self._layout.title("account"),
            )
            return
        self._name_party(str(references[2]), str(references[3]), row, cells)
        if original == "":
            if self._currency != self._setting.currency:
                self._complaints.add(
                    ORIGINAL_MISSING,
                    voucher=self._staging.voucher_name(draft),
                    row=row,
                    currency=self._currency,
                    column=self._layout.title("original_amount"),
                )
                return
            original = int(debit) - int(credit)
        draft.lines.append((*references, self._currency, original, debit, credit, description, automatic))

    def _name_party(self, kind: str, number: str, row: int, cells: list[str]) -> None:
        if bool(kind) != bool(number):
            self._complaints.add(HALF_PARTY, row=row, text=kind or number)
            return
        values = self._party_name.read(row, cells)
        if not number or not values or not values[0]:
            return
        name = str(values[0])
        known = self.names.parties.setdefault((kind, number), name)
        if not names_alike(known, name):
            self._complaints.add(TWO_NAMES, row=row, number=number, text=name, expected=known)


def _padded(number: str) -> str:
    return number.zfill(4) if number.isascii() and number.isdigit() else number


def _goes_on(draft: Draft, seen: tuple[str, ...], setting: Setting) -> bool:
    """Tell whether a row names the open voucher's T/O and number again."""
    operation_type, number = seen[:2]
    return bool(number) and (operation_type or setting.operation_type, _padded(number)) == (
        draft.operation_type,
        draft.number,
    )


def _filled(cells: list[str], places: list[int], first: tuple[str, ...]) -> list[str]:
    """Return the cells with empty header cells taken from the voucher's first row."""
    filled = list(cells)
    for place, text in zip(places, first, strict=True):
        if place >= 0 and not filled[place]:
            filled[place] = text
    return filled
