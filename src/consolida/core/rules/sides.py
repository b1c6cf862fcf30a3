"""The sides of a line: never negative, never both, and the original amount on the same side."""

from consolida.core.language import noop
from consolida.core.rules.rule import scanned
from consolida.core.rules.scan import LINES

_SIDES = "amount(l.debit) AS debit, amount(l.credit) AS credit, amount(l.original_amount) AS original"

RULES = (
    scanned(
        LINES,
        "negative_side",
        condition="l.debit < 0 OR l.credit < 0",
        fields=_SIDES,
        message=noop(
            "Line {line} of voucher {voucher} has a negative amount: debit {debit}, credit {credit}."
        ),
        remedy=noop("Write the amount without sign on the other side."),
    ),
    scanned(
        LINES,
        "both_sides",
        condition="l.debit > 0 AND l.credit > 0",
        fields=_SIDES,
        message=noop("Line {line} of voucher {voucher} has both debit {debit} and credit {credit}."),
        remedy=noop("Split it into two lines, or keep the side that is right."),
    ),
    scanned(
        LINES,
        "original_side",
        condition="(l.original_amount > 0 AND l.credit > 0) OR (l.original_amount < 0 AND l.debit > 0)",
        fields=_SIDES,
        message=noop(
            "Line {line} of voucher {voucher} has its original amount {original} on the other side than "
            "debit {debit}, credit {credit}."
        ),
        remedy=noop("An original amount is positive on the debit side and negative on the credit side."),
    ),
)
