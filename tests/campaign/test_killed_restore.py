"""A killed backup is whole or not there; a killed restore leaves the old installation or the restored one."""

import shutil
import signal
import sys
from pathlib import Path

import pytest

from consolida.transfer import interrupted
from consolida.transfer.backup import backup, restore
from support.campaign import times
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

    def at(point: int, folder: Path) -> tuple[Place, Path, int]:
        place, to = copy_of(office, folder), folder / "backup.zip"

        def deed() -> int:
            disk = Disk(Kill(point))
            _back_up(place, to)
            return disk.changes

        ended = in_child(deed)
        if point == NEVER:
            assert isinstance(ended.value, int), ended.trace
            return place, to, ended.value
        assert ended.killed_by == signal.SIGKILL, ended
        return place, to, 0

    _, _, changes = at(NEVER, quick / "counted")
    there = 0
    for point in spread(POINTS * times(), over=changes):
        place, to, _ = at(point, quick / f"backup-{point}")
        assert state_of(place).vouchers == old.vouchers, point
        with place.open():
            interrupted.recover(place.home)
        assert orphans(place) == []
        assert examined(place) == []
        if to.exists():
            there += 1
            _restore(place, to)
            assert state_of(place).batches == old.batches
        shutil.rmtree(place.home.path)
    assert there


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
    for point in spread(2 * POINTS * times(), over=changes):
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
