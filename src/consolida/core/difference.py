"""What replacing one content by another does, as a value that can be inverted.

Of batches with equal digests nothing is read but their totals.
"""

import heapq
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from consolida.core.batches import BatchKey
from consolida.core.portable import format as spec
from consolida.core.portable.connect import open_proven
from consolida.core.portable.pair import Pair, VoucherRow
from consolida.core.totals import ABSENT, Content, Totals

Source = Path | None  # None: the batch does not exist on that side
ADDED, REMOVED, CHANGED, EQUAL = "added", "removed", "changed", "equal"
CHANGES = (ADDED, REMOVED, CHANGED)


@dataclass(frozen=True, slots=True)
class VoucherSide:
    """A voucher as one of the two contents has it."""

    uid: str
    number: str
    date: str
    description: str
    digest: str
    debit: int
    lines: int


@dataclass(frozen=True, slots=True)
class VoucherChange:
    """A voucher that one content has and the other has not, or has differently."""

    key: BatchKey
    old: VoucherSide | None
    new: VoucherSide | None

    def __invert__(self) -> "VoucherChange":
        return VoucherChange(self.key, self.new, self.old)

    @property
    def what(self) -> str:
        """Say `added`, `removed`, `changed` or `equal`."""
        if self.old is None:
            return ADDED
        if self.new is None:
            return REMOVED
        return EQUAL if self.old.digest == self.new.digest else CHANGED

    @property
    def shown(self) -> VoucherSide:
        """The voucher as it reads afterwards or, where it goes, as it was."""
        if self.new is not None:
            return self.new
        if self.old is None:
            raise ValueError("a change has at least one side")
        return self.old

    @property
    def uid(self) -> str:
        """The voucher's identifier, the same on both sides."""
        return self.shown.uid

    @property
    def number(self) -> str:
        """The voucher's number."""
        return self.shown.number

    @property
    def weight(self) -> int:
        """How much money moves: the debit that comes, goes or differs."""
        return abs((self.new.debit if self.new else 0) - (self.old.debit if self.old else 0))


@dataclass(frozen=True, slots=True)
class AccountChange:
    """What the vouchers move in an account, before and after."""

    account: str
    old_debit: int
    old_credit: int
    new_debit: int
    new_credit: int

    def __invert__(self) -> "AccountChange":
        return AccountChange(self.account, self.new_debit, self.new_credit, self.old_debit, self.old_credit)

    @property
    def moves(self) -> bool:
        """Whether the account ends otherwise than it was."""
        return (self.old_debit, self.old_credit) != (self.new_debit, self.new_credit)


@dataclass(frozen=True, slots=True)
class BatchDifference:
    """What happens to one batch; `accounts` are those of both sides, none where the sides are equal."""

    key: BatchKey
    added: int
    removed: int
    changed: int
    equal: int
    old: Content
    new: Content
    accounts: tuple[AccountChange, ...] = ()

    def __invert__(self) -> "BatchDifference":
        return BatchDifference(
            key=self.key,
            added=self.removed,
            removed=self.added,
            changed=self.changed,
            equal=self.equal,
            old=self.new,
            new=self.old,
            accounts=tuple(~change for change in self.accounts),
        )

    @property
    def is_nothing(self) -> bool:
        """Whether no voucher changes."""
        return not (self.added or self.removed or self.changed)


@dataclass(frozen=True, slots=True)
class Difference:
    """What happens to several batches."""

    batches: tuple[BatchDifference, ...]

    def __invert__(self) -> "Difference":
        return Difference(tuple(~batch for batch in self.batches))

    @property
    def added(self) -> int:
        """Vouchers that come."""
        return sum(batch.added for batch in self.batches)

    @property
    def removed(self) -> int:
        """Vouchers that go."""
        return sum(batch.removed for batch in self.batches)

    @property
    def changed(self) -> int:
        """Vouchers that stay with another content."""
        return sum(batch.changed for batch in self.batches)

    @property
    def equal(self) -> int:
        """Vouchers that stay as they are."""
        return sum(batch.equal for batch in self.batches)

    @property
    def old(self) -> Totals:
        """What all the batches hold before."""
        return Totals.of(*(batch.old.totals for batch in self.batches))

    @property
    def new(self) -> Totals:
        """What all the batches hold afterwards."""
        return Totals.of(*(batch.new.totals for batch in self.batches))

    @property
    def is_nothing(self) -> bool:
        """Whether no voucher changes."""
        return all(batch.is_nothing for batch in self.batches)

    def accounts(self) -> tuple[AccountChange, ...]:
        """Add up the accounts of all batches that change, in the order of their codes."""
        sums: dict[str, list[int]] = {}
        for batch in self.batches:
            for change in batch.accounts:
                into = sums.setdefault(change.account, [0, 0, 0, 0])
                values = (change.old_debit, change.old_credit, change.new_debit, change.new_credit)
                into[:] = [total + value for total, value in zip(into, values, strict=True)]
        return tuple(AccountChange(account, *sums[account]) for account in sorted(sums))


def of_batch(key: BatchKey, old: Source, new: Source) -> BatchDifference:
    """Compare a batch as two proven files have it."""
    return between([(key, old, new)]).batches[0]


Moves = Mapping[str, Sequence[int]]  # debit and credit by account


def between(
    pairs: Iterable[tuple[BatchKey, Source, Source]],
    *,
    moved: Mapping[BatchKey, tuple[Moves, Moves]] | None = None,
) -> Difference:
    """Compare batches, each as two proven files have it; each pair of files is read once for all of them.

    `moved` is what the accounts of a batch move before and after, where that is known already.
    """
    wanted = list(pairs)
    keys: dict[tuple[Source, Source], list[BatchKey]] = {}
    for key, old, new in wanted:
        keys.setdefault((old, new), []).append(key)
    found = {files: _compare(*files, keys_of_files, moved or {}) for files, keys_of_files in keys.items()}
    return Difference(tuple(found[old, new][key] for key, old, new in wanted))


def voucher_changes(
    key: BatchKey, old: Source, new: Source, *, kinds: Collection[str] = CHANGES, account: str = ""
) -> Iterator[VoucherChange]:
    """Yield the vouchers of a batch that differ between two proven files, in the order of their uids.

    Only those of some kinds, which may name the equal ones too, and only those that touch an account.
    """
    with Pair.of(old, new) as pair:
        sources: dict[str, Callable[[], Iterator[VoucherChange]]] = {
            ADDED: lambda: _changes(key, ((None, row) for row in pair.only_new(key, account))),
            REMOVED: lambda: _changes(key, ((row, None) for row in pair.only_old(key, account))),
            CHANGED: lambda: _changes(key, pair.unlike(key, account)),
            EQUAL: lambda: _changes(key, pair.alike(key, account)),
        }
        yield from heapq.merge(
            *(source() for kind, source in sources.items() if kind in kinds), key=lambda change: change.uid
        )


def _changes(
    key: BatchKey, pairs: Iterable[tuple[VoucherRow | None, VoucherRow | None]]
) -> Iterator[VoucherChange]:
    for old, new in pairs:
        yield VoucherChange(
            key,
            VoucherSide(*old) if old is not None else None,
            VoucherSide(*new) if new is not None else None,
        )


def biggest(changes: Iterable[VoucherChange], n: int) -> list[VoucherChange]:
    """Return the changes that move most money, the biggest first."""
    return heapq.nsmallest(n, changes, key=lambda change: (-change.weight, change.uid))


def voucher_header(path: Path, uid: str) -> dict[str, str | int]:
    """Return a voucher's header as a proven file has it; empty where it has not."""
    return next(iter(_rows(path, "voucher", uid)), {})


def voucher_lines(path: Path, uid: str) -> list[dict[str, str | int]]:
    """Return a voucher's lines as a proven file has them."""
    return _rows(path, "line", uid)


def _rows(path: Path, table: str, uid: str) -> list[dict[str, str | int]]:
    names, key = spec.names(table), ", ".join(spec.primary_key(table))
    with closing(open_proven(path)) as connection:
        rows = connection.execute(
            f"SELECT {', '.join(names)} FROM {table} WHERE uid = ? ORDER BY {key}", (uid,)
        )
        return [dict(zip(names, row, strict=True)) for row in rows]


def _compare(
    old: Source,
    new: Source,
    keys: Sequence[BatchKey],
    known: Mapping[BatchKey, tuple[Moves, Moves]],
) -> dict[BatchKey, BatchDifference]:
    with Pair.of(old, new) as pair:
        before, after = pair.contents(pair.old), pair.contents(pair.new)
        unlike = [key for key in keys if before.get(key, ABSENT).digest != after.get(key, ABSENT).digest]
        kept = pair.kept(unlike)
        unknown = [key for key in unlike if key not in known]
        moved_before, moved_after = pair.moved(pair.old, unknown), pair.moved(pair.new, unknown)
    found = {}
    for key in keys:
        ours, theirs = before.get(key, ABSENT), after.get(key, ABSENT)
        same = ours.digest == theirs.digest
        equal = theirs.totals.vouchers if same else kept[(*key, 1)]
        changed = kept[(*key, 0)]
        found[key] = BatchDifference(
            key=key,
            added=theirs.totals.vouchers - equal - changed,
            removed=ours.totals.vouchers - equal - changed,
            changed=changed,
            equal=equal,
            old=ours,
            new=theirs,
            accounts=_accounts(*known.get(key, (moved_before.get(key, {}), moved_after.get(key, {})))),
        )
    return found


def _accounts(old: Moves, new: Moves) -> tuple[AccountChange, ...]:
    return tuple(
        AccountChange(account, *old.get(account, (0, 0)), *new.get(account, (0, 0)))
        for account in sorted(old.keys() | new.keys())
    )
