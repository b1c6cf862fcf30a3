"""Vouchers that findings name, found in a file."""

from pathlib import Path

import pytest

from consolida.core.portable.places import Place, places, uids_in
from consolida.core.rules.rule import place
from support import files


def test_a_name_is_read_as_the_rules_write_it() -> None:
    name = place(site="0001", period="2026-11", operation_type="05", number="0007")
    (found,) = places([name])
    assert found == Place("0001", "05", "11", "0007")
    assert found.name == name


@pytest.mark.parametrize("name", ["", "0001", "0001-05", "0001-05-1", "00011-05-110001", "row 7"])
def test_what_is_no_name_is_left_out(name: str) -> None:
    assert places([name]) == []


def test_each_is_read_once_in_the_order_of_their_names() -> None:
    found = places(["0001-05-110002", "0001-05-110001", "0001-05-110002"])
    assert [one.number for one in found] == ["0001", "0002"]


def test_a_file_tells_the_uids_of_those_it_has(tmp_path: Path) -> None:
    file = files.make_file(tmp_path / "one.db", files.SALES)
    found = uids_in(file, ["0001-05-110002", "0001-05-110009", "0001-05-100002", "nothing"])
    assert list(found) == ["0001-05-110002"]
    assert len(found["0001-05-110002"]) == 36
