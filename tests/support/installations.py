"""Installations in throw-away folders: one process, several ledgers, one open at a time."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from django.core.management import call_command
from django.db import connections

from consolida.core.home import Home


def _point_at(database: Path) -> None:
    connections["default"].close()
    connections["default"].settings_dict["NAME"] = str(database)


@cache
def _empty_database() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="consolida-template-"))
    database = folder / "consolida.db"
    _point_at(database)
    call_command("migrate", verbosity=0)
    connections["default"].close()
    return database


def make_home(folder: Path) -> Home:
    """Make an installation's folder with an empty, migrated database."""
    home = Home(folder)
    home.make()
    if not home.database.exists():
        shutil.copyfile(_empty_database(), home.database)
    return home


@contextmanager
def at(home: Home) -> Iterator[Home]:
    """Open an installation inside a block; blocks may be nested, the outer one is opened again after."""
    before = str(connections["default"].settings_dict["NAME"])
    _point_at(home.database)
    try:
        yield home
    finally:
        connections["default"].close()
        connections["default"].settings_dict["NAME"] = before
