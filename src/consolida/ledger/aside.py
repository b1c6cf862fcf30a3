"""A SQLite database beside the installation's own, worked on in its place."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.sqlite3.base import DatabaseWrapper

from consolida.core import embedded


@contextmanager
def opened(path: Path) -> Iterator[None]:
    """Work, inside a block, on a SQLite database in place of the installation's own."""
    ours = connections[DEFAULT_DB_ALIAS]
    settings = {**ours.settings_dict, **embedded.SETTINGS, "NAME": str(path), "CONN_HEALTH_CHECKS": False}
    theirs = DatabaseWrapper(settings, DEFAULT_DB_ALIAS)
    connections[DEFAULT_DB_ALIAS] = theirs
    try:
        yield
    finally:
        theirs.close()
        connections[DEFAULT_DB_ALIAS] = ours
