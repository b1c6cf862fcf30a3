"""Percentages: read and written as people do, and amounts divided without losing a céntimo."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consolida.core.percent import WHOLE, NotAPercentage, divided, parse_percent, percent


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("60", 6_000), ("33.3", 3_330), ("33.33", 3_333), ("0.01", 1), ("100", 10_000), ("100.00", 10_000),
        (" 40.00 % ", 4_000), ("7%", 700), ("007.50", 750),
    ],
)  # fmt: skip
def test_a_percentage_has_up_to_two_decimals(text: str, share: int) -> None:
    assert parse_percent(text) == share


@pytest.mark.parametrize(
    "text",
    [
        "",
        "%",
        "0",
        "0.00",
        "100.01",
        "1000",
        "-5",
        "+5",
        "33,33",
        "33.333",
        "a",
        "5 5",
        ".5",
        "5.",
        "٥",
        "1e2",
        "½",
    ],
)
def test_anything_else_is_none(text: str) -> None:
    with pytest.raises(NotAPercentage) as caught:
        parse_percent(text)
    assert caught.value.sentence() == f"“{text}” is no percentage."


@given(st.integers(1, WHOLE))
def test_what_is_written_is_read_again(share: int) -> None:
    assert parse_percent(percent(share)) == share


@st.composite
def wholes(draw: st.DrawFn) -> list[int]:
    """Draw percentages that add up to a whole."""
    cuts = sorted(draw(st.lists(st.integers(1, WHOLE - 1), max_size=8, unique=True)))
    return [after - before for before, after in zip([0, *cuts], [*cuts, WHOLE], strict=True)]


@given(st.integers(-99_999_999_999_999, 99_999_999_999_999), wholes())
def test_the_parts_of_an_amount_add_up_to_it(cents: int, shares: list[int]) -> None:
    parts = divided(cents, shares)
    assert sum(parts) == cents
    for part, share in zip(parts, shares, strict=True):
        assert part * cents >= 0  # on the amount's side, or nothing
        assert abs(part * WHOLE - cents * share) < WHOLE  # less than a céntimo from the exact part


@given(st.integers(0, 99_999_999_999_999), wholes())
def test_an_amount_that_is_taken_back_is_divided_the_same_way(cents: int, shares: list[int]) -> None:
    assert divided(-cents, shares) == [-part for part in divided(cents, shares)]


@pytest.mark.parametrize(
    ("cents", "shares", "parts"),
    [
        (10_000, [6_000, 4_000], [6_000, 4_000]),
        (10_001, [6_000, 4_000], [6_001, 4_000]),  # 6000.6 lost more than 4000.4
        (1, [5_000, 5_000], [1, 0]),  # of equals the first
        (1, [4_999, 5_001], [0, 1]),
        (100, [3_334, 3_333, 3_333], [34, 33, 33]),
        (2, [3_334, 3_333, 3_333], [1, 1, 0]),
        (7, [WHOLE], [7]),
        (0, [5_000, 5_000], [0, 0]),
    ],
)
def test_the_centimos_that_are_left_go_where_the_cut_took_most(
    cents: int, shares: list[int], parts: list[int]
) -> None:
    assert divided(cents, shares) == parts
