"""Installations in throw-away folders: one process, several ledgers, one open at a time.

Each has a real database of its own: a file in its folder, or, with CONSOLIDA_TEST_ENGINE=postgresql,
a database on the tests' server, made from a template and dropped after the test.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connections

from consolida.core.home import Home
from consolida.project.database import database
from scripts import postgres

ON_POSTGRES = os.environ.get("CONSOLIDA_TEST_ENGINE") == "postgresql"
on_one_engine = pytest.mark.skipif(ON_POSTGRES, reason="what a page looks like is the same on every engine")
_made: set[str] = set()


def database_of(home: Home) -> str:
    """Return the name of an installation's database, as Django's settings have it."""
    if not ON_POSTGRES:
        return str(home.database)
    return f"t_{sha256(str(home.path).encode()).hexdigest()[:20]}"


def _point_at(name: str) -> None:
    connections["default"].close()
    connections["default"].settings_dict["NAME"] = name


@contextmanager
def on_server(server: postgres.Server) -> Iterator[None]:
    """Keep the databases on a server of one's own inside a block; they go with it."""
    before = set(_made)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in database(server.url, file="").items():
            patch.setitem(connections["default"].settings_dict, name, value)
        patch.setattr(postgres, "server_url", lambda: server.url)
        _empty_database.cache_clear()
        yield
        connections["default"].close()
    _empty_database.cache_clear()
    _made.intersection_update(before)


@cache
def _empty_database() -> str:
    if ON_POSTGRES:
        name = f"template_{uuid4().hex[:16]}"  # one for each server that is used
        postgres.run(f"CREATE DATABASE {name}")
    else:
        folder = tempfile.mkdtemp(prefix="consolida-template-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        name = str(Path(folder) / "consolida.db")
    before = str(connections["default"].settings_dict["NAME"])
    _point_at(name)
    call_command("migrate", verbosity=0)
    _point_at(before)
    return name


def _copy_database(source: str, target: Home) -> None:
    if ON_POSTGRES:
        _made.add(database_of(target))
        postgres.run(f"CREATE DATABASE {database_of(target)} TEMPLATE {source}")
    else:
        shutil.copyfile(source, target.database)


def make_room(home: Home) -> None:
    """Make an empty database on the server for a folder that has none; a file needs no room made."""
    name = database_of(home)
    if ON_POSTGRES and name not in _made:
        _made.add(name)
        postgres.run(f"CREATE DATABASE {name}")


def url_of(home: Home) -> str:
    """Return the URL of an installation's database on the server; it is made, empty, where it is missing."""
    make_room(home)
    return postgres.url_of(database_of(home))


def make_home(folder: Path) -> Home:
    """Make an installation's folder with an empty, migrated database."""
    home = Home(folder)
    if not home.key_file.exists():
        home.make()
        _copy_database(_empty_database(), home)
    return home


def clone(home: Home, folder: Path) -> Home:
    """Copy an installation with all it has, as people copy folders."""
    shutil.copytree(home.path, folder, ignore=shutil.ignore_patterns(home.database.name))
    twin = Home(folder)
    _copy_database(database_of(home), twin)
    return twin


def let_settle(home: Home) -> None:
    """Wait until the server has noticed that a client died: what it was at is done, or rolled back."""
    if ON_POSTGRES:
        connections["default"].close()
        postgres.wait_until_left(database_of(home))


@contextmanager
def dropping_databases() -> Iterator[None]:
    """Drop what a block makes on the server; what was made for several tests stays until the last."""
    before = set(_made)
    try:
        yield
    finally:
        if _made - before:
            connections["default"].close()
        for name in _made - before:
            postgres.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            _made.discard(name)


@contextmanager
def at(home: Home) -> Iterator[Home]:
    """Open an installation inside a block; blocks may be nested, the outer one is opened again after."""
    before = str(connections["default"].settings_dict["NAME"])
    _point_at(database_of(home))
    try:
        yield home
    finally:
        _point_at(before)
