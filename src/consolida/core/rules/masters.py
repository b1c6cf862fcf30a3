"""What the receiver's masters, attached as the schema `masters`, say about a file's vouchers."""

from consolida.core.findings import Severity
from consolida.core.language import noop
from consolida.core.rules.rule import WITH_VOUCHERS, Rule, scanned
from consolida.core.rules.scan import Scan
from consolida.core.rules.sql import BOOKS_CURRENCY
from consolida.core.wording import counted

# Missing rows can be added at the import, so they are warnings; nothing dangling is ever posted.
_ADD = noop("Add it at the import, or have the vouchers corrected where they were made.")
_COMPLETE = noop("Complete the line where the voucher was made; the account asks for it here.")

DEMANDS = Scan(
    name="demands",
    columns="v.site, v.period, v.operation_type, v.number, l.line",
    source="""FROM main.voucher AS v CROSS JOIN main.line AS l ON l.uid = v.uid
        CROSS JOIN masters.account AS a ON a.code = l.account""",
)


def _unknown(name: str, table: str, message: str) -> Rule:
    return Rule(
        name=name,
        severity=Severity.WARNING,
        kinds=WITH_VOUCHERS,
        needs_masters=True,
        sql=f"SELECT code, name FROM main.{table} WHERE code NOT IN (SELECT code FROM masters.{table})",
        message=message,
        remedy=_ADD,
    )


def _inactive(name: str, table: str, message: str) -> Rule:
    return Rule(
        name=name,
        severity=Severity.WARNING,
        kinds=WITH_VOUCHERS,
        needs_masters=True,
        sql=f"""
            SELECT ours.code, ours.name FROM main.{table} AS file
            JOIN masters.{table} AS ours USING (code) WHERE ours.active = 0""",
        message=message,
        remedy=noop("Make it active again, or have the vouchers corrected where they were made."),
    )


def _demanded(name: str, condition: str, message: str) -> Rule:
    return scanned(
        DEMANDS,
        name,
        severity=Severity.WARNING,
        kinds=WITH_VOUCHERS,
        needs_masters=True,
        condition=condition,
        fields="l.account AS account",
        message=message,
        remedy=_COMPLETE,
    )


RULES = (
    _unknown("account_unknown", "account", noop("The account {code} “{name}” is not in your chart.")),
    _unknown(
        "cost_center_unknown",
        "cost_center",
        noop("The cost centre {code} “{name}” is not among yours."),
    ),
    _unknown("operation_type_unknown", "operation_type", noop("The T/O {code} “{name}” is not among yours.")),
    Rule(
        name="currency_unknown",
        severity=Severity.WARNING,
        kinds=WITH_VOUCHERS,
        needs_masters=True,
        sql=f"""
            SELECT currency, count(*) AS count FROM main.voucher
            WHERE currency <> {BOOKS_CURRENCY}
            AND currency NOT IN (SELECT currency FROM masters.exchange_rate) GROUP BY currency""",
        message=counted(
            "{count} voucher is in {currency}, for which you have no exchange rate at all.",
            "{count} vouchers are in {currency}, for which you have no exchange rate at all.",
        ),
        remedy=noop("Check that the currency is right; add its exchange rates."),
    ),
    _inactive("account_inactive", "account", noop("The account {code} “{name}” is no longer in use here.")),
    _inactive(
        "cost_center_inactive",
        "cost_center",
        noop("The cost centre {code} “{name}” is no longer in use here."),
    ),
    _inactive(
        "operation_type_inactive",
        "operation_type",
        noop("The T/O {code} “{name}” is no longer in use here."),
    ),
    Rule(
        name="account_with_children",
        severity=Severity.WARNING,
        kinds=WITH_VOUCHERS,
        needs_masters=True,
        sql="""
            SELECT a.code, a.name, (
                SELECT min(child.code) FROM masters.account AS child
                WHERE child.code > a.code AND child.code < a.code || char(1114111)) AS child
            FROM main.account AS a
            WHERE CASE WHEN child IS NULL THEN 0 ELSE a.code IN (SELECT account FROM main.line) END""",
        message=noop(
            "Vouchers use the account {code} “{name}”, which is divided in your chart ({child} ...)."
        ),
        remedy=noop("Use the account at its last level, such as {child}."),
    ),
    _demanded(
        "party_demanded",
        "a.requires_party = 1 AND l.party_number = ''",
        noop("Line {line} of voucher {voucher} names no party; the account {account} asks for one."),
    ),
    _demanded(
        "cost_center_demanded",
        "a.requires_cost_center = 1 AND l.cost_center = ''",
        noop("Line {line} of voucher {voucher} has no cost centre; the account {account} asks for one."),
    ),
    _demanded(
        "document_demanded",
        "a.requires_document = 1 AND (l.document_type = '' OR l.document_number = '')",
        noop("Line {line} of voucher {voucher} has no document; the account {account} asks for one."),
    ),
)
