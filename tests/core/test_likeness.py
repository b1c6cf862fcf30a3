"""When two names are the same name."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consolida.core.likeness import alike, fold, fold_name, names_alike


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Ventas", "ventas"),
        ("  VENTAS - 2.ª serie ", "ventas 2 a serie"),
        ("Caja_chica", "caja chica"),
        ("Año ñandú", "ano nandu"),
        ("Straße", "strasse"),
        ("日本", "日本"),
        ("...", ""),
    ],
)
def test_folding_leaves_letters_and_digits(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    "name",
    [
        "Acme",
        "ACME S.A.C.",
        "Acme SAC",
        "Acmé, S. A. C.",
        "ACME SOCIEDAD ANÓNIMA CERRADA",
        "Acme S.A.C.S.",
        "Acme Sociedad por Acciones Cerrada Simplificada",
        "Acme S.A.",
        "Acme Sociedad Anónima",
        "Acme S.A.A.",
        "Acme Sociedad Anónima Abierta",
        "Acme S.R.L.",
        "Acme S.R.Ltda.",
        "Acme S. de R.L.",
        "Acme Sociedad de Responsabilidad Limitada",
        "Acme Sociedad Comercial de Responsabilidad Limitada",
        "Acme S.C.R.L.",
        "Acme E.I.R.L.",
        "Acme EIRL",
        "Acme Empresa Individual de Responsabilidad Limitada",
        "Acme S. Civil de R.L.",
        "Acme S. en C. por A.",
    ],
)
def test_the_legal_form_is_aside(name: str) -> None:
    assert fold_name(name) == "acme"


def test_initials_are_the_same_with_and_without_points() -> None:
    assert fold_name("J. C. R. Muñoz") == fold_name("JCR MUÑOZ") == fold_name("J.C.R. Muñoz E.I.R.L.")


def test_initials_before_a_legal_form_stay() -> None:
    assert names_alike("J. C. S.A.C.", "JC SAC")
    assert not names_alike("J. C. S.A.C.", "J. D. S.A.C.")


def test_a_name_that_is_only_a_legal_form_stays() -> None:
    assert fold_name("S.A.C.") == "sac"


@pytest.mark.parametrize(
    ("one", "other"), [("Acme", "Acme Norte"), ("Inversiones Sara", "Inversiones"), ("Bar 3", "Bar 2")]
)
def test_other_words_make_another_name(one: str, other: str) -> None:
    assert not names_alike(one, other)


def test_texts_are_compared_with_their_legal_form() -> None:
    assert alike("Ventas al crédito", "VENTAS AL CREDITO")
    assert not alike("Acciones S.A.", "Acciones")


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert alike(text, text)
    assert names_alike(text, text)


SMALL_NAMES = st.text("aA áÁ.-&sS", max_size=12)


@given(SMALL_NAMES, SMALL_NAMES, SMALL_NAMES)
def test_likeness_holds_in_both_directions_and_over_a_third(one: str, two: str, three: str) -> None:
    for same in (alike, names_alike):
        assert same(one, two) == same(two, one)
        if same(one, two) and same(two, three):
            assert same(one, three)


@given(st.text(max_size=20), st.text(max_size=20))
def test_what_is_alike_as_texts_is_alike_as_names(one: str, other: str) -> None:
    assert names_alike(one, other) or not alike(one, other)


@given(st.text("abcñáéü 0123456789", min_size=1, max_size=20))
def test_how_a_name_is_typed_makes_no_difference(name: str) -> None:
    typed = f"  {unicodedata.normalize('NFD', name.upper()).replace(' ', ' .  ')}, "
    assert alike(name, typed)
    assert names_alike(name, typed)


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_numbers_in_names_tell_them_apart(one: int, other: int) -> None:
    assert names_alike(f"Grifo {one}", f"GRIFO N.º {other}") is False
    assert names_alike(f"Grifo {one} S.A.", f"GRIFO {other}") == (one == other)
