"""What was read against what the ledger holds: which vouchers are new, equal or different."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import apsw

from consolida.core import digest
from consolida.core.batches import VOUCHER_NAME, BatchKey
from consolida.core.language import noop
from consolida.core.portable import connect
from consolida.intake import unread
from consolida.intake.complaints import Complaint, Complaints
from consolida.ledger.numbering import MOST_DIGITS, as_number

HELD = "held"  # the schema name of the batches as the ledger has them

DIFFERENT = Complaint(
    "load_different",
    noop(
        "Voucher {number} of T/O {operation_type}, {period} (row {row}) is here already, with other content."
    ),
    noop(
        "Correct it here, or load the whole content of its batch with --replace, on the screen with “Where"
        " something differs, the file is right”."
    ),
)


@dataclass(frozen=True, slots=True)
class Counts:
    """How what was read compares with the ledger."""

    added: int
    changed: int
    equal: int
    removed: int


def batch_keys(connection: apsw.Connection) -> list[BatchKey]:
    """List the batches of what was read."""
    rows = connection.execute("SELECT DISTINCT site, period, operation_type FROM voucher ORDER BY 1, 2, 3")
    return [BatchKey(str(site), str(period), str(kind)) for site, period, kind in rows]


def index(connection: apsw.Connection) -> None:
    """Make the work file's vouchers findable by batch and number."""
    connection.execute("CREATE INDEX by_number ON voucher (period, operation_type, number)")


def match(
    connection: apsw.Connection, held: Path, last_numbers: Mapping[BatchKey, int], *, whole: bool
) -> None:
    """Match what was read with the ledger's vouchers, and number what has no number.

    A voucher with a number is the ledger's voucher of that number; one without is known by its uid.
    Where the file is the whole, it needs a number of its own if another of the file has the ledger's.
    """
    alone = "WHERE h.uid NOT IN (SELECT held FROM pair)" if whole else ""
    connect.attach_proven(connection, held, schema=HELD)
    with connection:
        connection.execute(f"""
            CREATE TABLE pair (uid TEXT NOT NULL PRIMARY KEY, held TEXT NOT NULL) STRICT, WITHOUT ROWID;
            INSERT INTO pair SELECT v.uid, h.uid FROM {HELD}.voucher AS h CROSS JOIN voucher AS v
                ON v.period = h.period AND v.operation_type = h.operation_type AND v.number = h.number
                WHERE v.number <> '';
            INSERT OR IGNORE INTO pair SELECT v.uid, h.uid
                FROM voucher AS v CROSS JOIN {HELD}.voucher AS h ON h.uid = v.uid {alone};
            UPDATE voucher AS v SET number = h.number, cuo = h.cuo
                FROM pair AS p, {HELD}.voucher AS h
                WHERE p.uid = v.uid AND h.uid = p.held AND v.number = '';
            UPDATE voucher AS v SET cuo = h.cuo
                FROM pair AS p, {HELD}.voucher AS h
                WHERE p.uid = v.uid AND h.uid = p.held AND v.number = h.number AND v.cuo = {VOUCHER_NAME};
            """)
        _number(connection, last_numbers)
        connection.execute(f"UPDATE voucher AS v SET digest = {digest.voucher_digest_expression()}")


def _number(connection: apsw.Connection, last_numbers: Mapping[BatchKey, int]) -> None:
    for key in batch_keys(connection):
        wanting = connection.execute(
            "SELECT uid FROM voucher JOIN origin USING (uid)"
            " WHERE site = ? AND period = ? AND operation_type = ? AND number = '' ORDER BY row, uid",
            key,
        ).fetchall()
        if not wanting:
            continue
        last = max(last_numbers.get(key, 0), _highest(connection, key))
        connection.executemany(
            "UPDATE voucher SET number = ? WHERE uid = ?",
            [(as_number(number), uid) for number, (uid,) in enumerate(wanting, start=last + 1)],
        )
    connection.execute(f"UPDATE voucher AS v SET cuo = {VOUCHER_NAME} WHERE cuo = ''")


def _highest(connection: apsw.Connection, key: BatchKey) -> int:
    return int(
        connection.execute(
            f"""SELECT coalesce(max(CAST(number AS INTEGER)), 0) FROM (
                    SELECT site, period, operation_type, number FROM main.voucher
                    UNION ALL SELECT site, period, operation_type, number FROM {HELD}.voucher)
                WHERE site = ? AND period = ? AND operation_type = ?
                AND number NOT GLOB '*[^0-9]*' AND length(number) <= ?""",
            (*key, MOST_DIGITS),
        ).get
    )


def count(connection: apsw.Connection) -> Counts:
    """Count new, different and equal vouchers, and those of the ledger that the file does not have."""
    added, changed, equal = connection.execute(f"""
        SELECT count(*) FILTER (WHERE h.uid IS NULL), count(*) FILTER (WHERE h.digest <> v.digest),
               count(*) FILTER (WHERE h.digest = v.digest)
        FROM voucher AS v LEFT JOIN pair AS p USING (uid) LEFT JOIN {HELD}.voucher AS h ON h.uid = p.held
        """).get
    removed = connection.execute(
        f"SELECT count(*) FROM {HELD}.voucher WHERE uid NOT IN (SELECT held FROM pair)"
    ).get
    return Counts(added=added, changed=changed, equal=equal, removed=removed)


def equal_uids(connection: apsw.Connection) -> tuple[str, ...]:
    """List the ledger's vouchers that the file has with the same content, by the uids they have there."""
    rows = connection.execute(f"""
        SELECT h.uid FROM pair AS p CROSS JOIN voucher AS v USING (uid)
               CROSS JOIN {HELD}.voucher AS h ON h.uid = p.held
        WHERE h.digest = v.digest ORDER BY h.period, h.operation_type, h.number""")
    return tuple(str(uid) for (uid,) in rows)


def complain_of_different(connection: apsw.Connection, complaints: Complaints) -> None:
    """List the vouchers that the ledger has with other content, as far as they could be read."""
    for operation_type, period, number, cuo, row in connection.execute(f"""
        SELECT v.operation_type, v.period, v.number, h.cuo, o.row
        FROM pair AS p CROSS JOIN voucher AS v USING (uid) CROSS JOIN origin AS o USING (uid)
             CROSS JOIN {HELD}.voucher AS h ON h.uid = p.held
        WHERE h.digest <> v.digest AND NOT {unread.IS_PARTLY} ORDER BY o.row"""):
        complaints.add(
            DIFFERENT, voucher=cuo, number=number, operation_type=operation_type, period=period, row=row
        )


def keep_identities(connection: apsw.Connection) -> None:
    """Give what was read the uids of the ledger's vouchers it stands for, and their authors and times."""
    with connection:
        for uid, held in connection.execute(
            "SELECT uid, held FROM pair WHERE uid <> held ORDER BY uid"
        ).fetchall():
            taken = connection.execute("SELECT 1 FROM voucher WHERE uid = ?", (held,)).fetchone()
            if taken is None:
                for table in ("voucher", "line", "origin", "pair", *unread.TABLES):
                    connection.execute(f"UPDATE {table} SET uid = ? WHERE uid = ?", (held, uid))
        connection.execute(f"""
            UPDATE voucher AS v SET created_by = h.created_by, created_at = h.created_at,
                   changed_by = iif(h.digest = v.digest, h.changed_by, v.changed_by),
                   changed_at = iif(h.digest = v.digest, h.changed_at, v.changed_at)
            FROM {HELD}.voucher AS h WHERE h.uid = v.uid""")


def changed_batches(connection: apsw.Connection, keys: Sequence[BatchKey], *, whole: bool) -> list[BatchKey]:
    """Keep the batches whose content would not be what it is: with new vouchers, or otherwise changed.

    A voucher of which nobody can read where it belongs changes none.
    """
    changing = {
        BatchKey(*map(str, row))
        for row in connection.execute(f"""
            SELECT DISTINCT site, period, operation_type FROM voucher
            WHERE uid NOT IN (SELECT uid FROM pair) AND uid NOT IN {unread.HEADLESS}""")
    }
    if whole:
        changing |= {
            BatchKey(*map(str, row))
            for row in connection.execute(f"""
                SELECT v.site, v.period, v.operation_type FROM pair AS p CROSS JOIN voucher AS v USING (uid)
                       CROSS JOIN {HELD}.voucher AS h ON h.uid = p.held
                WHERE h.digest <> v.digest OR h.uid <> v.uid
                UNION SELECT site, period, operation_type FROM {HELD}.voucher
                WHERE uid NOT IN (SELECT held FROM pair)""")
        }
    return [key for key in keys if key in changing]
