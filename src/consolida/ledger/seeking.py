"""What is looked for in vouchers and their lines, as conditions in SQL that every engine speaks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from consolida.ledger.models import LINE_BITS, Batch
from consolida.ledger.numbering import WIDTH
from consolida.ledger.totals import line_range, voucher_range
from consolida.masters.finding import searched
from consolida.masters.models import Company

Values = list[str | int]
PARTIES = 200  # whom a name may mean

# Letters that a search without marks finds with them; lower() of SQLite knows only plain letters.
_PLAIN = dict(zip("áéíóúüñÁÉÍÓÚÜÑ", "aeiouunaeiouun", strict=True))
_OPEN = frozenset("aeioun")


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition with its values."""

    sql: str
    values: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """All that a voucher must satisfy: itself, one line of it, and a text in itself or in a line."""

    number: str = ""
    annulled: bool | None = None
    line: list[Condition] = field(default_factory=list)
    text: str = ""

    @property
    def anything(self) -> bool:
        """Whether every voucher will do."""
        return not (self.number or self.reads_lines) and self.annulled is None

    @property
    def is_rare(self) -> bool:
        """Whether an index has what is sought, and a batch has none or few."""
        return bool(self.number) or self.annulled is True

    @property
    def reads_lines(self) -> bool:
        """Whether each line has to be read."""
        return bool(self.line or self.text)

    def in_batch(self, batch: Batch) -> Iterator[Condition]:
        """Yield conditions on the voucher `v` of a batch, of which one must hold."""
        parts = [] if self.annulled is None else [_annulled(self.annulled)]
        if self.line:
            parts.append(_some_line(batch, self.line))
        if self.text:
            here, there = _contains("v.description", self.text), _contains("l.description", self.text)
            line = _some_line(batch, [there])
            parts.append(Condition(f"({here.sql} OR {line.sql})", [*here.values, *line.values]))
        if self.number:
            for named in _named(batch, self.number):
                yield _all([named, *parts])
        elif self.reads_lines:
            first, past = voucher_range(batch.pk)
            yield _all([Condition("v.id >= %s AND v.id < %s", [first, past]), *parts])
        else:  # an index by batch and number alone answers: of all vouchers, or of the annulled
            yield _all([Condition("v.batch_id = %s", [batch.pk]), *parts])


def _annulled(yes: bool) -> Condition:  # noqa: FBT001 - it is the condition itself
    # Written out: an index of some rows only serves who is seen to want just these.
    return Condition(f"v.annulled = {int(yes)}", [])


def account(code: str) -> Condition:
    """Keep lines of an account or of one that divides it."""
    return Condition("substr(l.account, 1, %s) = %s", [len(code), code])


def amount(cents: int) -> Condition:
    """Keep lines of an amount, on either side, in either currency."""
    return Condition(
        "(l.debit = %s OR l.credit = %s OR l.original_amount = %s OR l.original_amount = %s)",
        [cents, cents, cents, -cents],
    )


def document(text: str) -> Condition:
    """Keep lines of a document: `F001-123`, or `123` of any series; leading zeros do not count."""
    series, separator, number = text.strip().rpartition("-")
    same = Condition("ltrim(l.document_number, '0') = %s", [number.strip().lstrip("0")])
    if not separator:
        return same
    return _all([same, Condition("upper(l.document_series) = %s", [series.strip().upper()])])


def party(company: Company, text: str) -> Condition | None:
    """Keep lines of the parties that a number or words of a name mean; None where nobody is meant."""
    found = searched(company.parties.all(), text, codes=("number",), by_name=not text.isdecimal())
    numbers = sorted(set(found.values_list("number", flat=True)[:PARTIES]))
    return Condition(f"l.party_number IN ({_places(numbers)})", [*numbers]) if numbers else None


def _named(batch: Batch, text: str) -> Iterator[Condition]:
    """Yield the voucher of a number, written with or without its zeros, and that of a CUO."""
    numbers = sorted({text, text.zfill(WIDTH)})
    places = _places(numbers)
    yield Condition(f"v.batch_id = %s AND v.number IN ({places})", [batch.pk, *numbers])
    yield Condition(
        "v.company_id = %s AND v.period = %s AND v.cuo = %s"
        f" AND v.batch_id = %s AND v.number NOT IN ({places})",
        [batch.company_id, batch.period, text, batch.pk, *numbers],
    )


def _some_line(batch: Batch, conditions: Sequence[Condition]) -> Condition:
    first, past = line_range(batch.pk)
    wanted = _all([Condition("l.id >= %s AND l.id < %s", [first, past]), *conditions])
    # IS TRUE keeps a planner from making a join of it: one that knows nothing yet of a new month's rows
    # would look through all lines of the batch again for each voucher.
    return Condition(
        f"(v.id IN (SELECT l.id / {1 << LINE_BITS} FROM ledger_line l WHERE {wanted.sql})) IS TRUE",
        wanted.values,
    )


def _contains(column: str, text: str) -> Condition:
    """Keep the rows whose column has a text somewhere, case and marks aside."""
    wanted = fold_marks(text)
    # A pattern in which every letter that may bear a mark is open is quick and lets few others through.
    open_ = {letter for letter in wanted if letter in _OPEN or not letter.isascii()}
    pattern = "".join("_" if letter in open_ else _escaped(letter) for letter in wanted)
    plain = f"lower({column})"
    for marked, letter in _PLAIN.items():
        plain = f"replace({plain}, '{marked}', '{letter}')"
    return Condition(
        f"(CASE WHEN lower({column}) LIKE %s ESCAPE '!' THEN {plain} LIKE %s ESCAPE '!' ELSE FALSE END)",
        [f"%{pattern}%", f"%{_escaped(wanted)}%"],
    )


def fold_marks(text: str) -> str:
    """Return a text in small letters without the marks of Spanish."""
    return "".join(_PLAIN.get(letter, letter) for letter in text.strip().lower())


def _escaped(text: str) -> str:
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_")


def _places(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values))


def _all(conditions: Sequence[Condition]) -> Condition:
    return Condition(
        " AND ".join(condition.sql for condition in conditions),
        [value for condition in conditions for value in condition.values],
    )
