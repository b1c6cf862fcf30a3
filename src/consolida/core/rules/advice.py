"""What is legal and yet deserves a look."""

from consolida.core.findings import Severity
from consolida.core.language import noop
from consolida.core.rules.rule import scanned
from consolida.core.rules.scan import LINES, SUMS
from consolida.core.rules.sql import BOOKS_CURRENCY

RULES = (
    scanned(
        LINES,
        "empty_line",
        severity=Severity.WARNING,
        condition="l.debit = 0 AND l.credit = 0 AND l.original_amount = 0",
        fields="l.account AS account",
        message=noop("Line {line} of voucher {voucher}, account {account}, has no amount at all."),
        remedy=noop("Leave it if it is meant so; otherwise write its amount or take it out."),
    ),
    scanned(
        SUMS,
        "foreign_balance",
        severity=Severity.WARNING,
        condition=f"s.least = s.greatest AND s.least <> {BOOKS_CURRENCY} AND s.original <> 0",
        fields="s.least AS currency, amount(abs(s.original)) AS difference",
        message=noop(
            "All lines of voucher {voucher} are in {currency}, and their original amounts differ by "
            "{difference} between debit and credit."
        ),
        remedy=noop("Correct the original amounts; an exchange difference has the original amount 0.00."),
    ),
)
