"""Taking files into quarantine, proving them, and joining them into one for the ledger."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from consolida.core.batches import BatchKey
from consolida.core.findings import Finding
from consolida.core.portable import connect, read
from consolida.core.portable.format import FileKind
from consolida.core.portable.manifest import Manifest
from consolida.core.portable.quarantine import Quarantine
from consolida.core.portable.verify import verify
from consolida.ledger.replacement.parts import Content, IncomingFile, Part, Source
from consolida.masters.models import Company
from consolida.masters.portable import write_masters


def receiver_masters(company: Company, to: Path) -> Path:
    """Write this ledger's masters where the rules can look them up."""
    with closing(connect.create(to)) as connection:
        write_masters(company, connection, parties=False)
    return to


def take(
    company: Company, paths: Sequence[Path], *, quarantine: Quarantine
) -> tuple[list[IncomingFile], list[Finding]]:
    """Copy files to a private place and prove each there; findings name the file they are about."""
    masters = receiver_masters(company, quarantine.folder / "masters.db")
    files, findings = [], []
    for path in paths:
        copy = quarantine.take(path)
        verified = verify(copy, name=path.name, masters=masters)
        findings += verified.findings
        files.append(
            IncomingFile(
                path=copy, name=path.name, manifest=verified.manifest, batches=tuple(verified.batches)
            )
        )
    return files, findings


def parts_of(file: IncomingFile, keys: Sequence[BatchKey], *, source: Source) -> dict[BatchKey, Part]:
    """Say what a file makes of the batches of its scope; those it does not have become empty."""
    parts = {key: Part(key=key, source=source) for key in keys}
    for row in file.batches:
        parts[row.key] = Part(
            key=row.key,
            file=file.path,
            file_uid=file.manifest.file_uid,
            content=Content.of(row),
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


def joined(parts: Mapping[BatchKey, Part], changing: Sequence[BatchKey], to: Path) -> Path | None:
    """Return one file with all that is to be inserted: the only one there is, or a new one joined from all.

    SQLite attaches few files at a time and lets none go before the commit.
    """
    filled = [parts[key] for key in changing if parts[key].vouchers]
    paths = sorted({part.file for part in filled if part.file is not None})
    if not paths or (len(paths) == 1 and _batches_of(paths[0]) <= parts.keys()):
        return paths[0] if paths else None
    with closing(connect.create(to)) as connection:
        for path in paths:
            connect.attach_proven(connection, path, schema="one")
            with connection:
                for key in sorted(part.key for part in filled if part.file == path):
                    connection.execute(
                        "INSERT INTO voucher SELECT * FROM one.voucher"
                        " WHERE site = ? AND period = ? AND operation_type = ?",
                        key,
                    )
                connection.execute(
                    "INSERT INTO line SELECT l.* FROM one.line l"
                    " WHERE l.uid IN (SELECT uid FROM one.voucher INTERSECT SELECT uid FROM voucher)"
                )
            connection.execute("DETACH one")
    return to


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
