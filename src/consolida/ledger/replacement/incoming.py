"""Taking files into quarantine, proving them, and joining them into one for the ledger."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import apsw

from consolida.core import progress
from consolida.core.batches import BatchKey
from consolida.core.disk import naming_failures
from consolida.core.findings import Finding, Severity
from consolida.core.language import noop
from consolida.core.portable import connect, read
from consolida.core.portable.format import FileKind
from consolida.core.portable.manifest import Manifest
from consolida.core.portable.quarantine import Quarantine
from consolida.core.portable.verify import verify
from consolida.core.printable import named
from consolida.core.totals import Content
from consolida.ledger.replacement.parts import IncomingFile, Part, Source
from consolida.masters.models import Company
from consolida.masters.portable import receiver_masters

TWICE_SHOWN = 50


def take(paths: Sequence[Path], *, quarantine: Quarantine) -> list[IncomingFile]:
    """Copy files to a private place; nothing of them is proven yet but header and manifest."""
    progress.step(progress.TAKING)
    files = []
    for path in paths:
        copy = quarantine.take(path)
        name = named(path)
        files.append(IncomingFile(path=copy, name=name, manifest=read.read_manifest(copy, name=name)))
    return files


@naming_failures()
def prove(
    company: Company, files: Sequence[IncomingFile], *, folder: Path
) -> tuple[list[IncomingFile], list[Finding]]:
    """Judge files by the rules and this company's masters; findings name the file they are about."""
    progress.step(progress.JUDGING)
    masters = receiver_masters(company, folder / "masters.db")
    proven, findings = [], []
    for file in files:
        verified = verify(file.path, name=file.name, masters=masters, adding_up=True)
        findings += verified.findings
        proven.append(
            replace(
                file,
                manifest=verified.manifest,
                batches=tuple(verified.batches),
                moved=verified.moved,
            )
        )
    return proven, findings


def parts_of(file: IncomingFile, keys: Sequence[BatchKey], *, source: Source) -> dict[BatchKey, Part]:
    """Say what a file makes of the batches of its scope; those it does not have become empty."""
    parts = {key: Part(key=key, source=source) for key in keys}
    for row in file.batches:
        parts[row.key] = Part(
            key=row.key,
            file=file.path,
            file_uid=file.manifest.file_uid,
            content=Content.of(row),
            moved=file.moved.get(row.key),
            source=source,
        )
    return parts


def source_of(manifest: Manifest) -> Source:
    """Return whose export a file is."""
    return Source(
        installation=manifest.installation,
        export_number=manifest.export_number,
        definitive=manifest.definitive,
    )


def joined(
    parts: Mapping[BatchKey, Part], changing: Sequence[BatchKey], to: Path
) -> tuple[Path | None, list[Finding]]:
    """Return one file with all that is to be inserted: the only one there is, or a new one joined from all.

    SQLite attaches few files at a time and lets none go before the commit. Vouchers that two files bring
    are findings.
    """
    filled = [parts[key] for key in changing if parts[key].vouchers]
    paths = sorted({part.file for part in filled if part.file is not None})
    if not paths or (len(paths) == 1 and _batches_of(paths[0]) <= parts.keys()):
        return (paths[0] if paths else None), []
    findings: list[Finding] = []
    with closing(connect.create(to)) as connection:
        for path in paths:
            connect.attach_proven(connection, path, schema="one")
            with connection:
                for key in sorted(part.key for part in filled if part.file == path):
                    findings += _uids_twice(connection, key)
                    for statement in _JOIN:
                        connection.execute(statement, key)
            connection.execute("DETACH one")
        findings += _cuos_twice(connection)
    return to, findings


_IN_BATCH = "(v.site, v.period, v.operation_type) = (?, ?, ?)"
_JOIN = (
    f"INSERT OR IGNORE INTO voucher SELECT v.* FROM one.voucher v WHERE {_IN_BATCH} ORDER BY v.uid",
    f"""INSERT OR IGNORE INTO line SELECT l.* FROM one.voucher v CROSS JOIN one.line l USING (uid)
        WHERE {_IN_BATCH} ORDER BY v.uid, l.line""",
)


def _uids_twice(connection: apsw.Connection, key: BatchKey) -> Iterator[Finding]:
    """Find the vouchers of a batch that another file of the set brings too."""
    for number, held, *place in connection.execute(
        f"""SELECT v.number, o.number, o.site, o.period, o.operation_type
            FROM one.voucher v CROSS JOIN main.voucher o USING (uid) WHERE {_IN_BATCH} LIMIT {TWICE_SHOWN}""",
        key,
    ):
        yield _twice(str(number), key, str(held), BatchKey(*map(str, place)))


def _cuos_twice(connection: apsw.Connection) -> Iterator[Finding]:
    """Find the vouchers of different files that have one CUO."""
    rows = connection.execute(
        f"""SELECT v.period, v.cuo, v.number, v.site, v.operation_type FROM voucher v JOIN (
                SELECT period, cuo FROM voucher GROUP BY period, cuo HAVING count(*) > 1 LIMIT {TWICE_SHOWN}
            ) AS t ON (t.period, t.cuo) = (v.period, v.cuo) ORDER BY v.period, v.cuo, v.uid"""
    )
    named = [tuple(map(str, row)) for row in rows]
    for (period, cuo, held, *there), (next_period, next_cuo, number, *here) in pairwise(named):
        if (period, cuo) == (next_period, next_cuo):
            yield _twice(
                f"{number} (CUO {cuo})",
                BatchKey(here[0], period, here[1]),
                held,
                BatchKey(there[0], period, there[1]),
            )


def _twice(number: str, key: BatchKey, held: str, other: BatchKey) -> Finding:
    return Finding(
        "voucher_twice",
        Severity.ERROR,
        noop(
            "Voucher {number} of {batch} comes in the set a second time, as {held} of {other}:"
            " it would be doubled."
        ),
        noop("Ask for a new export of the whole month, in which it stands once."),
        {"number": number, "batch": key.in_words(), "held": held, "other": other.in_words()},
    )


def _batches_of(path: Path) -> set[BatchKey]:
    with closing(connect.open_proven(path)) as connection:
        return {row.key for row in read.batches(connection) if row.vouchers}


def vouchers_only(files: Sequence[IncomingFile]) -> list[IncomingFile]:
    """Keep the files that carry vouchers."""
    return [file for file in files if file.manifest.kind is not FileKind.MASTERS]


def opening_sites(file: Path) -> dict[str, set[str]]:
    """Return the sites with opening vouchers in a proven file, by year."""
    found: dict[str, set[str]] = {}
    with closing(connect.open_proven(file)) as connection:
        for site, year in connection.execute(
            "SELECT DISTINCT site, substr(period, 1, 4) FROM voucher WHERE kind = 'A' AND NOT annulled"
        ):
            found.setdefault(str(year), set()).add(str(site))
    return found
