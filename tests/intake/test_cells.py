"""What single cells may say."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consolida.core.money import plain_amount, plain_rate
from consolida.intake import cells
from consolida.intake.cells import BadCell, Cell


def rule_of(read: Callable[[str], Cell], text: str) -> str:
    with pytest.raises(BadCell) as bad:
        read(text)
    return bad.value.complaint.rule


@pytest.mark.parametrize("text", ["2026-11-03", "03/11/2026", "3/11/2026", "03-11-2026", "2026-11-3"])
def test_a_date_is_read_in_the_usual_forms(text: str) -> None:
    assert cells.date_of(text) == "2026-11-03"


def test_an_empty_date_is_no_date() -> None:
    assert cells.date_of("") == ""


@pytest.mark.parametrize(
    "text", ["31/11/2026", "2026-02-29", "11/13/2026", "3 nov 2026", "2026/11/03", "45999", "٠٣/11/2026"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    assert rule_of(cells.date_of, text) == "load_date"


@pytest.mark.parametrize(
    ("text", "cents"), [("1234.50", 123450), ("1234.5", 123450), ("1234", 123400), ("-0.01", -1), ("", 0)]
)
def test_an_amount_has_a_dot_and_two_decimals(text: str, cents: int) -> None:
    assert cells.amount_of(text) == cents


@pytest.mark.parametrize(
    "text", ["1,234.50", "1234,50", "1.234,50", "1 234.50", "S/ 5.00", "1.005", "1e3", "+1", "٣"]
)
def test_a_comma_or_a_thousands_separator_is_refused(text: str) -> None:
    assert rule_of(cells.amount_of, text) == "load_amount"


def test_a_debit_has_no_sign() -> None:
    assert cells.unsigned_amount_of("5.00") == 500
    assert rule_of(cells.unsigned_amount_of, "-5.00") == "load_negative_amount"


@given(st.integers(-(10**14) + 1, 10**14 - 1))
def test_every_amount_that_is_written_is_read_again(cents: int) -> None:
    assert cells.amount_of(plain_amount(cents)) == cents


@given(st.integers(1, 10**12 - 1))
def test_every_rate_that_is_written_is_read_again(millionths: int) -> None:
    assert cells.rate_of(plain_rate(millionths)) == millionths


@pytest.mark.parametrize("text", ["3,75", "3.7500001", "venta"])
def test_what_is_no_rate_is_refused(text: str) -> None:
    assert rule_of(cells.rate_of, text) == "load_rate"


@pytest.mark.parametrize("text", ["1", "sí", "SI", "yes", "Verdadero", "x"])
def test_yes_in_many_words(text: str) -> None:
    assert cells.flag_of(text) == 1


@pytest.mark.parametrize("text", ["", "0", "No", "FALSE"])
def test_no_in_many_words(text: str) -> None:
    assert cells.flag_of(text) == 0


def test_maybe_is_refused() -> None:
    assert rule_of(cells.flag_of, "quizás") == "load_yes_no"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "M"),
        ("m", "M"),
        ("Apertura", "A"),
        ("opening", "A"),
        ("C", "C"),
        ("CIERRE", "C"),
        ("Movimiento", "M"),
    ],
)
def test_the_kind_is_a_letter_or_a_word(text: str, kind: str) -> None:
    assert cells.kind_of(text) == kind


def test_another_kind_is_refused() -> None:
    assert rule_of(cells.kind_of, "D") == "load_kind"


def test_a_text_is_put_into_its_normal_form() -> None:
    assert cells.text_of(9)("n\u0303and\u00fa") == "ñandú"


def test_line_breaks_and_tabs_are_spaces() -> None:
    assert cells.text_of(20)("Venta\tde\n contado\u00a0hoy") == "Venta de contado hoy"


@pytest.mark.parametrize("letter", ["\x00", "\x07", "\x7f", "\x9d"])
def test_a_control_character_is_refused(letter: str) -> None:
    assert rule_of(cells.text_of(20), f"Venta{letter}") == "load_control_character"


def test_a_text_that_is_too_long_says_by_how_much() -> None:
    with pytest.raises(BadCell) as bad:
        cells.text_of(3)("PENS")
    assert bad.value.fields == {"length": 4, "limit": 3}


@pytest.mark.parametrize(
    ("title", "name"), [("T/O", "t_o"), ("  Número de Operación ", "numero_de_operacion"), ("Glosa", "glosa")]
)
def test_titles_are_folded(title: str, name: str) -> None:
    assert cells.folded(title) == name
