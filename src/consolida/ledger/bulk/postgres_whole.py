"""A PostgreSQL ledger as a whole, copied table by table to and from a SQLite database of the same models."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import apsw
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models

from consolida.core.embedded import WAIT_SECONDS
from consolida.ledger.bulk.copying import NULL, feed, rows

Model = type[models.Model]
if TYPE_CHECKING:
    AnyField = models.Field[Any, Any]
else:
    AnyField = models.Field
_SESSIONS = "django_session"  # whoever is logged in is somebody else after a restore


def fill(path: Path) -> None:
    """Copy all tables, as they are at one moment, into a SQLite database that has them empty."""
    reader = connection.copy()
    try:
        with closing(_open(path, apsw.SQLITE_OPEN_READWRITE)) as file, reader.cursor() as cursor, file:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            for model in _models():
                _copy_out(cursor, file, model)
            cursor.execute("COMMIT")
    finally:
        reader.close()


def hold_all() -> None:
    """Let nobody else write until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'")
        cursor.execute(f"LOCK TABLE {', '.join(_tables())} IN EXCLUSIVE MODE")


def load(path: Path) -> None:
    """Put a SQLite database's rows in the place of all rows, in the caller's transaction."""
    with closing(_open(path, apsw.SQLITE_OPEN_READONLY)) as file, connection.cursor() as cursor:
        gone = _tables()
        if _SESSIONS in connection.introspection.table_names(cursor):
            gone.append(_SESSIONS)
        cursor.execute(f"TRUNCATE {', '.join(gone)} CASCADE")
        for model in _models():
            names = [_column(field) for field in _fields(model)]
            feed(cursor, _table(model), names, file.execute(f"SELECT {_text(model)} FROM {_table(model)}"))
        for statement in connection.ops.sequence_reset_sql(no_style(), _models()):
            cursor.execute(statement)
        for table, last in file.execute("SELECT name, seq FROM sqlite_sequence").get or ():
            _go_on(cursor, str(table), int(last))


def _open(path: Path, flags: int) -> apsw.Connection:
    file = apsw.Connection(str(path), flags=flags)
    file.pragma("foreign_keys", 0)
    return file


def _models() -> list[Model]:
    """List the models whose rows are the installation: what commands know, not browsers' sessions."""
    wanted = {"auth", "contenttypes"}
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed  # noqa: SLF001 - Django's documented API
        and (model._meta.app_label in wanted or model.__module__.startswith("consolida."))  # noqa: SLF001
    ]


def _table(model: Model) -> str:
    return model._meta.db_table  # noqa: SLF001 - Django's documented API


def _tables() -> list[str]:
    return sorted(map(_table, _models()))


def _fields(model: Model) -> Sequence[AnyField]:
    return model._meta.local_concrete_fields  # noqa: SLF001 - Django's documented API


def _column(field: AnyField) -> str:
    assert field.column is not None  # noqa: S101 - only what has a column is asked for
    return field.column


def _copy_out(cursor: Any, file: apsw.Connection, model: Model) -> None:
    table, fields = _table(model), _fields(model)
    columns, places = ", ".join(map(_column, fields)), ", ".join("?" * len(fields))
    key = _column(model._meta.pk)  # noqa: SLF001 - Django's documented API
    read = f"SELECT {', '.join(map(_as_sqlite, fields))} FROM {table} ORDER BY {key}"
    # What migrations put there differs in its keys.
    file.execute(f"DELETE FROM {table}")
    file.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", rows(cursor, read))
    for (sequence,) in _sequences(cursor, table, key):
        cursor.execute(f"SELECT last_value FROM {sequence} WHERE is_called")
        for (last,) in cursor.fetchall():
            file.execute("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
            file.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, last))


def _sequences(cursor: Any, table: str, key: str) -> Iterator[tuple[str]]:
    cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table, key])
    yield from (row for row in cursor.fetchall() if row[0])


def _go_on(cursor: Any, table: str, last: int) -> None:
    """Never give a key again that was given once, also where its row is gone."""
    key = next((_column(model._meta.pk) for model in _models() if _table(model) == table), "")  # noqa: SLF001
    for (sequence,) in _sequences(cursor, table, key) if key else ():
        cursor.execute(f"SELECT setval(%s, greatest(last_value, %s)) FROM {sequence}", [sequence, last])


def _as_sqlite(field: AnyField) -> str:
    """Write a column as Django's SQLite keeps it."""
    if isinstance(field, models.BooleanField):
        return f"{_column(field)}::int"
    if isinstance(field, models.DateTimeField):
        return f"to_char({_column(field)} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
    return _column(field)


def _text(model: Model) -> str:
    r"""Write a row of SQLite as COPY's text; in this database texts may hold anything."""
    return " || char(9) || ".join(map(_as_copy, _fields(model)))


_ESCAPES = (("'\\'", r"'\\'"), ("char(9)", r"'\t'"), ("char(10)", r"'\n'"), ("char(13)", r"'\r'"))


def _as_copy(field: AnyField) -> str:
    text = _column(field)
    if isinstance(field, models.CharField | models.TextField | models.JSONField):
        for letter, escape in _ESCAPES:
            text = f"replace({text}, {letter}, {escape})"
    if isinstance(field, models.DateTimeField):
        text = f"{text} || '+00'"
    return f"coalesce({text}, '{NULL}')" if field.null else text
