"""What a replacement would do, shown before anything is written, and all that confirming it needs."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from consolida.core import difference, digest
from consolida.core.actor import Actor
from consolida.core.batches import BatchKey
from consolida.core.difference import Difference, VoucherChange
from consolida.core.errors import Refused
from consolida.core.findings import Finding, errors
from consolida.core.home import Home
from consolida.core.language import gettext
from consolida.core.portable.quarantine import Quarantine
from consolida.ledger.batches import by_key, in_scope, key_of
from consolida.ledger.bulk import engine
from consolida.ledger.extract import extract_batches
from consolida.ledger.models import Batch, Import
from consolida.ledger.replacement import check, incoming
from consolida.ledger.replacement.decisions import Answers, Decision, DecisionsNeeded
from consolida.ledger.replacement.freshness import NEWER_ONLY, ask_about_age, older_keys
from consolida.ledger.replacement.masters_step import MastersStep, examine_masters
from consolida.ledger.replacement.parts import NOBODY, IncomingFile, Part
from consolida.ledger.replacement.senders import ask_about_sender
from consolida.ledger.replacement.vanishing import ask_about_vanishing
from consolida.masters.models import Company, ReplaceMode

MOVED_SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked for: company, files, month and T/O, mode, answers."""

    company: Company
    act: str = Import.Act.IMPORT
    mode: str = ReplaceMode.SITES
    period: str = ""
    operation_type: str = ""
    reason: str = ""
    add_masters: bool = False
    undoes: int = 0  # the import that an undo takes back
    decisions: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The outcome foreseen, and the private files it was foreseen from."""

    request: Request
    home: Home
    files: tuple[IncomingFile, ...]
    parts: Mapping[BatchKey, Part]
    held: Mapping[BatchKey, Batch]
    before: Path | None  # the batches that change and that no archived file holds, as they are now
    incoming: Path | None  # all that is to be inserted
    difference: Difference
    kept: tuple[tuple[str, int], ...]  # (site, vouchers) of the same months and T/O that stay
    masters: MastersStep
    findings: tuple[Finding, ...]
    decisions: tuple[Decision, ...]

    @property
    def token(self) -> str:
        """The digest of what this was made from: the files and the batches as they are here."""
        return digest.of_texts(
            [
                *sorted(file.manifest.content_digest for file in self.files),
                *(f"{key} {self.held[key].digest if key in self.held else ''}" for key in sorted(self.parts)),
            ]
        )

    @property
    def changing(self) -> list[BatchKey]:
        """The batches whose vouchers change."""
        return [key for key, part in sorted(self.parts.items()) if self.changes(key, part)]

    def changes(self, key: BatchKey, part: Part) -> bool:
        """Tell whether a part differs from what the ledger holds."""
        return part.digest != self.held[key].digest if key in self.held else part.vouchers > 0

    def voucher_changes(self) -> Iterator[VoucherChange]:
        """Yield the vouchers that come, go or change, batch by batch."""
        for key in self.changing:
            old = _where(self.held.get(key), self.before, self.home)
            yield from difference.voucher_changes(key, old, self.parts[key].file)

    def sentence(self) -> str:
        """Say in one sentence what confirming does."""
        if not self.changing:
            return gettext("The content is the same as here; no voucher changes.")
        old = sum(batch.old.vouchers for batch in self.difference.batches)
        new = sum(batch.new.vouchers for batch in self.difference.batches)
        return gettext(
            "{old} vouchers will be removed and {new} put in (+{added}, −{removed}, {changed} modified)."
        ).format(
            old=old,
            new=new,
            added=self.difference.added,
            removed=self.difference.removed,
            changed=self.difference.changed,
        )

    def require_clear(self) -> None:
        """Refuse where findings forbid the replacement or decisions are open."""
        if errors(self.findings):
            raise Refused(self.findings, what=self.what(), count=len(errors(self.findings)))
        if self.decisions:
            raise DecisionsNeeded(self.decisions)

    def what(self) -> str:
        """Name what was asked for, for sentences."""
        return ", ".join(file.name for file in self.files) or gettext("The undo")


@contextmanager
def previewing(
    request: Request, paths: Sequence[Path], *, home: Home, by: Actor, at: datetime
) -> Iterator[Preview]:
    """Prove files and foresee their replacement; the private copies live as long as the block."""
    with Quarantine(home.private) as quarantine:
        files, findings = incoming.take(request.company, paths, quarantine=quarantine)
        findings += check.files_fit(
            request.company, files, period=request.period, operation_type=request.operation_type
        )
        if errors(findings):
            raise Refused(findings, what=", ".join(file.name for file in files), count=len(errors(findings)))
        answers = Answers(request.decisions)
        parts = _scope(request, files, answers)
        yield foresee(
            request,
            files,
            parts,
            findings=findings,
            answers=answers,
            folder=quarantine.folder,
            home=home,
            by=by,
            at=at,
        )


def foresee(
    request: Request,
    files: Sequence[IncomingFile],
    parts: Mapping[BatchKey, Part],
    *,
    findings: Sequence[Finding],
    answers: Answers,
    folder: Path,
    home: Home,
    by: Actor,
    at: datetime,
) -> Preview:
    """Compare what batches will hold with what they hold, and check what speaks against it."""
    company = request.company
    held = by_key(company, parts)
    changing = [key for key, part in sorted(parts.items()) if _changes(part, held.get(key))]
    before = _before(company, changing, held, folder=folder, home=home, by=by, at=at)
    joined = incoming.joined(parts, changing, folder / "joined.db")
    leaving = [held[key].pk for key in changing if key in held]
    masters = examine_masters(company, files, add=request.add_masters, answers=answers)
    if request.act == Import.Act.IMPORT:
        ask_about_vanishing(company, parts, held, mode=request.mode, answers=answers)
    return Preview(
        request=request,
        home=home,
        files=tuple(files),
        parts=parts,
        held=held,
        before=before,
        incoming=joined,
        difference=difference.between(
            (key, _where(held.get(key), before, home) if key in changing else part.file, part.file)
            for key, part in sorted(parts.items())
        ),
        kept=_kept(company, files, parts),
        masters=masters,
        findings=(
            *findings,
            *check.states_allow(company, parts, held),
            *_doubled(company, joined, leaving),
            *masters.findings,
        ),
        decisions=tuple(answers.open),
    )


def _changes(part: Part, batch: Batch | None) -> bool:
    return part.digest != batch.digest if batch is not None else part.vouchers > 0


def _scope(request: Request, files: Sequence[IncomingFile], answers: Answers) -> dict[BatchKey, Part]:
    """Say what each batch of the set's scope will hold: the union of the manifests' scopes."""
    parts: dict[BatchKey, Part] = {}
    loading = request.act == Import.Act.LOAD
    for file in incoming.vouchers_only(files):
        if not loading:
            ask_about_sender(request.company, file, answers)
        parts |= _fresh_parts(request, file, answers, loading=loading)
    if request.mode == ReplaceMode.ALL:
        for file in incoming.vouchers_only(files):
            manifest = file.manifest
            for batch in in_scope(
                request.company, period=manifest.period, operation_type=manifest.operation_type
            ):
                parts.setdefault(key_of(batch), Part(key=key_of(batch)))
    return parts


def _fresh_parts(
    request: Request, file: IncomingFile, answers: Answers, *, loading: bool
) -> dict[BatchKey, Part]:
    manifest = file.manifest
    standing = {
        key_of(batch): batch
        for batch in in_scope(
            request.company,
            period=manifest.period,
            site=manifest.site,
            operation_type=manifest.operation_type,
        )
    }
    source = NOBODY if loading else incoming.source_of(manifest)
    parts = incoming.parts_of(file, list(standing), source=source)
    if loading:
        return parts
    older = older_keys(request.company, manifest, parts, standing)
    if ask_about_age(file, older, len(parts), reason=request.reason, answers=answers) == NEWER_ONLY:
        return {key: part for key, part in parts.items() if key not in older}
    return parts


def _before(
    company: Company,
    changing: Sequence[BatchKey],
    held: Mapping[BatchKey, Batch],
    *,
    folder: Path,
    home: Home,
    by: Actor,
    at: datetime,
) -> Path | None:
    """Extract the batches that change, but those that an archived file still equals."""
    wanted = [key for key in changing if key not in held or held[key].file is None]
    if not any(key in held and held[key].vouchers for key in wanted):
        return None
    to = folder / "before.db"
    extract_batches(company, wanted, to, home=home, by=by, at=at)
    return to


def _where(batch: Batch | None, before: Path | None, home: Home) -> Path | None:
    if batch is None or not batch.vouchers:
        return None
    return home.archived(batch.file.file_uid) if batch.file is not None else before


def _kept(
    company: Company, files: Sequence[IncomingFile], parts: Mapping[BatchKey, Part]
) -> tuple[tuple[str, int], ...]:
    scopes = {(key.period, key.operation_type) for key in parts}
    scopes |= {(file.manifest.period, file.manifest.operation_type) for file in incoming.vouchers_only(files)}
    staying = {
        key_of(batch): batch.vouchers
        for period, operation_type in scopes
        for batch in in_scope(company, period=period, operation_type=operation_type)
    }
    counts = Counter[str]()
    for key, vouchers in staying.items():
        if key not in parts and vouchers:
            counts[key.site] += vouchers
    return tuple(sorted(counts.items()))


def _doubled(company: Company, joined: Path | None, leaving: Sequence[int]) -> list[Finding]:
    """Find vouchers, or a year's opening, that would stand here twice."""
    if joined is None:
        return []
    with engine().feeding(joined) as feed:
        elsewhere = feed.elsewhere(company=company.pk, leaving=leaving, limit=MOVED_SHOWN)
    return [
        *check.vouchers_stand_elsewhere(elsewhere),
        *check.opening_comes_from_one_site(company, incoming.opening_sites(joined), leaving),
    ]
