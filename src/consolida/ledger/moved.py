"""What one typed voucher moves in its batch: totals, digest and balances, without reading the others.

`totals` says the same from all rows: tests compare the two after any typing, the doctor at any time.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.db import connection

from consolida.ledger import pairs
from consolida.ledger.draft import Draft
from consolida.ledger.models import LINE_BITS, Balance, Batch
from consolida.ledger.numbering import counted
from consolida.ledger.totals import line_range, voucher_range

Account = tuple[str, str]  # kind and account
Moved = tuple[int, int]  # debit and credit


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """What a voucher adds to its batch; a voucher that is not there adds nothing."""

    digest: str = ""
    number: str = ""
    lines: int = 0
    accounts: Mapping[Account, Moved] = field(default_factory=dict)

    @property
    def vouchers(self) -> int:
        """One, or none."""
        return 1 if self.digest else 0

    @property
    def debit(self) -> int:
        """What its lines debit."""
        return sum(debit for debit, _ in self.accounts.values())

    @property
    def credit(self) -> int:
        """What its lines credit."""
        return sum(credit for _, credit in self.accounts.values())


NOTHING = Weight()


def weigh(draft: Draft, *, digest: str, number: str) -> Weight:
    """Return what a voucher of this content adds."""
    accounts: dict[Account, Moved] = {}
    for line in draft.lines:
        debit, credit = accounts.get((draft.kind, line.account), (0, 0))
        accounts[draft.kind, line.account] = debit + line.debit, credit + line.credit
    return Weight(digest=digest, number=number, lines=len(draft.lines), accounts=accounts)


def settle(batch: Batch, uid: str, *, before: Weight = NOTHING, after: Weight = NOTHING) -> None:
    """Bring a batch and its balances up to a voucher that changed; its rows are written already."""
    batch.vouchers += after.vouchers - before.vouchers
    batch.lines += after.lines - before.lines
    batch.debit += after.debit - before.debit
    batch.credit += after.credit - before.credit
    batch.last_number = max(batch.last_number, counted(after.number))
    batch.digest = pairs.changed(batch.digest, {uid: after.digest}) or pairs.keep(_read(batch))
    batch.file = None
    batch.save()
    _keep_balances(batch, before.accounts, after.accounts)


def _read(batch: Batch) -> pairs.Pairs:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT uid, digest FROM ledger_voucher WHERE id >= %s AND id < %s ORDER BY uid",
            voucher_range(batch.pk),
        )
        return pairs.Pairs(cursor)


def _keep_balances(batch: Batch, before: Mapping[Account, Moved], after: Mapping[Account, Moved]) -> None:
    codes = {account for _, account in (*before, *after)}
    kept = {(row.kind, row.account): row for row in Balance.objects.filter(batch=batch, account__in=codes)}
    new, other = [], []
    for key in {**before, **after}:
        row = kept.get(key)
        if row is None:
            kind, account = key
            row = Balance(
                company_id=batch.company_id, batch=batch, kind=kind, account=account, debit=0, credit=0
            )
            new.append(row)
        else:
            other.append(row)
        row.debit += after.get(key, (0, 0))[0] - before.get(key, (0, 0))[0]
        row.credit += after.get(key, (0, 0))[1] - before.get(key, (0, 0))[1]
    Balance.objects.bulk_create(new)
    gone = set(_without_lines(batch, [row for row in other if (row.kind, row.account) not in after]))
    Balance.objects.filter(pk__in=gone).delete()
    Balance.objects.bulk_update([row for row in other if row.pk not in gone], ["debit", "credit"])


def _without_lines(batch: Batch, rows: Iterable[Balance]) -> Iterator[int]:
    """Yield the balances that no line stands behind any more; only one that moved nothing can be such."""
    for row in rows:
        if (row.debit, row.credit) == (0, 0):
            with connection.cursor() as cursor:
                cursor.execute(_FIRST_LINE, [*line_range(batch.pk), row.account, row.kind])
                if cursor.fetchone() is None:
                    yield row.pk


_FIRST_LINE = (
    "SELECT 1 FROM ledger_line l WHERE l.id >= %s AND l.id < %s AND l.account = %s AND"
    f" (SELECT v.kind FROM ledger_voucher v WHERE v.id = l.id / {1 << LINE_BITS}) = %s LIMIT 1"
)
