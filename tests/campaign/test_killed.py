"""A process killed at any change to the disk, or on its way to the database server, leaves the old state
or the new; the next run goes on."""

import shutil
import signal
import sys
from pathlib import Path

import pytest

from consolida.transfer import interrupted
from support import installations
from support.campaign import points
from support.children import in_child
from support.commands import Result, as_user
from support.deeds import Case, count_changes, require_files_whole, spread
from support.faults import Disk, Kill
from support.places import Place
from support.states import State, copy_of, examined, orphans, state_of

TESTS = Path(__file__).resolve().parent.parent
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
    struck = spread(points(POINTS[name]), over=count_changes(case, quick / "counted"))
    left = {"old": 0, "new": 0, "journals": 0, "orphans": 0}
    for point in struck:
        try:
            _kill_and_go_on(case, point, quick / str(point), old=old, new=new, left=left)
        except BaseException as problem:
            problem.add_note(f"{name}, killed at change {point} to the disk")
            raise
        shutil.rmtree(quick / str(point))
    sys.stdout.write(f"{name}: killed at {len(struck)} of {max(struck)} changes: {left}\n")
    assert left["old"]
    assert left["new"]
    assert left["journals"] or installations.ON_POSTGRES  # there the server keeps what waits
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
    installations.let_settle(place.home)
    left["journals"] += _hot_journal(place)
    now = state_of(place)
    left["orphans"] += bool(orphans(place))
    left["old" if now == old else "new"] += 1
    with place.open():
        said = interrupted.recover(place.home)
        assert [finding.rule for finding in said if finding.rule == "export_not_delivered"] == []
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


# A command as a user calls it, on a disk that kills it; what it changed is counted where it lives.
COMMAND = """
import sys
sys.path.insert(0, {tests!r})
from support.faults import Disk, Kill
from consolida.cli.main import run
from consolida.transfer.transports.folder import Delivery
disk = Disk(Kill({at}))
arrive = Delivery.arrive
def arriving(delivery):
    sys.stderr.write(f"arrives={{disk.changes}} ")
    return arrive(delivery)
Delivery.arrive = arriving
status = run()
sys.exit(status)
"""


def _command(place: Place, *words: str | Path, kill_at: int = 0) -> Result:
    program = COMMAND.format(tests=str(TESTS), at=kill_at)
    home = {"CONSOLIDA_HOME": str(place.home.path), "PYTHONDONTWRITEBYTECODE": "1"}
    return as_user(*map(str, words), program=program, **home)


def test_a_command_that_is_killed_is_told_and_finished_by_the_next_one(
    cases: dict[str, Case], quick: Path
) -> None:
    prepared = copy_of(cases["export"].place, quick / "prepared")
    words = ("export", "--month", "2026-11", "--to")
    unhurt = copy_of(prepared, quick / "unhurt")
    counted = _command(unhurt, *words, unhurt.outbox)
    assert counted.status == 0, counted
    arrives = int(counted.err.rpartition("arrives=")[2].split()[0])

    early = copy_of(prepared, quick / "early")
    assert _command(early, *words, early.outbox, kill_at=arrives // 2).status == -signal.SIGKILL
    again = _command(early, *words, early.outbox)
    assert again.status == 0, again
    assert "An earlier run was interrupted" in again.err
    assert "_0002.db" in again.out

    late = copy_of(prepared, quick / "late")
    assert _command(late, *words, late.outbox, kill_at=arrives + 1).status == -signal.SIGKILL
    next_one = _command(late, *words, late.outbox)
    assert next_one.status == 0, next_one
    assert "Export n.º 2 was interrupted when its file had been written" in next_one.err
    assert "_0003.db" in next_one.out
    assert _command(late, "doctor").status == 0
    require_files_whole(late)
