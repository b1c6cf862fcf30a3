"""Well-formed values: lengths of texts, ranges of amounts and line numbers, flags."""

from consolida.core.findings import Severity
from consolida.core.language import noop
from consolida.core.money import MAX_AMOUNT
from consolida.core.portable import format as spec
from consolida.core.rules.rule import Rule, Stage, scanned
from consolida.core.rules.scan import LINES, VOUCHERS
from consolida.core.rules.sql import entry
from consolida.core.wording import counted

_SHORTER = noop("Shorten the text where the file was made and export again.")
_AGAIN = noop("Export the file again with the program that made it.")
_BOUNDS = f"NOT BETWEEN -{MAX_AMOUNT} AND {MAX_AMOUNT}"

# Tables with few rows; vouchers and lines are read in passes that they share with other rules.
SMALL_TABLES = tuple(table for table in spec.statements() if table not in {"voucher", "line"})
_FLAGS = (
    ("manifest", "definitive"),
    ("batch", "definitive"),
    ("party", "active"),
    ("account", "requires_party"),
    ("account", "requires_cost_center"),
    ("account", "requires_document"),
    ("account", "active"),
    ("cost_center", "active"),
    ("operation_type", "active"),
)


def _is_long(column: spec.Column, alias: str) -> str:
    # The length in bytes is known without reading the text; that in characters stops at a NUL.
    name, limit = f"{alias}.{column.name}", column.limit
    return (
        f"(octet_length({name}) > {limit} "
        f"AND (octet_length({name}) > {4 * limit} OR length({name}) > {limit}))"
    )


def _texts(table: str) -> tuple[spec.Column, ...]:
    return tuple(column for column in spec.columns(table) if column.is_text)


def _any_long(table: str, alias: str) -> str:
    return " OR ".join(_is_long(column, alias) for column in _texts(table))


def _first_long(table: str, alias: str) -> str:
    fields = " ".join(f"WHEN {_is_long(column, alias)} THEN '{column.name}'" for column in _texts(table))
    limits = " ".join(f"WHEN {_is_long(column, alias)} THEN {column.limit}" for column in _texts(table))
    return f"CASE {fields} END AS field, CASE {limits} END AS most"


RULES = (
    scanned(
        VOUCHERS,
        "voucher_text_length",
        stage=Stage.SHAPE,
        condition=_any_long("voucher", "v"),
        fields=_first_long("voucher", "v"),
        message=counted(
            "Voucher {voucher} has a text of more than {most} character in “{field}”.",
            "Voucher {voucher} has a text of more than {most} characters in “{field}”.",
            by="most",
        ),
        remedy=_SHORTER,
    ),
    scanned(
        LINES,
        "line_text_length",
        stage=Stage.SHAPE,
        condition=_any_long("line", "l"),
        fields=_first_long("line", "l"),
        message=counted(
            "Line {line} of voucher {voucher} has a text of more than {most} character in “{field}”.",
            "Line {line} of voucher {voucher} has a text of more than {most} characters in “{field}”.",
            by="most",
        ),
        remedy=_SHORTER,
    ),
    Rule(
        name="text_length",
        severity=Severity.ERROR,
        stage=Stage.SHAPE,
        sql=" UNION ALL ".join(
            f"""SELECT '{table}' AS in_table, {entry(table, "t")} AS entry, {_first_long(table, "t")}
                FROM {spec.source(table)} AS t WHERE {_any_long(table, "t")}"""
            for table in SMALL_TABLES
        ),
        message=counted(
            "“{entry}” in table “{in_table}” has a text of more than {most} character in “{field}”.",
            "“{entry}” in table “{in_table}” has a text of more than {most} characters in “{field}”.",
            by="most",
        ),
        remedy=_SHORTER,
    ),
    scanned(
        LINES,
        "amount_range",
        stage=Stage.SHAPE,
        condition=f"l.debit {_BOUNDS} OR l.credit {_BOUNDS} OR l.original_amount {_BOUNDS}",
        fields="amount(l.debit) AS debit, amount(l.credit) AS credit, amount(l.original_amount) AS original",
        message=noop(
            "Line {line} of voucher {voucher} has an amount of more than 12 digits before the decimals: "
            "debit {debit}, credit {credit}, original {original}."
        ),
        remedy=noop("Correct the amount where the file was made and export again."),
    ),
    scanned(
        LINES,
        "line_number_range",
        stage=Stage.SHAPE,
        condition=f"l.line NOT BETWEEN 1 AND {spec.MAX_VOUCHER_LINES}",
        fields=f"{spec.MAX_VOUCHER_LINES} AS most",
        message=noop("Voucher {voucher} has a line numbered {line}; lines are numbered from 1 to {most}."),
        remedy=noop("Divide the voucher into several, or export the file again."),
    ),
    scanned(
        VOUCHERS,
        "voucher_flag",
        stage=Stage.SHAPE,
        condition="v.annulled NOT IN (0, 1)",
        fields="v.annulled AS value",
        message=noop("Voucher {voucher} has {value} as mark of annulment, which is only 0 or 1."),
        remedy=_AGAIN,
    ),
    scanned(
        LINES,
        "line_flag",
        stage=Stage.SHAPE,
        condition="l.automatic NOT IN (0, 1)",
        fields="l.automatic AS value",
        message=noop(
            "Line {line} of voucher {voucher} has {value} as mark of an automatic line, which is only 0 or 1."
        ),
        remedy=_AGAIN,
    ),
    Rule(
        name="flag",
        severity=Severity.ERROR,
        stage=Stage.SHAPE,
        sql=" UNION ALL ".join(
            f"""SELECT '{table}' AS in_table, {entry(table, "t")} AS entry, '{column}' AS field,
                t.{column} AS value FROM main.{table} AS t WHERE t.{column} NOT IN (0, 1)"""
            for table, column in _FLAGS
        ),
        message=noop("“{entry}” in table “{in_table}” has {value} in “{field}”, which is only 0 or 1."),
        remedy=_AGAIN,
    ),
)
