"""A database server that dies at any moment of a deed: a sentence and the old state; then all goes on."""

import shutil
import sys
from collections.abc import Callable
from enum import Enum
from pathlib import Path

import psycopg
import pytest

from consolida.core import language
from consolida.core.server import ConnectionBroke, ServerAway, refusal
from consolida.transfer import interrupted
from scripts import postgres
from scripts.postgres import Server
from support import installations, round_trips
from support.campaign import times
from support.children import Ended, in_child
from support.deeds import NEVER, Case, prepare, require_files_whole, spread
from support.places import Place
from support.states import State, copy_of, examined, orphans, state_of

pytestmark = pytest.mark.skipif(not installations.ON_POSTGRES, reason="an embedded ledger has no server")
# How many times the server dies in each deed, spread over all that goes to it and back.
POINTS = {"import": 5, "undo": 3, "load": 3, "export": 3}
FINISHED = {"interrupted_run", "export_finished"}


@pytest.fixture(scope="module")
def dying(server: Server, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Case]:
    """The deeds in which the server dies."""
    with language.speaking("en"):
        cases = prepare(tmp_path_factory.mktemp("dying"))
    postgres.run("CHECKPOINT")
    return cases


class Way(Enum):
    """Before a statement or commit, after its answer, or so that its answer is lost."""

    BEFORE, AFTER, LOST = range(3)


class Death:
    """Lets the server die, once, at one of a deed's trips to it; notes those that commit."""

    def __init__(self, server: Server, at: int, way: Way) -> None:
        self.trips, self.commits = 0, list[int]()
        self._server, self._at, self._way = server, at, way

    def __call__(self, trip: round_trips.Trip) -> Callable[[], None] | None:
        self.trips += 1
        if round_trips.commits(trip):
            self.commits.append(self.trips)
        if self.trips != self._at:
            return None
        if self._way is not Way.BEFORE:
            return self._answered
        self._server.stop()
        return None

    def _answered(self) -> None:
        self._server.stop()
        if self._way is Way.LOST:
            raise psycopg.OperationalError("server closed the connection unexpectedly")


def _do(case: Case, place: Place, death: Death) -> Ended:
    """Do a deed in which the server dies; return its trips and commits, or what was said."""

    def deed() -> tuple[int, list[int]]:
        round_trips.meet(death)
        try:
            case.deed(place)
        except Exception as problem:
            said = refusal(problem)
            if said is None:
                raise
            raise said from problem
        return death.trips, death.commits

    return in_child(deed)


def _copy(case: Case, folder: Path) -> Place:
    """Copy the installation of a deed, and see that its database is kept.

    What CREATE DATABASE copies is logged page by page; the numbers that a sequence has reserved are not
    logged again, and a crash before the next checkpoint would let PostgreSQL give them twice.
    """
    place = copy_of(case.place, folder)
    postgres.run("CHECKPOINT")
    return place


def _moments(name: str, case: Case, server: Server, folder: Path) -> tuple[State, list[tuple[int, Way]]]:
    """Say what a deed leaves, and when the server dies in it: spread over all trips, and at each commit."""
    whole = _copy(case, folder)
    ended = _do(case, whole, Death(server, NEVER, Way.BEFORE))
    assert isinstance(ended.value, tuple), ended.trace
    trips, commits = ended.value
    ways = list(Way)
    found = [(at, ways[at % 3]) for at in spread(POINTS[name] * times(), over=trips)]
    return state_of(whole), [
        *found,
        *((at, way) for at in commits[-2 if times() > 1 else -1 :] for way in ways),
    ]


@pytest.mark.parametrize("name", POINTS)
def test_a_server_that_dies_in_a_deed_leaves_it_whole_or_undone(
    server: Server, dying: dict[str, Case], name: str, quick: Path
) -> None:
    case = dying[name]
    old = state_of(case.place)
    new, moments = _moments(name, case, server, quick / "whole")
    left = {"old": 0, "new": 0}
    for number, (at, way) in enumerate(moments):
        place = _copy(case, quick / str(number))
        ended = _do(case, place, Death(server, at, way))
        server.stop()
        server.start()
        try:
            assert ended.problem is None or isinstance(ended.problem, ServerAway | ConnectionBroke)
            left[_go_on(case, place, ended, old=old, new=new)] += 1
        except BaseException as problem:
            problem.add_note(f"{name}, the server died at trip {at}, {way}\n{ended.trace}")
            raise
        shutil.rmtree(place.home.path)
    sys.stdout.write(f"{name}: the server died {len(moments)} times: {left}\n")
    assert left["old"]
    assert left["new"]


def _go_on(case: Case, place: Place, ended: Ended, *, old: State, new: State) -> str:
    """See what is there when the server is back, and go on with it."""
    now = state_of(place)
    assert now == (old if now == old and ended.problem is not None else new)
    with place.open():
        assert {finding.rule for finding in interrupted.recover(place.home)} <= FINISHED
        assert interrupted.recover(place.home) == []
    assert orphans(place) == []
    assert examined(place) == []
    if now == old:
        case.deed(place)
        assert state_of(place) == new
    else:
        case.twice(place)
    assert examined(place) == []
    require_files_whole(place)
    return "old" if now == old else "new"
