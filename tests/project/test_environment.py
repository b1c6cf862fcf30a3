"""Settings from the environment: taken, left out, or refused with a hint before anything starts."""

import os
from pathlib import Path

import pytest

from consolida.core import language
from consolida.project import environment
from consolida.project.environment import NamesNothing, NeitherYesNorNo, NotAWholeNumber, WrongSetting

NAME = "CONSOLIDA_TRIED"


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> "Said":
    monkeypatch.delenv(NAME, raising=False)
    return Said(monkeypatch)


class Said:
    """What the environment says in the variable that is tried."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch

    def __call__(self, value: str) -> None:
        self._monkeypatch.setenv(NAME, value)


class TestAWholeNumber:
    def test_is_taken(self, said: Said) -> None:
        said("90")
        assert environment.whole_number(NAME, 60, most=100) == 90

    @pytest.mark.parametrize("value", ["1", "100"])
    def test_may_be_as_small_and_as_large_as_that(self, said: Said, value: str) -> None:
        said(value)
        assert environment.whole_number(NAME, 60, most=100) == int(value)

    def test_that_is_left_out_is_the_usual_one(self, said: Said) -> None:
        assert environment.whole_number(NAME, 60, most=100) == 60
        said("")
        assert environment.whole_number(NAME, 60, most=100) == 60

    @pytest.mark.parametrize("value", ["0", "-5", "101", "abc", "1.5", "60 minutes", " "])
    def test_that_is_none_is_refused_with_what_would_do(self, said: Said, value: str) -> None:
        said(value)
        with pytest.raises(NotAWholeNumber) as refusal:
            environment.whole_number(NAME, 60, most=100)
        assert str(refusal.value) == (
            f"The variable CONSOLIDA_TRIED of the environment cannot be “{value}”."
            " Write a whole number from 1 to 100, or leave it out."
        )

    def test_that_is_none_is_refused_in_spanish_too(self, said: Said) -> None:
        said("sesenta")
        with language.speaking("es"), pytest.raises(NotAWholeNumber) as refusal:
            environment.whole_number(NAME, 60, most=100)
        with language.speaking("es"):
            assert str(refusal.value) == (
                "La variable CONSOLIDA_TRIED del entorno no puede ser “sesenta”."
                " Escriba un número entero de 1 a 100, u omítala."
            )


class TestASwitch:
    @pytest.mark.parametrize("value", ["true", "True", "yes", "on", "1"])
    def test_is_on(self, said: Said, value: str) -> None:
        said(value)
        assert environment.switch(NAME)

    @pytest.mark.parametrize("value", ["false", "no", "off", "0", ""])
    def test_is_off(self, said: Said, value: str) -> None:
        said(value)
        assert not environment.switch(NAME)

    def test_that_is_left_out_is_off(self, said: Said) -> None:
        assert not environment.switch(NAME)

    @pytest.mark.parametrize("value", ["perhaps", "2", "sí"])
    def test_that_is_neither_is_refused(self, said: Said, value: str) -> None:
        said(value)
        with pytest.raises(NeitherYesNorNo) as refusal:
            environment.switch(NAME)
        assert str(refusal.value) == (
            f"The variable CONSOLIDA_TRIED of the environment cannot be “{value}”."
            " Write “true” or “false”, or leave it out."
        )


class TestNames:
    def test_are_taken_without_the_blanks_around_them(self, said: Said) -> None:
        said("books.example, 10.0.0.7")
        assert environment.names(NAME, ["localhost"]) == ["books.example", "10.0.0.7"]

    def test_that_are_left_out_are_the_usual_ones(self, said: Said) -> None:
        assert environment.names(NAME, ["localhost"]) == ["localhost"]
        said("")
        assert environment.names(NAME, ["localhost"]) == ["localhost"]

    @pytest.mark.parametrize("value", ["a,,b", ",", "a,", " "])
    def test_with_an_empty_one_are_refused(self, said: Said, value: str) -> None:
        said(value)
        with pytest.raises(NamesNothing, match="Write one name or several with commas between them"):
            environment.names(NAME, [])


class TestFolders:
    def test_are_whole_paths(self, said: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("HOME", str(tmp_path / "ana"))
        said(os.pathsep.join(["mail", "~/usb", "", str(tmp_path / "in")]))
        assert environment.folders(NAME) == [tmp_path / "mail", tmp_path / "ana" / "usb", tmp_path / "in"]

    def test_that_are_left_out_are_none(self, said: Said) -> None:
        assert environment.folders(NAME) == []


def test_a_wrong_value_is_shown_as_it_can_be_shown(said: Said) -> None:
    said("1\x1b[31m" + "7" * 90)
    with pytest.raises(WrongSetting) as refusal:
        environment.whole_number(NAME, 60, most=100)
    shown = str(refusal.value.fields["value"])
    assert shown.startswith("1?[31m777")
    assert len(shown) == 40
