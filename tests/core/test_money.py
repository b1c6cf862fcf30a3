"""Tests of money and exchange rates."""

from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consolida.core import money
from consolida.core.money import NotAnAmount, NotARate


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("0.00", 0),
        ("1234567.50", 123_456_750),
        ("12", 1200),
        ("12.5", 1250),
        ("-3.07", -307),
        ("999999999999.99", money.MAX_AMOUNT),
        ("", 0),
    ],
)
def test_an_amount_is_read_as_centimos(text: str, cents: int) -> None:
    assert money.parse_amount(text) == cents


@pytest.mark.parametrize(
    "text",
    [
        "1,234.50",
        "1.234",
        "1.",
        ".5",
        "--1",
        "+1",
        "1e3",
        " 1",
        "S/ 1",
        "1234567890123",
        "٣",
        "１２.50",
        "1.²",
    ],
)
def test_what_is_no_amount_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(NotAnAmount) as refused:
        money.parse_amount(text)
    assert str(refused.value) == (
        f"“{text}” is not an amount. "
        "Write it with a dot and two decimals and no thousands separator, like 1234567.50."
    )


def test_an_amount_is_written_for_people_with_separators() -> None:
    assert money.format_amount(123_456_750) == "1,234,567.50"
    assert money.format_amount(-7) == "-0.07"


def test_an_amount_is_written_for_files_without_separators() -> None:
    assert money.plain_amount(123_456_750) == "1234567.50"
    assert money.plain_amount(-100) == "-1.00"


@given(st.integers(-money.MAX_AMOUNT, money.MAX_AMOUNT))
def test_what_is_written_for_files_is_read_again(cents: int) -> None:
    assert money.parse_amount(money.plain_amount(cents)) == cents
    assert money.format_amount(cents).replace(",", "") == money.plain_amount(cents)


@pytest.mark.parametrize(
    ("text", "millionths"), [("3.752", 3_752_000), ("1", 1_000_000), ("0.000001", 1), ("3.7", 3_700_000)]
)
def test_a_rate_is_read_as_millionths(text: str, millionths: int) -> None:
    assert money.parse_rate(text) == millionths


@pytest.mark.parametrize("text", ["", "3,75", "-3.75", "3.7500001", "1234567", "٣.75", "３"])
def test_what_is_no_rate_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(NotARate) as refused:
        money.parse_rate(text)
    assert str(refused.value) == (
        f"“{text}” is not an exchange rate. Write it with a dot and up to six decimals, like 3.752."
    )


@given(st.integers(0, 999_999_999_999))
def test_a_rate_that_is_written_is_read_again(millionths: int) -> None:
    assert money.parse_rate(money.plain_rate(millionths)) == millionths


def test_a_rate_is_written_with_three_decimals_or_as_many_as_it_has() -> None:
    assert money.plain_rate(3_750_000) == "3.750"
    assert money.plain_rate(3_752_123) == "3.752123"


@pytest.mark.parametrize(
    ("cents", "rate", "converted"),
    [(10_000, 3_752_000, 37_520), (1, 500_000, 1), (-1, 500_000, -1), (3, 1_166_666, 3), (0, 3_752_000, 0)],
)
def test_an_amount_is_converted_and_rounded_to_the_centimo(cents: int, rate: int, converted: int) -> None:
    assert money.converted(cents, rate) == converted


AMOUNTS = st.integers(-money.MAX_AMOUNT, money.MAX_AMOUNT)
RATES = st.integers(1, 999_999_999_999)


@given(AMOUNTS, RATES)
def test_what_is_converted_is_less_than_half_a_centimo_off(cents: int, rate: int) -> None:
    exact = Fraction(cents * rate, 1_000_000)
    assert abs(money.converted(cents, rate) - exact) <= Fraction(1, 2)


@given(AMOUNTS, RATES)
def test_debit_and_credit_are_converted_alike(cents: int, rate: int) -> None:
    assert money.converted(-cents, rate) == -money.converted(cents, rate)


@given(AMOUNTS)
def test_at_par_an_amount_is_itself(cents: int) -> None:
    assert money.converted(cents, 1_000_000) == cents


@given(AMOUNTS, AMOUNTS, RATES)
def test_a_greater_amount_is_never_worth_less(one: int, other: int, rate: int) -> None:
    less, more = sorted((one, other))
    assert money.converted(less, rate) <= money.converted(more, rate)


@given(st.text(max_size=12))
def test_any_text_is_an_amount_of_plain_digits_or_refused(text: str) -> None:
    cents = None
    with suppress(NotAnAmount):
        cents = money.parse_amount(text)
    if cents is not None:
        assert set(text) <= set("-.0123456789")
        assert Fraction(text or "0") * 100 == cents


@given(st.text("0123456789.-", max_size=9))
def test_any_rate_that_is_read_is_what_it_says(text: str) -> None:
    millionths = None
    with suppress(NotARate):
        millionths = money.parse_rate(text)
    assert millionths is None or Fraction(text) * 1_000_000 == millionths
