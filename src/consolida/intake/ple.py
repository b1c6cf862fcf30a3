"""Vouchers from PLE 5.1 (and 5.2, which has the same fields), with the account names of its 5.3."""

from consolida.core.errors import ConsolidaError
from consolida.core.language import noop
from consolida.core.money import RATE_OF_BOOKS_CURRENCY
from consolida.core.period import Period
from consolida.core.portable.format import VoucherKind
from consolida.intake import cells as read
from consolida.intake import ple_chart, ple_name
from consolida.intake.complaints import Complaints
from consolida.intake.drafts import Draft, Line
from consolida.intake.ple_cuo import tell
from consolida.intake.ple_lines import fields_of
from consolida.intake.ple_name import PleName
from consolida.intake.ple_remarks import (
    BAD_CORRELATIVE,
    BAD_PERIOD,
    BAD_STATE,
    EMPTY,
    LONG_CUO,
    NO_TYPE,
    OTHER_CURRENCY,
    Notes,
)
from consolida.intake.reader import Names, Setting, VoucherReader
from consolida.intake.source import Source, open_source
from consolida.intake.staging import Staging, complain_of_conflict
from consolida.intake.tables import Column, Layout, RowReader

_FIELDS = 21
_FREE = 23
_NOTHING = {"", "-", "0"}
_NO_DATE = "0001-01-01"
_CUO_LIMIT = 40


def _date(text: str) -> str:
    found = read.date_of(text)
    return "" if found == _NO_DATE else found


# Named as SUNAT's structure of the book numbers and names them.
_COLUMNS = (
    Column("1 periodo", read.text_of(8), required=True),
    Column("2 CUO", read.text_of(_CUO_LIMIT), required=True),
    Column("3 correlativo", read.text_of(10), required=True),
    Column("4 cuenta", read.text_of(24), required=True),
    Column("5 unidad", read.text_of(24)),
    Column("6 centro de costos", read.text_of(24)),
    Column("7 moneda", read.text_of(3)),
    Column("8 tipo de documento de identidad", read.text_of(1)),
    Column("9 número de documento de identidad", read.text_of(15)),
    Column("10 tipo de comprobante", read.text_of(2)),
    Column("11 serie", read.text_of(20)),
    Column("12 número", read.text_of(20)),
    Column("13 fecha contable", _date),
    Column("14 vencimiento", _date),
    Column("15 fecha de operación", _date),
    Column("16 glosa", read.text_of(200)),
    Column("17 glosa referencial", read.text_of(200)),
    Column("18 debe", read.unsigned_amount_of),
    Column("19 haber", read.unsigned_amount_of),
    Column("20 dato estructurado", read.text_of(92)),
    Column("21 estado", read.text_of(1), required=True),
)
_OF_THE_HEADER = {"1 periodo", "2 CUO", "21 estado"}
_CORRELATIVE = "3 correlativo"
_AMOUNTS = {"18 debe", "19 haber"}
_OF_THE_LINE = {column.name for column in _COLUMNS} - {*_OF_THE_HEADER, _CORRELATIVE, "5 unidad"}
_LAYOUT = Layout(
    [column.name for column in _COLUMNS], {column.name: place for place, column in enumerate(_COLUMNS)}
)


class NoDiary(ConsolidaError):
    """A PLE file is not of a book that vouchers can be read from."""

    message = noop("{file} is of book {book}; vouchers are read from the Libro Diario 5.1 (050100).")
    remedy = noop("Load the 5.1 of the same month, with its 5.3 in the same folder.")


def recognises(source: Source, _setting: Setting) -> bool:
    """Tell whether a file's name is that of a PLE book other than a chart of accounts."""
    name = ple_name.parse(source.name)
    return name is not None and name.book not in ple_name.CHART_OF.values()


def read_vouchers(source: Source, setting: Setting, staging: Staging) -> Names:
    """Read every voucher of a PLE 5.1 into the work file."""
    name = ple_name.parse(source.name)
    period = name.period if name is not None else None
    if name is None or period is None or name.book not in ple_name.CHART_OF:
        raise NoDiary(file=source.name, book=name.book if name is not None else "?")
    ple_name.require_company(source.name, ours=setting.ruc)
    theirs = ple_name.CURRENCY_FLAGS.get(name.currency_flag, "?")
    if theirs != setting.currency:
        staging.complaints.add(OTHER_CURRENCY, theirs=theirs, ours=setting.currency)
    run = _Run(period, setting, staging)
    run.names.accounts = _account_names(source, name, setting, staging.complaints)
    for row, fields in fields_of(
        source, staging.complaints, least=_FIELDS, most=_FIELDS + _FREE, lost=run.lose
    ):
        run.take(row, fields)
    run.end()
    return run.names


READER = VoucherReader("ple-5.1", recognises, read_vouchers)


def _account_names(source: Source, name: PleName, setting: Setting, complaints: Complaints) -> dict[str, str]:
    charts = [setting.chart] if setting.chart is not None else ple_name.charts_beside(source.path, name)
    names: dict[str, str] = {}
    for chart in charts:
        with complaints.about(chart.name):
            names |= ple_chart.accounts(open_source(chart), complaints)
    return names


class _Run:
    """One pass over the lines: which voucher is open, and what its next line adds."""

    def __init__(self, period: Period, setting: Setting, staging: Staging) -> None:
        self.names = Names()
        self._period = period
        self._setting = setting
        self._staging = staging
        self._complaints = staging.complaints
        self._notes = Notes()
        self._reader = RowReader(_COLUMNS, _LAYOUT, self._complaints)
        self._open: Draft | None = None
        self._key: tuple[str, str, str] | None = None
        self._next = 0  # the row below the last one
        self._lost = False  # whether the last row was lost
        self._stand_in = setting.operation_type or setting.usual_type  # for a T/O that nothing tells

    def take(self, row: int, fields: list[str]) -> None:
        """Read one line."""
        values, bad = self._reader.read_what_can_be(row, fields)
        texts = [str(value) for value in values]
        key = (fields[0], fields[1], fields[20])
        if key != self._key or self._open is None:
            self._close()
            self._key, self._open = key, self._begun(row, texts, bad)
        draft = self._open
        kind = _kind(texts[2])
        if kind and kind != draft.kind and not draft.headless:
            complain_of_conflict(
                self._complaints, draft, "kind", text=kind, expected=draft.kind, row=row, first=draft.row
            )
        if row != self._next:
            draft.pieces.append((len(draft.lines) + 1, row))
        draft.lines.append(self._line(draft, texts, debit=int(values[17]), credit=int(values[18])))
        if not bad.isdisjoint(_OF_THE_LINE):
            draft.unread[len(draft.lines)] = not bad.isdisjoint(_AMOUNTS)
        self._next, self._lost = row + 1, False

    def lose(self, fields: list[str]) -> None:
        """Pass over a line that has no fields: it may belong to the voucher before it or after it."""
        self._lost = True
        if self._open is not None:
            self._open.in_doubt = True
        self._staging.doubt(self._name_of("".join(fields[1:2])))

    def end(self) -> None:
        """Close the last voucher and say what the PLE could not tell."""
        self._close()
        if self._staging.lines:
            self._notes.say(self._complaints, period=self._period, site=self._setting.site)
        else:
            self._complaints.add(EMPTY)

    def _close(self) -> None:
        draft = self._open
        if draft is not None and draft.headless:
            self._staging.add_headless(draft, self._name_of(draft.source))
        elif draft is not None:
            self._staging.add(draft)
        self._open = None

    def _name_of(self, source: str) -> str:
        return f"{self._setting.site}-{source}" if source else ""

    def _begun(self, row: int, texts: list[str], bad: set[str]) -> Draft:
        unread = not bad.isdisjoint(_OF_THE_HEADER)
        state = None if unread else self._state(row, texts)
        kind = _kind(texts[2])
        if kind is None and _CORRELATIVE not in bad:
            self._complaints.add(BAD_CORRELATIVE, row=row, text=texts[2])
        told = tell(
            texts[1],
            site=self._setting.site,
            period=self._period,
            given_type=self._setting.operation_type,
        )
        long = len(self._setting.site) + 1 + len(told.source) > _CUO_LIMIT
        if not told.operation_type and not unread:
            self._complaints.add(NO_TYPE, row=row, cuo=texts[1])
        if long:
            self._complaints.add(LONG_CUO, row=row, cuo=texts[1], limit=_CUO_LIMIT)
        self._stand_in = told.operation_type or self._stand_in
        earlier = state not in {None, 1}
        known = {
            "date": state is not None,  # with it, the month
            "number": not long,
            "operation_type": bool(told.operation_type),
            "kind": kind is not None,
        }
        return Draft(
            operation_type=self._stand_in,
            number="" if earlier else told.number,
            date=self._date(texts),
            period=self._period,
            kind=kind or VoucherKind.MOVEMENT.value,
            description=texts[15],
            currency=self._setting.currency,
            exchange_rate=RATE_OF_BOOKS_CURRENCY,
            annulled=0,
            source=told.source,
            row=row,
            ple_state=state or 1,
            ple_period=f"{texts[0][:4]}-{texts[0][4:6]}" if earlier else "",
            ple_cuo=texts[1] if earlier else "",
            unread_header=frozenset(column for column, known in known.items() if not known),
            in_doubt=self._lost,
        )

    def _state(self, row: int, texts: list[str]) -> int | None:
        period, state = texts[0], texts[20]
        if state not in {"1", "8", "9"}:
            self._complaints.add(BAD_STATE, row=row, text=state)
            return None
        ours = f"{self._period.year:04d}{self._period.month:02d}00"
        fits = period == ours if state == "1" else "190000" < period[:6] < ours[:6]
        if not fits or len(period) != 8:
            self._complaints.add(BAD_PERIOD, row=row, text=period, state=state, period=self._period)
            return None
        return int(state)

    def _date(self, texts: list[str]) -> str:
        for date in (texts[12], texts[14]):
            if date.startswith(self._period):
                return date
        self._notes.month_end += 1
        return self._period.last_day.isoformat()

    def _line(self, draft: Draft, texts: list[str], *, debit: int, credit: int) -> Line:
        self._count(texts)
        currency = texts[6] or self._setting.currency
        original = debit - credit if currency == self._setting.currency else 0
        self._notes.foreign += currency != self._setting.currency
        party_type, party_number = self._party(texts)
        document = self._document(draft, texts)
        cost_center = "" if texts[5] in _NOTHING else texts[5]
        if cost_center:
            self.names.cost_centers.setdefault(cost_center, cost_center)
        return (
            texts[3],
            cost_center,
            party_type,
            party_number,
            *document,
            texts[13],
            *("", "", "", ""),
            "",
            currency,
            original,
            debit,
            credit,
            self._description(texts),
            0,
        )

    def _count(self, texts: list[str]) -> None:
        if texts[4] not in {*_NOTHING, self._setting.site}:
            self._notes.units[texts[4]] += 1
        if texts[19] not in _NOTHING:
            self._notes.structured += 1

    def _party(self, texts: list[str]) -> tuple[str, str]:
        kind, number = texts[7], texts[8]
        if not number.strip("0-"):
            return "", ""
        if kind in {"", "-"}:
            kind = "0"
        self.names.parties.setdefault((kind, number), number)
        return kind, number

    def _document(self, draft: Draft, texts: list[str]) -> tuple[str, str, str, str]:
        kind, series, number, issued = texts[9], texts[10], texts[11], texts[14]
        if kind in {"", "00"} and not series.strip("0-") and not number.strip("0-"):
            self._notes.operation_dates += issued not in {"", draft.date}
            return "", "", "", ""
        return kind or "00", "" if series == "-" else series, number, issued

    def _description(self, texts: list[str]) -> str:
        description, reference = texts[15], texts[16]
        if reference in _NOTHING or reference == description:
            return description
        both = f"{description} - {reference}" if description else reference
        if len(both) > 200:
            self._notes.references += 1
            return description
        return both


def _kind(correlative: str) -> str | None:
    letter = correlative[:1].upper()
    return letter if letter in set(VoucherKind) else None
