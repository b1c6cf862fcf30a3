"""The series of a company's exports from this installation: numbered by one, chained by digest."""

from contextlib import suppress
from datetime import datetime
from pathlib import Path

from django.db import DatabaseError

from consolida.audit.record import record
from consolida.core.actor import Actor
from consolida.core.moment import stamp
from consolida.core.portable.manifest import Manifest
from consolida.core.totals import Totals
from consolida.ledger.models import ArchivedFile
from consolida.masters.models import Company
from consolida.transfer.models import Export, ExportSeries


def locked(company: Company) -> ExportSeries:
    """Return a company's series, held until the transaction ends."""
    series, _ = ExportSeries.objects.select_for_update().get_or_create(company=company)
    return series


def advance(
    series: ExportSeries,
    kept: ArchivedFile,
    manifest: Manifest,
    held: Totals,
    *,
    to: Path,
    by: Actor,
    at: datetime,
) -> Export:
    """Note an export as the last of its series; it is not delivered yet to where it was asked."""
    series.last_number, series.last_digest = manifest.export_number, manifest.content_digest
    series.save()
    made = Export.objects.create(
        company=series.company,
        file=kept,
        number=manifest.export_number,
        definitive=manifest.definitive,
        at=stamp(at),
        by=by.name,
        vouchers=held.vouchers,
        lines=held.lines,
        debit=held.debit,
        credit=held.credit,
        destination=str(to.absolute()),
    )
    details = {
        "file_uid": manifest.file_uid,
        "digest": manifest.content_digest,
        "number": manifest.export_number,
        "definitive": manifest.definitive,
        "vouchers": held.vouchers,
    }
    record(by=by.name, at=at, act="export", company=manifest.ruc, subject=kept.name, details=details)
    return made


def delivered(made: Export, to: object) -> None:
    """Note where an export stands; where that fails, the next run sees it there and notes it."""
    made.delivered_to = str(to)
    with suppress(DatabaseError):
        made.save(update_fields=["delivered_to"])


def undelivered(company: Company) -> list[Export]:
    """List exports that were noted and never arrived where they were asked: a run was interrupted."""
    return list(Export.objects.filter(company=company, delivered_to="").select_related("file"))
