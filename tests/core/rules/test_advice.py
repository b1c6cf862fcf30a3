"""Tests of the rules on what is legal and deserves a look."""

import pytest

from consolida.core.findings import Severity
from support.judging import assert_says, judged

DOLLARS = """
05 0001 2026-11-30 Dollars currency=USD exchange_rate=3.75
  1041 debit 375.00 original_amount=100.00 currency=USD
  1212 credit 375.00 original_amount={credit} currency=USD
"""


def test_a_line_without_any_amount_is_a_warning() -> None:
    text = """
05 0001 2026-11-30 Nothing
  1041 debit 0.00
  1212 credit 10.00
  1213 debit 10.00
"""
    assert_says(
        judged(text=text),
        "empty_line",
        "Line 1 of voucher 0001-05-110001, account 1041, has no amount at all.",
        "Leave it if it is meant so; otherwise write its amount or take it out.",
        severity=Severity.WARNING,
        voucher="0001-05-110001",
        line=1,
    )


@pytest.mark.parametrize("credit", ["-99.00", "-101.00"])
def test_a_voucher_in_one_foreign_currency_balances_in_it_or_is_a_warning(credit: str) -> None:
    assert_says(
        judged(text=DOLLARS.format(credit=credit)),
        "foreign_balance",
        "All lines of voucher 0001-05-110001 are in USD, and their original amounts differ by 1.00 between "
        "debit and credit.",
        "Correct the original amounts; an exchange difference has the original amount 0.00.",
        severity=Severity.WARNING,
        voucher="0001-05-110001",
    )


def test_a_voucher_that_balances_in_dollars_needs_no_word() -> None:
    assert judged(text=DOLLARS.format(credit="-100.00")) == []


def test_a_voucher_in_two_currencies_need_not_balance_in_either() -> None:
    text = DOLLARS.format(credit="-90.00") + "  676 debit 0.01\n  1211 credit 0.01\n"
    assert judged(text=text) == []
