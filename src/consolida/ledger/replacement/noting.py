"""What a replacement leaves behind beside the vouchers: kept files, the import's rows, the audit entry."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from consolida.audit.record import record
from consolida.core.actor import Actor
from consolida.core.batches import BatchKey
from consolida.core.moment import stamp
from consolida.core.portable.format import FileKind
from consolida.core.portable.read import read_manifest
from consolida.ledger import archive, brought
from consolida.ledger.brought import Brought
from consolida.ledger.models import ArchivedFile, Batch, Import, ImportedBatch
from consolida.ledger.replacement.preview import Preview
from consolida.masters.compare import key_of
from consolida.masters.parties import PartiesReceived


def keep_files(preview: Preview, at: datetime) -> dict[str, ArchivedFile]:
    """Keep the files of the set, by their uids, and the before-image, as `before`."""
    company, home = preview.request.company, preview.home
    kept = {}
    for file in preview.files:
        kept[file.manifest.file_uid] = archive.keep(
            company, file.path, manifest=file.manifest, name=file.name, home=home, at=at
        )
    if preview.before is not None:
        manifest = read_manifest(preview.before)
        kept["before"] = archive.keep(company, preview.before, manifest=manifest, name="", home=home, at=at)
    return kept


def note_import(preview: Preview, kept: Mapping[str, ArchivedFile], *, by: Actor, at: datetime) -> Import:
    """Note a passage through the door; one that undoes another is noted with it."""
    request, difference = preview.request, preview.difference
    noted = Import.objects.create(
        company=request.company,
        act=request.act,
        at=stamp(at),
        by=by.name,
        mode=request.mode,
        reason=request.reason,
        added=difference.added,
        removed=difference.removed,
        changed=difference.changed,
        equal=difference.equal,
    )
    if request.undoes:
        # Undoing an undo puts the first import in force again.
        Import.objects.filter(undone_by=request.undoes).update(undone_by=None)
        Import.objects.filter(pk=request.undoes).update(undone_by=noted)
    noted.files.set([kept[file.manifest.file_uid] for file in preview.files])
    return noted


def can_be_undone(noted: Import) -> bool:
    """Tell whether a passage said anything of vouchers: of masters alone there is nothing to restore."""
    return (
        noted.act == Import.Act.UNDO
        or noted.batches.exists()
        or noted.files.filter(kind=FileKind.VOUCHERS).exists()
    )


def note_batch(
    preview: Preview, key: BatchKey, batch: Batch | None, kept: Mapping[str, ArchivedFile], noted: Import
) -> None:
    """Note what a batch was, where that is kept, and what it becomes."""
    part = preview.parts[key]
    row = ImportedBatch(
        of_import=noted,
        site=key.site,
        period=key.period,
        operation_type=key.operation_type,
        after_digest=part.digest if part.exists else "",
        after_vouchers=part.vouchers,
    )
    if batch is not None:
        row.before = preview.images.get(key) if key in preview.changing else batch.file
        row.before = row.before or (kept.get("before") if key in preview.changing else None)
        row.before_digest = batch.digest
        row.before_vouchers = batch.vouchers
        row.before_installation = batch.installation
        row.before_export_number = batch.export_number
        row.before_definitive = batch.definitive
    row.save(force_insert=True)


def note_brought(preview: Preview, noted: Import, received: Sequence[PartiesReceived]) -> None:
    """Note what came along to the masters; files that come together bring many rows twice."""
    files = preview.masters.files
    added = {
        (table, key_of(table, row))
        for one in files
        for table, rows in one.comparison.missing.items()
        for row in rows
    }
    taken = {(row.table, row.key) for one in files for row in one.taken}
    found = defaultdict[str, Brought](Brought)
    for table, key in [*sorted(added), *sorted(taken)]:
        its = found[table]
        its.added += (table, key) in added
        its.changed += (table, key) in taken
        its.codes.append(" ".join(map(str, key)))
    found["party"] = Brought(
        added=sum(one.added for one in received),
        changed=sum(one.taken for one in received),
        codes=[number for one in received for number in one.numbers(brought.LISTED)],
    )
    brought.note(noted, found)


def audit(preview: Preview, noted: Import, *, by: Actor, at: datetime) -> None:
    """Write the audit trail's entry."""
    request = preview.request
    record(
        by=by.name,
        at=at,
        act=request.act,
        company=request.company.ruc,
        subject=f"{noted.pk}: {preview.what()}"[:200],
        details={
            "import": noted.pk,
            "mode": request.mode,
            "reason": request.reason,
            "decisions": dict(request.decisions),
            "files": [
                {
                    "name": file.name,
                    "file_uid": file.manifest.file_uid,
                    "digest": file.manifest.content_digest,
                }
                for file in preview.files
            ],
            "added": noted.added,
            "removed": noted.removed,
            "changed": noted.changed,
            "equal": noted.equal,
            "batches": [
                {
                    "batch": list(key),
                    "before": preview.held[key].digest if key in preview.held else "",
                    "after": part.digest,
                }
                for key, part in sorted(preview.parts.items())
            ],
        },
    )
