"""Encodings, and files that are no text."""

from pathlib import Path

import pytest

from consolida.core.errors import UnreadableFile
from consolida.intake.source import Source, open_source
from support.reading import write

TEXT = "glosa\nCompañía de Ñaña, 20 €\n"


def refusal(path: Path) -> str:
    with pytest.raises(UnreadableFile) as refused:
        open_source(path)
    return str(refused.value)


@pytest.mark.parametrize(
    ("encoding", "found"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("cp1252", "cp1252"), ("utf-16", "utf-16")],
)
def test_it_finds_the_encoding(tmp_path: Path, encoding: str, found: str) -> None:
    source = open_source(write(tmp_path, TEXT, encoding=encoding))
    assert source.encoding == found
    with source.open() as text:
        assert text.read() == TEXT


def test_plain_letters_are_the_same_in_every_encoding(tmp_path: Path) -> None:
    assert open_source(write(tmp_path, "cuenta,debe\n")).first_line() == "cuenta,debe"


def test_a_letter_cut_by_the_end_of_a_block_is_read(tmp_path: Path) -> None:
    content = "x" * ((1 << 20) - 1) + "Ñ\n"
    assert open_source(write(tmp_path, content)).encoding == "utf-8"


def test_a_letter_cut_by_the_end_of_the_file_is_not_utf_8(tmp_path: Path) -> None:
    assert open_source(write(tmp_path, "Ñ".encode()[:1])).encoding == "cp1252"


def test_it_says_in_which_line_bytes_are_no_text(tmp_path: Path) -> None:
    path = write(tmp_path, b"uno\ndos \xd1\ntres \x81\n")
    assert refusal(path) == (
        "ventas.csv: Line 3 has bytes that are neither UTF-8 nor Windows-1252 text."
        " Make the file again in the program it comes from, as text or a workbook, and load that one."
    )


def test_a_marked_file_must_keep_its_promise(tmp_path: Path) -> None:
    assert "Line 2 has bytes" in refusal(write(tmp_path, b"\xef\xbb\xbfuno\n\xd1\n"))


def test_bytes_are_no_text(tmp_path: Path) -> None:
    assert "It is not a text file." in refusal(write(tmp_path, b"AB\x03\x04\x00\x00", "ventas.dat"))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert refusal(tmp_path / "ayer.csv") == (
        "ayer.csv: it does not exist. Look whether its name and folder are right and the stick is plugged in,"
        " and try again."
    )


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert refusal(tmp_path / "..").startswith("..: it is a folder or a device, not a file. Name the file")
    assert refusal(Path()).startswith(".: it is a folder or a device")


def test_the_first_line_that_says_something(tmp_path: Path) -> None:
    source = open_source(write(tmp_path, "\n  \ncuenta\n"))
    assert source.first_line() == "cuenta"
    assert source.size == 11


def test_an_empty_file_has_no_first_line(tmp_path: Path) -> None:
    assert Source(write(tmp_path, ""), "utf-8").first_line() == ""
