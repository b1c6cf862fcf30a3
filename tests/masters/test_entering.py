"""What a person enters in a master."""

import pytest

from consolida.masters import entering


@pytest.mark.parametrize(
    ("entered", "kept"),
    [
        ("Ventas", "Ventas"),
        ("  Ventas   del   mes ", "Ventas del mes"),
        ("\u00a0Ventas\u00a0del\u2003 mes\u00a0", "Ventas del mes"),
        ("Pen\u0303a", "Pe\u00f1a"),
        ("x" * 200, "x" * 200),
    ],
)
def test_a_text_loses_what_is_invisible(entered: str, kept: str) -> None:
    assert entering.text(entered, what="name") == kept


def test_an_empty_text_may_be_allowed() -> None:
    assert entering.text("  ", what="address", least=0, most=300) == ""


@pytest.mark.parametrize(
    ("entered", "shown"),
    [
        ("", ""),
        ("   ", "   "),
        ("x" * 201, "x" * 119 + "…"),
        ("a\nb", "a?b"),
        ("a\tb", "a?b"),
        ("a\x00", "a?"),
        ("a\u2028b", "a?b"),
        ("a\u202eb", "a?b"),
        ("a\ud800", "a?"),
    ],
)
def test_what_a_transfer_file_cannot_carry_is_refused_and_shown_as_it_can_be(
    entered: str, shown: str
) -> None:
    with pytest.raises(entering.UnusableText) as refusal:
        entering.text(entered, what="name")
    assert str(refusal.value) == (
        f"The name “{shown}” cannot be used. Write from 1 to 200 letters, without line breaks."
    )


@pytest.mark.parametrize("code", ["0", "0001", "LIMA", "a1"])
def test_a_site_s_code_stays_as_it_was_entered(code: str) -> None:
    assert entering.site_code(code) == code


@pytest.mark.parametrize("code", ["", "00001", "0-1", "á", " 01", "01\n", "1_2"])
def test_other_signs_make_no_code(code: str) -> None:
    with pytest.raises(entering.NotACode) as refusal:
        entering.site_code(code)
    assert str(refusal.value) == (
        f"“{code}” cannot be the code of a site. A code has 1 to 4 letters and digits, like 0000 or 0001."
    )
