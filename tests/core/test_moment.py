"""Tests of moments as text."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consolida.core.moment import LIMA, read_stamp, shown_day, shown_moment, stamp


def test_a_moment_is_written_in_utc_to_the_millisecond() -> None:
    assert stamp(datetime(2026, 12, 3, 10, 42, 7, 125_999, LIMA)) == "2026-12-03T15:42:07.125Z"


@given(st.datetimes(min_value=datetime(1900, 1, 2), timezones=st.just(UTC)))  # noqa: DTZ001 - made aware by the strategy
def test_a_moment_that_is_written_is_read_again(at: datetime) -> None:
    assert read_stamp(stamp(at)) == at.replace(microsecond=at.microsecond // 1000 * 1000)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2026-12-03", "03/12/2026"),
        ("2026-12", "2026-12"),
        ("", ""),
        ("yesterday", "yesterday"),
        ("2026-012-3456", "2026-012-3456"),
    ],
)
def test_a_date_is_shown_as_people_write_it(text: str, shown: str) -> None:
    assert shown_day(text) == shown


def test_a_moment_is_shown_by_the_clocks_of_peru() -> None:
    assert shown_moment("2026-12-03T02:42:07.125Z") == "02/12/2026 21:42"
    assert shown_moment("2027-01-01T04:59:59.999Z") == "31/12/2026 23:59"


@pytest.mark.parametrize("text", ["", "yesterday", "2026-19-39T29:59:59.000Z", "0001-01-01T00:00:00.000Z"])
def test_what_is_no_moment_is_shown_as_it_is(text: str) -> None:
    assert shown_moment(text) == text
