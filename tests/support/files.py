"""Transfer files for tests: vouchers as people would write them, made into a sealed file in one call.

    05 0001 2026-11-03 Sale to Bob
      1212  debit  1180.00 party=6:20512333797 document=01:F001:123:2026-11-03
      40111 credit  180.00
      70111 credit 1000.00

A header is T/O, number, date, then `name=value` fields and the description in any order; the word
`annulled` alone annuls. A line is account, side, amount, then fields; `document` and `modified` are
type:series:number:date, `party` is type:number. Any column of the specification can be a field.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import apsw
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from consolida.core import digest
from consolida.core.money import parse_amount, parse_rate
from consolida.core.period import Period
from consolida.core.portable import connect, write
from consolida.core.portable import format as spec
from consolida.core.portable.format import FileKind
from consolida.core.portable.manifest import Manifest, Origin
from consolida.core.signing import SigningKey
from consolida.core.uids import derived_uid

RUC = "20131312955"
COMPANY = "Comercial Andina S.A.C."
BOB = "20512333797"
CAROL = "20100053455"
SITE = "0001"
PERIOD = "2026-11"
INSTALLATION = "01930000-0000-7000-8000-000000000001"
FILE_UID = "01930000-0000-7000-8000-0000000000f1"
MOMENT = "2026-12-03T15:42:07.125Z"
KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
OTHER_KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33))))

SALES = """
05 0001 2026-11-03 Sale to Bob
  1212  debit  1180.00 party=6:20512333797 document=01:F001:123:2026-11-03
  40111 credit  180.00
  70111 credit 1000.00
05 0002 2026-11-17 Sale to Carol
  1212  debit   590.00 party=6:20100053455 document=01:F001:124:2026-11-17
  40111 credit   90.00
  70111 credit  500.00
"""

NAMES = {"05": "Ventas", "11": "Compras", "21": "Caja", "31": "Diario"}
Row = Mapping[str, str | int]

# What a row holds where a test does not care.
DEFAULTS: dict[str, dict[str, str | int]] = {
    "batch": {"state": "open", "digest": ""},
    "voucher": {
        "kind": "M",
        "currency": "PEN",
        "exchange_rate": 1_000_000,
        "ple_state": 1,
        "created_by": "alice",
        "created_at": MOMENT,
        "changed_by": "alice",
        "changed_at": MOMENT,
    },
    "line": {"currency": "PEN"},
    "party": {"type": "6", "active": 1},
    "account": {"active": 1},
    "cost_center": {"active": 1},
    "operation_type": {"active": 1},
    "exchange_rate": {"currency": "USD", "buy": 3_740_000, "sell": 3_750_000},
}


def insert(connection: apsw.Connection, table: str, **fields: str | int) -> None:
    """Add a row; columns that are not named get the default of the table, else '' or 0."""
    _insert(connection, "INSERT", table, fields)


def insert_missing(connection: apsw.Connection, table: str, **fields: str | int) -> None:
    """Add a row unless one has its key."""
    _insert(connection, "INSERT OR IGNORE", table, fields)


def _insert(connection: apsw.Connection, verb: str, table: str, fields: Row) -> None:
    row = {**DEFAULTS.get(table, {}), **fields}
    unknown = row.keys() - set(spec.names(table))
    assert not unknown, f"{table} has no column {unknown}"
    values = [row.get(column.name, "" if column.is_text else 0) for column in spec.columns(table)]
    connection.execute(f"{verb} INTO {table} VALUES ({', '.join('?' * len(values))})", values)


def add_vouchers(
    connection: apsw.Connection, text: str, *, ruc: str = RUC, site: str = SITE, period: str = PERIOD
) -> None:
    """Add vouchers from a text, with the batches and master rows that they need."""
    uid, number = "", 0
    for row in filter(str.strip, text.splitlines()):
        if not row.startswith(" "):
            uid, number = _add_voucher(connection, row.split(), ruc=ruc, site=site, period=period), 0
        else:
            number += 1
            _add_line(connection, row.split(), uid=uid, number=number)


def draft(
    path: Path | str = ":memory:",
    text: str = SALES,
    *,
    ruc: str = RUC,
    site: str = SITE,
    period: str = PERIOD,
    batches: Sequence[str] = (),
    extra: Mapping[str, Sequence[Row]] | None = None,
) -> apsw.Connection:
    """Make a file that is filled but not sealed; `batches` names T/O whose batch may stay empty."""
    connection = connect.create(path)
    add_vouchers(connection, text, ruc=ruc, site=site, period=period)
    for operation_type in batches:
        add_batch(connection, operation_type, site=site, period=period)
    if spec.SHARES in (extra or {}):
        connect.admit_shares(connection)
    for table, entries in (extra or {}).items():
        for entry in entries:
            insert(connection, table, **entry)
    return connection


def seal(
    connection: apsw.Connection,
    *,
    kind: FileKind = FileKind.VOUCHERS,
    ruc: str = RUC,
    company: str = COMPANY,
    site: str = SITE,
    installation: str = INSTALLATION,
    export_number: int = 1,
    previous: str = "",
    period: str = PERIOD,
    operation_type: str = "",
    definitive: bool = False,
    file_uid: str = FILE_UID,
    cutoff: str = MOMENT,
    author: str = "alice",
    program: str = "consolida 0.1.0",
    key: SigningKey = KEY,
) -> Manifest:
    """Seal a draft with what the tests' branch would say of itself."""
    scoped = kind is FileKind.VOUCHERS
    origin = Origin(
        ruc=ruc,
        company=company,
        currency="PEN",
        site="" if kind is FileKind.BEFORE else site,
        site_name="" if kind is FileKind.BEFORE else f"Sede {site}",
        installation=installation,
        export_number=export_number,
        previous=previous,
        author=author,
        program=program,
    )
    return write.seal(
        connection,
        origin=origin,
        kind=kind,
        period=period if scoped else "",
        operation_type=operation_type if scoped else "",
        definitive=definitive,
        file_uid=file_uid,
        cutoff=cutoff,
        key=key,
    )


def make_file(
    path: Path,
    text: str = SALES,
    *,
    ruc: str = RUC,
    site: str = SITE,
    period: str = PERIOD,
    batches: Sequence[str] = (),
    extra: Mapping[str, Sequence[Row]] | None = None,
    **sealing: object,
) -> Path:
    """Make a sealed, valid file; `sealing` are the arguments of `seal`."""
    connection = draft(path, text, ruc=ruc, site=site, period=period, batches=batches, extra=extra)
    seal(connection, ruc=ruc, site=site, period=period, **sealing)  # type: ignore[arg-type]
    connection.close()
    return path


def rows(connection: apsw.Connection, table: str) -> list[dict[str, str | int]]:
    """Read a table in the order of its key, each row as {column: value}."""
    names, key = spec.names(table), ", ".join(spec.primary_key(table))
    found = connection.execute(f"SELECT {', '.join(names)} FROM {table} ORDER BY {key}")
    return [dict(zip(names, row, strict=True)) for row in found]


def voucher_digests(connection: apsw.Connection) -> list[tuple[str, str]]:
    """Recompute every voucher's digest from its columns and lines; return (uid, digest) by uid."""
    query = f"SELECT v.uid, {digest.voucher_digest_expression()} FROM voucher AS v ORDER BY v.uid"
    return [(str(uid), str(of)) for uid, of in connection.execute(query)]


def edit(path: Path, *statements: str) -> Path:
    """Change a sealed file by SQL without sealing it again, as a forger would."""
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)
    connection.pragma("journal_mode", "memory")
    for statement in statements:
        connection.execute(statement)
    connection.close()
    return path


def fill(connection: apsw.Connection, *, vouchers: int, lines: int = 4, first: int = 1) -> None:
    """Add many balanced sales of `lines` lines (at least two) to a file that has the masters of SALES."""
    assert lines >= 2
    add_batch(connection, "05", site=SITE, period=PERIOD)
    connection.execute(
        """
        WITH RECURSIVE n(i) AS (SELECT ?1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
        INSERT INTO voucher
        SELECT printf('019a3bcf-0000-8000-8000-%012x', i), '0001', '2026-11', '05', printf('%04d', i),
               printf('0001-05-11%04d', i), 'M', printf('2026-11-%02d', i % 30 + 1),
               'Venta al contado ' || i, 'PEN', 1000000, 0, 1, '', '', '', 'alice', ?3, 'alice', ?3
        FROM n""",
        (first, first + vouchers - 1, MOMENT),
    )
    connection.execute(
        """
        WITH RECURSIVE l(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM l WHERE k < ?1)
        INSERT INTO line
        SELECT v.uid, l.k, CASE l.k WHEN 1 THEN '1212' ELSE '70111' END, '', iif(l.k = 1, '6', ''),
               iif(l.k = 1, '20512333797', ''), iif(l.k = 1, '01', ''), iif(l.k = 1, 'F001', ''),
               iif(l.k = 1, v.number, ''), iif(l.k = 1, v.date, ''), '', '', '', '', '', '', 'PEN',
               iif(l.k = 1, 1, -1) * c.amount * iif(l.k = 1, ?1 - 1, 1),
               iif(l.k = 1, c.amount * (?1 - 1), 0), iif(l.k = 1, 0, c.amount), '', 0
        FROM voucher AS v, l, (SELECT 11800 AS amount) AS c
        WHERE v.uid BETWEEN printf('019a3bcf-0000-8000-8000-%012x', ?2)
                        AND printf('019a3bcf-0000-8000-8000-%012x', ?3)
        ORDER BY v.uid, l.k""",
        (lines, first, first + vouchers - 1),
    )


def add_batch(connection: apsw.Connection, operation_type: str, *, site: str, period: str) -> None:
    """Add a batch and its T/O, where they are missing."""
    insert_missing(connection, "batch", site=site, period=period, operation_type=operation_type)
    insert_missing(
        connection,
        "operation_type",
        code=operation_type,
        name=NAMES.get(operation_type, f"Tipo {operation_type}"),
    )


def _add_voucher(connection: apsw.Connection, words: list[str], *, ruc: str, site: str, period: str) -> str:
    operation_type, number, date, *rest = words
    fields: dict[str, str | int] = {
        "site": site,
        "period": period,
        "operation_type": operation_type,
        "number": number,
        "date": date,
        "cuo": f"{site}-{operation_type}-{period[5:]}{number}",
        "uid": derived_uid(
            ruc=ruc, site=site, period=Period(period), operation_type=operation_type, source=number
        ),
    }
    if "annulled" in rest:
        rest.remove("annulled")
        fields["annulled"] = 1
    fields |= _fields(rest)
    insert(connection, "voucher", **fields)
    add_batch(connection, operation_type, site=site, period=period)
    return str(fields["uid"])


def _add_line(connection: apsw.Connection, words: list[str], *, uid: str, number: int) -> None:
    account, side, amount, *rest = words
    cents = parse_amount(amount)
    fields: dict[str, str | int] = {
        "uid": uid,
        "line": number,
        "account": account,
        side: cents,
        "original_amount": cents if side == "debit" else -cents,
    }
    fields |= _fields(rest)
    insert(connection, "line", **fields)
    insert_missing(connection, "account", code=account, name=f"Cuenta {account}")
    if fields.get("party_number"):
        insert_missing(
            connection,
            "party",
            type=fields["party_type"],
            number=fields["party_number"],
            name=f"Empresa {fields['party_number']} S.A.C.",
        )
    if fields.get("cost_center"):
        center = fields["cost_center"]
        insert_missing(connection, "cost_center", code=center, name=f"Centro {center}")


def _fields(words: list[str]) -> dict[str, str | int]:
    fields: dict[str, str | int] = {}
    for word in words:
        name, is_field, value = word.partition("=")
        if is_field:
            fields |= _field(name, value)
    description = " ".join(word for word in words if "=" not in word)
    return {"description": description} | fields


def _field(name: str, value: str) -> dict[str, str | int]:
    if name == "party":
        kind, number = value.split(":")
        return {"party_type": kind, "party_number": number}
    if name in {"document", "modified"}:
        columns = (f"{name}_type", f"{name}_series", f"{name}_number", f"{name}_date")
        return dict(zip(columns, value.split(":"), strict=True))
    if name == "exchange_rate":
        return {name: parse_rate(value)}
    if name in {"original_amount", "debit", "credit"}:
        return {name: parse_amount(value)}
    if name in {"annulled", "automatic", "ple_state"}:
        return {name: int(value)}
    return {name: value}
