"""Well-formed text: UTF-8 in normal form C, no control characters, no blanks around."""

from consolida.core import digest
from consolida.core.findings import Severity
from consolida.core.language import noop
from consolida.core.portable import format as spec
from consolida.core.rules.functions import Flaw, text_columns
from consolida.core.rules.rule import Rule, Stage
from consolida.core.rules.scan import LINES, VOUCHERS, Scan
from consolida.core.rules.shape import SMALL_TABLES
from consolida.core.rules.sql import entry

_ANNOTATIONS = ", ".join(f"v.{name}" for name in ("uid", "digest", *digest.VOUCHER_ANNOTATIONS))


def _raw(table: str, alias: str) -> str:
    """Return the expression of a row's texts as canonical JSON in bytes, which no decoder stops at."""
    names = ", ".join(f"{alias}.{name}" for name in text_columns(table))
    return f"CAST(json_array({names}) AS BLOB)"


# One pass reads every text and proves every voucher's digest; its marks are the flaws it saw.
TEXTS = Scan(
    name="texts",
    columns="",
    marks="flaws",
    source="FROM ("
    + " UNION ALL ".join(
        (
            f"""SELECT voucher_flaws(CAST({digest.voucher_text_expression()} AS BLOB),
                CAST(json_array({_ANNOTATIONS}) AS BLOB), CAST(v.digest AS BLOB)) AS flaws
            FROM main.voucher AS v""",
            *(
                f"SELECT text_flaws({_raw(table, 't')}) FROM {spec.source(table)} AS t"
                for table in SMALL_TABLES
            ),
        )
    )
    + ")",
)


def _flawed_rows(flaw: Flaw) -> str:
    def field(table: str, alias: str) -> str:
        return f"flawed_column('{table}', {flaw:d}, {_raw(table, alias)})"

    nowhere = "NULL AS site, NULL AS period, NULL AS operation_type, NULL AS number, NULL AS line"
    parts = (
        f"""SELECT {VOUCHERS.columns}, NULL AS line, 'voucher' AS in_table, v.number AS entry,
            {field("voucher", "v")} AS field {VOUCHERS.source}""",
        f"""SELECT {LINES.columns}, 'line' AS in_table, v.number || ' / ' || l.line AS entry,
            {field("line", "l")} AS field {LINES.source}""",
        *(
            f"""SELECT {nowhere}, '{table}' AS in_table, {entry(table, "t")} AS entry,
            {field(table, "t")} AS field FROM {spec.source(table)} AS t"""
            for table in SMALL_TABLES
        ),
    )
    return f"SELECT * FROM ({' UNION ALL '.join(parts)}) WHERE field IS NOT NULL"


def _rule(name: str, flaw: Flaw, message: str, remedy: str) -> Rule:
    return Rule(
        name=name,
        severity=Severity.ERROR,
        stage=Stage.TEXT,
        sql=_flawed_rows(flaw),
        message=message,
        remedy=remedy,
        scan=TEXTS,
        condition=f"{flaw:d}",
    )


RULES = (
    _rule(
        "text_encoding",
        Flaw.ENCODING,
        noop("“{entry}” in table “{in_table}” has text in “{field}” that is not UTF-8."),
        noop("Export the file again with the program that made it; it must write UTF-8."),
    ),
    _rule(
        "text_control",
        Flaw.CONTROL,
        noop("“{entry}” in table “{in_table}” has control characters in “{field}”."),
        noop("Type the text anew, without line breaks or tabs, where the file was made."),
    ),
    _rule(
        "text_form",
        Flaw.FORM,
        noop(
            "“{entry}” in table “{in_table}” has accents in “{field}” that are not in the usual form (NFC)."
        ),
        noop("Export the file again with the program that made it, or type the text anew."),
    ),
    _rule(
        "text_blanks",
        Flaw.BLANKS,
        noop("“{entry}” in table “{in_table}” begins or ends with a blank in “{field}”."),
        noop("Take the blanks off where the file was made and export again."),
    ),
)
