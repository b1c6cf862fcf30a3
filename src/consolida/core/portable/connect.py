"""Connections to transfer files: a new one, one that is proven, one that may be hostile."""

import os
from collections.abc import Callable
from pathlib import Path

import apsw

from consolida.core import digest
from consolida.core.portable import format as spec

_READ_ONLY = apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI
_READ_WRITE = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_URI

# A million lines take some 170 MB and, with all rules, 500 million steps: ten times that is allowed.
_STEPS_PER_CALL = 1_000_000
_FREE_CALLS = 500
_BYTES_PER_CALL = 40_000

_CACHE_KIB = 16 * 1024


def create(path: Path | str) -> apsw.Connection:
    """Make an empty transfer file, to be filled and sealed; a file that exists is never touched."""
    if path == ":memory:":
        connection = apsw.Connection(path)
    else:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        connection = apsw.Connection(_uri(Path(path), "mode=rw"), flags=_READ_WRITE)
    connection.pragma("page_size", spec.PAGE_SIZE)
    _for_writing(connection)
    connection.execute(spec.schema_sql())
    connection.pragma("application_id", spec.APPLICATION_ID)
    connection.pragma("user_version", spec.LOWEST)
    return _with_stand_in(connection)


def reopen(path: Path) -> apsw.Connection:
    """Open a file of one's own that is not sealed yet, to go on filling it."""
    return _with_stand_in(_for_writing(apsw.Connection(_uri(path, "mode=rw"), flags=_READ_WRITE)))


def admit_shares(connection: apsw.Connection) -> None:
    """Make an unsealed file one of format 2, which has the shares of cost centres; once is enough."""
    if spec.format_of(connection) < 2:
        connection.execute(f"DROP TABLE temp.{spec.SHARES}")
        for statement in spec.admitting_shares():
            connection.execute(statement)


def open_proven(path: Path) -> apsw.Connection:
    """Open, read-only, a file that this installation wrote or verified."""
    connection = apsw.Connection(_uri(path, "mode=ro&immutable=1"), flags=_READ_ONLY)
    return _with_stand_in(_with_functions(connection))


def open_hostile(path: Path) -> apsw.Connection:
    """Open, read-only and with every guard up, a file that nobody has verified."""
    connection = apsw.Connection(_uri(path, "mode=ro&immutable=1"), flags=_READ_ONLY)
    _raise_guards(connection)
    connection.set_progress_handler(_budget(path.stat().st_size), _STEPS_PER_CALL)
    return _with_stand_in(_with_functions(connection))


def attach_proven(connection: apsw.Connection, path: Path, *, schema: str) -> None:
    """Attach another file of one's own, read-only, under a name."""
    connection.execute(f"ATTACH ? AS {schema}", (_uri(path, "mode=ro&immutable=1"),))


def _uri(path: Path, query: str) -> str:
    return f"{path.absolute().as_uri()}?{query}"


def _for_writing(connection: apsw.Connection) -> apsw.Connection:
    # A part that is cut short is thrown away, so it needs no journal on disk; settle() flushes the whole.
    connection.pragma("journal_mode", "memory")
    connection.pragma("synchronous", 0)
    return _with_functions(connection)


def _with_functions(connection: apsw.Connection) -> apsw.Connection:
    connection.pragma("cache_size", -_CACHE_KIB)
    digest.register(connection)
    return connection


def _with_stand_in(connection: apsw.Connection) -> apsw.Connection:
    """Give a file that has no shares an empty table of them, so that what reads files has one form."""
    if spec.format_of(connection) < 2:
        connection.execute(spec.statements()[spec.SHARES].replace("TABLE", "TEMP TABLE", 1))
    return connection


def _raise_guards(connection: apsw.Connection) -> None:
    for setting, value in (
        (apsw.SQLITE_DBCONFIG_DEFENSIVE, 1),
        (apsw.SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0),
        (apsw.SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0),
        (apsw.SQLITE_DBCONFIG_ENABLE_TRIGGER, 0),
        (apsw.SQLITE_DBCONFIG_ENABLE_VIEW, 0),
        (apsw.SQLITE_DBCONFIG_DQS_DML, 0),
        (apsw.SQLITE_DBCONFIG_DQS_DDL, 0),
    ):
        connection.config(setting, value)
    for limit, value in (
        (apsw.SQLITE_LIMIT_LENGTH, spec.MAX_VALUE_BYTES),
        (apsw.SQLITE_LIMIT_ATTACHED, 1),  # the receiver's masters
        (apsw.SQLITE_LIMIT_TRIGGER_DEPTH, 0),
        (apsw.SQLITE_LIMIT_WORKER_THREADS, 0),
    ):
        connection.limit(limit, value)
    connection.pragma("cell_size_check", 1)
    connection.pragma("mmap_size", 0)


def _budget(size: int) -> Callable[[], bool]:
    left = _FREE_CALLS + size // _BYTES_PER_CALL

    def exhausted() -> bool:
        nonlocal left
        left -= 1
        return left < 0

    return exhausted
