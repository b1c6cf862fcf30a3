"""Well-formed text: UTF-8 in normal form C, no control characters, no blanks around."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

import apsw

from consolida.core import digest
from consolida.core.findings import Severity
from consolida.core.language import noop
from consolida.core.portable import format as spec
from consolida.core.rules.functions import Flaw, flaws_of, text_columns, text_flaws, texts_flaws
from consolida.core.rules.rule import Rule, Stage
from consolida.core.rules.scan import LINES, VOUCHERS, Scan, Seen
from consolida.core.rules.shape import SMALL_TABLES
from consolida.core.rules.sql import entry


def _raw(table: str, alias: str) -> str:
    """Return the expression of a row's texts as canonical JSON in bytes, which no decoder stops at."""
    names = ", ".join(f"{alias}.{name}" for name in text_columns(table))
    return f"CAST(json_array({names}) AS BLOB)"


_SMALL = " UNION ALL ".join(
    f"SELECT {_raw(table, 't')} FROM {spec.source(table)} AS t" for table in SMALL_TABLES
)
_TOGETHER = 32  # vouchers whose texts are looked at in one go; nearly always nothing is wrong with any


@dataclass(frozen=True, slots=True)
class TextScan(Scan):
    """The pass that reads every text and proves every voucher's digest; a condition is a flaw's number.

    By the way it computes the digests of batches (`digests`, as JSON) and of annotations.
    """

    def look(self, connection: apsw.Connection, conditions: Sequence[str], computed: dict[str, str]) -> Seen:
        """Look at all texts."""
        del computed  # they need none
        gathering = digest.Gathering(connection)
        flaws = _voucher_flaws(connection, gathering)
        for (raw,) in connection.execute(_SMALL):
            flaws |= text_flaws(raw)
        found = gathering.result()
        return Seen(
            frozenset(condition for condition in conditions if flaws & int(condition)),
            {"digests": json.dumps(found.batches), "annotations": found.annotations},
        )


TEXTS = TextScan(name="texts", source="", columns="")


def _voucher_flaws(connection: apsw.Connection, gathering: digest.Gathering) -> int:
    """Look at every voucher, its lines and its digest; the flaws of all of them together."""
    flaws, pending = 0, list[bytes]()
    for text, stated, batch, listed, annotations in connection.execute(
        f"""SELECT CAST({digest.voucher_text_expression()} AS BLOB), CAST(v.digest AS BLOB),
                   {digest.gathered_columns()}
            FROM main.voucher AS v ORDER BY v.uid"""
    ):
        if hashlib.sha256(text).hexdigest().encode() != stated:
            flaws |= Flaw.DIGEST | flaws_of(stated.decode("utf-8", "surrogateescape"))
        gathering.add(batch, listed, annotations)
        pending += (text, annotations)
        if len(pending) >= 2 * _TOGETHER:
            flaws |= texts_flaws(pending)
            pending.clear()
    return flaws | texts_flaws(pending)


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
