"""COPY's text format, read and written without a server."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from consolida.ledger.bulk import copying


class Server:
    """What a cursor does for COPY: it gives out what it was given, and keeps what is written."""

    def __init__(self, *lines: str) -> None:
        self.lines = lines
        self.written = ""

    @contextmanager
    def copy(self, statement: str) -> Iterator["Server"]:
        self.statement = statement
        yield self

    def __iter__(self) -> Iterator[bytes]:
        return (f"{line}\n".encode() for line in self.lines)

    def write(self, text: str) -> None:
        self.written += text


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("05\t0001\tVenta", ["05", "0001", "Venta"]),
        ("\\N\t\t7", [None, "", "7"]),
        ("a\\tb\tc\\nd\te\\\\f", ["a\tb", "c\nd", "e\\f"]),
        ("\\\\N\tñandú", ["\\N", "ñandú"]),
        ("\\rx\\by\\fz\\v", ["\rx\by\fz\v"]),
    ],
)
def test_a_row_is_read_with_what_is_special_in_it(line: str, values: list[str | None]) -> None:
    server = Server(line)
    assert list(copying.rows(server, "SELECT 1")) == [values]
    assert server.statement == "COPY (SELECT 1) TO STDOUT"


@pytest.mark.parametrize("count", [0, 1, 499, 500, 501, 1000])
def test_every_row_is_written_once_whatever_their_number(count: int) -> None:
    server = Server()
    copying.feed(server, "ledger_line", ["id", "account"], ((f"{n}\t1212",) for n in range(count)))
    assert server.statement == "COPY ledger_line (id, account) FROM STDIN"
    assert server.written == "".join(f"{n}\t1212\n" for n in range(count))
