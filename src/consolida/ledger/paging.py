"""Vouchers in the order of their numbers, from a place on: no more is read than a page needs.

The order of the texts is that of the numbers as long as they are equally long; the index on (batch, number)
keeps it. Only where a batch gave more numbers than four digits hold are the shorter ones listed first.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from django.db import connection

from consolida.ledger.models import Batch
from consolida.ledger.numbering import WIDTH
from consolida.ledger.seeking import Condition, Sought

_FOUR_DIGITS = 10**WIDTH - 1


def ids(batches: Sequence[Batch], sought: Sought, *, after: str, limit: int) -> list[int]:
    """Return the keys of the first vouchers that are sought; of the first batch, those after a number."""
    arms, values = list[str](), list[str | int]()
    for place, batch in enumerate(batches):
        for arm in _arms(batch, sought, after="" if place else after):
            page = f"SELECT {place} AS place, {arm.sql} LIMIT {limit}"
            arms.append(f"SELECT * FROM ({page}) AS arm_{len(arms)}")
            values += arm.values
    every = " UNION ALL ".join(arms)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM ({every}) AS found ORDER BY place, width, number LIMIT {limit}", values
        )
        return [pk for (pk,) in cursor.fetchall()]


def _arms(batch: Batch, sought: Sought, *, after: str) -> Iterator[Condition]:
    """Yield the selects that together find a batch's vouchers."""
    widths = _widths(batch)
    if not sought.anything:
        measured = "length(v.number)" if widths else "0"
        for condition in sought.in_batch(batch):
            yield _arm(measured, [condition, *_behind(after, by_width=bool(widths))])
        return
    # Each width on its own: the index answers in its order, and stops where the page is full.
    for width in widths or (0,):
        if width and after and width < len(after):
            continue
        bound = after if width in {0, len(after)} else ""
        of_width = [Condition("length(v.number) = %s", [width])] if width else []
        for condition in sought.in_batch(batch):
            yield _arm(str(width), [condition, *_behind(bound, by_width=False), *of_width])


def _arm(width: str, conditions: Sequence[Condition]) -> Condition:
    wanted = " AND ".join(condition.sql for condition in conditions)
    values = [value for condition in conditions for value in condition.values]
    columns = f"{width} AS width, v.id AS id, v.number AS number"
    # A width that is the same for all is not sorted by: SQLite would leave the index for it.
    order = "v.number" if width.isdecimal() else "width, v.number"
    return Condition(f"{columns} FROM ledger_voucher v WHERE {wanted} ORDER BY {order}", values)


def _behind(number: str, *, by_width: bool) -> list[Condition]:
    if not number:
        return []
    if by_width:
        sql = "(length(v.number) > %s OR (length(v.number) = %s AND v.number > %s))"
        return [Condition(sql, [len(number), len(number), number])]
    return [Condition("v.number > %s", [number])]


def _widths(batch: Batch) -> tuple[int, ...]:
    """Return how long the numbers of a batch are, the shortest first; nothing where that orders nothing."""
    if batch.last_number <= _FOUR_DIGITS:
        return ()
    found = _widths_of(batch.pk, batch.digest)
    return found if len(found) > 1 else ()


@lru_cache(maxsize=1024)
def _widths_of(batch: int, digest: str) -> tuple[int, ...]:  # noqa: ARG001 - what the digest names has them for ever
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT length(number) FROM ledger_voucher WHERE batch_id = %s ORDER BY 1", [batch]
        )
        return tuple(width for (width,) in cursor.fetchall())
