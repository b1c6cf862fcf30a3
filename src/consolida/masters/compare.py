"""What a file's masters have that ours lack or have otherwise, and the remedy: add or take."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import apsw
from django.db import models

from consolida.audit.record import acting, record
from consolida.core.actor import Actor, Right
from consolida.core.likeness import alike
from consolida.core.portable import connect
from consolida.core.portable import format as spec
from consolida.masters import portable, shares
from consolida.masters.locks import hold_masters
from consolida.masters.models import Account, Company, CostCenter, ExchangeRate, OperationType

_CHUNK = 2_000
_FLAGS = {"active", "requires_party", "requires_cost_center", "requires_document"}
MODELS: dict[str, models.Manager[Any]] = {
    "account": Account.objects,
    "cost_center": CostCenter.objects,
    "operation_type": OperationType.objects,
    "exchange_rate": ExchangeRate.objects,
}

Row = Mapping[str, str | int]
Key = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class MasterDifference:
    """A row that both ends have, and not the same."""

    table: str
    key: Key
    ours: Row
    theirs: Row

    @property
    def code(self) -> str:
        """Its key in words."""
        return " ".join(map(str, self.key))

    @property
    def name(self) -> str:
        """Its name here; rates have none."""
        return str(self.ours.get("name", ""))


@dataclass(slots=True)
class MastersComparison:
    """A file's masters against ours; a file of vouchers carries only the rows that they use."""

    missing: dict[str, list[Row]] = field(default_factory=dict)
    different: list[MasterDifference] = field(default_factory=list)
    renamed_types: list[MasterDifference] = field(default_factory=list)  # same T/O code, another name

    @property
    def missing_count(self) -> int:
        """How many rows ours lack."""
        return sum(map(len, self.missing.values()))


def compare(company: Company, *, file: Path) -> MastersComparison:
    """Compare the masters of a proven transfer file with the company's."""
    result = MastersComparison()
    with closing(connect.open_proven(file)) as connection:
        for table in MODELS:
            _compare(company, table, connection, result)
    return result


def add_missing(company: Company, comparison: MastersComparison, by: Actor, at: datetime) -> int:
    """Add the rows that ours lack; return how many were added."""
    by.require(Right.MASTERS, company=company.ruc)
    if not comparison.missing_count:
        return 0
    with acting():
        hold_masters(company)
        for table, rows in comparison.missing.items():
            MODELS[table].bulk_create(_made(company, table, rows), _CHUNK, ignore_conflicts=True)
            put_shares(company, table, rows)
        details = {table: [key_of(table, row) for row in rows] for table, rows in comparison.missing.items()}
        record(
            by=by.name,
            at=at,
            act="masters-added",
            company=company.ruc,
            subject=", ".join(comparison.missing),
            details=details,
        )
    return comparison.missing_count


def take(company: Company, differences: Sequence[MasterDifference], by: Actor, at: datetime) -> None:
    """Take their rows in place of ours."""
    by.require(Right.MASTERS, company=company.ruc)
    if not differences:
        return
    tables = sorted({one.table for one in differences})
    with acting():
        hold_masters(company)
        for table in tables:
            key = spec.primary_key(table)
            rows = [one.theirs for one in differences if one.table == table]
            MODELS[table].bulk_create(
                _made(company, table, rows),
                _CHUNK,
                update_conflicts=True,
                unique_fields=("company", *key),
                update_fields=[name for name in spec.names(table) if name not in key],
            )
            put_shares(company, table, rows)
        details = {
            table: [[one.key, one.ours, one.theirs] for one in differences if one.table == table]
            for table in tables
        }
        record(
            by=by.name,
            at=at,
            act="masters-taken",
            company=company.ruc,
            subject=", ".join(tables),
            details=details,
        )


def key_of(table: str, row: Row) -> Key:
    """Return the values of a row's key."""
    return tuple(row[name] for name in spec.primary_key(table))


def _compare(company: Company, table: str, connection: apsw.Connection, result: MastersComparison) -> None:
    ours = {key_of(table, row): row for row in rows_of(company, table)}
    for theirs in _rows_in(connection, table):
        key = key_of(table, theirs)
        if key not in ours:
            result.missing.setdefault(table, []).append(theirs)
            continue
        difference = MasterDifference(table, key, ours[key], theirs)
        if table == "operation_type" and not _names_alike(difference):
            result.renamed_types.append(difference)
        elif _differs(difference):
            result.different.append(difference)


def rows_of(company: Company, table: str) -> Iterator[Row]:
    """Yield the rows of a master, a cost centre's with its shares."""
    parts = shares.of_company(company) if table == "cost_center" else {}
    return _named(table, portable.rows(company, table), parts)


def _rows_in(connection: apsw.Connection, table: str) -> Iterator[Row]:
    """Yield the same of a file."""
    key = ", ".join(spec.primary_key(table))
    parts = {}
    if table == "cost_center":
        share_key = ", ".join(spec.primary_key(spec.SHARES))
        parts = shares.from_rows(connection.execute(f"SELECT * FROM {spec.SHARES} ORDER BY {share_key}"))
    return _named(table, connection.execute(f"SELECT * FROM {table} ORDER BY {key}"), parts)


def _named(table: str, rows: Iterable[tuple[str | int, ...]], parts: Mapping[str, str]) -> Iterator[Row]:
    columns = spec.names(table)
    for values in rows:
        row = dict(zip(columns, values, strict=True))
        yield row | {shares.COLUMN: parts.get(str(row["code"]), "")} if table == "cost_center" else row


def _differs(one: MasterDifference) -> bool:
    rest = {name: value for name, value in one.theirs.items() if name != "name"}
    return not _names_alike(one) or any(one.ours[name] != value for name, value in rest.items())


def _names_alike(one: MasterDifference) -> bool:
    return alike(str(one.ours.get("name", "")), str(one.theirs.get("name", "")))


def _made(company: Company, table: str, rows: Iterable[Row]) -> list[models.Model]:
    return [MODELS[table].model(company=company, **as_fields(row)) for row in rows]


def as_fields(row: Row) -> dict[str, object]:
    """Return a row as the model's fields; the shares of a cost centre are rows of their own."""
    return {
        name: bool(value) if name in _FLAGS else value for name, value in row.items() if name != shares.COLUMN
    }


def put_shares(company: Company, table: str, rows: Iterable[Row]) -> None:
    """Give the cost centres among rows, which are there, the shares that the rows carry."""
    if table == "cost_center":
        shares.put(company, {str(row["code"]): str(row[shares.COLUMN]) for row in rows})
