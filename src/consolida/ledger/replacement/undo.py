"""Undoing an import: the same door, with the before-images of its batches."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from consolida.core import progress
from consolida.core.actor import Actor
from consolida.core.batches import BatchKey
from consolida.core.disk import naming_failures
from consolida.core.errors import ConsolidaError, Refused
from consolida.core.findings import Finding, Severity, errors_first
from consolida.core.home import Home
from consolida.core.language import gettext, noop
from consolida.core.portable import connect, read
from consolida.core.portable.format import FileKind
from consolida.core.portable.quarantine import Quarantine
from consolida.core.portable.verify import prove
from consolida.core.totals import EMPTY, Content
from consolida.ledger.batches import by_key
from consolida.ledger.brought import with_codes
from consolida.ledger.models import Batch, Import, ImportedBatch
from consolida.ledger.replacement.decisions import Answers
from consolida.ledger.replacement.noting import can_be_undone
from consolida.ledger.replacement.parts import Part, Source
from consolida.ledger.replacement.preview import Preview, foresee
from consolida.ledger.replacement.scope import Request
from consolida.ledger.replacement.swap import swap
from consolida.masters.models import Company, Site

# An archived export serves as the before-image of a batch that still equals it.
_BEFORE_IMAGES = frozenset({FileKind.BEFORE, FileKind.VOUCHERS})


class NoSuchImport(ConsolidaError):
    """The company has no import of that number."""

    message = noop("There is no import {number} in this company.")
    remedy = noop("“consolida history” lists the imports with their numbers.")


class UndoneAlready(ConsolidaError):
    """The import is not in force any more."""

    message = noop("Import {number} was undone already, by {undo}.")
    remedy = noop("To bring its vouchers back, undo {undo}, or import the file again.")


class NothingToRestore(ConsolidaError):
    """The import brought masters only, which stay."""

    message = noop(
        "Import {number} replaced no vouchers: there is nothing to restore. The masters that came stay."
    )
    remedy = noop("Correct in the masters what should not be so; make inactive what nobody uses.")


class BeforeImageMissing(ConsolidaError):
    """The archive has lost the file that holds what an import replaced."""

    message = noop("The archive lacks the file {file} with what import {number} replaced.")
    remedy = noop("Restore the folder “archive” of the installation from a backup and try again.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """What an undo restored."""

    import_id: int  # the undo's own number
    restored: int  # batches
    vouchers: int
    findings: tuple[Finding, ...] = ()  # what stays


def undo(company: Company, number: int, *, home: Home, by: Actor, at: datetime) -> Undone:
    """Restore the exact former state of an import's batches; parties and masters that came along stay."""
    with previewing_undo(company, number, home=home, by=by, at=at) as preview:
        done = swap(preview, by=by, at=at)
    vouchers = sum(part.vouchers for part in preview.parts.values())
    return Undone(
        import_id=done.import_id,
        restored=len(preview.parts),
        vouchers=vouchers,
        findings=done.findings,
    )


@contextmanager
def previewing_undo(
    company: Company, number: int, *, home: Home, by: Actor, at: datetime
) -> Iterator[Preview]:
    """Foresee an undo; refuses at once what cannot be undone."""
    undone = _in_force(company, number)
    rows = list(undone.batches.select_related("before"))
    _require_unchanged(company, undone, rows)
    with Quarantine(home.private) as quarantine:
        copies = _prove_before_images(undone, rows, home=home, quarantine=quarantine)

        def rescope(_: Answers) -> dict[BatchKey, Part]:
            held = _require_unchanged(company, _in_force(company, number), rows)
            return {row.key: _part(company, row, copies, held.get(row.key)) for row in rows}

        yield foresee(
            Request(company=company, act=Import.Act.UNDO, mode=undone.mode, undoes=undone.pk),
            [],
            rescope,
            findings=list(_what_stays(undone)),
            answers=Answers({}),
            folder=quarantine.folder,
            home=home,
            by=by,
            at=at,
        )


def _in_force(company: Company, number: int) -> Import:
    undone = Import.objects.filter(company=company, pk=number).select_related("undone_by").first()
    if undone is None:
        raise NoSuchImport(number=number)
    if undone.undone_by is not None:
        raise UndoneAlready(number=number, undo=undone.undone_by.pk)
    if not can_be_undone(undone):
        raise NothingToRestore(number=number)
    return undone


def _what_stays(undone: Import) -> Iterator[Finding]:
    """List the parties and masters that came along: vouchers of others may use them by now."""
    rows = list(undone.brought.all())
    if rows:
        yield Finding(
            "masters_stay",
            Severity.NOTE,
            noop("What import {number} brought to the masters stays: {what}."),
            noop("Correct in the masters what should not be so; make inactive what nobody uses."),
            {"number": undone.pk, "what": with_codes(rows)},
        )


def _require_unchanged(company: Company, undone: Import, rows: list[ImportedBatch]) -> dict[BatchKey, Batch]:
    """Return the import's batches, or refuse where one is no longer what it left."""
    held = by_key(company, (row.key for row in rows))
    later = _came_later(undone)
    findings = [
        finding
        for row in rows
        for finding in _what_stands_against(row, held.get(row.key), later.get(row.key, 0))
    ]
    if findings:
        raise Refused(
            errors_first(findings), what=gettext("The undo of import {number}").format(number=undone.pk)
        )
    return held


def _what_stands_against(row: ImportedBatch, held: Batch | None, later: int) -> Iterator[Finding]:
    fields = {"batch": row.key.in_words(), "number": row.of_import_id, "later": later}
    if (held.digest if held is not None else "") != row.after_digest:
        yield Finding(
            "changed_since_import",
            Severity.ERROR,
            noop("{batch} is no longer what import {number} left: it was changed or imported again since."),
            noop("Undo what came later first, or import the right file of the site."),
            fields,
        )
    elif later:
        yield Finding(
            "came_again_since_import",
            Severity.ERROR,
            noop("{batch} came again with {later}, with the same vouchers; import {number} lies below it."),
            noop("Undo {later} first."),
            fields,
        )


def _came_later(undone: Import) -> dict[BatchKey, int]:
    """Return, by batch, the last passage in force that lies above an import; one and its undo cancel out."""
    above = ImportedBatch.objects.filter(
        of_import__company=undone.company_id, of_import__pk__gt=undone.pk, of_import__undone_by=None
    ).exclude(of_import__undoes__pk__gt=undone.pk)
    return {row.key: row.of_import_id for row in above.order_by("of_import")}


@naming_failures()
def _prove_before_images(
    undone: Import, rows: list[ImportedBatch], *, home: Home, quarantine: Quarantine
) -> dict[str, Path]:
    progress.step(progress.JUDGING)
    copies: dict[str, Path] = {}
    for uid in sorted({row.before.file_uid for row in rows if row.before is not None}):
        kept = home.archived(uid)
        if not kept.exists():
            raise BeforeImageMissing(file=kept.name, number=undone.pk)
        copies[uid] = quarantine.take(kept, kinds=_BEFORE_IMAGES)
        verified = prove(copies[uid], name=kept.name)
        if not verified.sound:
            raise Refused(verified.findings, what=kept.name)
    return copies


def _part(company: Company, row: ImportedBatch, copies: dict[str, Path], held: Batch | None) -> Part:
    """Say what a batch held before an import."""
    key = row.key
    source = Source(
        installation=row.before_installation,
        export_number=row.before_export_number,
        definitive=row.before_definitive,
    )
    if held is not None and row.before_digest == held.digest:
        # The import brought the same vouchers: only number and definitive flag go back.
        return Part(key=key, content=Content.of(held), source=source)
    if row.before is None or not row.before_vouchers:
        # A batch typed here keeps its row, and with it the numbers it has given.
        here = Site.objects.filter(company=company, code=key.site, here=True).exists()
        return Part(key=key, exists=bool(row.before_digest) or here, source=source)
    copy = copies[row.before.file_uid]
    content = _content_in(copy, key)
    if content.digest != row.before_digest:
        raise BeforeImageMissing(file=f"{row.before.file_uid}.db", number=row.of_import_id)
    return Part(key=key, file=copy, file_uid=row.before.file_uid, content=content, source=source)


def _content_in(path: Path, key: BatchKey) -> Content:
    with closing(connect.open_proven(path)) as connection:
        return next((Content.of(row) for row in read.batches(connection) if row.key == key), EMPTY)
