"""Tests of the language of sentences."""

import pytest

from consolida.core import language


def test_a_sentence_is_english_in_the_source() -> None:
    with language.speaking("en"):
        assert language.gettext("January") == "January"
        assert language.ngettext("one voucher", "many vouchers", 1) == "one voucher"
        assert language.ngettext("one voucher", "many vouchers", 2) == "many vouchers"


def test_what_has_no_translation_stays_as_it_is() -> None:
    with language.speaking("es"):
        assert language.gettext("A sentence that nobody wrote.") == "A sentence that nobody wrote."


def test_a_language_is_spoken_inside_a_block_only() -> None:
    with language.speaking("es"):
        assert language.active() == "es"
        with language.speaking("en"):
            assert language.active() == "en"
        assert language.active() == "es"


def test_a_block_that_fails_ends_too() -> None:
    def fail() -> None:
        with language.speaking("es"):
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert language.active() == "en"


def test_marking_a_sentence_changes_nothing() -> None:
    assert language.noop("A mark.") == "A mark."


@pytest.mark.parametrize("spoken", language.LANGUAGES)
def test_nothing_said_is_nothing_in_any_language(spoken: str) -> None:
    with language.speaking(spoken):
        assert language.gettext("") == ""
