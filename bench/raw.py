"""The measure R: the same rows copied into two plain tables with nothing else done."""

import sqlite3
from contextlib import closing
from pathlib import Path
from time import perf_counter

from consolida.core.portable import format as spec

TABLES = ("voucher", "line")


def make(database: Path) -> None:
    """Make two plain tables: a row number, the columns of the transfer file, no index."""
    with closing(_open(database)) as connection:
        for table in TABLES:
            columns = ", ".join(
                f"{column.name} {'TEXT' if column.is_text else 'INTEGER'}" for column in spec.columns(table)
            )
            connection.execute(f"CREATE TABLE {table} ({columns})")


def replace(database: Path, file: Path) -> float:
    """Remove all rows by the range of their numbers and copy those of a file; return the seconds."""
    start = perf_counter()
    with closing(_open(database)) as connection:
        connection.execute("ATTACH ? AS file", (f"{file.absolute().as_uri()}?mode=ro&immutable=1",))
        connection.execute("BEGIN IMMEDIATE")
        for table in TABLES:
            connection.execute(f"DELETE FROM {table} WHERE rowid >= 1 AND rowid < ?", (1 << 60,))
            connection.execute(f"INSERT INTO {table} SELECT * FROM file.{table}")
        connection.execute("COMMIT")
    return perf_counter() - start


def export(database: Path, file: Path) -> float:
    """Copy all rows into two plain tables of a new file; return the seconds."""
    start = perf_counter()
    with closing(_open(database)) as connection:
        connection.execute("ATTACH ? AS file", (str(file),))
        connection.execute("BEGIN")
        for table in TABLES:
            connection.execute(f"CREATE TABLE file.{table} AS SELECT * FROM main.{table}")
        connection.execute("COMMIT")
    return perf_counter() - start


def _open(database: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(database, uri=True, isolation_level=None)
    connection.execute("PRAGMA synchronous=FULL")
    return connection
