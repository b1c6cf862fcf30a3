"""Carrying a file to a folder or a stick: whole and read back, or not there at all."""

import errno
import os
import re
import shutil
from pathlib import Path

import pytest

from consolida.core.portable.write import WouldOverwrite, settle_to_read_back
from consolida.transfer.transports import folder
from consolida.transfer.transports.folder import (
    Delivery,
    NoSuchFolder,
    NotAFolder,
    NotArrived,
    NotDelivered,
    carry,
    require_folder,
)

NAME = "20131312955_2026-11_0001_0007.db"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "made.db"
    path.write_bytes(b"vouchers" * 1_000)
    return path


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


class TestCarrying:
    def test_the_file_waits_whole_beside_its_name_until_it_arrives(self, file: Path, stick: Path) -> None:
        delivery = carry(file, to=stick, name=NAME)
        assert names(stick) == [f".{NAME}.part"]
        assert delivery.part.read_bytes() == file.read_bytes()
        assert delivery.arrive() == stick / NAME
        assert names(stick) == [NAME]
        assert (stick / NAME).read_bytes() == file.read_bytes()
        assert file.exists()

    def test_a_name_that_is_there_is_never_overwritten(self, file: Path, stick: Path) -> None:
        (stick / NAME).write_bytes(b"another branch's")
        with pytest.raises(WouldOverwrite):
            carry(file, to=stick, name=NAME)
        assert names(stick) == [NAME]
        assert (stick / NAME).read_bytes() == b"another branch's"

    def test_nor_is_one_that_came_while_the_file_waited(self, file: Path, stick: Path) -> None:
        delivery = carry(file, to=stick, name=NAME)
        (stick / NAME).write_bytes(b"another branch's")
        with pytest.raises(WouldOverwrite):
            delivery.arrive()
        assert (stick / NAME).read_bytes() == b"another branch's"

    def test_what_an_interrupted_run_left_makes_way(self, file: Path, stick: Path) -> None:
        (stick / f".{NAME}.part").write_bytes(b"half")
        carry(file, to=stick, name=NAME).arrive()
        assert (stick / NAME).read_bytes() == file.read_bytes()

    def test_what_is_not_carried_leaves_no_trace(self, file: Path, stick: Path) -> None:
        carry(file, to=stick, name=NAME).abandon()
        assert names(stick) == []


class TestAStickThatFails:
    def test_one_that_is_gone_takes_nothing(self, file: Path, stick: Path) -> None:
        stick.rmdir()
        with pytest.raises(NotDelivered) as refused:
            carry(file, to=stick, name=NAME)
        assert str(refused.value).startswith(f"“{NAME}” could not be written to “{stick}”")
        assert "nothing was exported" in refused.value.advice()

    def test_one_that_gives_back_other_bytes_is_not_believed(
        self, file: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        copied = shutil.copyfile

        def losing(source: Path, target: Path) -> Path:
            copied(source, target)
            target.write_bytes(target.read_bytes()[:-1] + b"?")
            return target

        monkeypatch.setattr(shutil, "copyfile", losing)
        with pytest.raises(NotDelivered, match="what was read back differs"):
            carry(file, to=stick, name=NAME)
        assert names(stick) == []

    @pytest.mark.parametrize("bit", range(8))
    @pytest.mark.parametrize("at", [0, 4_095, 4_096, -1])
    def test_one_that_keeps_another_bit_than_it_took_is_not_believed(
        self, at: int, bit: int, file: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """What was written is right as long as the system remembers it, and wrong on the stick."""
        flushed = settle_to_read_back

        def forgotten(path: Path) -> None:
            flushed(path)
            there = bytearray(path.read_bytes())
            there[at] ^= 1 << bit
            path.write_bytes(there)

        monkeypatch.setattr(folder, "settle_to_read_back", forgotten)
        with pytest.raises(NotDelivered, match="what was read back differs"):
            carry(file, to=stick, name=NAME)
        assert names(stick) == []

    def test_one_that_fails_when_it_is_flushed_takes_nothing(
        self, file: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(_: int) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(NotDelivered, match=f"could not be written to “{re.escape(str(stick))}”"):
            carry(file, to=stick, name=NAME)
        assert names(stick) == []

    def test_one_that_is_pulled_out_before_the_end_is_named(self, file: Path, stick: Path) -> None:
        delivery = carry(file, to=stick, name=NAME)
        shutil.rmtree(stick)
        with pytest.raises(NotArrived, match="was made and noted, but it did not arrive"):
            delivery.arrive()
        delivery.abandon()  # nothing to take away any more

    def test_a_folder_that_is_not_there_is_refused_beforehand(self, stick: Path) -> None:
        require_folder(stick)
        with pytest.raises(NoSuchFolder, match="There is no folder") as refused:
            require_folder(stick / "2026")
        assert "nothing was done" in refused.value.advice()

    def test_a_file_is_no_folder(self, file: Path) -> None:
        with pytest.raises(NotAFolder, match="is a file, not a folder"):
            require_folder(file)


def test_a_delivery_knows_its_passing_name(stick: Path) -> None:
    assert Delivery(stick / NAME).part == stick / f".{NAME}.part"


class TestAFileThatIsBeingNoted:
    def test_stays_under_its_passing_name_when_it_was_noted(self, file: Path, stick: Path) -> None:
        delivery = carry(file, to=stick, name=NAME)
        with delivery.until_noted():
            assert names(stick) == [delivery.part.name]
        assert names(stick) == [delivery.part.name]

    def test_is_taken_away_where_noting_it_fails_and_the_failure_is_told(
        self, file: Path, stick: Path
    ) -> None:
        delivery = carry(file, to=stick, name=NAME)
        with pytest.raises(KeyboardInterrupt), delivery.until_noted():
            raise KeyboardInterrupt
        assert names(stick) == []
