"""Tests of the rules on balance."""

from support.judging import assert_says, judged

CORRECT = "Correct its lines where it was made; a balancing line is never invented."


def test_a_voucher_that_does_not_balance_is_named_with_its_difference() -> None:
    findings = judged(
        "UPDATE line SET debit = 118001, original_amount = 118001 WHERE account = '1212' AND debit = 118000"
    )
    assert_says(
        findings,
        "balance",
        "Voucher 0001-05-110001 does not balance: debit 1,180.01, credit 1,180.00, difference 0.01.",
        CORRECT,
        voucher="0001-05-110001",
    )


def test_vouchers_that_balance_only_together_are_both_named() -> None:
    findings = judged(
        "UPDATE line SET debit = debit + 5, original_amount = debit + 5 WHERE debit = 118000",
        "UPDATE line SET debit = debit - 5, original_amount = debit - 5 WHERE debit = 59000",
    )
    assert [finding.rule for finding in findings] == ["balance", "balance"]
    assert {finding.voucher for finding in findings} == {"0001-05-110001", "0001-05-110002"}


def test_a_voucher_of_zeros_balances() -> None:
    findings = judged("UPDATE line SET debit = 0, credit = 0, original_amount = 0")
    assert {finding.rule for finding in findings} == {"empty_line"}


def test_sums_too_large_to_be_exact_are_refused_before_they_are_made() -> None:
    findings = judged(
        forged=(
            """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000)
            INSERT INTO line SELECT uid, 10 + i, account, '', '', '', '', '', '', '', '', '', '', '', '', '',
                currency, 0, 99999999999999, 0, '', 0
            FROM line, n WHERE line = 1""",
        )
    )
    assert_says(
        findings,
        "sum_too_large",
        "The amounts of the file add up to more than can be kept exactly.",
        "Look for amounts that were multiplied by mistake, correct them and export again.",
    )
