"""The ledger in PostgreSQL: rows travel by COPY, in text that SQLite writes and PostgreSQL reads."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import apsw
from django.core.management import call_command
from django.db import connection, transaction

from consolida.core import digest
from consolida.core.batches import BatchKey
from consolida.core.portable import connect
from consolida.core.portable import format as spec
from consolida.core.portable.format import BatchState
from consolida.ledger import aside
from consolida.ledger.bulk import BatchSource, Elsewhere, postgres_whole, queries
from consolida.ledger.bulk.copying import feed, rows
from consolida.ledger.totals import voucher_range


class PostgresEngine:
    """The ledger's database is PostgreSQL."""

    def extract(self, *, company: int, sources: Sequence[BatchSource], to: Path, parties: bool) -> None:
        """Copy batches and what they refer to into an empty transfer file, from one snapshot.

        A connection of its own reads what is committed, also while a writer holds the month.
        """
        reader = connection.copy()
        try:
            with closing(connect.reopen(to)) as file, reader.cursor() as cursor, file:
                cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                for source in sources:
                    _copy_batch(cursor, file, source)
                for table, used in spec.used_masters().items():
                    _copy_master(cursor, file, table, queries.master(table, company), used)
                _copy_shares(cursor, file, company)
                _copy_parties(cursor, file, company, whole=parties)
                cursor.execute("COMMIT")
        finally:
            reader.close()

    def damage(self) -> list[str]:
        """Return nothing: PostgreSQL's own tools check its files (pg_checksums, pg_amcheck)."""
        return []

    def lock_months(self, months: Sequence[int], *, shared: bool) -> None:
        """Lock rows of months, shared among typists or for one writer alone."""
        with connection.cursor() as cursor:
            mode = "SHARE" if shared else "UPDATE"
            statement = f"SELECT id FROM ledger_month WHERE id = ANY(%s) ORDER BY id FOR {mode}"
            cursor.execute(statement, [list(months)])

    def copy_to(self, path: Path) -> None:
        """Write all that is committed, as it is at one moment, to a new SQLite database."""
        with aside.opened(path):
            call_command("migrate", verbosity=0, interactive=False)
        postgres_whole.fill(path)

    def replace_by(self, path: Path, *, keeping: Path | None) -> None:
        """Put a SQLite database's content in the place of all that is there; nobody writes meanwhile."""
        call_command("migrate", verbosity=0, interactive=False)
        with transaction.atomic():
            postgres_whole.hold_all()
            if keeping is not None:
                self.copy_to(keeping)
            postgres_whole.load(path)

    @contextmanager
    def feeding(self, file: Path) -> Iterator["PostgresFeed"]:
        """Open a proven transfer file beside the ledger's connection."""
        with closing(connect.open_proven(file)) as opened:
            yield PostgresFeed(opened)


class PostgresFeed:
    """A transfer file open in SQLite beside the ledger's connection."""

    def __init__(self, file: apsw.Connection) -> None:
        self._file = file

    def elsewhere(self, *, company: int, leaving: Sequence[int], limit: int) -> list[Elsewhere]:
        """List the file's vouchers that the ledger holds in another batch than theirs, but those leaving."""
        columns = ("uid", "cuo", "number", "site", "period", "operation_type")
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS pg_temp.incoming")
            cursor.execute(f"CREATE TEMP TABLE incoming ({', '.join(f'{name} text' for name in columns)})")
            feed(cursor, "incoming", columns, self._file.execute(f"SELECT {_row(columns)} FROM voucher"))
            cursor.execute("ANALYZE incoming")
            pairs = "incoming i JOIN ledger_voucher v"
            found = queries.elsewhere(cursor, pairs, company=company, leaving=leaving, limit=limit)
            cursor.execute("DROP TABLE pg_temp.incoming")
        return found

    def insert(self, *, company: int, batch: int, key: BatchKey) -> None:
        """Copy a batch's vouchers and lines from the file into the range of a batch's keys."""
        first, _ = voucher_range(batch)
        numbered = (
            f"(SELECT {{columns}}, {first} + row_number() OVER (ORDER BY uid) AS id FROM voucher"
            " WHERE site = ? AND period = ? AND operation_type = ?)"
        )
        voucher = ("id", f"{company}", f"{batch}", "period", *queries.VOUCHER_COLUMNS)
        line = (
            f"v.id * {queries.LINE_MASK + 1} + l.line",
            f"{company}",
            *(f"l.{name}" for name in queries.LINE_COLUMNS),
        )
        # All lines of a voucher come as one text; an annulled one has none.
        lines = f"(SELECT group_concat({_row(line)}, char(10)) FROM line l WHERE l.uid = v.uid)"
        # COPY goes past Django, which would name a broken constraint the same on every engine.
        with connection.cursor() as cursor, connection.wrap_database_errors:
            feed(
                cursor,
                "ledger_voucher",
                ("id", "company_id", "batch_id", "period", *queries.VOUCHER_COLUMNS),
                self._file.execute(f"SELECT {_row(voucher)} FROM {numbered.format(columns='*')}", key),
            )
            feed(
                cursor,
                "ledger_line",
                ("id", "company_id", *queries.LINE_COLUMNS),
                (
                    text
                    for text in self._file.execute(
                        f"SELECT {lines} FROM {numbered.format(columns='uid')} v", key
                    )
                    if text != (None,)
                ),
            )

    def totals_by_account(self, *, key: BatchKey) -> dict[tuple[str, str], tuple[int, int]]:
        """Return debit and credit by (kind, account) of a batch in the file."""
        rows = self._file.execute(queries.TOTALS_BY_ACCOUNT.format(schema="main"), key)
        return {(str(kind), str(account)): (debit, credit) for kind, account, debit, credit in rows}


def _row(columns: Sequence[str]) -> str:
    r"""Write a row as COPY's text: a file has no control characters, so only `\` is escaped."""
    return f"replace(concat_ws(char(9), {', '.join(columns)}), '\\', '\\\\')"


def _insert(
    file: apsw.Connection, table: str, rows: Iterable[Sequence[str | None]], *, verb: str = "INSERT"
) -> None:
    places = ", ".join("?" * len(spec.names(table)))
    file.executemany(f"{verb} INTO {table} VALUES ({places})", rows)


def _copy_batch(cursor: Any, file: apsw.Connection, source: BatchSource) -> None:
    state = BatchState.CLOSED if source.closed else BatchState.OPEN
    file.execute(
        "INSERT INTO batch VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, '')",
        (*source.key, str(state), int(source.definitive), source.installation, source.export_number),
    )
    _insert(file, "voucher", rows(cursor, _vouchers(source)))
    _insert(file, "line", rows(cursor, _lines(source)))


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _vouchers(source: BatchSource) -> str:
    """Return the query of a batch's vouchers, in the order of their keys: mostly that of their uids."""
    place = source.key._asdict()
    columns = ", ".join(
        _literal(place[name]) if name in place else f"v.{name}" for name in spec.names("voucher")
    )
    first, past = voucher_range(source.pk)
    return f"SELECT {columns} FROM ledger_voucher v WHERE v.id >= {first} AND v.id < {past} ORDER BY v.id"


def _lines(source: BatchSource) -> str:
    """Return the query of a batch's lines, those of a voucher together."""
    columns = ", ".join(f"l.{name}" for name in queries.LINE_COLUMNS)
    first, past = voucher_range(source.pk)
    lowest = f"v.id * {queries.LINE_MASK + 1}"
    return (
        f"SELECT v.uid, l.id & {queries.LINE_MASK}, {columns}"
        f" FROM (SELECT id, uid FROM ledger_voucher WHERE id >= {first} AND id < {past} ORDER BY id) v"
        f" CROSS JOIN ledger_line l WHERE l.id >= {lowest} AND l.id <= {lowest} + {queries.LINE_MASK}"
    )


def _copy_parties(cursor: Any, file: apsw.Connection, company: int, *, whole: bool) -> None:
    """Copy all parties, or those that the lines name, with their earlier versions."""
    _insert(file, "party", rows(cursor, queries.master("party", company)))
    if not whole:
        file.execute(
            "DELETE FROM party WHERE (type, number) NOT IN"
            " (SELECT DISTINCT party_type, party_number FROM line)"
        )
    _insert(file, "party_ancestor", rows(cursor, queries.party_ancestors(company)))
    file.execute("DELETE FROM party_ancestor WHERE (type, number) NOT IN (SELECT type, number FROM party)")


def _copy_shares(cursor: Any, file: apsw.Connection, company: int) -> None:
    """Copy the percentages of the cost centres that go along; with any here, the file is of format 2."""
    whole = queries.shares(company)
    cursor.execute(f"SELECT 1 FROM ({whole}) AS s LIMIT 1")
    if cursor.fetchone():
        connect.admit_shares(file)
        _copy_master(cursor, file, spec.SHARES, whole, "cost_center IN (SELECT code FROM cost_center)")


def _copy_master(cursor: Any, file: apsw.Connection, table: str, whole: str, used: str) -> None:
    _insert(file, table, rows(cursor, whole))
    names = spec.names(table)
    entries = file.execute(f"SELECT count(*) FROM {table}").get
    file.execute("INSERT INTO master VALUES (?, ?, ?)", (table, entries, digest.of_rows(file, table, names)))
    file.execute(f"DELETE FROM {table} WHERE NOT ({used})")
