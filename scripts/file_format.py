"""Fills in what docs/file-format.md says by rote: the schema, the rules, the worked example."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import apsw
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from consolida.core import digest, language, rules, sunat
from consolida.core.portable import connect, write
from consolida.core.portable import format as spec
from consolida.core.portable.format import FileKind
from consolida.core.portable.manifest import Manifest, Origin
from consolida.core.rules.rule import EVERY_KIND, Rule
from consolida.core.signing import SigningKey
from consolida.core.wording import Message, general

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "file-format.md"
_BLOCK = re.compile(r"(<!-- begin (\S+) -->\n).*?(<!-- end \2 -->)", re.DOTALL)

Row = Mapping[str, str | int]

SEED = bytes(range(32))
UID = "0191a2b3-c4d5-7e6f-8a9b-0c1d2e3f4051"
_MOMENT = "2026-12-03T15:42:07.125Z"
_VOUCHER: Row = {
    "uid": UID,
    "site": "0001",
    "period": "2026-11",
    "operation_type": "05",
    "number": "0001",
    "cuo": "0001-05-110001",
    "kind": "M",
    "date": "2026-11-03",
    "description": 'Venta "al contado" a Núñez',
    "currency": "PEN",
    "exchange_rate": 1_000_000,
    "ple_state": 1,
    "created_by": "alice",
    "created_at": _MOMENT,
    "changed_by": "alice",
    "changed_at": _MOMENT,
}
_DOCUMENT: Row = {
    "party_type": "6",
    "party_number": "20512333797",
    "document_type": "01",
    "document_series": "F001",
    "document_number": "123",
    "document_date": "2026-11-03",
}
_LINES: tuple[Row, ...] = (
    {"line": 1, "account": "1212", "original_amount": 118_000, "debit": 118_000, **_DOCUMENT},
    {"line": 2, "account": "40111", "original_amount": -18_000, "credit": 18_000},
    {"line": 3, "account": "70111", "original_amount": -100_000, "credit": 100_000},
)


def main() -> None:
    """Write the document."""
    DOCUMENT.write_text(text(), encoding="utf-8")


def text() -> str:
    """Return the document as it should be."""
    with language.speaking("en"):
        return _BLOCK.sub(_filled, DOCUMENT.read_text("utf-8"))


def example() -> tuple[apsw.Connection, Manifest]:
    """Make the file of the worked example, in memory."""
    connection = connect.create(":memory:")
    place = {"site": "0001", "period": "2026-11", "operation_type": "05"}
    _insert(connection, "batch", {**place, "state": "open"})
    _insert(connection, "voucher", _VOUCHER)
    for line in _LINES:
        _insert(connection, "line", {"uid": UID, "currency": "PEN", **line})
        _insert(
            connection, "account", {"code": line["account"], "name": f"Cuenta {line['account']}", "active": 1}
        )
    _insert(
        connection, "party", {"type": "6", "number": "20512333797", "name": "Núñez E.I.R.L.", "active": 1}
    )
    _insert(connection, "operation_type", {"code": "05", "name": "Ventas", "book": "14", "active": 1})
    return connection, _sealed(connection, kind=FileKind.VOUCHERS, period="2026-11", operation_type="05")


def example_of_masters() -> tuple[apsw.Connection, Manifest]:
    """Make the file of masters of the worked example of format 2, in memory."""
    connection = connect.create(":memory:")
    connect.admit_shares(connection)
    for code in ("79", "94", "95"):
        _insert(connection, "account", {"code": code, "name": f"Cuenta {code}", "active": 1})
    _insert(connection, "cost_center", {"code": "0101", "name": "Taller", "active": 1})
    for charge, share in (("94", 6_000), ("95", 4_000)):
        pair = {"charge_account": charge, "credit_account": "79"}
        _insert(connection, spec.SHARES, {"cost_center": "0101", **pair, "share": share})
    return connection, _sealed(connection, kind=FileKind.MASTERS, period="", operation_type="")


def _sealed(connection: apsw.Connection, *, kind: FileKind, period: str, operation_type: str) -> Manifest:
    return write.seal(
        connection,
        origin=Origin(
            ruc="20131312955",
            company="Comercial Andina S.A.C.",
            currency="PEN",
            site="0001",
            site_name="Sede Lima",
            installation="0191a2b3-c4d5-7e6f-8a9b-000000000001",
            export_number=1,
            previous="",
            author="alice",
            program="consolida 0.1.0",
        ),
        kind=kind,
        period=period,
        operation_type=operation_type,
        definitive=False,
        file_uid="0191a2b3-c4d5-7e6f-8a9b-000000000002",
        cutoff=_MOMENT,
        key=SigningKey(Ed25519PrivateKey.from_private_bytes(SEED)),
    )


def _insert(connection: apsw.Connection, table: str, row: Row) -> None:
    values = [row.get(column.name, "" if column.is_text else 0) for column in spec.columns(table)]
    connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(values))})", values)


def _filled(match: re.Match[str]) -> str:
    opening, name, closing = match.group(1), match.group(2), match.group(3)
    return f"{opening}{_BLOCKS[name]()}\n{closing}"


def _fenced(content: str, kind: str = "text") -> str:
    return f"```{kind}\n{content}\n```"


def _schema() -> str:
    return _fenced("\n\n".join(f"{statement};" for statement in spec.statements(1).values()), "sql")


def _schema_2() -> str:
    return _fenced(f"{spec.statements(2)[spec.SHARES]};", "sql")


def _limits() -> str:
    rows = (
        ("size of the file", f"{spec.MAX_FILE_BYTES:,} bytes"),
        (
            "longest value, a voucher's canonical JSON included",
            f"{spec.MAX_VALUE_BYTES:,} bytes",
        ),
        ("lines of a voucher", f"{spec.MAX_VOUCHER_LINES:,}"),
        ("vouchers of a batch", f"{spec.MAX_BATCH_VOUCHERS:,}"),
        ("batches of a file", f"{spec.MAX_BATCHES:,}"),
    )
    return "\n".join(["| what | at most |", "|---|---|", *(f"| {what} | {most} |" for what, most in rows)])


def _rules() -> str:
    own = [rule for rule in rules.all_rules() if not rule.needs_masters]
    rows = (
        f"| `{rule.name}` | {rule.severity} | {_kinds(rule)} | {_cell(rule.message)} | {_cell(rule.remedy)} |"
        for rule in own
    )
    return "\n".join(
        ["| rule | weight | kinds | what it says | what to do |", "|---|---|---|---|---|", *rows]
    )


def _cell(sentence: Message) -> str:
    return general(sentence).replace("|", "&#124;")


def _codes() -> str:
    rows = (
        f"| {table:d} | {table.name.replace('_', ' ').lower()} | {' '.join(sunat.names(table))} |"
        for table in sunat.Table
    )
    return "\n".join(["| table | of | codes |", "|---|---|---|", *rows])


def _kinds(rule: Rule) -> str:
    return "all" if rule.kinds == EVERY_KIND else ", ".join(sorted(rule.kinds))


def _column(table: str, name: str) -> str:
    connection, _manifest = example()
    return str(connection.execute(f"SELECT {name} FROM {table}").get)


def _voucher_text() -> str:
    return _column("voucher AS v", digest.voucher_text_expression())


def _batch_text() -> str:
    return f"{UID}:{_column('voucher', 'digest')}"


def _party_text() -> str:
    return _column("party", "json_array(type, number, name, address, active)")


def _stream(
    connection: apsw.Connection, tables: tuple[str, ...], columns: Callable[[str], tuple[str, ...]]
) -> str:
    return "\n".join(_titled_rows(connection, tables, columns))


def _titled_rows(
    connection: apsw.Connection, tables: tuple[str, ...], columns: Callable[[str], tuple[str, ...]]
) -> Iterator[str]:
    for table in tables:
        yield table
        key = ", ".join(spec.primary_key(table))
        for (row,) in connection.execute(
            f"SELECT json_array({', '.join(columns(table))}) FROM {table} ORDER BY {key}"
        ):
            yield str(row)


def _content_text() -> str:
    return _stream(example()[0], digest.content_tables(1), digest.content_columns)


def _content_text_2() -> str:
    return _stream(example_of_masters()[0], digest.content_tables(2), digest.content_columns)


def _annotation_text() -> str:
    return _stream(example()[0], ("batch", "voucher"), digest.annotation_columns)


def _signed_text() -> str:
    _connection, manifest = example()
    return digest.manifest_text(manifest.values())


def _signature() -> str:
    _connection, manifest = example()
    rows = (
        ("private key (seed)", SEED.hex()),
        ("public key", manifest.public_key),
        ("signature", manifest.signature),
        ("verification code", manifest.verification_code),
    )
    return "\n".join(["| what | value |", "|---|---|", *(f"| {what} | `{value}` |" for what, value in rows)])


_BLOCKS: dict[str, Callable[[], str]] = {
    "schema": _schema,
    "schema-2": _schema_2,
    "limits": _limits,
    "rules": _rules,
    "codes": _codes,
    "voucher-text": lambda: _fenced(_voucher_text()),
    "voucher-digest": lambda: _fenced(_column("voucher", "digest")),
    "batch-text": lambda: _fenced(_batch_text()),
    "batch-digest": lambda: _fenced(_column("batch", "digest")),
    "party-text": lambda: _fenced(_party_text()),
    "party-digest": lambda: _fenced(_column("party", "digest")),
    "content-text": lambda: _fenced(_content_text()),
    "content-digest": lambda: _fenced(_column("manifest", "content_digest")),
    "content-text-2": lambda: _fenced(_content_text_2()),
    "content-digest-2": lambda: _fenced(example_of_masters()[1].content_digest),
    "annotation-text": lambda: _fenced(_annotation_text()),
    "annotation-digest": lambda: _fenced(_column("manifest", "annotation_digest")),
    "signed-text": lambda: _fenced(_signed_text()),
    "signature": _signature,
}


if __name__ == "__main__":
    main()
