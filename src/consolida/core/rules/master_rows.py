"""The rows of the masters that a file brings: accounts, cost centres, T/O and exchange rates."""

from consolida.core import sunat
from consolida.core.digest import masters
from consolida.core.findings import Severity
from consolida.core.language import noop
from consolida.core.portable.format import SHARES, FileKind, source
from consolida.core.rules.documents import LARGEST_RATE
from consolida.core.rules.rule import Rule
from consolida.core.rules.sql import HEADER_FORMAT, is_no_code, is_no_date, is_no_digest, listed
from consolida.core.wording import counted


def _names(version: int) -> str:
    return "(" + ", ".join(f"'{name}'" for name in masters(version)) + ")"


_WANTED = f"iif({HEADER_FORMAT} < 2, {len(masters(1))}, {len(masters(2))})"
_KNOWN = f"""name IN {_names(1)} OR ({HEADER_FORMAT} >= 2 AND name IN {_names(2)})"""
_PAIR = ("charge_account", "credit_account")
_AGAIN = noop("Export the file again with the program that made it.")
_PAIRS = " UNION ALL ".join(
    f"""SELECT '{table}' AS in_table, t.{code} AS code, t.{column} AS account FROM {source(table)} AS t
        WHERE t.{column} <> '' AND t.{column} NOT IN (SELECT code FROM main.account)"""
    for table, code in (("account", "code"), ("cost_center", "code"), (SHARES, "cost_center"))
    for column in _PAIR
)
_HALVES = " UNION ALL ".join(
    f"SELECT code, name FROM main.{table} WHERE (charge_account = '') <> (credit_account = '')"
    for table in ("account", "cost_center")
)
_LOOPS = " UNION ALL ".join(
    f"""SELECT t.{code} AS code, t.charge_account AS account FROM {source(table)} AS t
        WHERE t.charge_account <> '' AND t.charge_account = t.credit_account"""
    for table, code in (("account", "code"), ("cost_center", "code"), (SHARES, "cost_center"))
)
_OWN = f"""SELECT code, name FROM main.account
    WHERE code IN ({", ".join(_PAIR)}) AND {" <> ".join(_PAIR)} AND '' NOT IN ({", ".join(_PAIR)})"""

RULES = (
    Rule(
        name="account_code",
        severity=Severity.ERROR,
        sql="SELECT code, name FROM main.account WHERE code = '' OR code GLOB '*[^0-9A-Za-z.-]*'",
        message=noop("The account “{name}” has the code “{code}”, which cannot be one."),
        remedy=noop("An account's code has digits, letters, dots and hyphens; correct it and export again."),
    ),
    Rule(
        name="cost_center_code",
        severity=Severity.ERROR,
        sql="SELECT code, name FROM main.cost_center WHERE code = '' OR code GLOB '*|*'",
        message=noop("The cost centre “{name}” has the code “{code}”, which cannot be one."),
        remedy=noop("Give it a code without |; correct it and export again."),
    ),
    Rule(
        name="operation_type_code",
        severity=Severity.ERROR,
        sql=f"SELECT code, name FROM main.operation_type WHERE {is_no_code('code')}",
        message=noop("The T/O “{name}” has the code “{code}”, which cannot be one."),
        remedy=noop("A T/O's code has one to four letters and digits; correct it and export again."),
    ),
    Rule(
        name="operation_type_book",
        severity=Severity.ERROR,
        sql=f"""
            SELECT code, name, book FROM main.operation_type
            WHERE book <> '' AND book NOT IN {listed(sunat.Table.BOOKS)}""",
        message=noop("The T/O {code} “{name}” belongs to the book “{book}”, which does not exist."),
        remedy=noop("Use a code of SUNAT's table 8, such as 14 for sales and 8 for purchases, or none."),
    ),
    Rule(
        name="rate_row",
        severity=Severity.ERROR,
        sql=f"""
            SELECT currency, date, rate(buy) AS buy, rate(sell) AS sell FROM main.exchange_rate
            WHERE currency NOT IN {listed(sunat.Table.CURRENCIES)} OR {is_no_date("date")}
            OR buy NOT BETWEEN 1 AND {LARGEST_RATE} OR sell NOT BETWEEN 1 AND {LARGEST_RATE}""",
        message=noop(
            "The exchange rate of “{currency}” on “{date}” (buying {buy}, selling {sell}) cannot be right."
        ),
        remedy=noop(
            "A rate has a currency of SUNAT's table 4, a real day and two amounts greater than zero."
        ),
    ),
    Rule(
        name="rate_sides",
        severity=Severity.WARNING,
        kinds=frozenset({FileKind.MASTERS}),
        sql="""
            SELECT currency, date, rate(buy) AS buy, rate(sell) AS sell FROM main.exchange_rate
            WHERE sell < buy AND sell > 0""",
        message=noop("The exchange rate of {currency} on {date} sells for less than it buys: {sell}, {buy}."),
        remedy=noop("See whether the two changed places; the selling rate is usually the higher one."),
    ),
    Rule(
        name="destino_account",
        severity=Severity.WARNING,
        kinds=frozenset({FileKind.MASTERS}),
        sql=_PAIRS,
        message=noop("“{code}” sends its destino lines to the account {account}, which is not in the chart."),
        remedy=noop("Add the account, or correct the pair."),
    ),
    Rule(
        name="destino_half",
        severity=Severity.WARNING,
        kinds=frozenset({FileKind.MASTERS}),
        sql=_HALVES,
        message=noop("“{code}” “{name}” has one account of its destino pair; no destino lines are made."),
        remedy=noop("Give it both accounts, the one charged and the one credited, or none."),
    ),
    Rule(
        name="destino_loop",
        severity=Severity.WARNING,
        kinds=frozenset({FileKind.MASTERS}),
        sql=_LOOPS,
        message=noop("“{code}” has a destino pair that charges and credits the same account, {account}."),
        remedy=noop("Give it two accounts: the one charged and another that is credited."),
    ),
    Rule(
        name="destino_itself",
        severity=Severity.WARNING,
        kinds=frozenset({FileKind.MASTERS}),
        sql=_OWN,
        message=noop("“{code}” “{name}” is one of the two accounts of its own destino pair."),
        remedy=noop("Give it two other accounts: the one charged and the one credited."),
    ),
    Rule(
        name="master_list",
        severity=Severity.ERROR,
        sql=f"""
            SELECT known, count, wanted FROM (
                SELECT count(*) FILTER (WHERE {_KNOWN}) AS known, count(*) AS count, {_WANTED} AS wanted
                FROM main.master)
            WHERE known <> wanted OR count <> wanted""",
        message=counted(
            "The file has {count} fingerprint of a master, and {known} of the {wanted} it must have.",
            "The file has {count} fingerprints of masters, and {known} of the {wanted} it must have.",
        ),
        remedy=_AGAIN,
    ),
    Rule(
        name="master_fingerprint",
        severity=Severity.ERROR,
        sql=f"SELECT name, entries, digest FROM main.master WHERE entries < 0 OR {is_no_digest('digest')}",
        message=counted(
            "The fingerprint of the master “{name}” says {entries} row and digest “{digest}”.",
            "The fingerprint of the master “{name}” says {entries} rows and digest “{digest}”.",
            by="entries",
        ),
        remedy=_AGAIN,
    ),
)
