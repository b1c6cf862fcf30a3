"""What a replacement would do, shown before anything is written, and all that confirming it needs."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from consolida.core import difference, digest, progress
from consolida.core.actor import Actor
from consolida.core.batches import BatchKey
from consolida.core.difference import CHANGES, BatchDifference, Difference, VoucherChange
from consolida.core.disk import naming_failures
from consolida.core.errors import Refused
from consolida.core.findings import Finding, errors, errors_first
from consolida.core.home import Home
from consolida.core.language import gettext, ngettext
from consolida.core.portable.quarantine import Quarantine
from consolida.core.wording import modified_in_words
from consolida.ledger import archive, opening
from consolida.ledger.batches import by_key, in_scope, key_of
from consolida.ledger.bulk import engine
from consolida.ledger.extract import extract_batches
from consolida.ledger.models import ArchivedFile, Balance, Batch, Import
from consolida.ledger.replacement import check, incoming
from consolida.ledger.replacement.decisions import Answers, Decision, DecisionsNeeded
from consolida.ledger.replacement.freshness import gaps
from consolida.ledger.replacement.master_changes import MastersStep
from consolida.ledger.replacement.masters_step import examine_masters, still_missing
from consolida.ledger.replacement.parts import IncomingFile, Part, source_held
from consolida.ledger.replacement.scope import Request, scope
from consolida.ledger.replacement.vanishing import ask_about_vanishing
from consolida.masters.models import Company

__all__ = ["Preview", "Request", "foresee", "previewing"]

MOVED_SHOWN = 50
MANY = 20_000  # changes among which the biggest are not looked for

Rescope = Callable[[Answers], Mapping[BatchKey, Part]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The outcome foreseen, and the private files it was foreseen from."""

    request: Request
    home: Home
    files: tuple[IncomingFile, ...]
    parts: Mapping[BatchKey, Part]
    held: Mapping[BatchKey, Batch]
    images: Mapping[BatchKey, ArchivedFile]  # the batches that change and that an archived file still equals
    before: Path | None  # the other batches that change, as they are now
    incoming: Path | None  # all that is to be inserted
    difference: Difference
    kept: tuple[tuple[str, int], ...]  # (site, vouchers) of the same months and T/O that stay
    masters: MastersStep
    openings: Mapping[str, set[str]]  # the sites with opening vouchers in the files, by year
    findings: tuple[Finding, ...]
    decisions: tuple[Decision, ...]
    rescope: Rescope  # says again what the batches will hold, with the ledger as it is then

    @property
    def token(self) -> str:
        """The digest of what this was made from: the files and the batches as they are here."""
        return digest.of_texts(
            [
                # Months without vouchers have one digest: the uid tells their files apart.
                *sorted(f"{file.manifest.file_uid} {file.manifest.content_digest}" for file in self.files),
                *(f"{key} {self.held[key].digest if key in self.held else ''}" for key in sorted(self.parts)),
            ]
        )

    @property
    def changing(self) -> list[BatchKey]:
        """The batches whose vouchers change."""
        return _changing(self.parts, self.held)

    def _stays(self, key: BatchKey, part: Part) -> bool:
        """Tell whether a batch keeps its vouchers, and whose export they are."""
        held = self.held.get(key)
        if held is None or self.changes(key, part):
            return False
        return part.exists and part.source == source_held(held)

    def changes(self, key: BatchKey, part: Part) -> bool:
        """Tell whether a part differs from what the ledger holds."""
        return _changes(part, self.held.get(key))

    @property
    def leaving(self) -> list[int]:
        """The batches that are removed, by their keys in the ledger."""
        return _leaving(self.changing, self.held)

    def sides(self, key: BatchKey) -> tuple[Path | None, Path | None]:
        """Return the files that hold a batch as it is and as it will be."""
        if key not in self.changing:  # it need not be read as it is: it will be the same
            return self.parts[key].file, self.parts[key].file
        old = _where(self.held.get(key), self.images.get(key), self.before, self.home)
        return old, self.parts[key].file

    def voucher_changes(
        self,
        keys: Sequence[BatchKey] | None = None,
        *,
        kinds: Collection[str] = CHANGES,
        account: str = "",
    ) -> Iterator[VoucherChange]:
        """Yield the vouchers that come, go or change, batch by batch; of some batches or all."""
        for key in self.changing if keys is None else keys:
            yield from difference.voucher_changes(key, *self.sides(key), kinds=kinds, account=account)

    def biggest(self, n: int) -> list[VoucherChange]:
        """Return the changes that move most money; none where all is new, or nearly."""
        found = self.difference
        if not found.changed + found.removed or found.added + found.changed + found.removed > MANY:
            return []
        return difference.biggest(self.voucher_changes(), n)

    def sentence(self) -> str:
        """Say in one sentence what confirming does."""
        if not self.parts:
            return self.masters.sentence()
        if all(self._stays(key, part) for key, part in self.parts.items()):
            return gettext(
                "The content is the same as here: no voucher changes, and the export number stays as it is."
            )
        if not self.changing:
            return gettext(
                "The content is the same as here: no voucher changes, only the export number and whether it"
                " is definitive."
            )
        found = self.difference
        if self.request.act == Import.Act.LOAD and not found.removed + found.changed:
            return _adding(found)
        old, new = found.old.vouchers, found.new.vouchers
        return gettext("{going} and {coming} (+{added}, −{removed}, {changed}).").format(
            going=ngettext("{count} voucher will be removed", "{count} vouchers will be removed", old).format(
                count=f"{old:,}"
            ),
            coming=ngettext("{count} put in", "{count} put in", new).format(count=f"{new:,}"),
            added=f"{found.added:,}",
            removed=f"{found.removed:,}",
            changed=modified_in_words(found.changed),
        )

    def staying(self) -> Iterator[tuple[str, str]]:
        """Say of each other site of the same months and T/O, with its code, how many vouchers stay."""
        for site, vouchers in self.kept:
            words = ngettext(
                "{count} voucher of site {site} stays.", "{count} vouchers of site {site} stay.", vouchers
            )
            yield site, words.format(count=f"{vouchers:,}", site=site)

    def require_clear(self) -> None:
        """Refuse where findings forbid the replacement or decisions are open."""
        if errors(self.findings):
            raise Refused(errors_first(self.findings), what=self.what())
        if self.decisions:
            raise DecisionsNeeded(self.decisions)

    def what(self) -> str:
        """Name what was asked for, for sentences."""
        return ", ".join(file.name for file in self.files) or gettext("The undo")


def _adding(found: Difference) -> str:
    """Say what a load does that adds to what is here."""
    coming = ngettext("{count} voucher will be added", "{count} vouchers will be added", found.added)
    words = gettext("{coming}; {staying}.") if found.equal else "{coming}."
    staying = ngettext("the one that is there stays", "the {count} that are there stay", found.equal)
    return words.format(
        coming=coming.format(count=f"{found.added:,}"), staying=staying.format(count=f"{found.equal:,}")
    )


@contextmanager
def previewing(
    request: Request, paths: Sequence[Path], *, home: Home, by: Actor, at: datetime
) -> Iterator[Preview]:
    """Prove files and foresee their replacement; the private copies live as long as the block."""
    company = request.company
    with Quarantine(home.private) as quarantine:
        files = incoming.take(paths, quarantine=quarantine)
        _refuse(
            files,
            [
                *check.files_fit(
                    company, files, period=request.period, operation_type=request.operation_type
                ),
                *check.files_are_themselves(company, files, home),
            ],
        )
        files, findings = incoming.prove(company, files, folder=quarantine.folder)
        _refuse(files, findings)
        answers = Answers(request.decisions)
        yield foresee(
            request,
            files,
            lambda asked: scope(request, files, asked, home=home),
            findings=findings,
            answers=answers,
            folder=quarantine.folder,
            home=home,
            by=by,
            at=at,
        )


def _refuse(files: Sequence[IncomingFile], findings: Sequence[Finding]) -> None:
    if errors(findings):
        raise Refused(errors_first(findings), what=", ".join(file.name for file in files))


@naming_failures()
def foresee(
    request: Request,
    files: Sequence[IncomingFile],
    rescope: Rescope,
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
    progress.step(progress.KEEPING_BEFORE)
    parts = rescope(answers)
    held = by_key(company, parts)
    changing = _changing(parts, held)
    images = archive.images({key: held[key] for key in changing if key in held}, home=home)
    before = _before(company, changing, held, images, folder=folder, home=home, by=by, at=at)
    joined, twice = incoming.joined(parts, changing, folder / "joined.db")
    openings = incoming.opening_sites(joined) if joined is not None else {}
    leaving = _leaving(changing, held)
    progress.step(progress.MATCHING_MASTERS)
    masters = examine_masters(
        company, files, act=request.act, add=request.add_masters, answers=answers, home=home
    )
    adding = request.add_masters or "add_masters" in answers.heard
    if request.act == Import.Act.IMPORT:
        ask_about_vanishing(company, parts, held, mode=request.mode, answers=answers)
    progress.step(progress.COMPARING)
    changes = difference.between(
        ((key, _where(held.get(key), images.get(key), before, home), parts[key].file) for key in changing),
        moved=_moved(parts, held, changing),
    )
    return Preview(
        request=request,
        home=home,
        files=tuple(files),
        parts=parts,
        held=held,
        images=images,
        before=before,
        incoming=joined,
        difference=_with_equal_batches(changes, parts),
        kept=_kept(company, files, parts),
        masters=masters,
        openings=openings,
        findings=(
            *(still_missing(findings, masters) if adding else findings),
            *twice,
            *check.states_allow(company, parts, held, books=masters.new_books),
            *doubled(company, joined, leaving),
            *opening.of_several_sites(company, openings, leaving=leaving),
            *masters.findings,
            *([*gaps(company, files), *answers.unheard()] if request.act == Import.Act.IMPORT else ()),
        ),
        decisions=tuple(answers.open),
        rescope=rescope,
    )


def _moved(
    parts: Mapping[BatchKey, Part], held: Mapping[BatchKey, Batch], changing: Sequence[BatchKey]
) -> dict[BatchKey, tuple[difference.Moves, difference.Moves]]:
    """Say what accounts move, from kept balances and from what the proof of the files added up."""
    before: dict[BatchKey, dict[str, list[int]]] = {key: {} for key in changing}
    pks = {held[key].pk: key for key in changing if key in held}
    for row in Balance.objects.filter(batch__in=pks):
        _add(before[pks[row.batch_id]], row.account, row.debit, row.credit)
    found: dict[BatchKey, tuple[difference.Moves, difference.Moves]] = {}
    for key in changing:
        moved = parts[key].moved if parts[key].vouchers else {}
        if moved is not None:
            after: dict[str, list[int]] = {}
            for (_, account), (debit, credit) in moved.items():
                _add(after, account, debit, credit)
            found[key] = (before[key], after)
    return found


def _add(sums: dict[str, list[int]], account: str, debit: int, credit: int) -> None:
    total = sums.setdefault(account, [0, 0])
    total[0] += debit
    total[1] += credit


def _changing(parts: Mapping[BatchKey, Part], held: Mapping[BatchKey, Batch]) -> list[BatchKey]:
    return [key for key, part in sorted(parts.items()) if _changes(part, held.get(key))]


def _leaving(changing: Sequence[BatchKey], held: Mapping[BatchKey, Batch]) -> list[int]:
    return [held[key].pk for key in changing if key in held]


def _changes(part: Part, batch: Batch | None) -> bool:
    return part.digest != batch.digest if batch is not None else part.vouchers > 0


def _with_equal_batches(changes: Difference, parts: Mapping[BatchKey, Part]) -> Difference:
    """Add the batches whose content stays; nothing has to be read for them."""
    found = {batch.key: batch for batch in changes.batches}
    for key, part in parts.items():
        if key not in found:
            content = part.content
            found[key] = BatchDifference(
                key=key, added=0, removed=0, changed=0, equal=part.vouchers, old=content, new=content
            )
    return Difference(tuple(found[key] for key in sorted(found)))


def _before(
    company: Company,
    changing: Sequence[BatchKey],
    held: Mapping[BatchKey, Batch],
    images: Mapping[BatchKey, ArchivedFile],
    *,
    folder: Path,
    home: Home,
    by: Actor,
    at: datetime,
) -> Path | None:
    """Extract the batches that change, but those that an archived file still equals."""
    wanted = [key for key in changing if key not in images]
    if not any(key in held and held[key].vouchers for key in wanted):
        return None
    to = folder / "before.db"
    extract_batches(company, wanted, to, home=home, by=by, at=at)
    return to


def _where(batch: Batch | None, image: ArchivedFile | None, before: Path | None, home: Home) -> Path | None:
    if batch is None or not batch.vouchers:
        return None
    return home.archived(image.file_uid) if image is not None else before


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


def doubled(company: Company, joined: Path | None, leaving: Sequence[int]) -> list[Finding]:
    """Find vouchers that would stand here twice."""
    if joined is None:
        return []
    with engine().feeding(joined) as feed:
        elsewhere = feed.elsewhere(company=company.pk, leaving=leaving, limit=MOVED_SHOWN)
    return check.vouchers_stand_elsewhere(elsewhere)
