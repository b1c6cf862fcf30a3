"""What was exported before, and what changed since: archived exports against the ledger of today."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import apsw

from consolida.core.batches import BatchKey
from consolida.core.home import Home
from consolida.core.language import gettext, ngettext
from consolida.core.portable import read
from consolida.core.portable.connect import open_proven
from consolida.core.portable.format import FileKind
from consolida.core.wording import modified_in_words
from consolida.ledger.batches import in_scope, key_of
from consolida.ledger.models import Voucher
from consolida.ledger.totals import voucher_range
from consolida.masters.models import Company
from consolida.transfer.models import Export


@dataclass(frozen=True, slots=True, kw_only=True)
class Former:
    """An export that was the last of its scope, and how many vouchers differ today."""

    export: Export
    added: int = 0
    removed: int = 0
    changed: int = 0
    known: bool = True  # False: the archive has lost the file

    @property
    def differing(self) -> int:
        """How many vouchers are no longer as they were exported."""
        return self.added + self.removed + self.changed

    def sentence(self) -> str:
        """Say it in the active language."""
        if not self.known:
            return gettext("The archive has lost the file; what changed since is not known.")
        if not self.differing:
            return gettext("Nothing changed since.")
        return ngettext(
            "{count} voucher changed since (+{added}, −{removed}, {changed}).",
            "{count} vouchers changed since (+{added}, −{removed}, {changed}).",
            self.differing,
        ).format(
            count=self.differing,
            added=self.added,
            removed=self.removed,
            changed=modified_in_words(self.changed),
        )


def exported_before(company: Company, *, period: str, sites: Sequence[str], home: Home) -> list[Former]:
    """Return the last export of each scope (site, and T/O or the whole month) of a month, newest first."""
    exports = Export.objects.filter(
        company=company, file__kind=FileKind.VOUCHERS, file__period=period, file__site__in=sites
    )
    last = {
        (made.file.site, made.file.operation_type): made
        for made in exports.select_related("file").order_by("number")
    }
    newest_first = sorted(last.values(), key=lambda made: -made.number)
    return [changed_since(company, made, home=home) for made in newest_first]


def changed_since(company: Company, made: Export, *, home: Home) -> Former:
    """Compare an archived export with the ledger: by batch digest, and by voucher where those differ."""
    file = made.file
    path = home.archived(file.file_uid)
    scope = in_scope(company, period=file.period, site=file.site, operation_type=file.operation_type)
    now = {key_of(batch): batch for batch in scope}
    differences = list[_Difference]()
    try:
        with closing(open_proven(path)) as connection:
            then = {row.key: row.digest for row in read.batches(connection)}
            for key in sorted({*now, *then}):
                batch = now.get(key)
                if (batch.digest if batch else "") != then.get(key, ""):
                    place = (batch.pk, batch.digest) if batch else (0, "")
                    differences.append(_difference(path, key, *place))
    except apsw.Error:
        return Former(export=made, known=False)
    if differences and {batch.pk: batch.digest for batch in scope.all()} != {
        batch.pk: batch.digest for batch in now.values()
    }:
        _difference.cache_clear()  # somebody typed while it was counted
    return Former(
        export=made,
        added=sum(one.added for one in differences),
        removed=sum(one.removed for one in differences),
        changed=sum(one.changed for one in differences),
    )


@dataclass(frozen=True, slots=True)
class _Difference:
    added: int
    removed: int
    changed: int


@lru_cache(maxsize=1024)
def _difference(path: Path, key: BatchKey, batch: int, digest: str) -> _Difference:  # noqa: ARG001 - it names what is held
    """Count what differs in a batch; an archived file and what a digest names stay the same for ever."""
    with closing(open_proven(path)) as connection:
        old, new = _exported(connection, key), _held(batch)
    return _Difference(
        added=len(new.keys() - old.keys()),
        removed=len(old.keys() - new.keys()),
        changed=sum(1 for uid in old.keys() & new.keys() if old[uid] != new[uid]),
    )


def _exported(connection: apsw.Connection, key: BatchKey) -> dict[str, str]:
    rows = connection.execute(
        "SELECT uid, digest FROM voucher WHERE (site, period, operation_type) = (?, ?, ?)", key
    )
    return {str(uid): str(digest) for uid, digest in rows}


def _held(batch: int) -> dict[str, str]:
    first, past = voucher_range(batch)
    rows = Voucher.objects.filter(pk__gte=first, pk__lt=past)
    return dict(rows.values_list("uid", "digest"))
