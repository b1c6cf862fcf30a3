"""What vouchers and lines refer to is in the file."""

from consolida.core.findings import Severity
from consolida.core.language import noop
from consolida.core.rules.rule import WITH_VOUCHERS, Rule, Stage, scanned
from consolida.core.rules.scan import LINES, VOUCHERS

_SENDER = noop("Export the file again with the program that made it; it must bring what its vouchers use.")

RULES = (
    Rule(
        name="line_without_voucher",
        severity=Severity.ERROR,
        stage=Stage.SHAPE,
        # Lines are looked at one by one only where some are without their voucher.
        sql="""
            SELECT l.uid FROM (
                SELECT count(*) <> (SELECT count(*) FROM main.line) AS some
                FROM main.voucher AS v CROSS JOIN main.line AS l ON l.uid = v.uid) AS c
            CROSS JOIN (SELECT DISTINCT uid FROM main.line) AS l
            WHERE c.some AND l.uid NOT IN (SELECT uid FROM main.voucher)""",
        message=noop("There are lines of a voucher “{uid}” that is not in the file."),
        remedy=noop("Export the file again with the program that made it: a voucher is missing."),
    ),
    scanned(
        VOUCHERS,
        "voucher_without_batch",
        condition="""NOT EXISTS (
            SELECT 1 FROM main.batch AS b
            WHERE b.site = v.site AND b.period = v.period AND b.operation_type = v.operation_type)""",
        message=noop("Voucher {voucher} belongs to no batch of the file."),
        remedy=noop("Export the file again with the program that made it."),
    ),
    scanned(
        LINES,
        "account_missing",
        condition="l.account NOT IN (SELECT code FROM main.account)",
        fields="l.account AS account",
        message=noop(
            "Line {line} of voucher {voucher} uses the account “{account}”, which is not in the chart."
        ),
        remedy=noop("Correct the account, or add it to the chart of accounts."),
    ),
    scanned(
        LINES,
        "cost_center_missing",
        condition="l.cost_center <> '' AND l.cost_center NOT IN (SELECT code FROM main.cost_center)",
        fields="l.cost_center AS cost_center",
        message=noop(
            "Line {line} of voucher {voucher} uses the cost centre “{cost_center}”, which is not in the list."
        ),
        remedy=noop("Correct the cost centre, or add it to the list of cost centres."),
    ),
    scanned(
        LINES,
        "party_missing",
        condition="""l.party_number <> '' AND l.party_type <> '' AND NOT EXISTS (
            SELECT 1 FROM main.party AS p WHERE p.type = l.party_type AND p.number = l.party_number)""",
        fields="l.party_type AS party_type, l.party_number AS party_number",
        message=noop(
            "Line {line} of voucher {voucher} names the party {party_type} {party_number}, "
            "which is not in the list."
        ),
        remedy=noop("Correct the number, or add the party."),
    ),
    Rule(
        name="operation_type_missing",
        severity=Severity.ERROR,
        kinds=WITH_VOUCHERS,
        sql="""
            SELECT site, period, operation_type FROM main.batch
            WHERE state <> 'absent' AND operation_type NOT IN (SELECT code FROM main.operation_type)""",
        message=noop("The T/O “{operation_type}” of site {site}, {period} is not in the file's list of T/O."),
        remedy=_SENDER,
    ),
)
