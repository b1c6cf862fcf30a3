"""The counts and totals that a file states agree with its rows."""

from consolida.core import digest
from consolida.core.language import noop
from consolida.core.portable.format import MAX_BATCH_VOUCHERS
from consolida.core.rules.rule import scanned
from consolida.core.rules.scan import SUMS, Scan

_AGAIN = noop("The file was changed or cut after it was made: have it exported and sent again.")
_KEY = "site, period, operation_type"

# What each batch states beside what its rows give.
BATCHES = Scan(
    name="batches",
    columns="b.site, b.period, b.operation_type",
    source=f"""FROM (
        SELECT b.*, coalesce(d.vouchers, 0) AS voucher_rows,
               coalesce(d.digest, '{digest.EMPTY_BATCH}') AS right_digest,
               coalesce(t.lines, 0) AS line_rows, coalesce(t.debit, 0) AS line_debit,
               coalesce(t.credit, 0) AS line_credit
        FROM main.batch AS b
        LEFT JOIN ({digest.batch_digests_sql()}) AS d USING ({_KEY})
        LEFT JOIN (
            SELECT v.site, v.period, v.operation_type, sum(s.lines) AS lines,
                   sum(s.debit) AS debit, sum(s.credit) AS credit
            {SUMS.source} GROUP BY v.site, v.period, v.operation_type
        ) AS t USING ({_KEY})) AS b""",
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
)
