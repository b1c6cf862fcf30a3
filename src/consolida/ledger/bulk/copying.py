r"""COPY's text format: a row a line, values between tabs, `\N` for none, `\` before what is special."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from consolida.core.chunks import chunks

_TEXTS_PER_WRITE = 500
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_LETTERS = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f", "v": "\v"}
NULL = r"\N"


def feed(cursor: Any, table: str, columns: Sequence[str], lines: Iterable[tuple[Any, ...]]) -> None:
    """Copy rows into a table; a text in COPY's format holds one or several."""
    with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for some in chunks((line for (line,) in lines), _TEXTS_PER_WRITE):
            copy.write("\n".join([*some, ""]))


def rows(cursor: Any, query: str) -> Iterator[list[str | None]]:
    """Yield the rows of a query as texts; SQLite's columns make integers of them again."""
    with cursor.copy(f"COPY ({query}) TO STDOUT") as copy:
        for block in copy:
            line = bytes(block).decode()[:-1]
            values: list[str | None] = [*line.split("\t")]
            yield [_value(value) for value in values] if "\\" in line else values


def _value(value: str | None) -> str | None:
    if value == NULL or value is None:
        return None
    return _ESCAPED.sub(lambda match: _LETTERS.get(match[1], match[1]), value)
