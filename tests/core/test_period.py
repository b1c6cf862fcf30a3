"""Tests of months."""

from datetime import date

import pytest

from consolida.core.period import NotAPeriod, Period


def test_a_month_is_a_text() -> None:
    assert Period("2026-11") == "2026-11"
    assert f"{Period('2026-11')}" == "2026-11"


@pytest.mark.parametrize("text", ["2026-00", "2026-13", "2026-1", "1826-01", "2026-11-01", "noviembre", ""])
def test_what_is_no_month_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(NotAPeriod) as refused:
        Period(text)
    assert str(refused.value) == (
        f"“{text}” is not a month. Write year and month like 2026-11; months go from 01 to 12."
    )


def test_a_day_lies_in_its_month() -> None:
    assert Period.of(date(2026, 9, 30)) == "2026-09"


def test_a_month_knows_its_year_number_and_days() -> None:
    february = Period("2028-02")
    assert (february.year, february.month) == (2028, 2)
    assert (february.first_day, february.last_day) == (date(2028, 2, 1), date(2028, 2, 29))


def test_the_month_before_january_is_december() -> None:
    assert Period("2027-01").previous() == "2026-12"
    assert Period("2026-12").previous() == "2026-11"


def test_a_month_is_said_in_words() -> None:
    assert Period("2026-09").in_words() == "September 2026"
