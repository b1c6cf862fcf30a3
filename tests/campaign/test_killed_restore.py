"""A killed backup is whole or not there; a killed restore leaves the old installation or the restored one."""

import os
import shutil
import signal
import sys
from pathlib import Path

import pytest

from consolida.core.home import Home
from consolida.core.portable.quarantine import Quarantine
from consolida.core.portable.write import publish
from consolida.transfer import backup_part, interrupted
from consolida.transfer.backup import backup, restore
from support import installations
from support.campaign import points
from support.children import in_child
from support.companies import ALICE, NOW
from support.deeds import NEVER, Case, spread
from support.faults import Disk, Kill
from support.places import Place
from support.states import State, copy_of, examined, orphans, state_of

POINTS = 10


def _back_up(place: Place, to: Path) -> None:
    with place.open():
        backup(place.home, to, by=ALICE, at=NOW)


def _restore(place: Place, file: Path) -> None:
    with place.open():
        restore(file, place.home, by=ALICE, at=NOW, replace=True)


@pytest.fixture
def office(cases: dict[str, Case], quick: Path) -> Place:
    return copy_of(cases["import"].place, quick / "office")


def test_a_backup_that_is_killed_is_whole_or_not_there(office: Place, quick: Path) -> None:
    old = state_of(office)

    def at(point: int, folder: Path) -> tuple[Place, Path, list[int]]:
        place, to = copy_of(office, folder), folder / "backup.zip"

        def deed() -> list[int]:
            disk, changes = Disk(Kill(point)), []

            def naming(part: Path, final: Path) -> None:
                changes.append(disk.changes)
                publish(part, final)

            with pytest.MonkeyPatch.context() as patch:
                patch.setattr("consolida.transfer.backup.publish", naming)
                _back_up(place, to)
            return [*changes, disk.changes]

        ended = in_child(deed)
        if point == NEVER:
            assert isinstance(ended.value, list), ended.trace
            return place, to, ended.value
        assert ended.killed_by == signal.SIGKILL, ended
        return place, to, []

    _, _, (named, changes) = at(NEVER, quick / "counted")
    there = left = 0
    struck = sorted({*spread(points(POINTS), over=changes), named + 1, named + 2})
    for point in struck:
        place, to, _ = at(point, quick / f"backup-{point}")
        installations.let_settle(place.home)
        assert state_of(place).vouchers == old.vouchers, point
        parts = list(to.parent.glob(".backup.zip.*.part"))
        assert {part.stat().st_mode & 0o777 for part in parts} <= {0o600}
        left += len(parts)
        with place.open():
            said = [finding.rule for finding in interrupted.recover(place.home)]
        assert said.count("backup_part_removed") == len(parts)
        assert list(to.parent.glob(".*")) == list(place.home.path.glob("backup-*")) == []
        assert examined(place) == []
        if to.exists():
            there += 1
            _restore(place, to)
            assert state_of(place).batches == old.batches
        shutil.rmtree(place.home.path)
    sys.stdout.write(f"backup: killed at {len(struck)} of {changes} changes, whole after {there}\n")
    assert there
    assert left


class TestWhatAKilledBackupLeft:
    """Its part, which holds the key, on a stick that may be away when the next run begins."""

    @staticmethod
    def killed(home: Home, to: Path) -> Path:
        """Write half a backup in a process that is killed."""

        def deed() -> None:
            with Quarantine(home.private) as private, backup_part.noted(to, home, private) as part:
                part.write_text("half")
                os.kill(os.getpid(), signal.SIGKILL)

        assert in_child(deed).killed_by == signal.SIGKILL
        (part,) = to.parent.glob(f".{to.name}.*.part")
        return part

    @staticmethod
    def said(place: Place) -> list[str]:
        with place.open():
            return [
                f"{finding.sentence()} {finding.advice()}"
                for finding in interrupted.recover(place.home)
                if finding.rule.startswith("backup_part")
            ]

    def test_is_removed_and_told_by_the_next_run(self, office: Place, quick: Path) -> None:
        part = self.killed(office.home, quick / "backup.zip")
        (told,) = self.said(office)
        assert told == (
            f"The backup “{part.with_name('backup.zip')}” was interrupted; what it had written, “{part}”,"
            f" was removed. If “{part.with_name('backup.zip')}” is not there, make the backup again."
        )
        assert not part.exists()
        assert self.said(office) == []

    def test_is_told_once_while_its_stick_is_away_and_removed_when_it_is_back(
        self, office: Place, quick: Path
    ) -> None:
        stick, drawer = quick / "stick", quick / "drawer"
        stick.mkdir()
        part = self.killed(office.home, stick / "backup.zip")
        stick.rename(drawer)
        (told,) = self.said(office)
        assert "cannot be removed from here" in told
        assert f"“{part}” may hold the key with which files are signed" in told
        assert self.said(office) == []
        drawer.rename(stick)
        (told,) = self.said(office)
        assert told.endswith("is not there, make the backup again.")
        assert list(stick.iterdir()) == list(office.home.path.glob("backup-*")) == []

    def test_is_left_alone_while_its_run_lives(self, office: Place, quick: Path) -> None:
        to = quick / "backup.zip"
        with Quarantine(office.home.private) as private, backup_part.noted(to, office.home, private) as part:
            part.write_text("half")
            assert self.said(office) == []
            assert part.exists()
        assert not part.exists()
        assert list(office.home.path.glob("backup-*")) == []

    def test_takes_the_name_along_that_it_had_only_reserved(self, office: Place, quick: Path) -> None:
        to = quick / "backup.zip"
        self.killed(office.home, to)
        to.touch()
        self.said(office)
        assert not to.exists()

    def test_does_not_take_a_backup_along_that_is_whole(self, office: Place, quick: Path) -> None:
        to = quick / "backup.zip"
        part = self.killed(office.home, to)
        to.write_text("whole")
        self.said(office)
        assert to.read_text() == "whole"
        assert not part.exists()


def test_a_restore_that_is_killed_leaves_one_installation_or_the_other(office: Place, quick: Path) -> None:
    backed_up = quick / "backup.zip"
    _back_up(office, backed_up)
    office.type("05 2026-11-29 Typed since: 1212 59.00, 40111 -9.00, 70111 -50.00")
    old = state_of(office)
    whole = copy_of(office, quick / "whole")
    _restore(whole, backed_up)
    new = state_of(whole)
    assert new != old
    changes = _changes(office, backed_up, quick / "counted")
    left = {"old": 0, "new": 0}
    for point in spread(points(2 * POINTS), over=changes):
        place = copy_of(office, quick / f"restore-{point}")
        now = _killed(place, backed_up, point)
        left["old" if now == old else "new"] += 1
        assert now in (old, new), point
        assert examined(place) == []
        _require_nothing_left(place)
        _restore(place, backed_up)
        assert state_of(place) == new
        assert examined(place) == []
        shutil.rmtree(place.home.path)
    sys.stdout.write(f"restore: killed at {sum(left.values())} of {changes} changes: {left}\n")
    assert left["old"]
    assert left["new"]


def _changes(office: Place, file: Path, folder: Path) -> int:
    place = copy_of(office, folder)

    def counted() -> int:
        disk = Disk(Kill(NEVER))
        _restore(place, file)
        return disk.changes

    ended = in_child(counted)
    assert isinstance(ended.value, int), ended.trace
    return ended.value


def _killed(place: Place, file: Path, point: int) -> State:
    """Kill a restore, let the next run look after what it left, and return what there is."""

    def deed() -> None:
        Disk(Kill(point))
        _restore(place, file)

    assert in_child(deed).killed_by == signal.SIGKILL
    installations.let_settle(place.home)
    with place.open():
        interrupted.recover(place.home)
    assert orphans(place) == []
    return state_of(place)


def _require_nothing_left(place: Place) -> None:
    """See that no second name of the database in use and no key that nobody waits for is left."""
    for path in place.home.path.iterdir():
        if path != place.home.database and place.home.database.exists():
            assert not path.samefile(place.home.database), path
        assert not path.match("key-*.pem"), path
