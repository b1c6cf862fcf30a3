"""The swap: one transaction that removes, inserts, proves and notes; whatever fails, all is as before."""

from collections.abc import Mapping, Sequence
from contextlib import closing, nullcontext
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError

from consolida.core import disk, progress
from consolida.core.actor import Actor, Right
from consolida.core.batches import BatchKey
from consolida.core.errors import ConsolidaError, Refused
from consolida.core.findings import Finding
from consolida.core.language import gettext, noop
from consolida.core.portable.connect import open_proven
from consolida.core.portable.format import FileKind
from consolida.core.portable.read import batches
from consolida.core.totals import rows_in_words
from consolida.ledger import archive, opening, totals
from consolida.ledger.batches import by_key, make
from consolida.ledger.bulk import Feed, engine
from consolida.ledger.locks import writing
from consolida.ledger.models import ArchivedFile, Balance, Batch, Import
from consolida.ledger.replacement import check, noting, observations
from consolida.ledger.replacement.decisions import Answers, DecisionsNeeded
from consolida.ledger.replacement.incoming import vouchers_only
from consolida.ledger.replacement.masters_step import apply_masters, receive_parties
from consolida.ledger.replacement.parts import IncomingFile, Part
from consolida.ledger.replacement.preview import Preview
from consolida.ledger.replacement.senders import accept_sender, require_to_accept
from consolida.masters.locks import hold_masters
from consolida.masters.models import Company
from consolida.masters.parties import PartiesReceived

_RIGHTS: Mapping[str, Right] = {
    Import.Act.IMPORT: Right.IMPORT,
    Import.Act.LOAD: Right.LOAD,
    Import.Act.UNDO: Right.UNDO,
}
FREE_SPACE_FACTOR = 4  # ledger, its journal, the archive and the temporary files


class LedgerChanged(ConsolidaError):
    """The ledger is no longer what the preview was made from."""

    message = noop("The vouchers of {batch} changed here since the preview; nothing was written.")
    remedy = noop("Look at the new preview and confirm again.")


class NotProved(ConsolidaError):
    """What landed is not what the file says; the transaction is rolled back."""

    message = noop("{batch}: the ledger's count does not match ({what}); nothing was changed.")
    remedy = noop("Run “consolida doctor”; if it finds nothing, ask the site for a new export.")


class NoSpace(ConsolidaError):
    """The disk has too little room for the replacement."""

    message = noop("The disk of the installation has {free} MB free; this import needs about {needed} MB.")
    remedy = noop("Free some space and import again; nothing was changed.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a replacement did."""

    import_id: int
    undoable: bool
    added: int
    removed: int
    changed: int
    equal: int
    kept: int
    parties_added: int
    parties_queued: int
    findings: tuple[Finding, ...]


def swap(preview: Preview, *, by: Actor, at: datetime) -> Done:
    """Do what a preview shows; raises where findings or open decisions forbid it, or the ledger changed."""
    preview.require_clear()
    _require_rights(preview, by)
    _require_space(preview)
    company = preview.request.company
    feeding = engine().feeding(preview.incoming) if preview.incoming is not None else nullcontext()
    periods = {key.period for key in preview.parts}
    with feeding as feed, writing(company, periods), archive.withdrawing():
        if preview.openings or _brings_masters(preview):
            # Whoever types or imports openings of another site waits, and whoever imports the same masters.
            hold_masters(company)
        held = _still_held(preview)
        _require_true_images(preview, held)
        progress.step(progress.ARCHIVING)
        for file in _sent(preview):
            accept_sender(company, file.manifest, home=preview.home, by=by, at=at)
        kept = noting.keep_files(preview, at)
        noted = noting.note_import(preview, kept, by=by, at=at)
        observations.note(noted, preview.files, preview.findings)
        apply_masters(company, preview.masters, by=by, at=at)
        _replace_batches(preview, held, kept, noted, feed)
        progress.step(progress.RECEIVING_PARTIES)
        received = receive_parties(company, preview.masters, by=by, at=at)
        noting.note_brought(preview, noted, received)
        noting.audit(preview, noted, by=by, at=at)
    return _result(preview, noted, received)


def _require_rights(preview: Preview, by: Actor) -> None:
    """Refuse who lacks the right at one of the sites whose vouchers are replaced."""
    request = preview.request
    ruc = request.company.ruc
    sites = _sites(preview)
    for site in sites:
        by.require(_RIGHTS[request.act], company=ruc, site=site)
    if request.reason and request.act == Import.Act.IMPORT:
        require_to_put_back(preview, by)
    if not sites:  # only masters, which are the whole company's
        by.require(Right.MASTERS if request.act == Import.Act.LOAD else _RIGHTS[request.act], company=ruc)
    if preview.masters.changes_masters:
        by.require(Right.MASTERS, company=ruc)
    for file in _sent(preview):
        require_to_accept(request.company, file.manifest, home=preview.home, by=by)


def require_to_put_back(preview: Preview, by: Actor) -> None:
    """Refuse who may not put an older file back, at one of the sites whose vouchers are replaced."""
    for site in _sites(preview):
        by.require(Right.IMPORT_OLDER, company=preview.request.company.ruc, site=site)


def _sites(preview: Preview) -> list[str]:
    sites = {key.site for key in preview.parts}
    return sorted(sites | {file.manifest.site for file in vouchers_only(preview.files)})


def _sent(preview: Preview) -> Sequence[IncomingFile]:
    """Return the files that somebody sent: a load makes its own."""
    return preview.files if preview.request.act == Import.Act.IMPORT else ()


def _brings_masters(preview: Preview) -> bool:
    return any(file.manifest.kind is FileKind.MASTERS for file in preview.files)


def _require_space(preview: Preview) -> None:
    files = [file.path for file in preview.files] + [path for path in (preview.before,) if path]
    needed = FREE_SPACE_FACTOR * sum(path.stat().st_size for path in files)
    free = disk.room(preview.home.path)
    if free is not None and free < needed:
        raise NoSpace(free=free >> 20, needed=(needed >> 20) + 1)


def _still_held(preview: Preview) -> Mapping[BatchKey, Batch]:
    """Read the ledger again, under the lock; refuse if it is not what the preview saw."""
    request = preview.request
    answers = Answers(request.decisions)
    parts = preview.rescope(answers)
    held = by_key(request.company, {*preview.parts, *parts})
    for key in sorted({*preview.parts, *parts}):
        if parts.get(key) != preview.parts.get(key) or _identity(held, key) != _identity(preview.held, key):
            raise LedgerChanged(batch=key.in_words())
    if answers.open:
        raise DecisionsNeeded(answers.open)
    findings = [
        *check.states_allow(request.company, parts, held, books=preview.masters.new_books),
        *opening.of_several_sites(request.company, preview.openings, leaving=preview.leaving),
    ]
    if findings:
        raise Refused(findings, what=preview.what())
    return held


def _identity(held: Mapping[BatchKey, Batch], key: BatchKey) -> tuple[int, str] | None:
    return (held[key].pk, held[key].digest) if key in held else None


def _require_true_images(preview: Preview, held: Mapping[BatchKey, Batch]) -> None:
    """Read the before-image back: it was taken before the lock, perhaps amid somebody's typing."""
    if preview.before is not None:
        with closing(open_proven(preview.before)) as connection:
            taken = {row.key: row.digest for row in batches(connection)}
        for key in preview.changing:
            if key in held and key not in preview.images and taken.get(key) != held[key].digest:
                raise LedgerChanged(batch=key.in_words())


def _replace_batches(
    preview: Preview,
    held: Mapping[BatchKey, Batch],
    kept: Mapping[str, ArchivedFile],
    noted: Import,
    feed: Feed | None,
) -> None:
    changing = set(preview.changing)
    for key in sorted(preview.parts):
        noting.note_batch(preview, key, held.get(key), kept, noted)
        if key in changing and key in held:
            _remove(held[key], key)
    for key, part in sorted(preview.parts.items()):
        progress.step(progress.REPLACING)
        _put(preview, part, held.get(key), kept, feed if key in changing else None)


def _remove(batch: Batch, key: BatchKey) -> None:
    gone = totals.remove(batch.pk)
    if gone != (batch.vouchers, batch.lines):
        raise NotProved(
            batch=key.in_words(),
            what=_instead(rows_in_words(*gone), rows_in_words(batch.vouchers, batch.lines)),
        )


def _instead(counted: str, expected: str) -> str:
    return gettext("{counted} instead of {expected}").format(counted=counted, expected=expected)


def _put(
    preview: Preview, part: Part, batch: Batch | None, kept: Mapping[str, ArchivedFile], feed: Feed | None
) -> None:
    """Give a batch its content, under a new key where the content changes, and say whose export it is."""
    company = preview.request.company
    changes = preview.changes(part.key, part)
    if batch is not None and (changes or not part.exists):
        batch.delete()
    if not part.exists:
        return
    now = make(company, part.key) if batch is None or changes else batch
    now.last_number = batch.last_number if batch is not None else 0
    if changes and part.vouchers and feed is not None:
        _insert(feed, company, now, part.key)
        totals.keep_balances(company.pk, now.pk)
    if changes:
        now.last_number = max(now.last_number, _prove(now, part, feed))
        now.last_voucher = part.vouchers
        now.file = kept.get(part.file_uid) or _archived(company, part)
    held, source = part.content.totals, part.source
    now.digest, now.vouchers, now.lines = part.digest, held.vouchers, held.lines
    now.debit, now.credit = held.debit, held.credit
    now.installation, now.export_number = source.installation, source.export_number
    now.definitive = source.definitive
    now.save()


def _insert(feed: Feed, company: Company, batch: Batch, key: BatchKey) -> None:
    try:
        feed.insert(company=company.pk, batch=batch.pk, key=key)
    except IntegrityError as problem:  # another importer brought one of its vouchers into another batch
        raise LedgerChanged(batch=key.in_words()) from problem


def _archived(company: Company, part: Part) -> ArchivedFile | None:
    return ArchivedFile.objects.filter(company=company, file_uid=part.file_uid).first()


def _prove(batch: Batch, part: Part, feed: Feed | None) -> int:
    """Compare what landed with the file (counts, totals, balances, digest); return its highest number."""
    progress.step(progress.PROVING)
    words = part.key.in_words()
    counted, expected = totals.recount(batch.pk), part.content.totals
    if counted != expected:
        raise NotProved(batch=words, what=_instead(counted.in_words(), expected.in_words()))
    kept = {
        (kind, account): (debit, credit)
        for kind, account, debit, credit in Balance.objects.filter(batch=batch).values_list(
            "kind", "account", "debit", "credit"
        )
    }
    if kept != _moved(part, feed):
        raise NotProved(batch=words, what=gettext("balances by account"))
    digest, highest = totals.digest_and_number(batch.pk)
    if digest != part.digest:
        raise NotProved(batch=words, what=gettext("digest"))
    return highest


def _moved(part: Part, feed: Feed | None) -> Mapping[tuple[str, str], tuple[int, int]]:
    """Return debit and credit by kind and account as the file has them."""
    if feed is None or not part.vouchers:
        return {}
    return part.moved if part.moved is not None else feed.totals_by_account(key=part.key)


def _result(preview: Preview, noted: Import, received: Sequence[PartiesReceived]) -> Done:
    difference = preview.difference
    return Done(
        import_id=noted.pk,
        undoable=noting.can_be_undone(noted),
        added=difference.added,
        removed=difference.removed,
        changed=difference.changed,
        equal=difference.equal,
        kept=sum(vouchers for _, vouchers in preview.kept),
        parties_added=sum(one.added for one in received),
        parties_queued=sum(one.queued for one in received),
        findings=preview.findings,
    )
