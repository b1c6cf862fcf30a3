"""What of a site may change; where its vouchers are typed is settled as long as it has none."""

from datetime import datetime

from consolida.audit.record import acting, record
from consolida.core.actor import Actor, Right
from consolida.core.errors import ConsolidaError
from consolida.core.language import noop
from consolida.ledger.locks import writing
from consolida.ledger.models import Batch, Month
from consolida.masters.companies import change_site
from consolida.masters.models import Site


class SiteHasVouchers(ConsolidaError):
    """A site's vouchers are typed in one place for good."""

    message = noop("Site {code} “{name}” has vouchers; where they are typed cannot be changed any more.")
    remedy = noop("Add another site, or undo the imports of this one first.")


def change(
    site: Site, *, name: str, here: bool, head_office: bool, active: bool, by: Actor, at: datetime
) -> Site:
    """Change all that may change of a site, or, where something of it is refused, nothing."""
    with acting():
        change_place(site, here=here, by=by, at=at)
        return change_site(site, name=name, head_office=head_office, active=active, by=by, at=at)


def change_place(site: Site, *, here: bool, by: Actor, at: datetime) -> Site:
    """Say that a site's vouchers are typed here, or elsewhere; refused once it has some."""
    company = site.company.ruc
    by.require(Right.MASTERS, company=company)
    with writing(site.company, Month.objects.filter(company=site.company).values_list("period", flat=True)):
        found = Site.objects.select_for_update().get(pk=site.pk)
        if found.here is here:
            return found
        if Batch.objects.filter(site=found, vouchers__gt=0).exists():
            raise SiteHasVouchers(code=found.code, name=found.name)
        found.here = here
        found.save(update_fields=["here"])
        details = {"here": here}
        record(by=by.name, at=at, act="site-moved", company=company, subject=found.code, details=details)
    return found
