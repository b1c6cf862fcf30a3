"""Where findings point to in the ledger: the vouchers of a month that they name."""

from collections.abc import Iterable

from django.db.models import Q

from consolida.core.chunks import chunks
from consolida.core.findings import Finding
from consolida.core.portable.places import Place, places
from consolida.ledger.batches import in_scope
from consolida.ledger.models import Voucher
from consolida.masters.models import Company

_AT_ONCE = 200


def uids_of(company: Company, findings: Iterable[Finding], *, period: str) -> dict[str, str]:
    """Return the uid of each voucher of a month that findings name, by the name they use."""
    batches = {
        (batch.site.code, batch.operation_type.code): batch for batch in in_scope(company, period=period)
    }
    wanted = [
        place
        for place in places(finding.voucher for finding in findings)
        if place.month == period[5:] and place[:2] in batches
    ]
    uids = {}
    for some in chunks(wanted, _AT_ONCE):
        condition = Q()
        for place in some:
            condition |= Q(batch=batches[place[:2]], number=place.number)
        found = Voucher.objects.filter(condition).values_list(
            "batch__site__code", "batch__operation_type__code", "number", "uid"
        )
        for site, operation_type, number, uid in found:
            uids[Place(site, operation_type, period[5:], number).name] = uid
    return uids
