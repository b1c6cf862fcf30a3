"""One pass over a table that tells for many rules at once whether any row breaks them."""

from collections.abc import Sequence
from dataclasses import dataclass

import apsw


@dataclass(frozen=True, slots=True)
class Scan:
    """A pass over rows; `marks`, where given, is an expression whose bits are the rules' conditions.

    Without `marks` the conditions are SQL; they are asked row by row in one query, so that a file
    without faults costs one pass however many rules there are.
    """

    name: str
    source: str  # FROM ...
    columns: str  # what every rule on it returns beside its own fields
    marks: str = ""

    def rows_sql(self, condition: str, fields: str = "") -> str:
        """Return the query of the rows on which a condition holds."""
        return f"SELECT {self.columns}{fields and ', '}{fields} {self.source} WHERE {condition}"

    def holding(self, connection: apsw.Connection, conditions: Sequence[str]) -> frozenset[str]:
        """Return the conditions that hold on some row."""
        seen = 0
        for (marks,) in connection.execute(self._sql(conditions)):
            seen |= marks
        if self.marks:
            return frozenset(condition for condition in conditions if seen & int(condition))
        return frozenset(condition for bit, condition in enumerate(conditions) if seen >> bit & 1)

    def _sql(self, conditions: Sequence[str]) -> str:
        if self.marks:
            return f"SELECT DISTINCT {self.marks} {self.source}"
        marks = " | ".join(f"(({condition}) << {bit})" for bit, condition in enumerate(conditions))
        some = " OR ".join(f"({condition})" for condition in conditions)
        return f"SELECT DISTINCT {marks} {self.source} WHERE {some}"


VOUCHERS = Scan(
    name="vouchers",
    source="FROM main.voucher AS v",
    columns="v.site, v.period, v.operation_type, v.number",
)
# The voucher leads: its lines lie together, so that each voucher is looked up once.
LINES = Scan(
    name="lines",
    source="FROM main.voucher AS v CROSS JOIN main.line AS l ON l.uid = v.uid",
    columns="v.site, v.period, v.operation_type, v.number, l.line",
)
SUMS = Scan(
    name="sums",
    source="""FROM (
        SELECT uid, count(*) AS lines, min(line) AS first, max(line) AS last, sum(debit) AS debit,
               sum(credit) AS credit, sum(original_amount) AS original,
               min(currency) AS least, max(currency) AS greatest
        FROM main.line GROUP BY uid) AS s CROSS JOIN main.voucher AS v ON v.uid = s.uid""",
    columns="v.site, v.period, v.operation_type, v.number",
)
