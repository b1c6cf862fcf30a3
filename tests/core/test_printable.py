"""Text from outside, made fit to be shown."""

from pathlib import Path

import pytest

from consolida.core.printable import is_printable, named, printable


@pytest.mark.parametrize("text", ["", "Señor Núñez", "“Ventas”, 100 % — 日本"])
def test_what_people_write_is_left_alone(text: str) -> None:
    assert is_printable(text)
    assert printable(text) == text


@pytest.mark.parametrize(
    "mark", ["\n", "\x00", "\x1b", "\x7f", "\x9b", "\u202e", "\u2066", "\u2028", "\udcff"]
)
def test_what_would_fool_a_terminal_becomes_a_question_mark(mark: str) -> None:
    assert not is_printable(f"a{mark}b")
    assert printable(f"a{mark}b") == "a?b"


def test_a_long_text_is_cut() -> None:
    assert printable("x" * 200) == "x" * 119 + "…"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("ventas.csv", "ventas.csv"),
        ("/media/usb/ventas.csv", "ventas.csv"),
        (".", "."),
        ("/", "/"),
        ("a\nb", "a?b"),
    ],
)
def test_a_file_is_called_by_its_name_and_a_folder_as_it_was_given(path: str, name: str) -> None:
    assert named(Path(path)) == name
