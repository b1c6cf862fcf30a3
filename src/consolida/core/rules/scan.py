"""One pass over a table that tells for many rules at once whether any row breaks them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import apsw

from consolida.core.portable import format as spec


@dataclass(frozen=True, slots=True)
class Seen:
    """What a pass saw: the conditions that hold on some row, and what it worked out by the way.

    Other rules' queries use what was worked out by its name.
    """

    holding: frozenset[str]
    computed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scan:
    """A pass over rows.

    The conditions are SQL; they are asked row by row in one query, so that a file without faults costs
    one pass however many rules there are.
    """

    name: str
    source: str  # FROM ...
    columns: str  # what every rule on it returns beside its own fields
    needs: tuple["Scan", ...] = ()  # whose computed values its source uses

    def rows_sql(self, condition: str, fields: str = "") -> str:
        """Return the query of the rows on which a condition holds."""
        return f"SELECT {self.columns}{fields and ', '}{fields} {self.source} WHERE {condition}"

    def look(self, connection: apsw.Connection, conditions: Sequence[str], computed: dict[str, str]) -> Seen:
        """Look at all rows; the source may use what other passes computed."""
        marks = " | ".join(f"(({condition}) << {bit})" for bit, condition in enumerate(conditions))
        some = " OR ".join(f"({condition})" for condition in conditions)
        seen = 0
        for (marked,) in connection.execute(f"SELECT DISTINCT {marks} {self.source} WHERE {some}", computed):
            seen |= marked
        return Seen(frozenset(condition for bit, condition in enumerate(conditions) if seen >> bit & 1))


_BATCH = "v.site, v.period, v.operation_type"


@dataclass(frozen=True, slots=True)
class TotalScan(Scan):
    """A pass over the sums of vouchers that adds them up by batch: `totals`, as JSON, is what it computes."""

    def look(self, connection: apsw.Connection, conditions: Sequence[str], computed: dict[str, str]) -> Seen:
        """Look at all rows, batch by batch."""
        sums = (_BATCH, "sum(s.lines)", "sum(s.debit)", "sum(s.credit)")
        wanted = ", ".join([*sums, *(f"max({condition})" for condition in conditions)])
        holding: set[str] = set()
        totals: list[object] = []
        for row in connection.execute(f"SELECT {wanted} {self.source} GROUP BY {_BATCH}", computed):
            holding.update(condition for condition, holds in zip(conditions, row[6:], strict=True) if holds)
            if len(totals) < spec.MAX_BATCHES:  # a rule refuses a file with more
                totals.append(row[:6])
        return Seen(frozenset(holding), {"totals": json.dumps(totals)})


VOUCHERS = Scan(
    name="vouchers",
    source="FROM main.voucher AS v",
    columns=f"{_BATCH}, v.number",
)
# The voucher leads: its lines lie together, so that each voucher is looked up once.
LINES = Scan(
    name="lines",
    source="FROM main.voucher AS v CROSS JOIN main.line AS l ON l.uid = v.uid",
    columns=f"{_BATCH}, v.number, l.line",
)
SUMS = TotalScan(
    name="sums",
    source="""FROM (
        SELECT uid, count(*) AS lines, min(line) AS first, max(line) AS last, sum(debit) AS debit,
               sum(credit) AS credit, sum(original_amount) AS original,
               min(currency) AS least, max(currency) AS greatest
        FROM main.line GROUP BY uid) AS s CROSS JOIN main.voucher AS v ON v.uid = s.uid""",
    columns=f"{_BATCH}, v.number",
)
