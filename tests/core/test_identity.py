"""Tests of identity documents."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consolida.core import identity
from consolida.core.identity import NotARuc


@pytest.mark.parametrize("ruc", ["20131312955", "20512333797", "20100053455", "10054148289", "20601234565"])
def test_a_valid_ruc_is_taken(ruc: str) -> None:
    assert identity.require_ruc(ruc) == ruc
    assert identity.ruc_digit_is_right(ruc)


@pytest.mark.parametrize("ruc", ["20601234567", "2013131295", "201313129550", "", "2013131295X"])
def test_what_is_no_ruc_of_a_company_is_refused(ruc: str) -> None:
    with pytest.raises(NotARuc) as refused:
        identity.require_ruc(ruc)
    assert str(refused.value) == (
        f"“{ruc}” is not a valid RUC. "
        "A RUC has 11 digits and the last one checks the others; copy it again from the ficha RUC."
    )


def test_a_wrong_digit_is_told_from_a_wrong_shape() -> None:
    assert identity.ruc_is_shaped("20601234567")
    assert not identity.ruc_digit_is_right("20601234567")
    assert not identity.ruc_is_shaped("2060123456")
    assert not identity.ruc_digit_is_right("2060123456")


def test_a_prefix_that_some_persons_are_said_to_have_passes_by_its_digit() -> None:
    digits = [f"1612345678{digit}" for digit in range(10)]
    assert sum(identity.ruc_digit_is_right(ruc) for ruc in digits) == 1


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("1", "01234567"),
        ("6", "20131312955"),
        ("4", "AB-1234"),
        ("7", "PA123456"),
        ("0", "X-1"),
        ("A", "1" * 15),
    ],
)
def test_a_number_has_the_shape_of_its_document(kind: str, number: str) -> None:
    assert identity.number_is_shaped(kind, number)


@pytest.mark.parametrize(
    ("kind", "number"), [("1", "1234567"), ("6", "2013131295"), ("0", ""), ("A", "1"), ("9", "1"), ("", "")]
)
def test_a_number_of_another_shape_or_document_is_told(kind: str, number: str) -> None:
    assert not identity.number_is_shaped(kind, number)


TEN_DIGITS = st.integers(0, 9_999_999_999).map(lambda number: f"{number:010d}")


@given(TEN_DIGITS)
def test_exactly_one_last_digit_is_right(first: str) -> None:
    assert [identity.ruc_digit_is_right(f"{first}{digit}") for digit in range(10)].count(True) == 1


@given(st.sampled_from(["20131312955", "20512333797", "10054148289"]), st.integers(0, 10), st.integers(1, 9))
def test_one_mistyped_digit_is_found(ruc: str, place: int, by: int) -> None:
    mistyped = f"{ruc[:place]}{(int(ruc[place]) + by) % 10}{ruc[place + 1 :]}"
    # Only a remainder of 10 or 11 is written with a digit that another remainder has too.
    assert not identity.ruc_digit_is_right(mistyped) or mistyped[-1] in "01"


@given(st.text(max_size=15))
def test_what_is_taken_for_a_ruc_has_its_shape_and_digit(text: str) -> None:
    taken = ""
    with suppress(NotARuc):
        taken = identity.require_ruc(text)
    assert taken == "" or identity.ruc_digit_is_right(taken)


@pytest.mark.parametrize("digits", ["٢٠١٣١٣١٢٩٥٥", "２０１３１３１２９５５"])
def test_digits_of_other_scripts_are_none(digits: str) -> None:
    assert not identity.ruc_is_shaped(digits)
    assert not identity.number_is_shaped("6", digits)


@pytest.mark.parametrize("typed", [" 20131312955 ", "20 131312955", "２０１３１３１２９５５"])
def test_a_companys_ruc_is_kept_in_plain_digits_however_it_was_typed(typed: str) -> None:
    assert identity.require_ruc(typed) == "20131312955"


@pytest.mark.parametrize("kind", list(identity.SHAPES))
def test_no_number_may_hide_a_line_break_at_its_end(kind: str) -> None:
    number = "1" * {"1": 8, "6": 11, "A": 15}.get(kind, 5)
    assert identity.number_is_shaped(kind, number)
    assert not identity.number_is_shaped(kind, f"{number}\n")
