"""Looking for vouchers of a month, a page at a time, in a ledger of any size.

Batches are chosen first: they are few, and know what they hold. Inside a batch the order is that of the
numbers. Lines have no index of their own: what is sought in them is looked for in the batches that may
have it, as many of them as a page needs; a page that did not get to the end says how far it got.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection

from consolida.core.batches import BatchKey
from consolida.ledger import paging, seeking
from consolida.ledger.batches import in_scope, key_of
from consolida.ledger.models import LINE_BITS, Balance, Batch, Import, ImportedBatch, Voucher
from consolida.ledger.seeking import Sought
from consolida.ledger.totals import lines_of
from consolida.masters.models import Company

PAGE = 50
READ_AT_FIRST = 10_000  # lines, by the first statement; each that follows reads more
READ_AT_ONCE = 200_000  # lines, by one statement
READ_AT_MOST = 1_000_000  # lines, for one page
BATCHES_AT_ONCE = 100
HERE, ELSEWHERE = "here", "elsewhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for; '' and None stand for whatever there is."""

    operation_type: str = ""
    site: str = ""
    origin: str = ""  # HERE, ELSEWHERE or the number of an import
    number: str = ""  # or the CUO
    annulled: bool | None = None
    text: str = ""  # in the description of the voucher or of a line
    account: str = ""  # or the beginning of one
    party: str = ""  # the number, or words of the name
    document: str = ""  # series-number, or the number alone
    amount: int | None = None  # of one line


class Place(NamedTuple):
    """A place in the list: behind a voucher, or, without a number, at the beginning of a batch."""

    operation_type: str
    site: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A voucher of the list, and what its lines add up to."""

    voucher: Voucher
    key: BatchKey
    lines: int
    debit: int
    credit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of the list."""

    rows: Sequence[Found]
    after: Place | None  # where the next page begins; None where there is none
    read: int = 0  # lines that were looked through
    stopped: bool = False  # before the page was full; the search goes on at `after`
    vouchers: int | None = None  # on all pages; None where they were not counted
    debit: int | None = None

    @property
    def page_debit(self) -> int:
        """What the page's vouchers debit."""
        return sum(row.debit for row in self.rows)

    @property
    def page_credit(self) -> int:
        """What the page's vouchers credit."""
        return sum(row.credit for row in self.rows)


def search(
    company: Company, period: str, wanted: Wanted, *, after: Place | None = None, size: int = PAGE
) -> Page:
    """Return a page of the month's vouchers that are wanted: by T/O, site and number."""
    sought = _sought(company, wanted)
    if sought is None:
        return Page(rows=[], after=None)
    batches = _batches(company, period, wanted)
    left = [batch for batch in batches if after is None or _place(batch) >= after[:2]]
    ids, read, done = list[int](), 0, 0
    for run in _runs(left, sought, size):
        if len(ids) > size or read >= READ_AT_MOST:
            break
        number = after.number if after is not None and _place(run[0]) == after[:2] else ""
        ids += paging.ids(run, sought, after=number, limit=size + 1 - len(ids))
        read += sum(batch.lines for batch in run) if sought.reads_lines else 0
        done += len(run)
    rows = _rows(ids[:size], {batch.pk: batch for batch in left[:done]})
    more, stopped = len(ids) > size, len(ids) <= size and done < len(left)
    return Page(
        rows=rows,
        after=_behind(rows[-1]) if more else Place(*_place(left[done]), "") if stopped else None,
        read=read,
        stopped=stopped,
        vouchers=sum(batch.vouchers for batch in batches) if sought.anything else None,
        debit=sum(batch.debit for batch in batches) if sought.anything else None,
    )


def origins(company: Company, period: str) -> dict[BatchKey, int]:
    """Return, for the batches of a month that an import or a load brought, the last one that stands."""
    brought = ImportedBatch.objects.filter(
        of_import__company=company, of_import__undone_by=None, period=period
    ).exclude(of_import__act=Import.Act.UNDO)
    return {
        BatchKey(site, period, operation_type): number
        for site, operation_type, number in brought.order_by("of_import_id").values_list(
            "site", "operation_type", "of_import_id"
        )
    }


def _sought(company: Company, wanted: Wanted) -> Sought | None:
    """Return the conditions on vouchers and lines; None where nothing can satisfy them."""
    lines = [seeking.account(wanted.account)] if wanted.account else []
    if wanted.party:
        whom = seeking.party(company, wanted.party)
        if whom is None:
            return None
        lines.append(whom)
    if wanted.document:
        lines.append(seeking.document(wanted.document))
    if wanted.amount is not None:
        lines.append(seeking.amount(wanted.amount))
    return Sought(
        number=wanted.number,
        annulled=wanted.annulled,
        line=lines,
        text=wanted.text,
    )


def _batches(company: Company, period: str, wanted: Wanted) -> list[Batch]:
    """Return the batches that may have what is wanted, in the order of the list."""
    found = in_scope(
        company, period=period, site=wanted.site or None, operation_type=wanted.operation_type
    ).filter(vouchers__gt=0)
    if wanted.origin in {HERE, ELSEWHERE}:
        found = found.filter(site__here=wanted.origin == HERE)
    batches = sorted(found, key=_place)
    if wanted.origin.isdecimal():
        brought = {key for key, number in origins(company, period).items() if number == int(wanted.origin)}
        batches = [batch for batch in batches if key_of(batch) in brought]
    if wanted.account:
        moved = Balance.objects.filter(batch__in=batches, account__startswith=wanted.account)
        having = set(moved.values_list("batch_id", flat=True))
        batches = [batch for batch in batches if batch.pk in having]
    return batches


def _place(batch: Batch) -> tuple[str, str]:
    return batch.operation_type.code, batch.site.code


def _behind(row: Found) -> Place:
    return Place(row.key.operation_type, row.key.site, row.voucher.number)


def _runs(batches: Sequence[Batch], sought: Sought, size: int) -> Iterator[list[Batch]]:
    """Put batches together that one statement looks through: not more than a page may need.

    What is often found fills a page from few lines, so where lines are read each run is larger than the
    one before.
    """
    run, weight = list[Batch](), 0
    full = min(READ_AT_FIRST, READ_AT_ONCE) if sought.reads_lines else size
    for batch in batches:
        more = batch.lines if sought.reads_lines else batch.vouchers
        is_full = weight + more > full and (sought.reads_lines or not sought.is_rare)
        if run and (len(run) == BATCHES_AT_ONCE or is_full):
            yield run
            run, weight = [], 0
            full = min(full * 4, READ_AT_ONCE) if sought.reads_lines else size
        run.append(batch)
        weight += more
    if run:
        yield run


def _rows(ids: Sequence[int], batches: dict[int, Batch]) -> list[Found]:
    if not ids:
        return []
    wanted, values = lines_of(ids)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT l.id / {1 << LINE_BITS}, count(*), sum(l.debit), sum(l.credit)"
            f" FROM ledger_line l WHERE {wanted} GROUP BY l.id / {1 << LINE_BITS}",
            values,
        )
        totals = {pk: (lines, int(debit), int(credit)) for pk, lines, debit, credit in cursor.fetchall()}
    vouchers = Voucher.objects.in_bulk(ids)
    return [
        Found(
            voucher=vouchers[pk],
            key=key_of(batches[vouchers[pk].batch_id]),
            lines=lines,
            debit=debit,
            credit=credit,
        )
        for pk in ids
        for lines, debit, credit in [totals.get(pk, (0, 0, 0))]
    ]
