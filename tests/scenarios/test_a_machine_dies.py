"""A machine dies and is restored from yesterday's backup: nothing is lost silently, nothing doubled."""

from copy import copy
from pathlib import Path

import pytest

from consolida.core.home import Home
from consolida.transfer import backup
from support.companies import ALICE
from support.inboxes import statuses
from support.installations import at, make_room
from support.places import PURCHASE, SALE, Place
from support.states import examined

FORGOTTEN = "05 2026-11-20 Forgotten: 101 59.00, 40111 -9.00, 70111 -50.00"


def backed_up(place: Place, folder: Path) -> Path:
    file = folder / f"{place.here[0]}.zip"
    with place.open():
        backup.backup(place.home, file, by=ALICE, at=place.clock())
    return file


def restored(place: Place, file: Path, folder: Path) -> Place:
    """Make the place anew in a folder, on another machine."""
    twin = copy(place)
    twin.home, twin.outbox = Home(folder), folder / "outbox"
    make_room(twin.home)
    with at(twin.home):
        backup.restore(file, twin.home, by=ALICE, at=place.clock())
    twin.outbox.mkdir()
    return twin


class TestABranch:
    @pytest.fixture
    def anew(self, branch: Place, head_office: Place, tmp_path: Path) -> Place:
        """The branch was backed up after its first export, went on and died."""
        branch.type(SALE)
        head_office.welcome(branch.export().file)
        file = backed_up(branch, tmp_path)
        branch.type(PURCHASE)
        head_office.import_(branch.export().file)
        return restored(branch, file, tmp_path / "new-machine")

    def test_is_asked_about_once_by_head_office(self, anew: Place, head_office: Place) -> None:
        file = anew.export().file
        assert "copies:0001" in head_office.questions(file)
        head_office.welcome(file, decisions={"copies:0001": "accept"})
        anew.type(FORGOTTEN)
        assert head_office.questions(anew.export().file) == {}

    def test_does_not_hide_what_was_typed_after_the_backup(self, anew: Place, head_office: Place) -> None:
        with head_office.previewing(anew.export().file, decisions={"copies:0001": "accept"}) as preview:
            found = preview.difference
            assert (found.added, found.removed, found.equal) == (0, 1, 1)
        assert len(head_office.vouchers()) == 2  # as long as nobody confirmed

    def test_typed_again_doubles_nothing(self, anew: Place, head_office: Place) -> None:
        as_it_was = head_office.balances()
        anew.type(PURCHASE)
        done = head_office.welcome(anew.export().file, decisions={"copies:0001": "accept"})
        assert (done.added, done.removed, done.equal) == (1, 1, 1)
        assert head_office.balances() == as_it_was
        assert examined(head_office) == []
        assert examined(anew) == []

    def test_gets_back_what_head_office_has_by_an_import_from_there(
        self, branch: Place, anew: Place, tmp_path: Path
    ) -> None:
        """The last file that left is on the stick: it brings the purchase back with its uid and number."""
        before = branch.vouchers()
        (last,) = [file for file in branch.outbox.iterdir() if file.stem.endswith("0002")]
        done = anew.welcome(last, decisions={"typed_here:0001": "replace", "copies:0001": "accept"})
        assert (done.added, done.equal) == (1, 1)
        assert anew.vouchers() == before


class TestHeadOffice:
    @pytest.fixture
    def saved(self, branch: Place, head_office: Place, tmp_path: Path) -> Path:
        """Head office was backed up between two files of the branch."""
        branch.type(SALE)
        head_office.welcome(branch.export().file)
        file = backed_up(head_office, tmp_path)
        branch.type(PURCHASE)
        head_office.import_(branch.export().file)
        return file

    def test_takes_the_files_since_the_backup_again_without_a_question(
        self, branch: Place, head_office: Place, saved: Path, tmp_path: Path
    ) -> None:
        anew = restored(head_office, saved, tmp_path / "new-machine")
        assert len(anew.vouchers()) == 1
        assert statuses(anew, branch.outbox) == {1: "already_imported", 2: "new"}
        (second,) = [file for file in branch.outbox.iterdir() if file.stem.endswith("0002")]
        assert anew.questions(second) == {}
        anew.import_(second)
        assert anew.vouchers() == head_office.vouchers()
        assert anew.balances() == head_office.balances()
        assert examined(anew) == []

    def test_can_still_undo_what_it_imported_before_the_backup(
        self, head_office: Place, saved: Path, tmp_path: Path
    ) -> None:
        anew = restored(head_office, saved, tmp_path / "new-machine")
        anew.undo(1)
        assert anew.vouchers() == {}
        assert len(head_office.vouchers()) == 2

    def test_sees_that_a_file_is_older_than_what_the_backup_has(
        self, branch: Place, head_office: Place, tmp_path: Path
    ) -> None:
        branch.type(SALE)
        first = branch.export().file
        branch.type(PURCHASE)
        head_office.welcome(branch.export().file)
        anew = restored(head_office, backed_up(head_office, tmp_path), tmp_path / "new-machine")
        assert [name.split(":")[0] for name in anew.questions(first)] == ["older"]
