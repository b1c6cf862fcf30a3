"""Rows of a master put through the same rules as those of any file."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from datetime import datetime

from consolida.core import digest, rules
from consolida.core.findings import Finding
from consolida.core.moment import stamp
from consolida.core.portable import connect, write
from consolida.core.portable import format as spec
from consolida.core.portable.format import FileKind
from consolida.core.portable.manifest import Origin
from consolida.core.signing import SigningKey
from consolida.masters import shares
from consolida.masters.models import Company

Row = Mapping[str, str | int]

# What the file of one row says of itself; no rule about a row looks at it.
_ITSELF = "00000000-0000-7000-8000-000000000000"
_PAIR = ("charge_account", "credit_account")


def findings_of(company: Company, table: str, row: Row, *, at: datetime) -> tuple[Finding, ...]:
    """Return what the rules say of a row, as if a file of masters brought it."""
    with closing(connect.create(":memory:")) as connection:
        write.put(connection, table, row)
        for share in _shares_of(row):
            connect.admit_shares(connection)
            connection.execute(f"INSERT INTO {spec.SHARES} VALUES (?, ?, ?, ?)", share)
        for account in _accounts_of_pair(company, table, row):
            write.put(connection, "account", {"code": account, "name": account, "active": 1})
        write.seal(
            connection,
            origin=Origin(
                ruc=company.ruc,
                company=company.name,
                currency=company.currency,
                site="0000",
                site_name="0000",
                installation=_ITSELF,
                export_number=1,
                previous="",
                author="consolida",
                program="consolida",
            ),
            kind=FileKind.MASTERS,
            period="",
            operation_type="",
            definitive=False,
            file_uid=_ITSELF,
            cutoff=stamp(at),
            key=SigningKey.generate(),
        )
        return tuple(rules.check(connection, kind=FileKind.MASTERS))


def _accounts_of_pair(company: Company, table: str, row: Row) -> Iterator[str]:
    """Yield the accounts that a row's destino pair names and the chart has."""
    own = row["code"] if table == "account" else ""
    named = {str(row[name]) for name in _PAIR if row.get(name)} - {own}
    named |= {account for _, *pair, _ in _shares_of(row) for account in map(str, pair)}
    if named:
        yield from company.accounts.filter(code__in=named).values_list("code", flat=True)


def _shares_of(row: Row) -> Iterable[tuple[str, str, str, int]]:
    return shares.rows_of({str(row.get("code", "")): str(row.get(shares.COLUMN, ""))})


def party_row(*, kind: str, number: str, name: str, address: str, active: int) -> Row:
    """Return a party as a row of a file."""
    version = digest.of_party(kind=kind, number=number, name=name, address=address, active=active)
    return {
        "type": kind,
        "number": number,
        "name": name,
        "address": address,
        "active": active,
        "digest": version,
    }
