"""Putting a restored installation in its place, last and at once; finished where that was interrupted."""

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from django.db import DatabaseError, connections

from consolida.core import server
from consolida.core.embedded import WAIT_SECONDS
from consolida.core.errors import ConsolidaError
from consolida.core.home import Home
from consolida.core.language import noop
from consolida.core.portable.quarantine import in_use
from consolida.core.portable.write import settle
from consolida.ledger import whole
from consolida.masters import schema
from consolida.masters.models import Installation


class InstallationExists(ConsolidaError):
    """A restore would replace an installation."""

    message = noop("The folder “{folder}” holds an installation already.")
    remedy = noop("Restore into another folder with --home, or say --replace to put the backup in its place.")


class InstallationInUse(ConsolidaError):
    """Somebody is writing in the installation that is to be replaced."""

    message = noop("The installation in “{folder}” is in use.")
    remedy = noop("Close the program everywhere and try again; nothing was changed.")


class DatabaseTaken(InstallationExists):
    """A restore would replace what a server keeps."""

    message = noop("The database that DATABASE_URL names holds an installation already.")
    remedy = noop("Name another database, or say --replace to put the backup in its place.")


def require_place(home: Home, *, replace: bool) -> None:
    """Refuse to replace an installation unasked."""
    if replace:
        return
    if _on_server() and schema.is_there(home):
        raise DatabaseTaken
    if os.path.lexists(home.database):
        raise InstallationExists(folder=home.path)


def _on_server() -> bool:
    return connections["default"].vendor != "sqlite"


def _uids(home: Home) -> list[str]:
    """Return the uid of the installation that a folder is, if it is one."""
    if _on_server():
        return list(Installation.objects.values_list("uid", flat=True)) if schema.is_there(home) else []
    if not home.database.exists():
        return []
    with closing(sqlite3.connect(home.database, timeout=WAIT_SECONDS)) as connection:
        return [uid for (uid,) in connection.execute("SELECT uid FROM masters_installation")]


def put_in_place(staged: Home, home: Home, *, uid: str) -> Path | None:
    """Give a folder its archive, key and database; return where the database that was there is kept.

    The database comes last and at once: until then all is as before.
    """
    home.archive.mkdir(mode=0o700, exist_ok=True)
    for file in sorted(staged.archive.iterdir()):
        settle(file)
        file.replace(home.archive / file.name)
    for stale in home.path.glob("key-*.pem"):
        stale.unlink()
    # Until the database is replaced the key waits under the new installation's name: finish_restore().
    settle(staged.key_file)
    staged.key_file.replace(home.path / f"key-{uid}.pem")
    if _on_server():
        set_aside = _aside(home, uid) if schema.is_there(home) else None
        _settle_folders(home)
        try:
            whole.replace_by(staged.database, keeping=set_aside)
        except DatabaseError as problem:
            if isinstance(server.refusal(problem), server.ServerBusy):
                raise InstallationInUse(folder=home.path) from problem
            raise  # it may have been done all the same: finish_restore() or forget_restore() will know
    else:
        settle(staged.database)
        set_aside = _set_aside(home, uid=uid)
        _settle_folders(home)
        staged.database.replace(home.database)
    _settle_folders(home)
    finish_restore(home)
    _settle_folders(home)
    return set_aside


def _aside(home: Home, uid: str) -> Path:
    return home.path / f"before-restore-{uid}.db"


def _set_aside(home: Home, *, uid: str) -> Path | None:
    """Keep the database that is about to be replaced under another name."""
    if not os.path.lexists(home.database):
        return None
    _let_go(home)
    aside = _aside(home, uid)
    try:
        os.link(home.database, aside)
    except OSError:  # a stick has no links
        shutil.copyfile(home.database, aside)
    journal = home.database.with_name(f"{home.database.name}-journal")
    with suppress(
        FileNotFoundError
    ):  # SQLite has used it up; one that it left must never meet the new database
        journal.replace(aside.with_name(f"{aside.name}-journal"))
    return aside


def _let_go(home: Home) -> None:
    """Wait until nobody writes; what a killed writer left half done is rolled back by this."""
    connections["default"].close()
    with closing(sqlite3.connect(home.database, timeout=WAIT_SECONDS, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as problem:
            raise InstallationInUse(folder=home.path) from problem
        except sqlite3.DatabaseError:  # damaged beyond opening: the reason for the restore
            return


def _settle_folders(home: Home) -> None:
    if os.name == "nt":  # pragma: no cover - a folder cannot be flushed there
        return
    for folder in (home.archive, home.path):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def finish_restore(home: Home) -> None:
    """Give a restored installation its key, where the restore was interrupted just before."""
    pending = list(home.path.glob("key-*.pem"))
    if pending:
        uids = _uids(home)
        for key in pending:
            if [key.stem.removeprefix("key-")] == uids:
                key.replace(home.key_file)


def forget_restore(home: Home) -> None:
    """Remove what a restore that was interrupted left beside the database, which stayed in its place.

    A second name of a database in use would share its changes but not its journal.
    """
    left = list(home.path.glob("key-*.pem"))
    if _on_server():
        left += [_aside(home, key.stem.removeprefix("key-")) for key in left]
    elif home.database.exists():
        left += [path for path in home.path.glob("before-restore-*.db") if path.samefile(home.database)]
    if left and not in_use(home.private):  # else it may be a restore at work
        for path in left:
            path.unlink(missing_ok=True)
