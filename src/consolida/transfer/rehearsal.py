"""Rehearsing an export: what it would hold and what speaks against it; nothing is noted or numbered."""

from dataclasses import dataclass
from datetime import datetime

from consolida.core import progress
from consolida.core.actor import Actor
from consolida.core.disk import naming_failures
from consolida.core.findings import Finding, errors
from consolida.core.home import Home
from consolida.core.portable.format import FileKind
from consolida.core.portable.quarantine import Quarantine
from consolida.core.totals import Totals
from consolida.ledger.batches import in_scope
from consolida.ledger.extract import Sending, extract, sources
from consolida.masters.models import Company, Site
from consolida.transfer.export import judge, people_name, require_scope
from consolida.transfer.models import ExportSeries


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """What an export would hold, and the findings on it."""

    name: str  # of the file, if it were exported now
    held: Totals
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Whether the export would be done."""
        return not errors(self.findings)


@naming_failures()
def rehearse(
    company: Company,
    *,
    site: Site,
    period: str,
    operation_type: str = "",
    home: Home,
    by: Actor,
    at: datetime,
) -> Rehearsed:
    """Extract a site's month, all or one T/O, to a private place and judge it as a receiver would."""
    require_scope(company, site=site, operation_type=operation_type, by=by)
    series = ExportSeries.objects.filter(company=company).first() or ExportSeries()
    sending = Sending(
        kind=FileKind.VOUCHERS,
        site=site,
        period=period,
        operation_type=operation_type,
        export_number=series.last_number + 1,
        previous=series.last_digest,
    )
    batches = list(in_scope(company, period=period, site=site.code, operation_type=operation_type))
    with Quarantine(home.private) as private:
        file = private.folder / "rehearsal.db"
        progress.step(progress.EXTRACTING)
        manifest = extract(company, sources(batches), sending=sending, to=file, home=home, by=by, at=at)
        name = people_name(manifest)
        verified = judge(company, file, name=name, folder=private.folder)
    return Rehearsed(name=name, held=Totals.of(*batches), findings=tuple(verified.findings))
