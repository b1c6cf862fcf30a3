"""Later corrections of what was filed: PLE states 1, 8 and 9."""

from consolida.core.language import noop
from consolida.core.rules.rule import scanned
from consolida.core.rules.scan import VOUCHERS
from consolida.core.rules.sql import is_no_month

_FIELDS = "v.ple_state AS state, v.ple_period AS ple_period, v.ple_cuo AS ple_cuo"

RULES = (
    scanned(
        VOUCHERS,
        "ple_state",
        condition="v.ple_state NOT IN (1, 8, 9)",
        fields=_FIELDS,
        message=noop("Voucher {voucher} has the PLE state {state}, which does not exist."),
        remedy=noop(
            "Use 1 for the month itself, 8 for an omission and 9 for a correction of an earlier month."
        ),
    ),
    scanned(
        VOUCHERS,
        "ple_reference",
        condition="v.ple_state = 1 AND (v.ple_period <> '' OR v.ple_cuo <> '')",
        fields=_FIELDS,
        message=noop(
            "Voucher {voucher} has the PLE state 1 and still names an earlier month “{ple_period}” "
            "or CUO “{ple_cuo}”."
        ),
        remedy=noop("Choose state 8 or 9, or take the reference out."),
    ),
    scanned(
        VOUCHERS,
        "ple_earlier_month",
        condition=f"v.ple_state IN (8, 9) AND ({is_no_month('v.ple_period')} OR v.ple_period >= v.period)",
        fields=_FIELDS,
        message=noop(
            "Voucher {voucher} has the PLE state {state} and names the month “{ple_period}”, "
            "which is not one before {period}."
        ),
        remedy=noop("Name the earlier month that is corrected, or choose state 1."),
    ),
    scanned(
        VOUCHERS,
        "ple_cuo",
        condition=r"v.ple_state IN (8, 9) AND (v.ple_cuo = '' OR v.ple_cuo GLOB '*[|/\]*')",
        fields=_FIELDS,
        message=noop(
            "Voucher {voucher} has the PLE state {state} and names the CUO “{ple_cuo}”, which cannot be one."
        ),
        remedy=noop("Name the CUO it has, or would have had, in the earlier month; never with | / or \\."),
    ),
)
