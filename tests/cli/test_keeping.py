"""month, party, backup, restore and doctor."""

import errno
from pathlib import Path

import pytest

from consolida.masters.models import Party
from consolida.masters.parties import change
from support.companies import ALICE, NOW
from support.installations import at, make_room

from .conftest import FORGOTTEN, SALES, Place


@pytest.fixture
def stick_away(branch: Place, tmp_path: Path) -> Path:
    """An export was noted, and its stick pulled out before the file had its name."""

    def pulled(_part: Path, _final: Path) -> None:
        raise OSError(errno.ENODEV, "No such device")

    stick = tmp_path / "stick"
    stick.mkdir()
    branch.load(SALES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("consolida.transfer.transports.folder.publish", pulled)
        result = branch("export", "--month", "2026-11", "--to", stick)
    assert result.status == 1
    assert "Put in the stick and run “consolida history”" in result.err
    return stick.rename(tmp_path / "pulled-out")


class TestAnExportThatDidNotArrive:
    def test_arrives_with_the_command_that_is_named(
        self, branch: Place, tmp_path: Path, stick_away: Path
    ) -> None:
        told = branch("history")
        assert "Export n.º 1 was interrupted before its file arrived" in told.err
        assert "run “consolida history”" in told.err
        stick = stick_away.rename(tmp_path / "stick")
        told = branch("history")
        assert "is there now" in told.err
        assert [file.name for file in stick.iterdir()] == ["20601234565_2026-11_0001_0001.db"]
        assert branch("history").err == ""

    @pytest.mark.parametrize(
        "command",
        [
            "month close --month 2026-11",
            "month reopen --month 2026-11 --reason late",
            "month filed --month 2026-11 --book sales --constancia 1041234567",
            "site add 0009 Tacna",
            "site deactivate 0001",
            "user add ana --role reader",
            "company add 20512333797 Sur",
            "party settle 1 --take ours",
        ],
    )
    def test_arrives_with_whatever_else_writes(
        self, branch: Place, tmp_path: Path, stick_away: Path, command: str
    ) -> None:
        stick = stick_away.rename(tmp_path / "stick")
        assert "is there now" in branch(*command.split()).err
        assert [file.suffix for file in stick.iterdir()] == [".db"]

    def test_is_only_told_by_the_doctor(self, branch: Place, tmp_path: Path, stick_away: Path) -> None:
        stick = stick_away.rename(tmp_path / "stick")
        told = branch("doctor")
        assert "before its file arrived" in told.out + told.err
        assert [file.suffix for file in stick.iterdir()] == [".part"]


class TestMonth:
    def test_is_closed_and_reopened_with_a_reason(self, branch: Place, tmp_path: Path) -> None:
        branch.load(SALES)
        closed = branch.json("month", "close", "--month", "2026-11")
        assert closed == {
            "period": "2026-11",
            "site": "0001",
            "operation_type": "",
            "closed": True,
            "changed": True,
            "still_closed": [],
        }
        again = branch("month", "close", "--month", "2026-11").out
        assert again == "November 2026, site 0001 was closed already; nothing was changed.\n"
        file = tmp_path / "more.csv"
        file.write_text(FORGOTTEN)
        assert branch("load", file).status == 1
        assert branch("month", "reopen", "--month", "2026-11").status == 2
        words = ("month", "reopen", "--month", "2026-11", "--reason", "An invoice is missing")
        one_type = branch.json(*words, "--type", "05")
        assert (one_type["changed"], one_type["closed"], "11" in one_type["still_closed"]) == (
            *(True, False, True),
        )
        assert branch(*words).out == "November 2026, site 0001 was reopened.\n"
        assert branch("load", file).status == 0

    def test_is_listed_with_its_types(self, branch: Place) -> None:
        branch.load(SALES)
        assert (
            "closed" in branch("month", "close", "--month", "2026-11", "--type", "05", "--site", "0001").out
        )
        (row,) = branch.json("month", "list", "--month", "2026-11")["months"]
        assert row == {
            "period": "2026-11",
            "site": "0001",
            "closed": False,
            "open_types": [],
            "closed_types": ["05"],
        }
        assert branch.json("month", "list", "--month", "2026-10")["months"] == []

    def test_takes_note_of_what_was_filed(self, branch: Place) -> None:
        words = ("month", "filed", "--month", "2026-11", "--book", "sales")
        assert branch(*words).status == 2
        answer = branch.json(*words, "--constancia", "1041234567")
        assert answer["filed"] is True
        (row,) = branch.json("month", "list")["filed"]
        assert (row["book"], row["constancia"]) == ("sales", "1041234567")
        assert "1041234567" in branch("month", "list").out
        assert branch(*words, "--constancia", "2").status == 1
        assert "No longer noted as filed" in branch(*words, "--take-back", "It was October's").out
        assert (
            "Noted as filed for November 2026: the sales register (SIRE)."
            in branch(*words, "--constancia", "3").out
        )


class TestParty:
    @pytest.fixture
    def disputed(self, branch: Place, head_office: Place) -> Place:
        branch.load(SALES)
        head_office.welcome(branch.export())
        for place, name in ((branch, "Bob e Hijos S.A.C."), (head_office, "Bob Hermanos S.A.C.")):
            with at(place.home):
                party = Party.objects.get()
                change(party, name=name, address="Av. Grau 1", active=True, by=ALICE, at=NOW)
        file = branch.export()
        dry = head_office("import", "--month", "2026-11", file, "--dry-run")
        assert "1 person or entity was changed at both ends" in dry.out
        answer = head_office.json("import", "--month", "2026-11", file)
        assert answer["parties_queued"] == 1
        return head_office

    def test_changed_at_both_ends_waits_in_a_queue(self, disputed: Place) -> None:
        (row,) = disputed.json("party", "queue")["queue"]
        assert row["ours"]["name"] == "Bob Hermanos S.A.C."
        assert row["theirs"]["name"] == "Bob e Hijos S.A.C."
        assert "Bob e Hijos S.A.C., Av. Grau 1" in disputed("party", "queue").out

    def test_is_settled_by_a_person(self, disputed: Place) -> None:
        (row,) = disputed.json("party", "queue")["queue"]
        answer = disputed.json("party", "settle", str(row["id"]), "--take", "theirs")
        assert answer["name"] == "Bob e Hijos S.A.C."
        assert "Nothing waits." in disputed("party", "queue").out
        again = disputed("party", "settle", str(row["id"]), "--take", "ours")
        assert again.status == 1
        assert "party queue" in again.err

    def test_settled_as_it_is_here_says_so(self, disputed: Place) -> None:
        (row,) = disputed.json("party", "queue")["queue"]
        result = disputed("party", "settle", str(row["id"]), "--take", "ours")
        assert result.out == "20512333797 is now “Bob Hermanos S.A.C.”.\n"


class TestDoctor:
    def test_finds_nothing_in_a_sound_installation(self, branch: Place) -> None:
        branch.load(SALES)
        branch.export()
        assert branch.json("doctor") == {"findings": []}
        assert "All is well." in branch("doctor").out

    def test_ends_with_one_where_something_is_wrong(self, branch: Place) -> None:
        branch.load(SALES)
        for file in branch.home.archive.iterdir():
            file.unlink()
        result = branch("doctor")
        assert result.status == 1
        assert "Error:" in result.out
        answer = branch("doctor", "--json")
        assert answer.status == 1
        assert answer.json["error"].startswith("The doctor found")
        assert answer.json["findings"][0]["severity"] == "error"


class TestBackup:
    def test_is_restored_under_a_new_identity(self, branch: Place, tmp_path: Path) -> None:
        branch.load(SALES)
        made = branch.json("backup", tmp_path / "backup.zip")
        other = Place(type(branch.home)(tmp_path / "restored"), branch.commands)
        make_room(other.home)
        restored = other.json("restore", tmp_path / "backup.zip")
        assert restored["former_installation"] == made["installation"] != restored["installation"]
        assert other.json("balance", "--month", "2026-11") == branch.json("balance", "--month", "2026-11")

    def test_never_overwrites(self, branch: Place, tmp_path: Path) -> None:
        assert "read back" in branch("backup", tmp_path / "backup.zip").out
        assert branch("backup", tmp_path / "backup.zip").status == 1
        assert branch("restore", tmp_path / "backup.zip").status == 1
        replaced = branch("restore", tmp_path / "backup.zip", "--replace")
        assert replaced.status == 0
        assert "new identity" in replaced.out
        assert "is kept as" in replaced.out

    def test_says_what_the_archive_lacked(self, branch: Place, tmp_path: Path) -> None:
        branch.load(SALES)
        for file in branch.home.archive.iterdir():
            file.unlink()
        assert "The archive lacks" in branch("backup", tmp_path / "backup.zip").err
