"""The masters as the tables of a transfer file: whole, with the fingerprint of each."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import apsw

from consolida.core import digest
from consolida.core.portable import connect
from consolida.core.portable import format as spec
from consolida.masters import shares
from consolida.masters.models import Company, PartyAncestor

if TYPE_CHECKING:
    from django.db import models

_CHUNK = 5_000

Row = tuple[str | int, ...]


def write_masters(company: Company, connection: apsw.Connection, *, parties: bool) -> None:
    """Fill the tables of an open transfer file with the company's whole masters."""
    with connection:
        for table in digest.masters():
            _insert(connection, table, rows(company, table))
        if parties:
            _insert(connection, "party", _rows_of(company, "party"))
            _insert(connection, "party_ancestor", _ancestors(company))


def receiver_masters(company: Company, to: Path) -> Path:
    """Write the company's masters, but parties, to a new file where the rules can look them up."""
    with closing(connect.create(to)) as connection:
        write_masters(company, connection, parties=False)
    return to


def fingerprints(company: Company, connection: apsw.Connection) -> None:
    """Fill the fingerprint of each of the company's whole masters into an open transfer file."""
    with connection:
        found = whole(company)
        if found[spec.SHARES][0]:
            connect.admit_shares(connection)
        for table in digest.masters(spec.format_of(connection)):
            connection.execute("INSERT INTO master VALUES (?, ?, ?)", (table, *found[table]))


def whole(company: Company) -> dict[str, tuple[int, str]]:
    """Return the number of entries and the fingerprint of each of the company's masters."""
    found = {table: rows(company, table) for table in digest.masters()}
    return {
        table: (len(entries), digest.of_texts(map(digest.canonical, entries)))
        for table, entries in found.items()
    }


def rows(company: Company, table: str) -> list[Row]:
    """Return the rows of a master as a transfer file has them, in the order of their key."""
    if table == spec.SHARES:
        return list(shares.rows_of(shares.of_company(company)))
    columns = spec.names(table)
    key = [columns.index(name) for name in spec.primary_key(table)]
    # Sorted here, because the order of texts differs between engines and their languages.
    return sorted(_rows_of(company, table), key=lambda row: [str(row[place]).encode() for place in key])


def _rows_of(company: Company, table: str) -> Iterator[Row]:
    managers: dict[str, models.Manager[Any]] = {
        "account": company.accounts,
        "cost_center": company.cost_centers,
        "operation_type": company.operation_types,
        "exchange_rate": company.exchange_rates,
        "party": company.parties,
    }
    for row in managers[table].order_by("pk").values_list(*spec.names(table)).iterator(_CHUNK):
        yield tuple(int(value) if isinstance(value, bool) else value for value in row)


def _ancestors(company: Company) -> Iterator[Row]:
    ancestors = PartyAncestor.objects.filter(party__company=company).order_by("pk")
    yield from ancestors.values_list("party__type", "party__number", "digest").iterator(_CHUNK)


def _insert(connection: apsw.Connection, table: str, values: Iterator[Row] | list[Row]) -> None:
    if table == spec.SHARES and values:
        connect.admit_shares(connection)
    places = ", ".join("?" * len(spec.names(table)))
    connection.executemany(f"INSERT INTO {table} VALUES ({places})", values)
