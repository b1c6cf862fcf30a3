"""The counts and totals that a file states agree with its rows."""

from consolida.core import digest
from consolida.core.findings import Severity
from consolida.core.language import noop
from consolida.core.portable.format import MAX_BATCH_VOUCHERS, MAX_BATCHES
from consolida.core.rules.rule import Rule, Stage, scanned
from consolida.core.rules.scan import SUMS, Scan
from consolida.core.rules.text import TEXTS

_AGAIN = noop("The file was changed or cut after it was made: have it exported and sent again.")
_KEY = ("site", "period", "operation_type")

_FOUND = f"""(
    SELECT {", ".join(f"value ->> {place} AS {name}" for place, name in enumerate(_KEY))}, {{columns}}
    FROM json_each({{found}}))"""
_DIGESTS = _FOUND.format(columns="value ->> 3 AS digest, value ->> 4 AS vouchers", found=":digests")
_TOTALS = _FOUND.format(
    columns="value ->> 3 AS lines, value ->> 4 AS debit, value ->> 5 AS credit", found=":totals"
)
_JOINED = f"USING ({', '.join(_KEY)})"

# What each batch states beside what its vouchers, and what its lines, give; the passes over them computed it.
DIGESTS = Scan(
    name="digests",
    columns="b.site, b.period, b.operation_type",
    source=f"""FROM (
        WITH d AS MATERIALIZED {_DIGESTS}
        SELECT b.*, coalesce(d.digest, '{digest.EMPTY_BATCH}') AS right_digest
        FROM main.batch AS b LEFT JOIN d {_JOINED}) AS b""",
    needs=(TEXTS,),
)
BATCHES = Scan(
    name="batches",
    columns="b.site, b.period, b.operation_type",
    source=f"""FROM (
        WITH d AS MATERIALIZED {_DIGESTS}, t AS MATERIALIZED {_TOTALS}
        SELECT b.*, coalesce(d.vouchers, 0) AS voucher_rows, coalesce(t.lines, 0) AS line_rows,
               coalesce(t.debit, 0) AS line_debit, coalesce(t.credit, 0) AS line_credit
        FROM main.batch AS b LEFT JOIN d {_JOINED} LEFT JOIN t {_JOINED}) AS b""",
    needs=(TEXTS, SUMS),
)

RULES = (
    scanned(
        BATCHES,
        "batch_counts",
        condition="b.vouchers <> b.voucher_rows OR b.lines <> b.line_rows",
        fields="b.vouchers, b.lines, b.voucher_rows, b.line_rows",
        message=noop(
            "T/O {operation_type}, {period}, site {site} says: vouchers {vouchers}, lines "
            "{lines}; the file holds: vouchers {voucher_rows}, lines {line_rows}."
        ),
        remedy=_AGAIN,
    ),
    scanned(
        BATCHES,
        "batch_totals",
        condition="b.debit <> b.line_debit OR b.credit <> b.line_credit",
        fields="""amount(b.debit) AS debit, amount(b.credit) AS credit,
            amount(b.line_debit) AS line_debit, amount(b.line_credit) AS line_credit""",
        message=noop(
            "T/O {operation_type}, {period}, site {site} says its debit is {debit} and its credit {credit}; "
            "its lines give {line_debit} and {line_credit}."
        ),
        remedy=_AGAIN,
    ),
    scanned(
        BATCHES,
        "batch_size",
        condition=f"b.voucher_rows > {MAX_BATCH_VOUCHERS}",
        fields=f"b.voucher_rows, {MAX_BATCH_VOUCHERS} AS most",
        message=noop(
            "T/O {operation_type}, {period}, site {site} has {voucher_rows} vouchers; at most {most} can be."
        ),
        remedy=noop("Spread the vouchers over several T/O."),
    ),
    Rule(
        name="batch_many",
        severity=Severity.ERROR,
        stage=Stage.SHAPE,
        sql=f"""
            SELECT count(*) AS count, {MAX_BATCHES} AS most FROM main.batch
            HAVING count(*) > {MAX_BATCHES}""",
        message=noop("The file has {count} batches; at most {most} can be in one file."),
        remedy=noop("Send fewer months or T/O in a file."),
    ),
)
