"""Every voucher balances exactly in the books' currency."""

from consolida.core.findings import Severity
from consolida.core.language import noop
from consolida.core.rules.rule import Rule, Stage, scanned
from consolida.core.rules.scan import SUMS

_LARGEST_SUM = 9_000_000_000_000_000_000  # what SQLite adds up without losing a céntimo

RULES = (
    scanned(
        SUMS,
        "balance",
        condition="s.debit <> s.credit",
        fields="""amount(s.debit) AS debit, amount(s.credit) AS credit,
            amount(abs(s.debit - s.credit)) AS difference""",
        message=noop(
            "Voucher {voucher} does not balance: debit {debit}, credit {credit}, difference {difference}."
        ),
        remedy=noop("Correct its lines where it was made; a balancing line is never invented."),
    ),
    Rule(
        name="sum_too_large",
        severity=Severity.ERROR,
        stage=Stage.SHAPE,
        sql=f"""
            SELECT debit, credit FROM (
                SELECT total(debit) AS debit, total(credit) AS credit FROM main.line)
            WHERE debit > {_LARGEST_SUM} OR credit > {_LARGEST_SUM}""",
        message=noop("The amounts of the file add up to more than can be kept exactly."),
        remedy=noop("Look for amounts that were multiplied by mistake, correct them and export again."),
    ),
)
