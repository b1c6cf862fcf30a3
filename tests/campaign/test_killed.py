"""A process killed at any change to the disk leaves the old state or the new; the next run goes on."""

import signal
import sys
from pathlib import Path

import pytest

from consolida.transfer import interrupted
from support.campaign import times
from support.children import in_child
from support.deeds import Case, count_changes, require_files_whole, spread
from support.faults import Disk, Kill
from support.places import Place
from support.states import State, copy_of, examined, orphans, state_of

# How many times each deed is killed, spread over all its changes to the disk.
POINTS = {"export": 14, "export as a package": 8, "import": 20, "undo": 18, "load": 8}


@pytest.mark.parametrize("name", POINTS)
def test_a_deed_that_is_killed_happened_whole_or_not_at_all(
    cases: dict[str, Case], name: str, quick: Path
) -> None:
    case = cases[name]
    old = state_of(case.place)
    whole = copy_of(case.place, quick / "whole")
    case.deed(whole)
    new = state_of(whole)
    points = spread(POINTS[name] * times(), over=count_changes(case, quick / "counted"))
    left = {"old": 0, "new": 0, "journals": 0, "orphans": 0}
    for point in points:
        try:
            _kill_and_go_on(case, point, quick / str(point), old=old, new=new, left=left)
        except BaseException as problem:
            problem.add_note(f"{name}, killed at change {point} to the disk")
            raise
    sys.stdout.write(f"{name}: killed at {len(points)} of {max(points)} changes: {left}\n")
    assert left["old"]
    assert left["new"]
    assert left["journals"]
    assert left["orphans"]


def _kill_and_go_on(
    case: Case, point: int, folder: Path, *, old: State, new: State, left: dict[str, int]
) -> None:
    place = copy_of(case.place, folder)

    def deed() -> None:
        Disk(Kill(point))
        case.deed(place)

    ended = in_child(deed)
    assert ended.killed_by == signal.SIGKILL, ended
    left["journals"] += _hot_journal(place)
    now = state_of(place)
    left["orphans"] += bool(orphans(place))
    left["old" if now == old else "new"] += 1
    with place.open():
        said = interrupted.recover(place.home)
        assert [finding.rule for finding in said if finding.rule == "export-not-delivered"] == []
        assert interrupted.recover(place.home) == []
    assert orphans(place) == []
    assert now == state_of(place)
    assert examined(place) == []
    if now == old:
        case.deed(place)
        assert state_of(place) == new
    else:
        assert now == new
        case.twice(place)
    assert examined(place) == []
    assert orphans(place) == []
    require_files_whole(place)


def _hot_journal(place: Place) -> bool:
    """Tell whether the ledger's database waits to be rolled back by whoever opens it next."""
    journal = place.home.database.with_name(f"{place.home.database.name}-journal")
    return journal.exists() and any(journal.read_bytes()[:28])
