"""The measure R on PostgreSQL: the same rows removed and copied into two plain tables of a server."""

from contextlib import closing
from pathlib import Path
from time import perf_counter

import psycopg

from bench.raw import TABLES
from consolida.core.portable import format as spec
from consolida.core.portable.connect import open_proven

_ROWS_PER_WRITE = 500


def make(url: str) -> None:
    """Make two plain tables: an integer key, the columns of the transfer file, no other index."""
    with psycopg.connect(url) as connection:
        for table in TABLES:
            columns = ", ".join(
                f"{column.name} {'text' if column.is_text else 'bigint'}" for column in spec.columns(table)
            )
            connection.execute(f"CREATE TABLE {table} (id bigint PRIMARY KEY, {columns})".encode())


def replace(url: str, file: Path) -> float:
    """Remove all rows by the range of their keys and copy those of a file; return the seconds."""
    start = perf_counter()
    with psycopg.connect(url) as connection, closing(open_proven(file)) as opened:
        for table in TABLES:
            connection.execute(f"DELETE FROM {table} WHERE id >= 1 AND id < {1 << 60}".encode())
            names = ", ".join(spec.names(table))
            row = f"replace(concat_ws(char(9), row_number() OVER (), {names}), '\\', '\\\\')"
            lines = opened.execute(f"SELECT {row} FROM {table}")
            with connection.cursor().copy(f"COPY {table} (id, {names}) FROM STDIN".encode()) as copy:
                while some := [str(line) for _, (line,) in zip(range(_ROWS_PER_WRITE), lines, strict=False)]:
                    copy.write("\n".join([*some, ""]))
    return perf_counter() - start
