"""An import confirmed in the browser, in which the web process or the database server dies."""

import shutil
import signal
import sys
from pathlib import Path

import pytest
from django.db import close_old_connections, connections

from consolida.core import language, progress
from consolida.transfer import interrupted
from scripts import postgres
from scripts.postgres import Server
from support import installations
from support.campaign import points
from support.children import in_child
from support.deeds import NEVER, Case, prepare, spread
from support.faults import Disk, Kill
from support.places import Place
from support.states import copy_of, examined, orphans, state_of
from support.visiting import Visitor, hidden, visiting, visitor, words

WANTED = 9
GONE = ("The connection to the database server broke", "The database server cannot be used: connection")
IMPORTED = "carla November 2026, 0001"  # the history's row; a server may leave a number out


def _prepared(cases: dict[str, Case], folder: Path) -> tuple[Place, Path]:
    """Return head office with Carla, who may import, and the branch's next file in a folder."""
    mail = folder / "mail"
    mail.mkdir(parents=True)
    branch, office = copy_of(cases["export"].place, folder / "sender"), cases["import"].place
    branch.export(to=mail)
    office = copy_of(office, folder / "prepared")
    with visiting(office, mail) as company:
        visitor(company)
    return office, mail


def _previewed(carla: Visitor, mail: Path) -> str:
    """Choose the file; return the address of its preview."""
    (file,) = mail.iterdir()
    shown = carla.follow(carla.post("/importar/empezar/", {"carpeta": str(mail), "file": file.name}))
    return str(shown.request["PATH_INFO"])


def _import(carla: Visitor, mail: Path) -> str:
    return carla.confirms(_previewed(carla, mail))


def _killed(office: Place, mail: Path, point: int) -> int:
    """Kill the web process at a change after the button is pressed; return how many there were, if not."""

    def web_process() -> int:
        with visiting(office, mail):
            carla = Visitor("carla")
            desk = _previewed(carla, mail)
            disk = Disk(Kill(point))
            assert "proved equal to the file" in carla.confirms(desk)
            return disk.changes

    ended = in_child(web_process)
    installations.let_settle(office.home)
    if point == NEVER:
        assert isinstance(ended.value, int), ended.trace
        return ended.value
    assert ended.killed_by == signal.SIGKILL, ended.trace
    return 0


def test_a_web_process_that_is_killed_while_it_imports_did_it_whole_or_not_at_all(
    cases: dict[str, Case], quick: Path
) -> None:
    office, mail = _prepared(cases, quick)
    old = state_of(office)
    whole = copy_of(office, quick / "whole")
    changes = _killed(whole, mail, NEVER)
    new = state_of(whole)
    left = {"old": 0, "new": 0}
    for point in spread(points(WANTED), over=changes):
        place = copy_of(office, quick / str(point))
        _killed(place, mail, point)
        try:
            now = state_of(place)
            left["old" if now == old else "new"] += 1
            assert now in (old, new)
            _reload(place, mail, imported=now == new)
            assert state_of(place) == new
        except BaseException as problem:
            problem.add_note(f"the web process was killed at change {point} of {changes}")
            raise
        shutil.rmtree(place.home.path)
    sys.stdout.write(f"web import: killed at {sum(left.values())} of {changes} changes: {left}\n")
    assert left["old"]
    assert left["new"]


def _reload(place: Place, mail: Path, *, imported: bool) -> None:
    """Start the web process again and look: what the pages say is what is there; then go on."""
    with visiting(place, mail):
        interrupted.recover(place.home)  # as `consolida serve` does
        assert orphans(place) == []
        carla = Visitor("carla")
        assert (IMPORTED in carla.reads("/historial/")) is imported
        assert carla.get("/importar/previa/one-of-before/").status_code == 404
        if not imported:
            assert "proved equal to the file" in _import(carla, mail)
        assert IMPORTED in carla.reads("/historial/")
    assert examined(place) == []


@pytest.fixture(scope="module")
def on_server(server: Server, tmp_path_factory: pytest.TempPathFactory) -> tuple[Place, Path]:
    """The same head office, kept by a server that may die."""
    with language.speaking("en"):
        folder = tmp_path_factory.mktemp("dying")
        office = _prepared(prepare(folder / "cases"), folder)
    postgres.run("CHECKPOINT")
    return office


@pytest.mark.skipif(not installations.ON_POSTGRES, reason="an embedded ledger has no server")
@pytest.mark.parametrize(
    "step", [progress.ARCHIVING, progress.REPLACING, progress.PROVING, progress.RECEIVING_PARTIES]
)
def test_a_server_that_dies_in_a_web_import_is_told_and_the_old_state_stays(
    server: Server,
    on_server: tuple[Place, Path],
    step: str,
    quick: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    prepared, mail = on_server
    office = copy_of(prepared, quick / "office")
    postgres.run("CHECKPOINT")
    old = state_of(office)
    with visiting(office, mail):
        carla = Visitor("carla")
        carla.raise_request_exception = False
        desk = _previewed(carla, mail)
        token = hidden(carla.get(desk), "token")
        real = progress.step

        def dying(name: str) -> None:
            if name == step:
                server.stop()
            real(name)

        try:
            with monkeypatch.context() as patch:
                patch.setattr(progress, "step", dying)
                away = carla.follow(carla.post(desk, {"act": "confirm", "token": token}))
            assert away.status_code == 503
            assert any(said in words(away) for said in GONE)
        finally:
            server.stop()
            server.start()
        close_old_connections()  # as at the begin of every request but a test's
        told = carla.get(desk)
        assert told.status_code == 409
        assert any(said in words(told) for said in GONE)
        assert state_of(office) == old
        assert IMPORTED not in carla.reads("/historial/")
        assert "proved equal to the file" in carla.confirms(desk)
        assert IMPORTED in carla.reads("/historial/")
    assert examined(office) == []
    assert orphans(office) == []


@pytest.mark.skipif(not installations.ON_POSTGRES, reason="an embedded ledger has no users of a server")
def test_a_server_that_may_only_be_read_is_told_on_the_page_and_nothing_is_changed(
    server: Server, on_server: tuple[Place, Path], quick: Path
) -> None:
    prepared, mail = on_server
    office = copy_of(prepared, quick / "office")
    old, name = state_of(office), installations.database_of(office.home)
    with visiting(office, mail):
        carla = Visitor("carla")
        carla.raise_request_exception = False
        desk = _previewed(carla, mail)
        token = hidden(carla.get(desk), "token")
        postgres.run(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        connections.close_all()
        refused = carla.post(desk, {"act": "confirm", "token": token})
        assert refused.status_code == 503
        assert "The database server does not allow it: cannot execute" in words(refused)
        postgres.run(f"ALTER DATABASE {name} RESET ALL")
        connections.close_all()
        assert IMPORTED not in carla.reads("/historial/")
        assert state_of(office) == old
        assert "proved equal to the file" in carla.confirms(desk)
