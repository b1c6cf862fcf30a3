"""Tests of the rules on the sides of a line."""

from support.judging import assert_says, judged

PLACE = "Line 2 of voucher 0001-05-110001"


def test_a_negative_amount_belongs_on_the_other_side() -> None:
    findings = judged(
        "UPDATE line SET credit = -18000, original_amount = 18000 WHERE credit = 18000",
        "UPDATE line SET debit = 82000, original_amount = 82000 WHERE debit = 118000",
    )
    assert_says(
        findings,
        "negative_side",
        f"{PLACE} has a negative amount: debit 0.00, credit -180.00.",
        "Write the amount without sign on the other side.",
        voucher="0001-05-110001",
        line=2,
    )


def test_a_line_has_one_side() -> None:
    findings = judged(
        "UPDATE line SET debit = 500, credit = 18500, original_amount = 0 WHERE credit = 18000",
    )
    assert_says(
        findings,
        "both_sides",
        f"{PLACE} has both debit 5.00 and credit 185.00.",
        "Split it into two lines, or keep the side that is right.",
        voucher="0001-05-110001",
        line=2,
    )


def test_the_original_amount_has_the_sign_of_its_side() -> None:
    findings = judged("UPDATE line SET original_amount = 18000 WHERE credit = 18000")
    assert_says(
        findings,
        "original_side",
        f"{PLACE} has its original amount 180.00 on the other side than debit 0.00, credit 180.00.",
        "An original amount is positive on the debit side and negative on the credit side.",
        voucher="0001-05-110001",
        line=2,
    )


def test_a_negative_original_amount_on_the_debit_side_is_on_the_wrong_side_too() -> None:
    (finding,) = judged("UPDATE line SET original_amount = -118000 WHERE debit = 118000")
    assert (finding.rule, finding.line) == ("original_side", 1)


def test_soles_without_an_original_amount_are_legal() -> None:
    assert judged("UPDATE line SET original_amount = 0") == []


def test_an_original_amount_without_soles_is_legal() -> None:
    text = """
    05 0001 2026-11-30 Dollars currency=USD exchange_rate=3.75
      1212 debit 0.00 original_amount=100.00 currency=USD
      1041 credit 0.00 original_amount=-100.00 currency=USD
    """.replace("\n    ", "\n")
    assert judged(text=text) == []
