"""Sentences: the form that fits a number, months and days as people say them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consolida.core import language
from consolida.core.findings import Finding, Severity
from consolida.core.wording import (
    Quote,
    counted,
    day_in_words,
    filled,
    general,
    lines_in_words,
    modified_in_words,
    month_in_words,
    names,
    vouchers_in_words,
)

VOUCHERS = counted("{count} voucher of {period} goes.", "{count} vouchers of {period} go.")


@pytest.mark.parametrize(("count", "said"), [(0, "0 vouchers"), (1, "1 voucher "), (2, "2 vouchers")])
def test_a_sentence_takes_the_form_that_fits_its_number(count: int, said: str) -> None:
    assert filled(VOUCHERS, {"count": count, "period": "2026-11"}).startswith(said)


def test_a_sentence_may_be_counted_by_another_field() -> None:
    sentence = counted("{lines} line.", "{lines} lines.", by="lines")
    assert filled(sentence, {"lines": 1}) == "1 line."
    assert filled(sentence, {"lines": "12"}) == "12 lines."


def test_the_form_is_chosen_by_the_language_that_is_spoken() -> None:
    sentence = counted("{count} voucher will be removed", "{count} vouchers will be removed")
    with language.speaking("es"):
        assert filled(sentence, {"count": 1}) == "Se retirará 1 comprobante"
        assert filled(sentence, {"count": 2}) == "Se retirarán 2 comprobantes"


@pytest.mark.parametrize(
    ("count", "spanish"),
    [
        (1, ["1 comprobante", "1 línea", "1 modificado"]),
        (1200, ["1,200 comprobantes", "1,200 líneas", "1,200 modificados"]),
    ],
)
def test_how_many_there_are_is_said_in_the_form_that_fits(count: int, spanish: list[str]) -> None:
    with language.speaking("es"):
        said = [vouchers_in_words(count), lines_in_words(count), modified_in_words(count)]
    assert said == spanish


def test_quantities_are_written_with_thousands_and_other_numbers_as_they_are() -> None:
    sentence = counted("{count} error; import {number} in {lines} lines.", "{count} errors; import {number}.")
    assert filled(sentence, {"count": 12345, "number": 1234, "lines": 9}) == "12,345 errors; import 1234."
    assert filled("{file} has {count} batches; at most {most} can be.", {
        "file": "a.db", "count": 70_000, "most": 65_535,
    }) == "a.db has 70,000 batches; at most 65,535 can be."  # fmt: skip


def test_a_sentence_quotes_another_in_the_language_that_is_spoken() -> None:
    inner = Quote(counted("{count} line", "{count} lines"), {"count": 1})
    outer = Quote("{example}", {"example": inner})
    assert filled("Such as {example}, {period}.", {"example": outer, "period": "2026-11"}) == (
        "Such as 1 line, November 2026."
    )
    with language.speaking("es"):
        assert filled("{example}", {"example": outer}) == "1 línea"


def test_parts_of_a_sentence_are_said_one_after_the_other_each_in_its_form() -> None:
    lines = counted("{count} line", "{count} lines")
    parts = (Quote(lines, {"count": 1}), Quote(lines, {"count": 3}), "2026-11")
    assert filled("It has {parts}.", {"parts": parts}) == "It has 1 line, 3 lines, 2026-11."
    with language.speaking("es"):
        assert filled("{parts}.", {"parts": parts}) == "1 línea, 3 líneas, 2026-11."


def test_months_and_days_read_as_people_say_them() -> None:
    said = filled("{its_period}, {period}, {date}, {due_date}", {
        "its_period": "2026-09", "period": "2026-11", "date": "2026-12-03", "due_date": "2027-01-31",
    })  # fmt: skip
    assert said == "September 2026, November 2026, 03/12/2026, 31/01/2027"
    with language.speaking("es"):
        assert month_in_words("2026-09") == "setiembre 2026"


@pytest.mark.parametrize("text", ["", "2026-13", "2026-00", "1026-05", "noviembre", "2026-11-30", "20٢٦-11"])
def test_what_is_no_month_is_quoted_as_it_is(text: str) -> None:
    assert month_in_words(text) == text


@pytest.mark.parametrize(
    "text", ["", "2026-11-31", "2026-13-01", "31/12", "2026-11", "20261103", "2026-W45-2", "2026-11-03T10:00"]
)
def test_what_is_no_day_is_quoted_as_it_is(text: str) -> None:
    assert day_in_words(text) == text


def test_a_mistyped_year_keeps_its_four_digits() -> None:
    assert day_in_words("0226-11-03") == "03/11/0226"


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)))
def test_every_day_and_month_can_be_said(day: date) -> None:
    assert day_in_words(day.isoformat()) == f"{day:%d/%m/%Y}"
    assert month_in_words(f"{day:%Y-%m}").endswith(f" {day.year}")


def test_other_fields_are_said_as_they_are() -> None:
    assert filled("{text} {number}", {"text": "2026-11", "number": 7}) == "2026-11 7"


def test_a_message_knows_which_fields_it_says() -> None:
    assert names(VOUCHERS, "count")
    assert not names(VOUCHERS, "file")
    assert names("{file} is damaged.", "file")
    assert not names("The file is damaged.", "file")
    assert general(VOUCHERS) == "{count} vouchers of {period} go."


def test_a_finding_speaks_in_the_form_that_fits() -> None:
    finding = Finding("rule", Severity.NOTE, VOUCHERS, "Look at {period}.", {"count": 1, "period": "2026-11"})
    assert finding.sentence() == "1 voucher of November 2026 goes."
    assert finding.advice() == "Look at November 2026."
    assert finding.as_json()["message"] == "1 voucher of November 2026 goes."


@pytest.mark.parametrize(
    ("message", "name", "said"),
    [
        ("The companies: {name}. Add one.", "Los Andes S.A.C.", "The companies: Los Andes S.A.C. Add one."),
        ("The company is {name}.", "Los Andes S.A.C.", "The company is Los Andes S.A.C."),
        ("Company “{name}” exists.", "Los Andes S.A.C.", "Company “Los Andes S.A.C.” exists."),
        ("The company is {name}.", "Los Andes", "The company is Los Andes."),
        ("It is divided ({name} ...).", "12.", "It is divided (12. ...)."),
        ("It goes on: {name}...", "S.A.", "It goes on: S.A...."),
        ("It goes on: {name}.", "etc...", "It goes on: etc...."),
        ("{name}. {name}.", "Ó.", "Ó. Ó."),
    ],
)
def test_a_name_that_ends_with_a_full_stop_ends_its_sentence(message: str, name: str, said: str) -> None:
    assert filled(message, {"name": name, "count": 3}) == said
