"""The ledger in SQLite: transfer files are attached and copied set-wise."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection

from consolida.core import digest
from consolida.core.batches import BatchKey
from consolida.core.embedded import WAIT_SECONDS
from consolida.core.portable import format as spec
from consolida.ledger.bulk import BatchSource, Elsewhere, queries
from consolida.ledger.totals import voucher_range

# What a voucher of the ledger, `v`, with its batch's key, `b`, is in a file.
_VOUCHER = ", ".join(f"{'b' if name in BatchKey._fields else 'v'}.{name}" for name in spec.names("voucher"))


class SqliteEngine:
    """The ledger's database is SQLite."""

    def extract(self, *, company: int, sources: Sequence[BatchSource], to: Path, parties: bool) -> None:
        """Copy batches and what they refer to into an empty transfer file, from one snapshot.

        A connection of its own reads what is committed, also while a writer holds the month.
        """
        name = str(connection.settings_dict["NAME"])
        with closing(sqlite3.connect(name, timeout=WAIT_SECONDS, isolation_level=None)) as reader:
            reader.execute("ATTACH ? AS out", (str(to),))
            reader.execute("PRAGMA out.journal_mode=OFF")
            reader.execute("PRAGMA out.synchronous=OFF")  # the writer of the file flushes it when it is whole
            reader.execute("BEGIN")
            _copy_batches(reader, sources)
            for table, used in spec.used_masters("out").items():
                _copy_master(reader, table, queries.master(table, company), used)
            _copy_shares(reader, company)
            _copy_parties(reader, company, whole=parties)
            reader.execute("COMMIT")

    def damage(self) -> list[str]:
        """Return what SQLite's integrity check says is damaged."""
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check(20)")
            return [problem for (problem,) in cursor.fetchall() if problem != "ok"]

    def copy_to(self, path: Path) -> None:
        """Write all that is committed, as it is at one moment, to a new SQLite database.

        A connection of its own sees what is committed and lets the program's connection go on.
        """
        name = str(connection.settings_dict["NAME"])
        with (
            closing(sqlite3.connect(name, timeout=WAIT_SECONDS)) as ours,
            closing(sqlite3.connect(path)) as theirs,
        ):
            ours.backup(theirs)

    def lock_months(self, months: Sequence[int], *, shared: bool) -> None:
        """Do nothing: the transaction began IMMEDIATE, so it is the only writer already."""

    @contextmanager
    def feeding(self, file: Path) -> Iterator["SqliteFeed"]:
        """Attach a proven transfer file to the ledger's connection, read-only."""
        with connection.cursor() as cursor:
            cursor.execute("ATTACH %s AS incoming", [f"{file.absolute().as_uri()}?mode=ro&immutable=1"])
        try:
            yield SqliteFeed()
        finally:
            with connection.cursor() as cursor:
                cursor.execute("DETACH incoming")


class SqliteFeed:
    """A transfer file attached to the ledger's connection as `incoming`."""

    def elsewhere(self, *, company: int, leaving: Sequence[int], limit: int) -> list[Elsewhere]:
        """List the file's vouchers that the ledger holds in another batch than theirs, but those leaving."""
        # CROSS: SQLite goes through the file's vouchers and looks each up, not the other way round.
        pairs = "incoming.voucher i CROSS JOIN ledger_voucher v"
        with connection.cursor() as cursor:
            return queries.elsewhere(cursor, pairs, company=company, leaving=leaving, limit=limit)

    def insert(self, *, company: int, batch: int, key: BatchKey) -> None:
        """Copy a batch's vouchers and lines from the file into the range of a batch's keys."""
        first, _ = voucher_range(batch)
        with connection.cursor() as cursor:
            # A table's own row numbers cost less than a window that numbers whole rows.
            cursor.execute(
                "CREATE TEMP TABLE placed AS SELECT uid FROM incoming.voucher"
                " WHERE site = %s AND period = %s AND operation_type = %s ORDER BY uid",
                list(key),
            )
            cursor.execute(
                "INSERT INTO ledger_voucher"
                f" (id, company_id, batch_id, period, {', '.join(queries.VOUCHER_COLUMNS)})"
                f" SELECT {first} + p.rowid, %s, %s, i.period, {_prefixed('i', queries.VOUCHER_COLUMNS)}"
                " FROM temp.placed p CROSS JOIN incoming.voucher i ON i.uid = p.uid ORDER BY p.rowid",
                [company, batch],
            )
            cursor.execute(
                f"INSERT INTO ledger_line (id, company_id, {', '.join(queries.LINE_COLUMNS)})"
                f" SELECT ({first} + p.rowid) * {queries.LINE_MASK + 1} + i.line, %s,"
                f" {_prefixed('i', queries.LINE_COLUMNS)}"
                " FROM temp.placed p CROSS JOIN incoming.line i ON i.uid = p.uid ORDER BY p.rowid, i.line",
                [company],
            )
            cursor.execute("DROP TABLE temp.placed")

    def totals_by_account(self, *, key: BatchKey) -> dict[tuple[str, str], tuple[int, int]]:
        """Return debit and credit by (kind, account) of a batch in the file."""
        with connection.cursor() as cursor:
            statement = queries.TOTALS_BY_ACCOUNT.format(schema="incoming").replace("?", "%s")
            cursor.execute(statement, list(key))
            return {(kind, account): (debit, credit) for kind, account, debit, credit in cursor.fetchall()}


def _prefixed(alias: str, names: Sequence[str]) -> str:
    return ", ".join(f"{alias}.{name}" for name in names)


def _copy_batches(reader: sqlite3.Connection, sources: Sequence[BatchSource]) -> None:
    """Copy batches in the order of their vouchers' uids, the file's own: what is appended is cheap.

    The vouchers of a month's T/O alternate: batch after batch, each would be put between those before it.
    """
    reader.execute("CREATE TEMP TABLE place (batch INTEGER PRIMARY KEY, site, period, operation_type)")
    reader.execute("CREATE TEMP TABLE placed (uid TEXT PRIMARY KEY, id INTEGER) WITHOUT ROWID")
    for source in sources:
        state = spec.BatchState.CLOSED if source.closed else spec.BatchState.OPEN
        reader.execute(
            "INSERT INTO out.batch VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, '')",
            (*source.key, state, int(source.definitive), source.installation, source.export_number),
        )
        reader.execute("INSERT INTO temp.place VALUES (?, ?, ?, ?)", (source.pk, *source.key))
        reader.execute(
            "INSERT INTO temp.placed SELECT uid, id FROM ledger_voucher WHERE id >= ? AND id < ?",
            voucher_range(source.pk),
        )
    reader.execute(
        f"INSERT INTO out.voucher SELECT {_VOUCHER} FROM temp.placed p"
        " CROSS JOIN ledger_voucher v ON v.id = p.id CROSS JOIN temp.place b ON b.batch = v.batch_id"
        " ORDER BY p.uid"
    )
    first = f"p.id * {queries.LINE_MASK + 1}"
    reader.execute(
        f"INSERT INTO out.line SELECT p.uid, l.id & {queries.LINE_MASK},"
        f" {_prefixed('l', queries.LINE_COLUMNS)}"
        " FROM temp.placed p"
        f" CROSS JOIN ledger_line l ON l.id BETWEEN {first} AND {first} + {queries.LINE_MASK} ORDER BY p.uid"
    )


def _copy_parties(reader: sqlite3.Connection, company: int, *, whole: bool) -> None:
    """Copy all parties, or those that the lines name, with their earlier versions."""
    used = "" if whole else "(type, number) IN (SELECT DISTINCT party_type, party_number FROM out.line)"
    reader.execute(
        f"INSERT INTO out.party SELECT * FROM ({queries.master('party', company)}) WHERE {used or 'true'}"
    )
    reader.execute(
        f"INSERT INTO out.party_ancestor SELECT * FROM ({queries.party_ancestors(company)})"
        " WHERE (type, number) IN (SELECT type, number FROM out.party)"
    )


def _copy_shares(reader: sqlite3.Connection, company: int) -> None:
    """Copy the percentages of the cost centres that go along; with any here, the file is of format 2."""
    whole = queries.shares(company)
    if reader.execute(f"SELECT 1 FROM ({whole}) LIMIT 1").fetchone():
        for statement in spec.admitting_shares("out"):
            reader.execute(statement)
        _copy_master(reader, spec.SHARES, whole, "cost_center IN (SELECT code FROM out.cost_center)")


def _copy_master(reader: sqlite3.Connection, table: str, whole: str, used: str) -> None:
    names, key = ", ".join(spec.names(table)), ", ".join(spec.primary_key(table))
    reader.execute(f"INSERT INTO out.{table} SELECT {names} FROM ({whole}) WHERE {used}")
    rows = [row for (row,) in reader.execute(f"SELECT json_array({names}) FROM ({whole}) ORDER BY {key}")]
    reader.execute("INSERT INTO out.master VALUES (?, ?, ?)", (table, len(rows), digest.of_texts(rows)))
