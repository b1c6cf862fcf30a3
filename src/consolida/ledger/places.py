"""Where findings point to: the vouchers of the ledger that a month's findings name."""

import re
from collections.abc import Iterable

from django.db.models import Q

from consolida.core.chunks import chunks
from consolida.core.findings import Finding
from consolida.core.rules.rule import place
from consolida.ledger.batches import in_scope
from consolida.ledger.models import Voucher
from consolida.masters.models import Company

_PLACE = re.compile(r"([^-]{1,4})-([^-]{1,4})-(\d\d)(.{1,20})")  # site, T/O, month, number
_AT_ONCE = 200


def uids_of(company: Company, findings: Iterable[Finding], *, period: str) -> dict[str, str]:
    """Return the uid of each voucher of a month that findings name, by the name they use."""
    batches = {
        (batch.site.code, batch.operation_type.code): batch for batch in in_scope(company, period=period)
    }
    wanted = set[tuple[str, str, str]]()
    for named in {finding.voucher for finding in findings}:
        found = _PLACE.fullmatch(named)
        if found and found[3] == period[5:] and (found[1], found[2]) in batches:
            wanted.add((found[1], found[2], found[4]))
    uids = {}
    for some in chunks(sorted(wanted), _AT_ONCE):
        condition = Q()
        for site, operation_type, number in some:
            condition |= Q(batch=batches[site, operation_type], number=number)
        for uid, number, site, operation_type in Voucher.objects.filter(condition).values_list(
            "uid", "number", "batch__site__code", "batch__operation_type__code"
        ):
            uids[place(site=site, period=period, operation_type=operation_type, number=number)] = uid
    return uids
