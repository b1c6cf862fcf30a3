"""The proof of an import: what each batch held before and after, read from the archive, and today."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass

import apsw

from consolida.core.batches import BatchKey
from consolida.core.home import Home
from consolida.core.portable import read
from consolida.core.portable.connect import open_proven
from consolida.core.totals import ABSENT, EMPTY, Content
from consolida.ledger.batches import by_key
from consolida.ledger.models import Batch, Import, ImportedBatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A batch that an import replaced; contents are None where the archive has lost the file."""

    key: BatchKey
    old_vouchers: int
    new_vouchers: int
    old: Content | None
    new: Content | None
    digest: str  # what the import left; '' where the batch ceased to exist
    stands: bool  # whether the ledger still holds it so


def proofs(noted: Import, *, home: Home) -> list[Proof]:
    """Return what an import did to each batch, in the order of their keys."""
    rows = list(noted.batches.select_related("before"))
    keys = [row.key for row in rows]
    now = by_key(noted.company, keys)
    known = dict(_known(_file_uids(noted, rows), home))
    known |= {batch.digest: Content.of(batch) for batch in now.values()}
    return sorted((_proof(row, known, now.get(row.key)) for row in rows), key=lambda proof: proof.key)


def _proof(row: ImportedBatch, known: Mapping[str, Content], now: Batch | None) -> Proof:
    return Proof(
        key=row.key,
        old_vouchers=row.before_vouchers,
        new_vouchers=row.after_vouchers,
        old=known.get(row.before_digest),
        new=known.get(row.after_digest),
        digest=row.after_digest,
        stands=(now.digest if now is not None else "") == row.after_digest,
    )


def _file_uids(noted: Import, rows: Iterable[ImportedBatch]) -> set[str]:
    """Name the files that hold what the batches were and became."""
    uids = set(noted.files.values_list("file_uid", flat=True))
    uids |= {row.before.file_uid for row in rows if row.before is not None}
    undone = ImportedBatch.objects.filter(of_import__undone_by=noted, before__isnull=False)
    return uids | set(undone.values_list("before__file_uid", flat=True))


def _known(uids: Iterable[str], home: Home) -> Iterator[tuple[str, Content]]:
    """Yield contents by digest: equal digests are equal content, wherever it lies."""
    yield from ((one.digest, one) for one in (ABSENT, EMPTY))
    for uid in sorted(uids):
        try:
            with closing(open_proven(home.archived(uid))) as connection:
                for row in read.batches(connection):
                    yield row.digest, Content.of(row)
        except apsw.Error:
            continue  # the archive has lost it
