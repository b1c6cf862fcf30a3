"""What a replacement does to parties and masters: foreseen for the preview, done inside the swap."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from consolida.core.actor import Actor, Right
from consolida.core.findings import Finding, Severity
from consolida.core.language import noop
from consolida.core.portable import format as spec
from consolida.core.portable.format import FileKind
from consolida.ledger.replacement.decisions import Answers
from consolida.ledger.replacement.parts import IncomingFile
from consolida.masters import compare, parties
from consolida.masters.compare import MasterDifference, MastersComparison
from consolida.masters.installation import installation
from consolida.masters.models import Company
from consolida.masters.parties import PartiesReceived

TAKE, KEEP = "take", "keep"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileMasters:
    """One file's masters against ours."""

    file: IncomingFile
    comparison: MastersComparison
    parties: PartiesReceived
    taken: tuple[MasterDifference, ...]

    @property
    def from_head_office(self) -> bool:
        """Tell whether head office sent its masters here."""
        return _from_head_office(self.file)


@dataclass(frozen=True, slots=True, kw_only=True)
class MastersStep:
    """All files' masters against ours, and what was decided."""

    files: tuple[FileMasters, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def parties_added(self) -> int:
        """How many parties are new here."""
        return sum(file.parties.added for file in self.files)

    @property
    def parties_queued(self) -> int:
        """How many parties were changed at both ends and wait for a person."""
        return sum(file.parties.queued for file in self.files)


def examine_masters(
    company: Company, files: Sequence[IncomingFile], *, add: bool, answers: Answers
) -> MastersStep:
    """Compare the files' masters and parties with ours, and ask what only a person can say."""
    examined, findings = [], []
    for file in files:
        comparison = compare.compare(company, file=file.path)
        received = parties.foresee(company, file=file.path, from_head_office=_from_head_office(file))
        taken = _ask(file, comparison, add=add, answers=answers)
        findings += _differences(file, comparison, taken)
        findings += [_kept_party(file, one) for one in received.kept]
        examined.append(FileMasters(file=file, comparison=comparison, parties=received, taken=tuple(taken)))
    return MastersStep(files=tuple(examined), findings=tuple(findings))


def apply_masters(company: Company, step: MastersStep, *, by: Actor, at: datetime) -> None:
    """Add what is missing and take what was decided; inside the swap's transaction."""
    for file in step.files:
        if file.comparison.missing_count:
            by.require(Right.MASTERS, company=company.ruc)
            compare.add_missing(company, file.comparison, by=by, at=at)
        if file.taken:
            by.require(Right.MASTERS, company=company.ruc)
            compare.take(company, file.taken, by=by, at=at)


def receive_parties(company: Company, step: MastersStep, *, by: Actor, at: datetime) -> list[PartiesReceived]:
    """Merge the files' parties by descent; inside the swap's transaction."""
    return [
        parties.receive(
            company,
            file=one.file.path,
            from_head_office=one.from_head_office,
            site=one.file.manifest.site,
            by=by,
            at=at,
        )
        for one in step.files
    ]


def _from_head_office(file: IncomingFile) -> bool:
    manifest = file.manifest
    return manifest.kind is FileKind.MASTERS and manifest.installation != installation().uid


def _ask(
    file: IncomingFile, comparison: MastersComparison, *, add: bool, answers: Answers
) -> list[MasterDifference]:
    missing = comparison.missing_count
    if missing and not add:
        answers.ask(
            "add_masters",
            noop(
                "{file} uses {count} accounts, cost centres, T/O or rates that are missing here: {codes}."
                " Add them?"
            ),
            values=("yes",),
            file=file.name,
            count=missing,
            codes=_some(comparison),
        )
    taken = []
    for one in comparison.renamed_types:
        answer = answers.ask(
            f"operation_type:{one.code}",
            noop(
                "T/O {code} is “{ours}” here and “{theirs}” in {file}. Is it the same T/O?"
                " Keep the name here or take the file's?"
            ),
            values=(KEEP, TAKE),
            code=one.code,
            ours=one.ours["name"],
            theirs=one.theirs["name"],
            file=file.name,
        )
        taken += [one] if answer == TAKE else []
    if file.manifest.kind is FileKind.MASTERS and comparison.different:
        answer = answers.ask(
            "masters_different",
            noop(
                "{count} accounts, cost centres or rates of {file} differ from those here. Take the file's?"
            ),
            values=(TAKE, KEEP),
            count=len(comparison.different),
            file=file.name,
        )
        taken += comparison.different if answer == TAKE else []
    return taken


def _some(comparison: MastersComparison) -> str:
    codes = [
        " ".join(str(row[name]) for name in spec.primary_key(table))
        for table, rows in comparison.missing.items()
        for row in rows
    ]
    return ", ".join(codes[:10]) + (", …" if len(codes) > 10 else "")


def _differences(
    file: IncomingFile, comparison: MastersComparison, taken: Sequence[MasterDifference]
) -> list[Finding]:
    return [
        Finding(
            "master-differs",
            Severity.NOTE,
            noop("{table} {key} is “{theirs}” in {file} and “{ours}” here; it stays as it is here."),
            noop("If the file is right, change it here, or send the masters of head office to the site."),
            {
                "table": one.table,
                "key": one.code,
                "theirs": _shown(one, one.theirs),
                "ours": _shown(one, one.ours),
                "file": file.name,
            },
            file.name,
        )
        for one in comparison.different
        if one not in taken
    ]


def _shown(one: MasterDifference, row: Mapping[str, str | int]) -> str:
    """Say what one end has, where it differs."""
    return ", ".join(str(row[name]) for name in row if one.ours[name] != one.theirs[name])


def _kept_party(file: IncomingFile, one: object) -> Finding:
    return Finding(
        "party-differs",
        Severity.NOTE,
        noop("Party {party} differs in {file}; it stays as it is here."),
        noop("If the file is right, change the party here."),
        {"party": str(one), "file": file.name},
        file.name,
    )
