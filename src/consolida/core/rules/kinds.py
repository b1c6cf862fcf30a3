"""Opening, movement and closing vouchers; annulled ones."""

from consolida.core.findings import Severity
from consolida.core.language import noop
from consolida.core.portable.format import VoucherKind
from consolida.core.rules.rule import Rule, scanned
from consolida.core.rules.scan import SUMS, VOUCHERS
from consolida.core.wording import counted

_KINDS = ", ".join(f"'{kind}'" for kind in VoucherKind)

# A file shows its own sites only; whoever knows the other sites' vouchers says it with these words.
OPENING_FROM_ONE_SITE = Rule(
    name="opening_from_one_site",
    severity=Severity.ERROR,
    sql="""
        SELECT substr(period, 1, 4) AS year, min(site) AS first_site, max(site) AS other_site
        FROM main.voucher WHERE kind = 'A' AND annulled = 0
        GROUP BY 1 HAVING min(site) <> max(site)""",
    message=noop(
        "Sites {first_site} and {other_site} both bring opening vouchers of {year}: "
        "the opening balances would be doubled."
    ),
    remedy=noop("Keep the opening vouchers of one site, and delete or annul those of the other."),
)

RULES = (
    scanned(
        VOUCHERS,
        "voucher_kind",
        condition=f"v.kind NOT IN ({_KINDS})",
        fields="v.kind AS kind",
        message=noop("Voucher {voucher} is of kind “{kind}”, which does not exist."),
        remedy=noop("Use A for opening, M for movement or C for closing."),
    ),
    scanned(
        SUMS,
        "annulled_with_lines",
        condition="v.annulled = 1",
        fields="s.lines AS lines",
        message=counted(
            "Voucher {voucher} is annulled and still has {lines} line.",
            "Voucher {voucher} is annulled and still has {lines} lines.",
            by="lines",
        ),
        remedy=noop("Take its lines out, or take back the annulment."),
    ),
    scanned(
        VOUCHERS,
        "no_lines",
        condition="v.annulled = 0 AND NOT EXISTS (SELECT 1 FROM main.line AS l WHERE l.uid = v.uid)",
        message=noop("Voucher {voucher} has no lines and is not annulled."),
        remedy=noop("Complete it, annul it, or delete it if its number was never used."),
    ),
    OPENING_FROM_ONE_SITE,
)
