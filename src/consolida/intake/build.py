"""From the work file to sealed transfer files: one for each batch."""

from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

import apsw

from consolida.core.actor import Actor
from consolida.core.batches import BatchKey
from consolida.core.home import Home
from consolida.core.moment import stamp
from consolida.core.portable import connect, write
from consolida.core.portable import format as spec
from consolida.core.portable.format import FileKind
from consolida.core.uids import new_uid
from consolida.intake.merging import HELD
from consolida.ledger.extract import Sending, origin
from consolida.masters import portable
from consolida.masters.models import Company, Site

_IN_BATCH = "v.site = ? AND v.period = ? AND v.operation_type = ?"
_NEW = "v.uid NOT IN (SELECT uid FROM main.pair)"
_USED_PARTIES = {
    "party": "(type, number) IN (SELECT party_type, party_number FROM out.line)",
    "party_ancestor": "(type, number) IN (SELECT type, number FROM out.party)",
}
_LEFT = "v.uid NOT IN (SELECT held FROM main.pair) AND v.uid NOT IN (SELECT uid FROM main.voucher)"


def build_batch(
    company: Company,
    connection: apsw.Connection,
    key: BatchKey,
    to: Path,
    *,
    site: Site,
    add: bool,
    all_read: bool = False,
    home: Home,
    by: Actor,
    at: datetime,
) -> None:
    """Write one batch: what was read, and, to add to it, what the ledger has already.

    With `all_read` what was read is there even where the ledger has it in another form, to be judged.
    """
    write_out(connection, [key], to, add=add, all_read=all_read)
    sending = Sending(
        kind=FileKind.VOUCHERS,
        site=site,
        period=key.period,
        operation_type=key.operation_type,
        export_number=1,
    )
    seal(company, to, sending=sending, home=home, by=by, at=at)


def write_out(
    connection: apsw.Connection, keys: Sequence[BatchKey], to: Path, *, add: bool, all_read: bool = False
) -> None:
    """Write batches into a new file, with the rows of the masters that they use; it is still to be sealed."""
    connect.create(to).close()
    connection.execute("ATTACH ? AS out", (f"{to.absolute().as_uri()}?mode=rw",))
    connection.execute("PRAGMA out.journal_mode = OFF; PRAGMA out.synchronous = OFF;")
    with connection:
        for key in keys:
            _fill(connection, key, _sources(add=add, all_read=all_read))
        for table, used in (spec.used_masters("out") | _USED_PARTIES).items():
            connection.execute(f"INSERT INTO out.{table} SELECT * FROM main.{table} WHERE {used}")
        _bring_shares(connection)
    connection.execute("DETACH out")


def _bring_shares(connection: apsw.Connection) -> None:
    """Bring the percentages of the cost centres that the batches use; with any, the file is of format 2."""
    shares = f"FROM {spec.SHARES} WHERE cost_center IN (SELECT code FROM out.cost_center)"
    if connection.execute(f"SELECT count(*) {shares}").get:
        for statement in spec.admitting_shares("out"):
            connection.execute(statement)
        connection.execute(f"INSERT INTO out.{spec.SHARES} SELECT * {shares}")


def seal(company: Company, path: Path, *, sending: Sending, home: Home, by: Actor, at: datetime) -> None:
    """Seal a filled file under this installation's key; it left nowhere, so it has no place in its chain."""
    with closing(connect.reopen(path)) as connection:
        if sending.kind is FileKind.VOUCHERS:
            portable.fingerprints(company, connection)
        write.seal(
            connection,
            origin=origin(company, sending=sending, by=by),
            kind=sending.kind,
            period=sending.period,
            operation_type=sending.operation_type,
            definitive=False,
            file_uid=new_uid(at),
            cutoff=stamp(at),
            key=home.signing_key(),
        )
    write.settle(path)


def _sources(*, add: bool, all_read: bool) -> list[tuple[str, str]]:
    """Return the schemas from which vouchers are taken, each with a condition."""
    if not add:
        return [("main", "")]
    return [("main", ""), (HELD, f" AND {_LEFT}")] if all_read else [("main", f" AND {_NEW}"), (HELD, "")]


def _fill(connection: apsw.Connection, key: BatchKey, sources: Sequence[tuple[str, str]]) -> None:
    connection.execute("INSERT INTO out.batch VALUES (?, ?, ?, 'open', 0, '', 0, 0, 0, 0, 0, '')", key)
    lines = ", ".join(f"l.{name}" for name in spec.names("line"))
    for schema, condition in sources:
        scope = f"FROM {schema}.voucher AS v WHERE {_IN_BATCH}{condition} ORDER BY v.uid"
        connection.execute(f"INSERT INTO out.voucher SELECT v.* {scope}", key)
        connection.execute(
            f"""INSERT INTO out.line SELECT {lines} FROM (SELECT v.uid {scope}) AS v
                CROSS JOIN {schema}.line AS l ON l.uid = v.uid""",
            key,
        )
