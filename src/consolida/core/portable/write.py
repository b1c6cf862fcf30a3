"""Sealing a filled transfer file: digests, counts, totals, manifest and signature; then its place on disk."""

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import apsw

from consolida.core import digest
from consolida.core.digest import VoucherDigests
from consolida.core.errors import ConsolidaError
from consolida.core.language import noop
from consolida.core.portable import format as spec
from consolida.core.portable.format import FileKind
from consolida.core.portable.manifest import Manifest, Origin
from consolida.core.signing import SigningKey
from consolida.core.wording import counted

_SWEEP = 1 << 20  # bytes


class VouchersWithoutBatch(ConsolidaError):
    """Vouchers were written into a file without the batch they belong to."""

    message = counted(
        "{count} voucher of T/O {operation_type}, {period}, site {site} belongs to no batch.",
        "{count} vouchers of T/O {operation_type}, {period}, site {site} belong to no batch.",
    )
    remedy = noop("This is a fault of the program: report it with what you were doing.")


class WouldOverwrite(ConsolidaError):
    """A file of that name exists already."""

    message = noop("“{file}” exists already and was left as it is.")
    remedy = noop("Move it elsewhere or choose another folder, and try again.")


def put(
    connection: apsw.Connection, table: str, row: Mapping[str, str | int], *, schema: str = "main"
) -> None:
    """Add a row to an open file; columns that are not given are empty."""
    values = [row.get(column.name, "" if column.is_text else 0) for column in spec.columns(table)]
    connection.execute(f"INSERT INTO {schema}.{table} VALUES ({', '.join('?' * len(values))})", values)


def seal(
    connection: apsw.Connection,
    *,
    origin: Origin,
    kind: FileKind,
    period: str,
    operation_type: str,
    definitive: bool,
    file_uid: str,
    cutoff: str,
    key: SigningKey,
) -> Manifest:
    """Complete a filled file: compute what can be computed, write the manifest, sign it, commit."""
    if not connection.in_transaction:
        connection.execute("BEGIN IMMEDIATE")
    _digest_vouchers_and_parties(connection)
    digests = digest.of_vouchers(connection)
    _require_batches(connection, digests)
    _total_batches(connection, digests)
    _fingerprint_masters(connection)
    unsigned = Manifest(
        file_uid=file_uid,
        format=spec.format_of(connection),
        kind=kind,
        ruc=origin.ruc,
        company=origin.company,
        currency=origin.currency,
        site=origin.site,
        site_name=origin.site_name,
        installation=origin.installation,
        export_number=origin.export_number,
        previous=origin.previous,
        period=period,
        operation_type=operation_type,
        definitive=definitive,
        cutoff=cutoff,
        author=origin.author,
        program=origin.program,
        content_digest=digest.of_content(connection),
        annotation_digest=digests.annotations,
        public_key=key.public,
        signature="",
    )
    manifest = replace(unsigned, signature=key.sign(digest.manifest_text(unsigned.values())))
    places = ", ".join("?" * len(spec.names("manifest")))
    connection.execute(f"INSERT INTO manifest VALUES ({places})", manifest.values())
    connection.execute("COMMIT")
    return manifest


def settle(path: Path) -> None:
    """Flush a file to the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def settle_to_read_back(path: Path) -> None:
    """Flush a file and let the system forget it: what is read next comes from the disk itself."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        if hasattr(os, "posix_fadvise"):  # pragma: no branch - neither Windows nor macOS can
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def fetch(path: Path) -> None:
    """Read a file once from end to end: who judges it next reads it crosswise, which disks are slow at."""
    with path.open("rb", buffering=0) as file:
        while file.read(_SWEEP):
            continue


def publish(part: Path, final: Path) -> None:
    """Give a whole file its final name, once it is on disk, without ever overwriting another."""
    settle(part)
    try:
        _rename(part, final)
    except FileExistsError as problem:
        raise WouldOverwrite(file=final) from problem
    _settle_folder(final.parent)


def _digest_vouchers_and_parties(connection: apsw.Connection) -> None:
    connection.execute(
        f"UPDATE voucher AS v SET digest = {digest.voucher_digest_expression()} WHERE digest = ''"
    )
    connection.execute(
        "UPDATE party SET digest = sha256(json_array(type, number, name, address, active)) WHERE digest = ''"
    )


def _total_batches(connection: apsw.Connection, digests: VoucherDigests) -> None:
    connection.execute(
        "UPDATE batch SET vouchers = 0, lines = 0, debit = 0, credit = 0, digest = ?", (digest.EMPTY_BATCH,)
    )
    connection.executemany(
        "UPDATE batch SET digest = ?4, vouchers = ?5 WHERE (site, period, operation_type) = (?1, ?2, ?3)",
        digests.batches,
    )
    connection.execute(f"""
        UPDATE batch SET lines = t.lines, debit = t.debit, credit = t.credit
        FROM ({LINE_TOTALS_SQL}) AS t
        WHERE (batch.site, batch.period, batch.operation_type) = (t.site, t.period, t.operation_type)""")


# Lines are added up by voucher first, in the order in which they lie: nothing is sorted but vouchers.
LINE_TOTALS_SQL = """
    SELECT v.site, v.period, v.operation_type,
           sum(l.lines) AS lines, sum(l.debit) AS debit, sum(l.credit) AS credit
    FROM (SELECT uid, count(*) AS lines, sum(debit) AS debit, sum(credit) AS credit
          FROM line GROUP BY uid) AS l
    CROSS JOIN voucher AS v ON v.uid = l.uid
    GROUP BY v.site, v.period, v.operation_type"""


def _require_batches(connection: apsw.Connection, digests: VoucherDigests) -> None:
    there = set(connection.execute("SELECT site, period, operation_type FROM batch"))
    for site, period, operation_type, _, count in digests.batches:
        if (site, period, operation_type) not in there:
            connection.execute("ROLLBACK")
            raise VouchersWithoutBatch(site=site, period=period, operation_type=operation_type, count=count)


def _fingerprint_masters(connection: apsw.Connection) -> None:
    for name in digest.masters(spec.format_of(connection)):
        entries = connection.execute(f"SELECT count(*) FROM {name}").get
        fingerprint = digest.of_rows(connection, name, spec.names(name))
        connection.execute("INSERT OR IGNORE INTO master VALUES (?, ?, ?)", (name, entries, fingerprint))


def _rename(part: Path, final: Path) -> None:
    if os.name == "nt":  # pragma: no cover - a rename never overwrites there
        part.rename(final)
        return
    try:
        os.link(part, final)
    except FileExistsError:
        raise
    except OSError:
        # Sticks are FAT, which has no links: reserve the name, then put the whole file in its place.
        os.close(os.open(final, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        part.replace(final)
    else:
        part.unlink()


def _settle_folder(folder: Path) -> None:
    if os.name == "nt":  # pragma: no cover - a folder cannot be flushed there
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
