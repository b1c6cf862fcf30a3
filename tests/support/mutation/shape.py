"""Changes to what a transfer file says of itself and to its schema."""

from random import Random

import apsw

from consolida.core.portable import format as spec
from consolida.core.signing import SigningKey
from support.mutation.rows import NUMBERS, TEXTS
from support.mutation.sealing import manifest_of, sign

_FIELDS: dict[str, tuple[str | int, ...]] = {
    "kind": ("vouchers", "masters", "before", "VOUCHERS", "x"),
    "format": (0, 1, 2, -1, 2**40),
    "period": ("2026-11", "2026-12", "2026-10", "2026-00", "2026-13", "", "noviembre"),
    "operation_type": ("", "05", "11", "21", "99"),
    "site": ("0000", "0001", "0002", "", "9"),
    "ruc": ("20131312955", "20601234565", "20131312954", ""),
    "export_number": (1, 2, 3, 9, 0, -1, 10**9, 2**63 - 1),
    "definitive": (0, 1, 2),
    "currency": ("PEN", "USD", ""),
    "cutoff": ("2026-12-03T15:42:07.125Z", "2030-01-01T00:00:00.000Z", "yesterday", ""),
    "previous": ("", "a" * 64, "no digest"),
}


def change_manifest(connection: apsw.Connection, dice: Random, key: SigningKey | None) -> str:
    """Change a field of the manifest, and sign it where there is a key for it."""
    column = dice.choice(spec.columns("manifest"))
    usual = _FIELDS.get(column.name)
    if usual is not None and dice.random() < 0.8:
        value: str | int = dice.choice(usual)
    else:
        value = dice.choice(TEXTS) if column.is_text else dice.choice(NUMBERS)
    connection.execute(f"UPDATE manifest SET {column.name} = ?", (value,))
    if key is not None and column.name not in {"signature", "public_key"}:
        sign(connection, key)
    return f"manifest.{column.name} = {value!r:.60}{' (signed)' if key else ''}"


def change_manifests(connection: apsw.Connection, dice: Random) -> str:
    """Let there be two manifests, or none."""
    row = list(manifest_of(connection).values())
    if dice.random() < 0.5:
        connection.execute("DELETE FROM manifest")
        return "no manifest"
    row[0] = f"{row[0]}x"
    connection.execute(f"INSERT INTO manifest VALUES ({', '.join('?' * len(row))})", row)
    return "two manifests"


_GRAFTS = (
    "CREATE TABLE extra (x)",
    "CREATE TABLE extra (x INTEGER PRIMARY KEY AUTOINCREMENT)",
    "CREATE VIEW extra AS SELECT * FROM line",
    "CREATE VIEW extra AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n",
    "CREATE TRIGGER extra AFTER INSERT ON line BEGIN DELETE FROM voucher; END",
    "CREATE TRIGGER extra INSTEAD OF DELETE ON v BEGIN SELECT 1; END",
    "CREATE INDEX extra ON line (account)",
    "CREATE UNIQUE INDEX extra ON voucher (number) WHERE 0",
    "CREATE INDEX extra ON line (abs(debit))",
    "CREATE VIRTUAL TABLE extra USING fts5(x)",
    "CREATE VIRTUAL TABLE extra USING rtree(id, a, b)",
    "ALTER TABLE line ADD COLUMN extra TEXT",
    "ALTER TABLE line ADD COLUMN extra INTEGER GENERATED ALWAYS AS (debit - credit) VIRTUAL",
    "ALTER TABLE voucher ADD COLUMN extra TEXT GENERATED ALWAYS AS (hex(randomblob(9))) VIRTUAL",
    "ALTER TABLE manifest ADD COLUMN extra TEXT",
    "ALTER TABLE line RENAME COLUMN debit TO debito",
    "ALTER TABLE party DROP COLUMN address",
    "ALTER TABLE voucher RENAME TO asiento",
    "DROP TABLE exchange_rate",
    "DROP TABLE voucher",
    "DROP TABLE manifest",
    "ANALYZE",
    "PRAGMA auto_vacuum = 1; VACUUM",
    "PRAGMA encoding = 'UTF-16'; VACUUM",
    "PRAGMA page_size = 512; VACUUM",
    "PRAGMA page_size = 65536; VACUUM",
    "PRAGMA user_version = 2",
    "PRAGMA user_version = 0",
    "PRAGMA application_id = 0",
    "PRAGMA journal_mode = wal",
)
# Statements that are kept as text only: the file's pages stay as they are.
_REWRITINGS = (
    ("TEXT", "INTEGER"),
    ("INTEGER", "TEXT"),
    ("INTEGER NOT NULL", "REAL NOT NULL"),
    ("TEXT NOT NULL", "ANY NOT NULL"),
    ("NOT NULL", ""),
    (" STRICT,", ""),
    ("STRICT, WITHOUT ROWID", "STRICT"),
    ("NOT NULL", "NOT NULL COLLATE NOCASE"),
    ("NOT NULL", "NOT NULL DEFAULT (randomblob(1000000000))"),
    ("NOT NULL", "NOT NULL CHECK (1)"),
    ("NOT NULL", "NOT NULL -- a remark\n"),
    ("CREATE TABLE", "create  table"),
    ("(", "(\u00a0"),
    ("PRIMARY KEY", "UNIQUE"),
)


def graft(connection: apsw.Connection, dice: Random) -> str:
    """Add, change or drop something of the schema by a statement."""
    statement = dice.choice(_GRAFTS)
    for part in statement.split("; ") if "BEGIN" not in statement else [statement]:
        connection.execute(part).fetchall()
    return statement


def rewrite_schema(connection: apsw.Connection, dice: Random) -> str:
    """Change the schema's rows behind the back of the engine."""
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema ORDER BY name")]
    one, other = dice.sample(tables, 2)
    old, new = dice.choice(_REWRITINGS)
    pages = f"(SELECT rootpage FROM sqlite_schema WHERE name = '{other}')"
    change, said = dice.choice(
        (
            (f"sql = replace(sql, '{old}', '{new}')", f"{old} to {new}"),
            (f"rootpage = {pages}", f"the pages of {other}"),
            (f"rootpage = {dice.choice((0, 1, 10**6))}", "no pages of its own"),
            ("type = 'view'", "called a view"),
            (f"name = '{other}'", f"called {other}"),
            (f"tbl_name = '{other}'", f"of the table {other}"),
            ("sql = NULL", "no statement"),
        )
    )
    connection.config(apsw.SQLITE_DBCONFIG_DEFENSIVE, 0)
    connection.pragma("writable_schema", 1)
    connection.execute(f"UPDATE sqlite_schema SET {change} WHERE name = ?", (one,))
    return f"schema of {one}: {said}"
