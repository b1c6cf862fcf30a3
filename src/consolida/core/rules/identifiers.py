"""What identifies a voucher: uid, number and CUO; and the numbers of its lines."""

from consolida.core.findings import Severity
from consolida.core.language import noop
from consolida.core.rules.rule import Rule, scanned
from consolida.core.rules.scan import SUMS, VOUCHERS
from consolida.core.rules.sql import is_no_uuid

RULES = (
    scanned(
        VOUCHERS,
        "uid",
        condition=is_no_uuid("v.uid"),
        fields="v.uid AS uid",
        message=noop("Voucher {voucher} has the uid “{uid}”, which is not a UUID in its usual form."),
        remedy=noop("Export the file again with the program that made it."),
    ),
    scanned(
        VOUCHERS,
        "number",
        condition="octet_length(v.number) < 4 OR v.number GLOB '*[^0-9A-Za-z._-]*'",
        message=noop("Voucher {voucher} has the number “{number}”."),
        remedy=noop("A number has at least four characters: digits, letters, dots, hyphens and underscores."),
    ),
    Rule(
        name="number_twice",
        severity=Severity.ERROR,
        sql="""
            SELECT site, period, operation_type, number, count(*) AS count FROM main.voucher
            GROUP BY site, period, operation_type, number HAVING count(*) > 1""",
        message=noop("{count} vouchers have the number {voucher}."),
        remedy=noop("Give each voucher of a site, month and T/O a number of its own."),
    ),
    scanned(
        VOUCHERS,
        "cuo",
        condition=r"v.cuo = '' OR v.cuo GLOB '*[|/\]*'",
        fields="v.cuo AS cuo",
        message=noop("Voucher {voucher} has the CUO “{cuo}”, which SUNAT does not take."),
        remedy=noop("A CUO has 1 to 40 characters and none of | / \\."),
    ),
    Rule(
        name="cuo_twice",
        severity=Severity.ERROR,
        sql="""
            SELECT period, cuo, count(*) AS count FROM main.voucher
            GROUP BY period, cuo HAVING count(*) > 1""",
        # CUOs made from the number are as unique as the numbers; only others need to be compared.
        scan=VOUCHERS,
        condition="v.cuo <> concat(v.site, '-', v.operation_type, '-', substr(v.period, 6), v.number)",
        message=noop("{count} vouchers of {period} have the CUO {cuo}."),
        remedy=noop("A CUO names one voucher of the company's month; give the others one of their own."),
    ),
    scanned(
        SUMS,
        "line_numbers",
        condition="s.first <> 1 OR s.last <> s.lines",
        fields="s.lines AS lines, s.first AS first, s.last AS last",
        message=noop(
            "The lines of voucher {voucher} ({lines}) are numbered from {first} to {last}, not from 1 on "
            "without a gap."
        ),
        remedy=noop("Export the file again with the program that made it: a line may be missing."),
    ),
)
