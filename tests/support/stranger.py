"""A reader and a writer that a stranger made from docs/file-format.md alone, without our code."""

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

Row = dict[str, str | int]

CONTENT = (
    "batch",
    "party",
    "party_ancestor",
    "account",
    "cost_center",
    "cost_center_share",
    "operation_type",
    "exchange_rate",
    "master",
)
OTHERS = ("manifest", "voucher", "line")
MASTERS = ("account", "cost_center", "cost_center_share", "operation_type", "exchange_rate")
KEYS = {
    "cost_center_share": "cost_center, charge_account, credit_account",
    "batch": "site, period, operation_type",
    "voucher": "uid",
    "line": "uid, line",
    "party": "type, number",
    "party_ancestor": "type, number, digest",
    "exchange_rate": "currency, date",
    "master": "name",
}
AUTHORS = ("created_by", "created_at", "changed_by", "changed_at")
COUNTS = ("vouchers", "lines", "debit", "credit", "digest")
STATES = ("state", "definitive", "installation", "export_number")


def sections(document: str) -> dict[str, str]:
    """Return what stands between the marks of the document, fences taken off."""
    found = re.findall(r"<!-- begin (\S+) -->\n(.*?)\n<!-- end \1 -->", document, re.DOTALL)
    return {name: re.sub(r"^```\w*\n|\n```$", "", text) for name, text in found}


def sha(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def canonical(values: object) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


class File:
    """One file, all in memory."""

    def __init__(self, database: sqlite3.Connection) -> None:
        database.row_factory = sqlite3.Row
        self.tables: dict[str, list[Row]] = {}
        (self.format,) = database.execute("PRAGMA user_version").fetchone()
        self.content = [table for table in CONTENT if self.format == 2 or table != "cost_center_share"]
        for table in (*OTHERS, *self.content):
            key = KEYS.get(table, "code" if table != "manifest" else "file_uid")
            rows = database.execute(f"SELECT * FROM {table} ORDER BY {key}")
            self.tables[table] = [dict(row) for row in rows]

    def voucher_digest(self, voucher: Row) -> str:
        skipped = {"uid", "digest", *AUTHORS}
        header = [value for name, value in voucher.items() if name not in skipped]
        lines = [
            [value for name, value in line.items() if name != "uid"]
            for line in self.tables["line"]
            if line["uid"] == voucher["uid"]
        ]
        return sha(canonical([header, lines]))

    def vouchers_of(self, batch: Row) -> list[Row]:
        key = ("site", "period", "operation_type")
        return [row for row in self.tables["voucher"] if all(row[name] == batch[name] for name in key)]

    def batch_digest(self, batch: Row) -> str:
        return sha("".join(f"{row['uid']}:{row['digest']}\n" for row in self.vouchers_of(batch)))

    def lines(self, table: str, skipped: Iterable[str] = ()) -> str:
        rows = ([value for name, value in row.items() if name not in skipped] for row in self.tables[table])
        return "".join(f"{canonical(row)}\n" for row in rows)

    def content_digest(self) -> str:
        parts = (f"{name}\n{self.lines(name, STATES if name == 'batch' else ())}" for name in self.content)
        return sha("".join(parts))

    def annotation_digest(self) -> str:
        accounting = {name for row in self.tables["voucher"] for name in row} - {"uid", *AUTHORS}
        return sha(f"batch\n{self.lines('batch', COUNTS)}voucher\n{self.lines('voucher', accounting)}")

    def signed_text(self) -> str:
        return canonical(list(self.tables["manifest"][0].values())[:-1])

    def shares(self) -> dict[str, int]:
        sums: dict[str, int] = {}
        for row in self.tables.get("cost_center_share", ()):
            sums[str(row["cost_center"])] = sums.get(str(row["cost_center"]), 0) + int(row["share"])
        return sums

    def totals(self, batch: Row) -> tuple[int, int, int, int]:
        uids = {row["uid"] for row in self.vouchers_of(batch)}
        lines = [line for line in self.tables["line"] if line["uid"] in uids]
        debit, credit = (sum(int(line[side]) for line in lines) for side in ("debit", "credit"))
        return len(uids), len(lines), debit, credit


def problems(path: Path) -> list[str]:
    """Read a file as the document says and name what is wrong with it."""
    header = path.read_bytes()[:100]
    if header[:16] != b"SQLite format 3\0" or header[68:72] != b"CONS" or header[60:63] != b"\0\0\0":
        return ["header"]
    if header[63] not in {1, 2}:
        return ["header"]
    if header[18:20] != b"\1\1" or header[56:60] != b"\0\0\0\1":
        return ["header"]
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as database:
        if database.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            return ["integrity"]
        file = File(database)
    return [*_wrong_digests(file), *_wrong_manifest(file)]


def _wrong_digests(file: File) -> Iterator[str]:
    for voucher in file.tables["voucher"]:
        if voucher["digest"] != file.voucher_digest(voucher):
            yield f"voucher {voucher['uid']}"
    for batch in file.tables["batch"]:
        stated = tuple(batch[name] for name in COUNTS)
        if stated != (*file.totals(batch), file.batch_digest(batch)) or batch["debit"] != batch["credit"]:
            yield f"batch {batch['operation_type']}"
    for party in file.tables["party"]:
        if party["digest"] != party_digest(party):
            yield f"party {party['number']}"


def party_digest(party: Row) -> str:
    return sha(canonical([party[name] for name in ("type", "number", "name", "address", "active")]))


def _wrong_manifest(file: File) -> Iterator[str]:
    manifest = file.tables["manifest"][0]
    if manifest["format"] != file.format:
        yield "format"
    masters = {name for name in MASTERS if name in file.content}
    if {row["name"] for row in file.tables["master"]} != masters:
        yield "masters"
    if any(sum_ != 10_000 for sum_ in file.shares().values()):
        yield "shares"
    if manifest["content_digest"] != file.content_digest():
        yield "content"
    if manifest["annotation_digest"] != file.annotation_digest():
        yield "annotations"
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(str(manifest["public_key"])))
    try:
        key.verify(bytes.fromhex(str(manifest["signature"])), file.signed_text().encode())
    except InvalidSignature:
        yield "signature"


def write(path: Path, document: str, rows: dict[str, list[Row]], manifest: Row) -> None:
    """Write a file as the document says; digests, totals and signature are filled in."""
    key = Ed25519PrivateKey.generate()
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute(f"PRAGMA application_id = {0x434F4E53}")
        version = 2 if rows.get("cost_center_share") else 1
        database.execute(f"PRAGMA user_version = {version}")
        database.executescript(sections(document)["schema"])
        if version == 2:
            database.executescript(sections(document)["schema-2"])
        for table, values in rows.items():
            for row in values:
                _insert(database, table, row)
        for voucher in File(database).tables["voucher"]:
            change = (File(database).voucher_digest(voucher), voucher["uid"])
            database.execute("UPDATE voucher SET digest = ? WHERE uid = ?", change)
        for party in File(database).tables["party"]:
            change = (party_digest(party), party["number"])
            database.execute("UPDATE party SET digest = ? WHERE number = ?", change)
        file = File(database)
        for batch in file.tables["batch"]:
            values_ = (*file.totals(batch), file.batch_digest(batch), batch["operation_type"])
            counts = ", ".join(f"{name} = ?" for name in COUNTS)
            database.execute(f"UPDATE batch SET {counts} WHERE operation_type = ?", values_)
        for name in (name for name in MASTERS if name in File(database).content):
            entries, digest = len(file.tables[name]), sha(file.lines(name))
            _insert(database, "master", {"name": name, "entries": entries, "digest": digest})
        file = File(database)
        signed = {
            **manifest,
            "content_digest": file.content_digest(),
            "annotation_digest": file.annotation_digest(),
            "public_key": key.public_key().public_bytes_raw().hex(),
        }
        _insert(database, "manifest", signed)
        signature = key.sign(File(database).signed_text().encode()).hex()
        database.execute("UPDATE manifest SET signature = ?", (signature,))


def _insert(database: sqlite3.Connection, table: str, row: Row) -> None:
    columns = database.execute(f"PRAGMA table_info({table})").fetchall()
    values = [row.get(column[1], "" if column[2] == "TEXT" else 0) for column in columns]
    database.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(values))})", values)
