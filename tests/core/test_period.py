"""Tests of months."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consolida.core import language
from consolida.core.period import NotAPeriod, Period, month_names


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


def test_the_month_after_december_is_january() -> None:
    assert Period("2026-12").next() == "2027-01"
    assert Period("2026-11").next() == "2026-12"


def test_a_month_is_said_in_words() -> None:
    assert Period("2026-09").in_words() == "September 2026"


MONTHS = st.dates(date(1900, 2, 1), date(2099, 12, 31)).map(Period.of)


@given(MONTHS)
def test_the_day_before_a_month_lies_in_the_month_before(month: Period) -> None:
    assert Period.of(month.first_day - timedelta(days=1)) == month.previous()
    assert month.previous().last_day + timedelta(days=1) == month.first_day
    assert month.previous().next() == month


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_day_lies_between_the_first_and_the_last_of_its_month(day: date) -> None:
    month = Period.of(day)
    assert month.first_day <= day <= month.last_day
    assert (month.year, month.month) == (day.year, day.month)
    assert f"{day:%Y-%m-%d}".startswith(month)


@given(MONTHS, MONTHS)
def test_months_sort_as_texts_the_way_they_sort_in_time(one: Period, other: Period) -> None:
    assert (one < other) == (one.first_day < other.first_day)


@given(st.text("0123456789-", max_size=8))
def test_any_text_is_a_month_or_refused(text: str) -> None:
    months = {f"{year}-{month:02d}" for year in range(1900, 2100) for month in range(1, 13)}
    if text in months:
        assert Period(text) == text
    else:
        with pytest.raises(NotAPeriod):
            Period(text)


def test_before_the_first_month_of_all_there_is_none() -> None:
    with pytest.raises(NotAPeriod, match="“1899-12” is not a month"):
        Period("1900-01").previous()


def test_the_months_are_named_in_the_language_that_is_spoken() -> None:
    assert month_names()[8] == (9, "September")
    with language.speaking("es"):
        assert month_names()[8] == (9, "setiembre")
        assert [number for number, _ in month_names()] == list(range(1, 13))
