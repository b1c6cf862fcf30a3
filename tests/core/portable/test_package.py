"""Packages: what goes in comes out, the same every time."""

import io
import zipfile
from pathlib import Path

import pytest

from consolida.core.errors import UnreadableFile
from consolida.core.portable.package import SUMMARY_NAME, pack, unpack
from consolida.core.portable.write import WouldOverwrite
from support import files

SUMMARY = "Ventas, noviembre 2026, sede 0001: 2 comprobantes.\n"


def test_a_package_holds_the_file_and_a_summary(sealed: Path, tmp_path: Path) -> None:
    pack(sealed, tmp_path / "a.zip", SUMMARY)
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.namelist() == [sealed.name, SUMMARY_NAME]
        assert archive.read(sealed.name) == sealed.read_bytes()
        assert archive.read(SUMMARY_NAME).decode() == SUMMARY


def test_the_same_file_makes_the_same_package(sealed: Path, tmp_path: Path) -> None:
    pack(sealed, tmp_path / "a.zip", SUMMARY)
    pack(sealed, tmp_path / "b.zip", SUMMARY)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_a_package_never_overwrites_and_leaves_no_part(sealed: Path, tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    (folder / "a.zip").write_text("mine")
    with pytest.raises(WouldOverwrite):
        pack(sealed, folder / "a.zip", SUMMARY)
    assert [path.name for path in folder.iterdir()] == ["a.zip"]
    assert (folder / "a.zip").read_text() == "mine"


def test_what_was_packed_comes_out_again(sealed: Path, tmp_path: Path) -> None:
    pack(sealed, tmp_path / "a.zip", SUMMARY)
    with (tmp_path / "a.zip").open("rb") as file:
        unpack(file, tmp_path / "out.db", name="a.zip")
    assert (tmp_path / "out.db").read_bytes() == sealed.read_bytes()


def test_a_package_without_a_summary_is_fine(sealed: Path, tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.write(sealed, "X.DB")
    unpack(buffer, tmp_path / "out.db", name="a.zip")
    assert (tmp_path / "out.db").read_bytes() == sealed.read_bytes()


def test_a_full_disk_is_not_taken_for_a_damaged_package(sealed: Path, tmp_path: Path) -> None:
    pack(sealed, tmp_path / "a.zip", SUMMARY)
    with (tmp_path / "a.zip").open("rb") as file, pytest.raises(FileNotFoundError):
        unpack(file, tmp_path / "no folder" / "out.db", name="a.zip")


def test_an_empty_zip_is_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    zipfile.ZipFile(buffer, "w").close()
    with pytest.raises(UnreadableFile, match="holds 0 files"):
        unpack(buffer, tmp_path / "out.db", name="a.zip")


def test_support_builds_what_it_says(tmp_path: Path) -> None:
    connection = files.draft(tmp_path / "a.db")
    files.fill(connection, vouchers=3, first=3)
    files.seal(connection)
    assert connection.execute("SELECT vouchers, lines, debit = credit FROM batch").fetchall() == [(5, 18, 1)]
