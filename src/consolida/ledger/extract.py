"""From the ledger to a transfer file: a scope's batches from one snapshot, sealed."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from consolida import __version__
from consolida.core.actor import Actor
from consolida.core.batches import BatchKey
from consolida.core.digest import EMPTY_BATCH
from consolida.core.home import Home
from consolida.core.moment import stamp
from consolida.core.portable import connect, write
from consolida.core.portable.format import BatchState, FileKind
from consolida.core.portable.manifest import Manifest, Origin
from consolida.core.uids import new_uid
from consolida.ledger.batches import by_key, key_of
from consolida.ledger.bulk import BatchSource, engine
from consolida.ledger.models import Batch
from consolida.masters.installation import installation
from consolida.masters.models import Company, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """What the manifest of an extracted file says beside its content."""

    kind: FileKind
    site: Site | None = None
    period: str = ""
    operation_type: str = ""
    definitive: bool = False
    export_number: int = 0
    previous: str = ""


def sources(batches: Sequence[Batch], *, closed: bool | None = None) -> list[BatchSource]:
    """Describe batches for extraction; `closed` overrides the state that the file shows."""
    return [
        BatchSource(
            pk=batch.pk,
            key=key_of(batch),
            closed=batch.closed if closed is None else closed,
            definitive=batch.definitive,
            installation=batch.installation,
            export_number=batch.export_number,
        )
        for batch in batches
    ]


def extract(
    company: Company,
    found: Sequence[BatchSource],
    *,
    absent: Sequence[BatchKey] = (),
    sending: Sending,
    to: Path,
    home: Home,
    by: Actor,
    at: datetime,
) -> Manifest:
    """Write batches into a new transfer file and seal it; the caller verifies and places it.

    A file of kind `before` also names the batches of its scope that do not exist.
    """
    connect.create(to).close()
    engine().extract(company=company.pk, sources=found, to=to, parties=sending.kind is FileKind.VOUCHERS)
    with closing(connect.reopen(to)) as connection:
        connection.executemany(
            "INSERT INTO batch VALUES (?, ?, ?, ?, 0, '', 0, 0, 0, 0, 0, ?)",
            [(*key, str(BatchState.ABSENT), EMPTY_BATCH) for key in absent],
        )
        return write.seal(
            connection,
            origin=origin(company, sending=sending, by=by),
            kind=sending.kind,
            period=sending.period,
            operation_type=sending.operation_type,
            definitive=sending.definitive,
            file_uid=new_uid(at),
            cutoff=stamp(at),
            key=home.signing_key(),
        )


def extract_batches(
    company: Company, keys: Sequence[BatchKey], to: Path, *, home: Home, by: Actor, at: datetime
) -> Manifest:
    """Write batches as they are now into a file of kind `before`; keys without a batch are named absent."""
    found = by_key(company, keys)
    return extract(
        company,
        sources([found[key] for key in sorted(found)]),
        absent=sorted(set(keys) - set(found)),
        sending=Sending(kind=FileKind.BEFORE),
        to=to,
        home=home,
        by=by,
        at=at,
    )


def database_damage() -> list[str]:
    """Return what the database's own check says is damaged."""
    return engine().damage()


def origin(company: Company, *, sending: Sending, by: Actor) -> Origin:
    """Say who sends a file."""
    return Origin(
        ruc=company.ruc,
        company=company.name,
        currency=company.currency,
        site=sending.site.code if sending.site else "",
        site_name=sending.site.name if sending.site else "",
        installation=installation().uid,
        export_number=sending.export_number,
        previous=sending.previous,
        author=by.name,
        program=f"Consolida {__version__}",
    )
