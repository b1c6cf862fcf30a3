"""Opening vouchers: of a year, one site brings them, or the opening balances would be doubled."""

from collections.abc import Collection, Mapping

from consolida.core.findings import Finding, Severity
from consolida.core.language import noop
from consolida.core.portable.format import VoucherKind
from consolida.ledger.models import Balance
from consolida.masters.models import Company


def of_several_sites(
    company: Company, coming: Mapping[str, Collection[str]], *, leaving: Collection[int] = ()
) -> list[Finding]:
    """Find years for which opening vouchers come from a site, or stand here, beside another site's.

    `coming` has the sites by year; `leaving` are the batches that go.
    """
    found = []
    for year, sites in sorted(coming.items()):
        standing = Balance.objects.filter(
            company=company, kind=VoucherKind.OPENING, batch__period__startswith=year
        )
        standing_sites = standing.exclude(batch_id__in=leaving).values_list("batch__site__code", flat=True)
        together = {*sites, *standing_sites}
        if len(together) > 1:
            found.append(
                Finding(
                    "opening_from_one_site",
                    Severity.ERROR,
                    noop(
                        "Opening vouchers of {year} come from several sites ({sites}): they would be doubled."
                    ),
                    noop("Keep the opening entry at one site only, and annul it at the others."),
                    {"year": year, "sites": ", ".join(sorted(together))},
                )
            )
    return found
