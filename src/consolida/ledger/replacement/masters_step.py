"""What a replacement does to parties and masters: foreseen for the preview, done inside the swap."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from consolida.core.actor import Actor
from consolida.core.findings import Finding, Severity
from consolida.core.home import Home
from consolida.core.language import noop
from consolida.core.likeness import alike
from consolida.core.portable.format import FileKind
from consolida.core.wording import Quote, counted, day_in_words
from consolida.ledger.brought import quantity_quoted
from consolida.ledger.replacement.decisions import Answers
from consolida.ledger.replacement.kept_masters import KeptMasters
from consolida.ledger.replacement.master_changes import FileMasters, MastersStep
from consolida.ledger.replacement.parts import IncomingFile
from consolida.ledger.replacement.senders import is_own
from consolida.masters import compare, parties
from consolida.masters.companies import change_site, head_office_of, the_site
from consolida.masters.compare import Key
from consolida.masters.models import Company
from consolida.masters.parties import PartiesReceived

CODES_SHOWN = 10
TAKE, KEEP = "take", "keep"


def examine_masters(
    company: Company,
    files: Sequence[IncomingFile],
    *,
    act: str,
    add: bool,
    answers: Answers,
    home: Home,
) -> MastersStep:
    """Compare the files' masters and parties with ours, and ask what only a person can say."""
    main = head_office_of(company)
    marked = ""
    examined = []
    for file in files:
        sends_masters = file.manifest.kind is FileKind.MASTERS and not is_own(file.manifest, home)
        stand = sends_masters and main is not None and main.code == file.manifest.site and not main.here
        received = parties.foresee(company, file=file.path, from_head_office=stand)
        if sends_masters and main is None and received.kept and _is_head_office(file, answers):
            # Whose masters stand where nothing else decides is nothing to guess.
            stand, marked = True, file.manifest.site
            received = parties.foresee(company, file=file.path, from_head_office=True)
        examined.append(
            FileMasters(
                file=file,
                comparison=compare.compare(company, file=file.path),
                parties=received,
                from_head_office=stand,
            )
        )
    if not add:
        _ask_about_missing(examined, answers)
    decided = [_decided(one, answers) for one in examined]
    return MastersStep(
        files=tuple(decided),
        findings=(
            *_named_twice(decided),
            *_kept(decided, act),
        ),
        head_office=marked,
    )


def still_missing(findings: Sequence[Finding], step: MastersStep) -> list[Finding]:
    """Leave out what the rules say of masters that are missing here and will be added."""
    coming = {
        (f"{table}_unknown", row["code"])
        for one in step.files
        for table, rows in one.comparison.missing.items()
        for row in rows
        if "code" in row
    }
    return [finding for finding in findings if (finding.rule, finding.fields.get("code")) not in coming]


def apply_masters(company: Company, step: MastersStep, *, by: Actor, at: datetime) -> None:
    """Add what is missing and take what was decided; inside the swap's transaction."""
    if step.head_office:
        site = the_site(company, step.head_office)
        change_site(site, name=site.name, head_office=True, by=by, at=at)
    for one in step.files:
        if one.comparison.missing_count or one.taken:
            compare.add_missing(company, one.comparison, by=by, at=at)
            compare.take(company, one.taken, by=by, at=at)


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


def _is_head_office(file: IncomingFile, answers: Answers) -> bool:
    """Ask whether a site is the head office, where none is marked and its persons differ from ours."""
    answer = answers.ask(
        f"head_office:{file.manifest.site}",
        noop(
            "No site is marked as head office here, and persons or entities of {file} differ from those here."
            " Is its sender, site {site} “{site_name}”, the head office, whose masters stand?"
        ),
        values=("yes", "no"),
        file=file.name,
        site=file.manifest.site,
        site_name=file.manifest.site_name,
    )
    return answer == "yes"


def _ask_about_missing(examined: Sequence[FileMasters], answers: Answers) -> None:
    codes: dict[str, dict[Key, None]] = {}
    for one in examined:
        for table, rows in one.comparison.missing.items():
            codes.setdefault(table, {}).update(dict.fromkeys(compare.key_of(table, row) for row in rows))
    if any(codes.values()):
        answers.ask(
            "add_masters",
            noop("These masters of {file} are missing here: {missing}. Add them?"),
            values=("yes",),
            file=", ".join(one.file.name for one in examined if one.comparison.missing_count),
            missing=tuple(_quoted(table, list(keys)) for table, keys in codes.items() if keys),
        )


def _quoted(table: str, keys: Sequence[Key]) -> Quote:
    """Say how many rows of a master, and the first of them: `12 accounts (1212, 40111, …)`."""
    shown = [" ".join(day_in_words(str(part)) for part in key) for key in keys[:CODES_SHOWN]]
    return Quote(
        noop("{rows} ({codes})"),
        {
            "rows": quantity_quoted(table, len(keys)),
            "codes": ", ".join(shown) + (", …" if len(keys) > CODES_SHOWN else ""),
        },
    )


def _decided(one: FileMasters, answers: Answers) -> FileMasters:
    """Say which rows of a file take the place of ours, and which of ours stay; ask where that is open."""
    lists: dict[str, list[compare.MasterDifference]] = {TAKE: [], KEEP: [], "": []}
    for renamed in one.comparison.renamed_types:
        answer = answers.ask(
            f"operation_type:{renamed.code}",
            noop(
                "T/O {code} is “{ours}” here and “{theirs}” in {file}. Is it the same T/O?"
                " Keep the name here or take the file's?"
            ),
            values=(KEEP, TAKE),
            code=renamed.code,
            ours=renamed.ours["name"],
            theirs=renamed.theirs["name"],
            file=one.file.name,
        )
        lists[answer or ""].append(renamed)
    different = one.comparison.different
    answer = KEEP
    if one.file.manifest.kind is FileKind.MASTERS and different:
        answer = answers.ask(
            "masters_different",
            counted(
                "{count} account, cost centre or rate of {file} differs from the one here. Take the file's?",
                "{count} accounts, cost centres or rates of {file} differ from those here. Take the file's?",
            ),
            values=(TAKE, KEEP),
            count=len(different),
            file=one.file.name,
        )
    lists[answer or ""].extend(different)
    return replace(one, taken=tuple(lists[TAKE]), kept=tuple(lists[KEEP]), undecided=tuple(lists[""]))


def _named_twice(examined: Sequence[FileMasters]) -> Iterator[Finding]:
    """Find T/O that two files of the set name differently: the vouchers of one would go under the other's."""
    names: dict[str, tuple[str, str]] = {}
    for one in examined:
        rows = [*one.comparison.missing.get("operation_type", ())]
        rows += [renamed.theirs for renamed in one.comparison.renamed_types]
        for row in rows:
            code, name = str(row["code"]), str(row["name"])
            first_name, first_file = names.setdefault(code, (name, one.file.name))
            if not alike(name, first_name):
                yield Finding(
                    "operation_type_named_twice",
                    Severity.ERROR,
                    noop("T/O {code} is “{first}” in {first_file} and “{name}” in {file}."),
                    noop("Import one file first; the other will then ask whether it is the same T/O."),
                    {
                        "code": code,
                        "first": first_name,
                        "first_file": first_file,
                        "name": name,
                        "file": one.file.name,
                    },
                    one.file.name,
                )


def _kept(decided: Sequence[FileMasters], act: str) -> Iterator[Finding]:
    """Tell what differs and stays; files that come together differ in the same rows."""
    told = KeptMasters(act)
    for one in decided:
        # The question of a T/O says both its names; that of the other rows only how many they are.
        asked = [row for row in one.undecided if row not in one.comparison.renamed_types]
        yield from told.rows(one.file, (*one.kept, *asked))
        yield from told.parties(one.file, one.parties.kept)
    yield from told.more()
