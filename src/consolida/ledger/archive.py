"""The installation's archive of transfer files: what was received, exported, or removed by a replacement."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path

import apsw

from consolida.core.batches import BatchKey
from consolida.core.home import Home
from consolida.core.moment import stamp
from consolida.core.portable import read
from consolida.core.portable.connect import open_proven
from consolida.core.portable.manifest import Manifest
from consolida.core.portable.quarantine import in_use
from consolida.core.portable.write import publish
from consolida.ledger.models import ArchivedFile, Batch
from consolida.masters.models import Company

_placed: ContextVar[list[Path]] = ContextVar("placed")  # by the block of `withdrawing` that is open


@contextmanager
def withdrawing() -> Iterator[None]:
    """Take away again what a block placed in the archive, where the block fails.

    It stands inside the transaction and under its locks: of a commit that fails nobody knows whether the
    file is noted after all. What is left behind by then, and by runs that are killed, `sweep` removes.
    """
    placed: list[Path] = []
    token = _placed.set(placed)
    try:
        yield
    except BaseException:
        for file in placed:
            file.unlink(missing_ok=True)
        raise
    finally:
        _placed.reset(token)


def keep(
    company: Company, file: Path, *, manifest: Manifest, name: str, home: Home, at: datetime
) -> ArchivedFile:
    """Copy a proven file into the archive and note it; called inside the transaction that refers to it.

    It is called inside `withdrawing`, too: where that transaction fails the file is an orphan.
    """
    known = ArchivedFile.objects.filter(company=company, file_uid=manifest.file_uid).first()
    if known is not None and home.archived(manifest.file_uid).exists():
        return known
    _place(file, home.archived(manifest.file_uid))
    if known is not None:
        return known
    return ArchivedFile.objects.create(
        company=company,
        file_uid=manifest.file_uid,
        kind=manifest.kind,
        name=name,
        site=manifest.site,
        period=manifest.period,
        operation_type=manifest.operation_type,
        installation=manifest.installation,
        export_number=manifest.export_number,
        previous=manifest.previous,
        content_digest=manifest.content_digest,
        public_key=manifest.public_key,
        kept_at=stamp(at),
    )


def _place(file: Path, final: Path) -> None:
    part = final.with_suffix(f".{os.getpid()}.part")
    part.unlink(missing_ok=True)
    try:
        os.link(file, part)  # a private copy that nobody changes any more takes no second room
    except OSError:
        shutil.copyfile(file, part)
    final.unlink(missing_ok=True)  # an orphan of the same file from a transaction that failed
    publish(part, final)
    _placed.get().append(final)


def images(batches: Mapping[BatchKey, Batch], *, home: Home) -> dict[BatchKey, ArchivedFile]:
    """Return the archived files that still equal a batch: it need not be written again before it goes."""
    found = {}
    contents: dict[str, dict[BatchKey, str]] = {}
    for key, batch in batches.items():
        if batch.file is not None:
            uid = batch.file.file_uid
            if uid not in contents:
                contents[uid] = _digests(home.archived(uid))
            if contents[uid].get(key) == batch.digest:
                found[key] = batch.file
    return found


def _digests(path: Path) -> dict[BatchKey, str]:
    """Return the digest of each batch of an archived file; none where the archive lost it."""
    if not path.exists():
        return {}
    try:
        with closing(open_proven(path)) as connection:
            return {row.key: row.digest for row in read.batches(connection)}
    except apsw.Error:
        return {}


def sweep(home: Home) -> int:
    """Remove what interrupted runs left in the archive; return how many files went.

    Writers place files before they commit, and whoever writes has private copies: files that were there
    while nobody had any belong to a run that has ended, and are noted where it ended well.
    """
    there = list(home.archive.iterdir())
    if not there or in_use(home.private):
        return 0
    kept = set(ArchivedFile.objects.values_list("file_uid", flat=True))
    orphans = [file for file in there if file.suffix == ".part" or file.stem not in kept]
    for file in orphans:
        file.unlink(missing_ok=True)
    return len(orphans)
