"""The formats of the transfer file: identifiers, columns, limits and names (docs/file-format.md)."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

import apsw

APPLICATION_ID = 0x434F4E53  # "CONS"
LOWEST, NEWEST = 1, 2
SHARES = "cost_center_share"  # the table that format 2 has beside those of format 1
PAGE_SIZE = 4096

MAX_FILE_BYTES = 8 << 30  # ten million lines take 2 GiB
MAX_VALUE_BYTES = 32 << 20  # one voucher's canonical JSON, the longest value ever built
MAX_VOUCHER_LINES = 65_535
MAX_BATCH_VOUCHERS = 16_777_215
MAX_BATCHES = 100_000  # of one file


class FileKind(StrEnum):
    """What a transfer file is for."""

    VOUCHERS = "vouchers"
    MASTERS = "masters"
    BEFORE = "before"  # what a replacement removed; never importable by hand


class BatchState(StrEnum):
    """A batch's state; `absent` only in a before-image: the batch did not exist."""

    OPEN = "open"
    CLOSED = "closed"
    ABSENT = "absent"


class VoucherKind(StrEnum):
    """What PLE 5.1 field 3 begins with."""

    OPENING = "A"
    MOVEMENT = "M"
    CLOSING = "C"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the specification; `limit` is in characters for text."""

    name: str
    is_text: bool
    limit: int = 0


# Longest text of each column, in all tables or in one; a column that is not named here holds 40 characters.
_LIMITS = {
    "name": 200,
    "company": 200,
    "site_name": 200,
    "address": 300,
    "description": 200,
    "author": 150,
    "created_by": 150,
    "changed_by": 150,
    "program": 60,
    "digest": 64,
    "content_digest": 64,
    "annotation_digest": 64,
    "previous": 64,
    "public_key": 64,
    "signature": 128,
    "site": 4,
    "operation_type": 4,
    "number": 20,
    "account": 24,
    "cost_center": 24,
    "document_series": 20,
    "document_number": 20,
    "modified_series": 20,
    "modified_number": 20,
    "party_number": 15,
    "charge_account": 24,
    "credit_account": 24,
    "account.code": 24,
    "cost_center.code": 24,
    "operation_type.code": 4,
    "party.number": 15,
    "party_ancestor.number": 15,
}
_DEFAULT_LIMIT = 40


@cache
def schema_sql() -> str:
    """Return the statements that make an empty transfer file of the lowest format."""
    return _specified("schema.sql")


@cache
def statements(version: int = NEWEST) -> dict[str, str]:
    """Return the CREATE TABLE statement of each table of a format, by name, in the specification's order."""
    text = schema_sql() + (_specified("schema-2.sql") if version >= 2 else "")
    found = re.findall(
        r"^(CREATE TABLE (\w+) \(.*?\n\) STRICT, WITHOUT ROWID);", text, re.MULTILINE | re.DOTALL
    )
    return {name: statement for statement, name in found}


def _specified(name: str) -> str:
    return (resources.files("consolida.core.portable") / name).read_text("utf-8")


def format_of(connection: apsw.Connection) -> int:
    """Return the format of the transfer file that a connection has open."""
    return int(connection.pragma("user_version"))


def admitting_shares(schema: str = "main") -> tuple[str, str]:
    """Return the statements that make an unsealed file, open as `schema`, one of format 2."""
    statement = statements()[SHARES].replace(SHARES, f"{schema}.{SHARES}", 1)
    return statement, f"PRAGMA {schema}.user_version = 2"


def source(table: str) -> str:
    """Name a table of the file in a query; for that of shares an empty one may stand in (see connect)."""
    return table if table == SHARES else f"main.{table}"


@cache
def columns(table: str) -> tuple[Column, ...]:
    """Return a table's columns in the specification's order."""
    rows = re.findall(r"^  (\w+) (TEXT|INTEGER) NOT NULL", statements()[table], re.MULTILINE)
    return tuple(
        Column(name, kind == "TEXT", _limit(table, name) if kind == "TEXT" else 0) for name, kind in rows
    )


def _limit(table: str, name: str) -> int:
    return _LIMITS.get(f"{table}.{name}", _LIMITS.get(name, _DEFAULT_LIMIT))


@cache
def names(table: str) -> tuple[str, ...]:
    """Return the names of a table's columns in the specification's order."""
    return tuple(column.name for column in columns(table))


@cache
def primary_key(table: str) -> tuple[str, ...]:
    """Return the names of the columns of a table's primary key."""
    statement = statements()[table]
    composite = re.search(r"PRIMARY KEY \(([^)]+)\)", statement)
    if composite is not None:
        return tuple(name.strip() for name in composite.group(1).split(","))
    single = re.search(r"^  (\w+) TEXT NOT NULL PRIMARY KEY", statement, re.MULTILINE)
    return (single.group(1),) if single is not None else ()


def used_masters(schema: str = "") -> dict[str, str]:
    """Return, by master, the condition on the rows that the vouchers of a file, open as `schema`, use."""
    file = f"{schema}." if schema else ""
    return {
        "account": f"code IN (SELECT account FROM {file}line)",
        "cost_center": f"code IN (SELECT cost_center FROM {file}line)",
        "operation_type": f"code IN (SELECT operation_type FROM {file}batch)",
        "exchange_rate": f"(currency, date) IN (SELECT currency, date FROM {file}voucher)",
    }


def same_statement(theirs: str | None, table: str) -> bool:
    """Tell whether a statement found in a file is the specification's, white space aside."""
    return theirs is not None and _words(theirs) == _words(statements()[table])


def _words(statement: str) -> list[str]:
    # What SQLite takes for white space, and nothing else: str.split() knows more
    return re.split(r"[ \t\n\r\f]+", statement.strip(" \t\n\r\f"))


def file_name(*, ruc: str, period: str, operation_type: str, site: str, export_number: int) -> str:
    """Return a file's name for people: `20131312955_2026-11_05_0001_0007.db`; without a month, of masters."""
    parts = [ruc, period or FileKind.MASTERS, operation_type, site, f"{export_number:04d}"]
    return "_".join(part for part in parts if part) + ".db"
