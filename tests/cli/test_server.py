"""What commands say where the database server is away, refuses, dies or has no room; the old state stays."""

import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import pytest

from scripts import postgres
from scripts.postgres import Server
from support.children import in_child
from support.commands import PROGRAM, Result, as_user
from support.small_disks import Mounted, can_mount

from .conftest import FORGOTTEN, RUC, SALES

DATABASE = "books"
# The server dies while the command is at a step.
DYING = """
import subprocess, sys
from consolida.core import progress
def die(name, real=progress.step):
    if name == "{step}":
        subprocess.run({stop!r}, cwd="/", stdout=subprocess.DEVNULL)
    real(name)
progress.step = die
from consolida.cli.main import run
sys.exit(run())
"""


SERVE = ("serve", "--no-browser")
BOOKS = (("history",), ("balance", "--month", "2026-11"))


@dataclass(frozen=True)
class OnServer:
    """An installation whose ledger a server keeps, worked with by commands as a user would."""

    folder: Path
    server: Server
    user: str = "postgres"

    @property
    def url(self) -> str:
        url = urlsplit(postgres.url_of(DATABASE, server=self.server.url))
        return url._replace(netloc=f"{self.user}@").geturl()

    def __call__(self, *words: str | Path, program: str = PROGRAM) -> Result:
        return as_user(
            *words, "--json", program=program, DATABASE_URL=self.url, CONSOLIDA_HOME=str(self.folder)
        )

    def ask(self, *words: str | Path) -> dict[str, object]:
        result = self(*words)
        assert result.status == 0, result
        return result.json

    def set_up(self, *, more: str = "") -> None:
        postgres.run(f"CREATE DATABASE {DATABASE} {more}", url=self.server.url)
        self.ask("init")
        self.ask("company", "add", RUC, "Comercial Los Andes S.A.C.", "--chart", "pcge")
        self.ask("site", "add", "0001", "Arequipa", "--here")
        self.ask("load", self.write(SALES))

    def write(self, text: str) -> Path:
        file = self.folder / "vouchers.csv"
        file.write_text(text, encoding="utf-8")
        return file

    def state(self) -> list[object]:
        return [self.ask("history"), self.ask("balance", "--month", "2026-11"), self.ask("doctor")]

    def execute(self, statement: str) -> None:
        postgres.run(statement, url=postgres.url_of(DATABASE, server=self.server.url))


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with postgres.own_server() as server:
        yield server


@pytest.fixture(scope="module")
def lima(server: Server, tmp_path_factory: pytest.TempPathFactory) -> OnServer:
    place = OnServer(tmp_path_factory.mktemp("lima"), server)
    place.set_up()
    return place


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://bob@localhost/books", "names no PostgreSQL database: it begins with “mysql”"),
        ("books", "names no PostgreSQL database"),
        ("postgresql://localhost", "names a server and no database on it"),
        ("postgresql://localhost:none/books", "cannot be read as the address of a database"),
        ("postgresql://bob@nowhere.invalid/books", "The database server cannot be used"),
        ("postgresql://bob@127.0.0.1:1/books", "The database server cannot be used"),
    ],
)
def test_a_wrong_url_is_a_sentence(tmp_path: Path, url: str, said: str) -> None:
    for words in (("init",), ("history",), ("doctor",), SERVE):
        result = as_user(*words, "--json", DATABASE_URL=url, CONSOLIDA_HOME=str(tmp_path / "new"))
        assert result.status == 1
        assert said in result.json["error"]
        assert "DATABASE_URL" in result.json["error"]
        assert not (tmp_path / "new").exists()


def test_a_database_that_does_not_exist_is_named(server: Server, tmp_path: Path) -> None:
    url = postgres.url_of("nothing", server=server.url)
    result = as_user("init", "--json", DATABASE_URL=url, CONSOLIDA_HOME=str(tmp_path / "new"))
    assert result.status == 1
    assert 'database "nothing" does not exist' in result.json["error"]


def test_an_empty_database_asks_for_init(server: Server, tmp_path: Path) -> None:
    postgres.run("CREATE DATABASE emptiness", url=server.url)
    url = postgres.url_of("emptiness", server=server.url)
    result = as_user("history", "--json", DATABASE_URL=url, CONSOLIDA_HOME=str(tmp_path / "new"))
    assert result.status == 1
    assert result.json["error"] == (
        "The database that DATABASE_URL names holds no installation of Consolida yet. "
        "Run “consolida init”, or correct DATABASE_URL."
    )


OLDER = "older version of the program. Take a backup, then run “consolida init”"


def test_an_older_or_newer_schema_is_told_apart(lima: OnServer) -> None:
    before = lima.state()
    lima.execute("CREATE TABLE kept AS SELECT * FROM django_migrations")
    try:
        lima.execute("DELETE FROM django_migrations WHERE app = 'transfer'")
        assert OLDER in refused(lima)
        assert OLDER in lima(*SERVE).json["error"]
        lima.execute("INSERT INTO django_migrations SELECT * FROM kept WHERE app = 'transfer'")
        lima.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('ledger', '9999_later', now())"
        )
        assert "newer version of the program" in refused(lima)
        for words in (SERVE, ("init",)):
            assert "newer version of the program; nothing was changed" in lima(*words).json["error"]
    finally:
        lima.execute("DELETE FROM django_migrations WHERE name = '9999_later'")
        lima.execute("DROP TABLE kept")
    assert lima.state() == before


def refused(place: OnServer, program: str = PROGRAM) -> str:
    """Load one more voucher, which is refused; return why."""
    result = place("load", place.write(FORGOTTEN), program=program)
    assert result.status == 1, result
    assert not list((place.folder / "private").iterdir())
    return str(result.json["error"])


def test_a_user_who_may_make_no_tables_makes_no_installation(server: Server, tmp_path: Path) -> None:
    postgres.run("CREATE DATABASE theirs", url=server.url)
    postgres.run("CREATE USER rosa", url=server.url)
    url = urlsplit(postgres.url_of("theirs", server=server.url))._replace(netloc="rosa@").geturl()
    for words in (("init",), SERVE):
        result = as_user(*words, "--json", DATABASE_URL=url, CONSOLIDA_HOME=str(tmp_path / "new"))
        assert result.status == 1
        said = result.json["error"]
        assert said.startswith("The database server does not allow it: permission denied for schema public")
        assert said.endswith(
            "Have its administrator make the user of DATABASE_URL the owner of the database, and try again."
        )
        assert "Traceback" not in result.err


def test_a_user_without_rights_changes_nothing(lima: OnServer) -> None:
    before = lima.state()
    lima.execute("CREATE USER bob")
    bob = OnServer(lima.folder, lima.server, user="bob")
    assert "does not allow it: permission denied" in refused(bob)
    lima.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO bob")
    assert bob("history").status == 0
    assert "does not allow it: permission denied" in refused(bob)
    assert lima.state() == before


def test_a_database_that_may_only_be_read_changes_nothing(lima: OnServer) -> None:
    before = lima.state()
    lima.execute(f"ALTER DATABASE {DATABASE} SET default_transaction_read_only = on")
    try:
        assert "does not allow it: cannot execute" in refused(lima)
    finally:
        postgres.run(f"ALTER DATABASE {DATABASE} RESET ALL", url=lima.server.url)
    assert lima.state() == before


STEPS = (
    "Checking the files by the rules",
    "Removing and putting in",
    "Keeping the files in the archive",
    "Bringing persons and entities in step",
)


@pytest.mark.parametrize("step", STEPS)
def test_a_server_that_dies_in_the_middle_leaves_the_old_state(lima: OnServer, step: str) -> None:
    before = lima.state()
    try:
        said = refused(lima, DYING.format(step=step, stop=lima.server.stopping))
        assert said.startswith(("The connection to the database server broke", "The database server cannot"))
        assert "try again" in said
        assert refused(lima).startswith("The database server cannot be used: connection")
    finally:
        lima.server.stop()
        lima.server.start()
    assert lima.state() == before


def test_what_a_full_server_refuses_is_done_when_there_is_room(tmp_path: Path) -> None:
    """The server keeps the database on a small disk of its own (a tablespace), which is full."""
    if os.geteuid() != 0 or not can_mount(tmp_path / "probe"):
        pytest.skip("a small disk for a server is mounted by root only")
    ended = in_child(lambda: _full_server(tmp_path))
    assert ended.problem is None, ended.trace


def _full_server(folder: Path) -> None:
    with TemporaryDirectory(prefix="consolida-pg-", ignore_cleanup_errors=True) as ours:
        disk = Mounted(Path(ours) / "disk", size=64 << 20)  # before the server, which sees it then
        postgres.hand_over(disk.path)
        with postgres.own_server(Path(ours)) as server:
            _fill(disk, OnServer(folder, server))
        disk.pull()


def _fill(disk: Mounted, place: OnServer) -> None:
    """Load many vouchers while there is no room, and again when there is."""
    postgres.run(f"CREATE TABLESPACE small LOCATION '{disk.path}'", url=place.server.url)
    place.set_up(more="TABLESPACE small")
    before = place.state()
    titles, _, rows = FORGOTTEN.partition("\n")
    many = place.write("\n".join([titles, *(rows.replace("0003", str(n)) for n in range(1000, 2000))]))
    disk.leave(32 << 10)
    result = place("load", many)
    disk.free()
    assert result.status == 1, result
    assert result.json["error"] == (
        "The disk of the database server is full; nothing was changed. "
        "Have some space freed on the server and try again."
    )
    assert not list((place.folder / "private").iterdir())
    assert place.state() == before
    assert place.ask("load", many)["added"] == 1000


def test_a_backup_moves_between_a_folder_and_a_server(lima: OnServer, tmp_path: Path) -> None:
    books = [lima.ask("history"), lima.ask("balance", "--month", "2026-11")]
    company = lima.ask("company", "list")
    made = lima.ask("backup", tmp_path / "lima.zip")
    folder = {"DATABASE_URL": "", "CONSOLIDA_HOME": str(tmp_path / "cusco")}
    restored = as_user("restore", tmp_path / "lima.zip", "--json", **folder)
    assert restored.status == 0, restored
    assert restored.json["former_installation"] == made["installation"] != restored.json["installation"]
    assert (tmp_path / "cusco" / "consolida.db").exists()
    again = [as_user(*words, "--json", **folder).json for words in BOOKS]
    assert again == books
    assert as_user("doctor", "--json", **folder).status == 0
    assert as_user("load", lima.write(FORGOTTEN), "--json", **folder).status == 0
    books = [as_user(*words, "--json", **folder).json for words in BOOKS]
    assert as_user("backup", tmp_path / "cusco.zip", "--json", **folder).status == 0

    refusal = lima("restore", tmp_path / "cusco.zip")
    assert refusal.status == 1
    assert "holds an installation already" in refusal.json["error"]
    back = lima.ask("restore", tmp_path / "cusco.zip", "--replace")
    assert back["former_installation"] == restored.json["installation"] != back["installation"]
    assert [lima.ask(*words) for words in BOOKS] == books
    assert lima.ask("company", "list") == company
    assert lima.ask("doctor")["findings"] == []
    more = FORGOTTEN.replace("0003", "0004")
    assert lima.ask("load", lima.write(more))["added"] == 1
    with sqlite3.connect(str(back["set_aside"])) as aside:
        assert aside.execute("SELECT uid FROM masters_installation").fetchall() == [(made["installation"],)]
