"""What an installation holds, told so that two of them can be compared: the old state or the new one."""

from dataclasses import dataclass
from pathlib import Path

from consolida.audit.models import Entry
from consolida.core.findings import Finding
from consolida.ledger import doctor
from consolida.ledger.batches import key_of
from consolida.ledger.models import ArchivedFile, Balance, Batch, Import, SiteMonth, Voucher
from consolida.masters.models import AcceptedSender, Party
from consolida.transfer.models import Export
from support.companies import ALICE, NOW
from support.places import Place


@dataclass(frozen=True)
class State:
    """All that a deed may change in an installation, without what differs by chance (keys, file uids)."""

    batches: dict[str, tuple[object, ...]]
    vouchers: dict[str, str]
    balances: list[tuple[object, ...]]
    imports: list[tuple[object, ...]]
    exports: list[tuple[object, ...]]
    closed: list[str]
    parties: list[str]
    senders: int
    archived: int
    audit: list[str]


def state_of(place: Place) -> State:
    """Read an installation's state."""
    with place.open():
        return State(
            batches={
                str(batch): (
                    *(batch.digest, batch.vouchers, batch.lines, batch.debit, batch.credit),
                    *(batch.closed, batch.definitive, batch.installation, batch.export_number),
                    *(batch.last_number, batch.file_id is not None),
                )
                for batch in Batch.objects.select_related("site", "operation_type")
            },
            vouchers=dict(Voucher.objects.values_list("uid", "digest")),
            balances=sorted(
                (key_of(row.batch), row.kind, row.account, row.debit, row.credit)
                for row in Balance.objects.select_related("batch__site", "batch__operation_type")
            ),
            imports=[
                (one.act, one.added, one.removed, one.changed, one.equal, one.undone_by is not None)
                for one in Import.objects.select_related("undone_by")
            ],
            exports=list(Export.objects.values_list("number", "definitive", "vouchers", "lines", "debit")),
            closed=[str(month) for month in SiteMonth.objects.filter(closed=True).select_related("site")],
            parties=sorted(Party.objects.values_list("number", flat=True)),
            senders=AcceptedSender.objects.count(),
            archived=ArchivedFile.objects.count(),
            audit=list(Entry.objects.order_by("pk").values_list("act", flat=True)),
        )


def examined(place: Place) -> list[Finding]:
    """Ask the doctor about an installation."""
    with place.open():
        return doctor.examine(home=place.home, by=ALICE, at=NOW)


def copy_of(place: Place, folder: Path) -> Place:
    """Copy an installation's folder and return the place that it makes."""
    return place.copied_to(folder)


def orphans(place: Place) -> list[str]:
    """List what an interrupted run left in the archive and among the private copies."""
    with place.open():
        kept = {f"{uid}.db" for uid in ArchivedFile.objects.values_list("file_uid", flat=True)}
    archive = [path.name for path in place.home.archive.iterdir() if path.name not in kept]
    return sorted([*archive, *(path.name for path in place.home.private.iterdir())])
