"""What a file holds lies in what its manifest says: site, month, T/O; the states of its batches."""

from consolida.core.findings import Severity
from consolida.core.language import noop
from consolida.core.portable.format import FileKind
from consolida.core.rules.manifest import LARGEST_EXPORT_NUMBER
from consolida.core.rules.rule import WITH_VOUCHERS, Rule, scanned
from consolida.core.rules.scan import VOUCHERS
from consolida.core.rules.sql import is_no_code, is_no_month, is_no_uuid
from consolida.core.wording import counted

_AGAIN = noop("Export the file again with the program that made it.")
_OF_VOUCHERS = frozenset({FileKind.VOUCHERS})
_BATCH = "SELECT b.site, b.period, b.operation_type"


def _outside(alias: str) -> str:
    return f"""(
        {alias}.site <> (SELECT site FROM main.manifest)
        OR {alias}.period <> (SELECT period FROM main.manifest)
        OR {alias}.operation_type <> coalesce(
            nullif((SELECT operation_type FROM main.manifest), ''), {alias}.operation_type))"""


RULES = (
    scanned(
        VOUCHERS,
        "voucher_out_of_scope",
        kinds=_OF_VOUCHERS,
        condition=_outside("v"),
        message=noop(
            "Voucher {voucher} of {period} lies outside the site, month or T/O that the file is for."
        ),
        remedy=_AGAIN,
    ),
    Rule(
        name="batch_out_of_scope",
        severity=Severity.ERROR,
        kinds=_OF_VOUCHERS,
        sql=f"{_BATCH} FROM main.batch AS b WHERE {_outside('b')}",
        message=noop(
            "T/O {operation_type}, {period}, site {site} lies outside the site, month or T/O that the file "
            "is for."
        ),
        remedy=_AGAIN,
    ),
    Rule(
        name="batch_key",
        severity=Severity.ERROR,
        sql=f"""{_BATCH} FROM main.batch AS b
            WHERE {is_no_code("b.site")} OR {is_no_month("b.period")} OR {is_no_code("b.operation_type")}""",
        message=noop("T/O “{operation_type}”, month “{period}”, site “{site}” cannot be a batch."),
        remedy=noop("Codes have one to four letters and digits, months are written like 2026-11."),
    ),
    Rule(
        name="batch_state",
        severity=Severity.ERROR,
        sql=f"""{_BATCH}, b.state FROM main.batch AS b
            WHERE b.state NOT IN ('open', 'closed')
            AND NOT (b.state = 'absent' AND (SELECT kind FROM main.manifest) = 'before')""",
        message=noop(
            "T/O {operation_type}, {period}, site {site} is in the state “{state}”, which does not exist."
        ),
        remedy=_AGAIN,
    ),
    Rule(
        name="batch_origin",
        severity=Severity.ERROR,
        sql=f"""{_BATCH}, b.installation, b.export_number FROM main.batch AS b
            WHERE (b.installation <> '' AND {is_no_uuid("b.installation")})
            OR b.export_number NOT BETWEEN 0 AND {LARGEST_EXPORT_NUMBER}""",
        message=noop(
            "T/O {operation_type}, {period}, site {site} says it came from the installation “{installation}” "
            "with number {export_number}, which cannot be."
        ),
        remedy=_AGAIN,
    ),
    Rule(
        name="absent_batch",
        severity=Severity.ERROR,
        kinds=WITH_VOUCHERS,
        sql=f"{_BATCH}, b.vouchers FROM main.batch AS b WHERE b.state = 'absent' AND b.vouchers <> 0",
        message=counted(
            "T/O {operation_type}, {period}, site {site} is marked as absent and has {vouchers} voucher.",
            "T/O {operation_type}, {period}, site {site} is marked as absent and has {vouchers} vouchers.",
            by="vouchers",
        ),
        remedy=_AGAIN,
    ),
    Rule(
        name="masters_with_vouchers",
        severity=Severity.ERROR,
        kinds=frozenset({FileKind.MASTERS}),
        sql="""
            SELECT batches, vouchers FROM (
                SELECT (SELECT count(*) FROM main.batch) AS batches,
                       (SELECT count(*) FROM main.voucher) AS vouchers)
            WHERE batches + vouchers > 0""",
        message=noop("The file is for masters only and holds batches ({batches}) and vouchers ({vouchers})."),
        remedy=noop("Export vouchers and masters each in a file of their own."),
    ),
)
