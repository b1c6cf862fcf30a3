"""Tests of moments as text."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from consolida.core.moment import read_stamp, stamp

LIMA = timezone(timedelta(hours=-5))


def test_a_moment_is_written_in_utc_to_the_millisecond() -> None:
    assert stamp(datetime(2026, 12, 3, 10, 42, 7, 125_999, LIMA)) == "2026-12-03T15:42:07.125Z"


@given(st.datetimes(min_value=datetime(1900, 1, 2), timezones=st.just(UTC)))  # noqa: DTZ001 - made aware by the strategy
def test_a_moment_that_is_written_is_read_again(at: datetime) -> None:
    assert read_stamp(stamp(at)) == at.replace(microsecond=at.microsecond // 1000 * 1000)
