"""Walking through all that a search finds, voucher by voucher with its lines, in bounded memory."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass

from consolida.ledger.models import Line
from consolida.ledger.search import Found, Wanted, search
from consolida.ledger.totals import lines_of
from consolida.masters.models import Company

AT_ONCE = 500  # vouchers


@dataclass(frozen=True, slots=True)
class Whole:
    """A voucher that was found, and its lines."""

    found: Found
    lines: Sequence[Line]


def walk(company: Company, period: str, wanted: Wanted) -> Generator[list[Whole], None, None]:
    """Yield the month's vouchers that are wanted, some at a time, in the order of the list.

    Each part is of one moment; between two parts others may write.
    """
    after = None
    while True:
        page = search(company, period, wanted, after=after, size=AT_ONCE)
        lines = _lines([found.voucher.pk for found in page.rows])
        yield [Whole(found, lines.get(found.voucher.pk, [])) for found in page.rows]
        if page.after is None:
            return
        after = page.after


def _lines(vouchers: Sequence[int]) -> dict[int, list[Line]]:
    """Return the lines of vouchers: each voucher's lie together, wherever it lies."""
    if not vouchers:
        return {}
    wanted, values = lines_of(vouchers)
    rows = Line.objects.raw(f"SELECT l.* FROM ledger_line l WHERE {wanted} ORDER BY l.id", values)
    found: dict[int, list[Line]] = {}
    for line in rows:
        found.setdefault(line.voucher_id, []).append(line)
    return found
