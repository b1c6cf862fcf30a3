"""What a file's masters have that ours lack or have otherwise, and the remedy: add or take."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import apsw
from django.db import models

from consolida.audit.record import acting, record
from consolida.core import digest
from consolida.core.actor import Actor, Right
from consolida.core.likeness import alike
from consolida.core.portable import connect
from consolida.core.portable import format as spec
from consolida.masters import portable
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


@dataclass(slots=True)
class MastersComparison:
    """A file's masters against ours; a file of vouchers carries only the rows that they use."""

    missing: dict[str, list[Row]] = field(default_factory=dict)
    different: list[MasterDifference] = field(default_factory=list)
    renamed_types: list[MasterDifference] = field(default_factory=list)  # same T/O code, another name
    apart: list[str] = field(default_factory=list)  # masters that, whole, are not the same at both ends

    @property
    def missing_count(self) -> int:
        """How many rows ours lack."""
        return sum(map(len, self.missing.values()))


def compare(company: Company, *, file: Path) -> MastersComparison:
    """Compare the masters of a proven transfer file with the company's."""
    result = MastersComparison()
    with closing(connect.open_proven(file)) as connection:
        ours_whole = portable.whole(company)
        for table, entries, fingerprint in connection.execute("SELECT name, entries, digest FROM master"):
            if ours_whole.get(table) != (entries, fingerprint):
                result.apart.append(table)
        for table in digest.MASTERS:
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
            MODELS[table].bulk_create(
                _made(company, table, [one.theirs for one in differences if one.table == table]),
                _CHUNK,
                update_conflicts=True,
                unique_fields=("company", *key),
                update_fields=[name for name in spec.names(table) if name not in key],
            )
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
    columns = spec.names(table)
    named = (dict(zip(columns, row, strict=True)) for row in portable.rows(company, table))
    ours = {key_of(table, row): row for row in named}
    for values in connection.execute(f"SELECT * FROM {table} ORDER BY {', '.join(spec.primary_key(table))}"):
        theirs: Row = dict(zip(columns, values, strict=True))
        key = key_of(table, theirs)
        if key not in ours:
            result.missing.setdefault(table, []).append(theirs)
            continue
        difference = MasterDifference(table, key, ours[key], theirs)
        if table == "operation_type" and not _names_alike(difference):
            result.renamed_types.append(difference)
        elif _differs(difference):
            result.different.append(difference)


def _differs(one: MasterDifference) -> bool:
    rest = {name: value for name, value in one.theirs.items() if name != "name"}
    return not _names_alike(one) or any(one.ours[name] != value for name, value in rest.items())


def _names_alike(one: MasterDifference) -> bool:
    return alike(str(one.ours.get("name", "")), str(one.theirs.get("name", "")))


def _made(company: Company, table: str, rows: Iterable[Row]) -> list[models.Model]:
    return [MODELS[table].model(company=company, **as_fields(row)) for row in rows]


def as_fields(row: Row) -> dict[str, object]:
    """Return a row of a file as the model's fields."""
    return {name: bool(value) if name in _FLAGS else value for name, value in row.items()}
