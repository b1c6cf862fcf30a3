"""A small model of sites and head office: it knows the rules of importing and nothing of how they are kept.

A batch's content is {voucher: digest}; equal contents are equal dictionaries. The simulation does the
same to the program and to this model and compares them after each step.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from consolida.core.batches import BatchKey
from support.model_masters import Masters, Version

# The T/O of each book that is filed; what is none of them lies in the journal alone.
TYPES_OF: Mapping[str, Sequence[str]] = {"sales": ("05",), "purchases": ("11",), "journal": ()}
Content = dict[str, str]


class Source(NamedTuple):
    """Whose export made a batch current."""

    installation: str = ""
    number: int = 0
    definitive: bool = False


NOBODY = Source()


@dataclass(frozen=True)
class Batch:
    """What a batch holds, and how."""

    content: Content = field(default_factory=dict)
    source: Source = NOBODY
    closed: bool = False


@dataclass(frozen=True)
class Sent:
    """A file as it left a site."""

    path: Path
    uid: str
    site: str
    period: str
    operation_type: str
    source: Source
    digest: str
    previous: str
    batches: dict[BatchKey, Content]
    parties: Mapping[str, Version] = field(default_factory=dict)
    accounts: Mapping[str, str] = field(default_factory=dict)  # those that its vouchers use

    def covers(self, key: BatchKey) -> bool:
        """Tell whether a batch lies in the file's scope, whether the file has it or not."""
        return (key.site, key.period) == (self.site, self.period) and (
            self.operation_type in {"", key.operation_type}
        )

    def meets(self, other: "Sent") -> bool:
        """Tell whether two files speak for one batch."""
        return (self.site, self.period) == (other.site, other.period) and (
            self.operation_type == other.operation_type or "" in {self.operation_type, other.operation_type}
        )

    @property
    def statement(self) -> tuple[str, str, str, str]:
        """What it says, of what: two months without vouchers have one digest."""
        return self.digest, self.site, self.period, self.operation_type

    @property
    def age_question(self) -> str:
        """The name of the question that its age raises."""
        return ":".join(filter(None, ("older", self.site, self.period, self.operation_type)))


class Books:
    """An installation's batches and its closed months."""

    def __init__(self, operation_types: Sequence[str], masters: Masters) -> None:
        self.operation_types = tuple(operation_types)
        self.masters = masters
        self.filed: set[tuple[str, str]] = set()  # months and books
        self.resting: set[str] = set()  # sites out of use
        self.batches: dict[BatchKey, Batch] = {}
        self.closed: set[tuple[str, str]] = set()
        self.left: set[str] = set()  # vouchers that were in an export

    def is_closed(self, key: BatchKey) -> bool:
        """Tell whether a batch takes no voucher."""
        return self.batches.get(key, Batch()).closed or (key.site, key.period) in self.closed

    def is_filed(self, key: BatchKey) -> bool:
        """Tell whether a batch lies in a book that was sent to SUNAT."""
        return any(
            period == key.period and (book == "journal" or key.operation_type in TYPES_OF[book])
            for period, book in self.filed
        )

    def put(self, key: BatchKey, voucher: str, digest: str) -> None:
        """Type or change a voucher."""
        batch = self.batches.get(key, Batch())
        self.batches[key] = replace(batch, content={**batch.content, voucher: digest})

    def drop(self, key: BatchKey, voucher: str) -> None:
        """Delete a voucher."""
        batch = self.batches[key]
        content = {other: digest for other, digest in batch.content.items() if other != voucher}
        self.batches[key] = replace(batch, content=content)

    def of_month(self, site: str, period: str, operation_type: str = "") -> list[BatchKey]:
        """List the batches of a site's month that exist, of one T/O or all."""
        return [
            key
            for key in self.batches
            if (key.site, key.period) == (site, period) and operation_type in {"", key.operation_type}
        ]

    def close(self, site: str, period: str, operation_type: str) -> None:
        """Close a site's month or one T/O of it; what is closed stays as it is."""
        key = BatchKey(site, period, operation_type)
        if operation_type and self.is_closed(key):
            return
        if operation_type:
            self.batches.setdefault(key, Batch())
        else:
            self.closed.add((site, period))
        self._set_closed(self.of_month(site, period, operation_type), closed=True)

    def reopen(self, site: str, period: str, operation_type: str) -> None:
        """Reopen a site's month or one T/O of it: then the others stay closed, one by one."""
        if operation_type and not self.is_closed(BatchKey(site, period, operation_type)):
            return
        if operation_type:
            if (site, period) in self.closed:
                for code in self.operation_types:
                    self.batches.setdefault(BatchKey(site, period, code), Batch())
                self._set_closed(self.of_month(site, period), closed=True)
            self.batches.setdefault(BatchKey(site, period, operation_type), Batch())
        self.closed.discard((site, period))
        self._set_closed(self.of_month(site, period, operation_type), closed=False)

    def _set_closed(self, keys: Iterable[BatchKey], *, closed: bool) -> None:
        for key in keys:
            self.batches[key] = replace(self.batches[key], closed=closed)

    def scope(self, site: str, period: str, operation_type: str) -> dict[BatchKey, Content]:
        """Return what an export of a scope holds."""
        return {key: dict(self.batches[key].content) for key in self.of_month(site, period, operation_type)}


@dataclass(frozen=True)
class Change:
    """What an import did to a batch; None where it did not exist."""

    before: Batch | None
    after: Content | None


@dataclass
class Passage:
    """An import or an undo."""

    files: tuple[Sent, ...]
    changes: dict[BatchKey, Change]
    undone_by: int | None = None
    undoes: int | None = None


@dataclass(frozen=True)
class Wish:
    """What is imported, how, and what was answered."""

    files: tuple[Sent, ...]
    every_site: bool = False
    add_masters: bool = False
    reason: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Outcome:
    """What comes of a wish: refusals, else questions with their answers, else what each batch will hold."""

    refusals: set[str] = field(default_factory=set)
    questions: dict[str, tuple[str, ...]] = field(default_factory=dict)
    parts: dict[BatchKey, tuple[Content, Source]] = field(default_factory=dict)


class HeadOffice(Books):
    """Head office: what it imported, in which order, and what of it is in force."""

    def __init__(self, operation_types: Sequence[str], masters: Masters, *, here: str) -> None:
        super().__init__(operation_types, masters)
        self.here = here
        self.imports: dict[int, Passage] = {}
        self.senders: set[tuple[str, str]] = set()
        self.kept: dict[str, Sent] = {}

    def foresee(self, wish: Wish) -> Outcome:
        """Say what comes of an import."""
        outcome = Outcome()
        files = wish.files
        if any(one.meets(other) for place, one in enumerate(files) for other in files[:place]):
            outcome.refusals.add("two_files_of_one_scope")
            return outcome
        for file in files:
            self._ask_who_sends(file, wish, outcome)
            if file.site in self.resting:
                self._ask(f"resting:{file.site}", ("accept",), wish, outcome)
        if not wish.add_masters and any(file.accounts.keys() - self.masters.accounts for file in files):
            self._ask("add_masters", ("yes",), wish, outcome)
        left_alone = self._choose_what_is_new(wish, outcome)
        if wish.every_site:
            for key in self._of_every_site(files):
                if (key.period, key.operation_type) not in left_alone:
                    outcome.parts.setdefault(key, ({}, NOBODY))
        self._refuse_what_is_closed(outcome)
        self._ask_what_vanishes(wish, outcome)
        return outcome

    def _of_every_site(self, files: Sequence[Sent]) -> list[BatchKey]:
        """List the batches of the files' months and T/O, whatever their site."""
        scopes = {(file.period, file.operation_type) for file in files}
        return [key for key in self.batches if scopes & {(key.period, key.operation_type), (key.period, "")}]

    def _ask(self, name: str, values: tuple[str, ...], wish: Wish, outcome: Outcome) -> str:
        answer = wish.answers.get(name, "")
        if answer in values:
            return answer
        outcome.questions[name] = values
        return ""

    def _ask_who_sends(self, file: Sent, wish: Wish, outcome: Outcome) -> None:
        if (file.site, file.source.installation) not in self.senders:
            self._ask(f"key:{file.site}", ("accept",), wish, outcome)
        if (
            self._is_another(file, wish.files)
            or (file.uid not in self.kept and self._contradicts(file, wish.files))
            or self._returns(file)
        ):
            self._ask(f"copies:{file.site}", ("accept",), wish, outcome)

    def _is_another(self, file: Sent, together: Sequence[Sent]) -> bool:
        """Tell whether a file is of an installation that is new where the site has one, or sends two."""
        senders = {installation for site, installation in self.senders if site == file.site}
        sending = {other.source.installation for other in together if other.site == file.site}
        return file.source.installation not in senders and bool(senders or len(sending) > 1)

    def _contradicts(self, file: Sent, together: Sequence[Sent]) -> bool:
        """Tell whether a file cannot be of one chain with those that came before or with it."""
        others = [
            other
            for other in {**self.kept, **{one.uid: one for one in together}}.values()
            if other.source.installation == file.source.installation and other.uid != file.uid
        ]
        number = file.source.number
        same = {other.statement for other in others if other.source.number == number}
        former = {other.digest for other in others if other.source.number == number - 1}
        later = {other.previous for other in others if other.source.number == number + 1}
        return (
            bool(same - {file.statement})
            or (bool(former) and file.previous not in former)
            or (bool(later) and file.digest not in later)
        )

    def _returns(self, file: Sent) -> bool:
        """Tell whether another copy of its site was taken instead, for a T/O of which a file speaks."""
        newest = [one for one in reversed(self.in_force()) if one.meets(file)]
        if file.operation_type:
            newest = newest[:1]
        types = [one.operation_type for one in newest]
        if "" in types:
            newest = newest[: types.index("") + 1]
        last = {one.operation_type: one for one in reversed(newest)}
        mine = file.source.installation
        return any(
            self._is_beside(file, one)
            if one.source.installation == mine
            else mine not in self._last_senders(file.site)
            for one in last.values()
        )

    def _last_senders(self, site: str) -> set[str]:
        """Return the installations of a site's files in the last import in force that had any."""
        for passage in reversed(self.imports.values()):
            of_site = {one.source.installation for one in passage.files if one.site == site}
            if passage.undone_by is None and of_site:
                return of_site
        return set()

    def _is_beside(self, file: Sent, last: Sent) -> bool:
        """Tell whether a file is of another chain than the one in force, or may be of either of two."""
        if file.source.number <= last.source.number:
            return file.source.number == last.source.number and file.statement != last.statement
        chain = [
            one
            for one in self.kept.values()
            if one.source.installation == file.source.installation
            and last.source.number <= one.source.number < file.source.number
        ]
        ends = {file.previous}
        for number in range(file.source.number - 1, last.source.number, -1):
            before = [one for one in chain if one.source.number == number and one.digest in ends]
            if not before:
                return len({one.statement for one in chain}) > len({one.source.number for one in chain})
            ends = {one.previous for one in before}
        return last.digest not in ends

    def in_force(self) -> list[Sent]:
        """List the files of the imports that nobody has undone."""
        return [
            file for passage in self.imports.values() if passage.undone_by is None for file in passage.files
        ]

    def status(self, file: Sent) -> str:
        """Mark a file as the list of what came marks it."""
        if file.uid in {other.uid for other in self.in_force()}:
            return "already_imported"
        if (file.site, file.source.installation) not in self.senders:
            return "unknown_signature"
        if (file.uid not in self.kept and self._contradicts(file, ())) or self._returns(file):
            return "two_copies"
        if file.site in self.resting:
            return "site_not_in_use"
        newer = [
            other
            for other in self.in_force()
            if other.source.installation == file.source.installation
            and other.meets(file)
            and other.source.number > file.source.number
        ]
        return "older" if newer else "new"

    def newest(self, file: Sent, key: BatchKey) -> int:
        """Return the highest number in force of a file's installation for a batch."""
        numbers = [
            other.source.number
            for other in self.in_force()
            if other.source.installation == file.source.installation and other.covers(key)
        ]
        held = self.batches.get(key, Batch()).source
        return max([*numbers, held.number if held.installation == file.source.installation else 0])

    def _choose_what_is_new(self, wish: Wish, outcome: Outcome) -> set[tuple[str, str]]:
        """Take what the files bring, but what is older where that was decided; return what is left alone."""
        brought, older, newer = [], [], 0
        for file in wish.files:
            parts: dict[BatchKey, tuple[Content, Source]] = {
                key: ({}, file.source) for key in self.of_month(file.site, file.period, file.operation_type)
            }
            parts |= {key: (content, file.source) for key, content in file.batches.items()}
            its_older = {key for key in parts if file.source.number < self.newest(file, key)}
            newer += len(parts) - len(its_older)
            if not wish.every_site:
                same = {key for key in its_older if self._holds(key, parts[key][0])}
                parts |= {key: (parts[key][0], self.batches[key].source) for key in same}
                its_older -= same
            brought.append(parts)
            older.append(its_older)
        left_alone = set[tuple[str, str]]()
        for file, parts, its_older in zip(wish.files, brought, older, strict=True):
            dropped = set[BatchKey]()
            if its_older and self._what_of_the_older(file, wish, outcome, partly=newer > 0) == "newer_only":
                dropped = its_older
            left_alone |= {(key.period, key.operation_type) for key in dropped}
            outcome.parts |= {key: part for key, part in parts.items() if key not in dropped}
        return left_alone

    def _holds(self, key: BatchKey, content: Content) -> bool:
        """Tell whether a batch exists and holds a content: of an older file nothing is asked then."""
        return key in self.batches and self.batches[key].content == content

    def _what_of_the_older(self, file: Sent, wish: Wish, outcome: Outcome, *, partly: bool) -> str:
        name = file.age_question
        if wish.reason and name not in wish.answers:
            return "replace"
        values = ("newer_only", "replace") if partly else ("replace",)
        answer = self._ask(name, values, wish, outcome)
        if answer == "replace" and not wish.reason:
            outcome.questions[f"{name}:reason"] = ()
        return answer

    def _changes(self, key: BatchKey, content: Content) -> bool:
        return content != self.batches.get(key, Batch()).content

    def _refuse_what_is_closed(self, outcome: Outcome) -> None:
        if any(
            self._changes(key, content) and self.is_closed(key)
            for key, (content, _source) in outcome.parts.items()
        ):
            outcome.refusals.add("batch_closed")
        if any(
            self._changes(key, content) and self.is_filed(key)
            for key, (content, _source) in outcome.parts.items()
        ):
            outcome.refusals.add("book_filed")

    def _ask_what_vanishes(self, wish: Wish, outcome: Outcome) -> None:
        typed = others = 0
        for key, (content, source) in outcome.parts.items():
            going = len(self.batches.get(key, Batch()).content) if self._changes(key, content) else 0
            if key.site == self.here:
                typed += going
            elif source == NOBODY:
                others += going
        if typed:
            self._ask(f"typed_here:{self.here}", ("replace",), wish, outcome)
        if others:
            self._ask("vanish", (str(others),), wish, outcome)

    def count(self, outcome: Outcome) -> tuple[int, int, int, int]:
        """Count the vouchers added, removed, changed and equal."""
        added = removed = changed = equal = 0
        for key, (new, _source) in outcome.parts.items():
            old = self.batches.get(key, Batch()).content
            added += len(new.keys() - old.keys())
            removed += len(old.keys() - new.keys())
            both = new.keys() & old.keys()
            changed += sum(new[voucher] != old[voucher] for voucher in both)
            equal += sum(new[voucher] == old[voucher] for voucher in both)
        return added, removed, changed, equal

    def stays(self, outcome: Outcome, wish: Wish) -> int:
        """Count the vouchers of the same months and T/O that an import does not touch."""
        scopes = {(key.period, key.operation_type) for key in outcome.parts}
        scopes |= {(file.period, file.operation_type) for file in wish.files}
        return sum(
            len(batch.content)
            for key, batch in self.batches.items()
            if key not in outcome.parts and scopes & {(key.period, key.operation_type), (key.period, "")}
        )

    def take(self, outcome: Outcome, wish: Wish, number: int) -> None:
        """Import what was foreseen, under a number that was never given."""
        self.senders |= {(file.site, file.source.installation) for file in wish.files}
        self.kept |= {file.uid: file for file in wish.files}
        for file in wish.files:
            self.masters.receive(file.parties, from_head_office=False)
            self.masters.add(file.accounts)
        parts: dict[BatchKey, tuple[Content, Source] | None] = dict(outcome.parts)
        self._pass(number, Passage(wish.files, {}), parts)

    def _pass(
        self, number: int, passage: Passage, parts: Mapping[BatchKey, tuple[Content, Source] | None]
    ) -> None:
        assert number > max(self.imports, default=0)
        for key, part in parts.items():
            before = self.batches.get(key)
            passage.changes[key] = Change(before, None if part is None else dict(part[0]))
            if part is None:
                self.batches.pop(key, None)
            else:
                content, source = part
                kept = before is not None and before.content == content
                closed = before.closed if before is not None and kept else False
                self.batches[key] = Batch(dict(content), source, closed)
        self.imports[number] = passage

    def why_not_undone(self, number: int) -> set[str]:
        """Say what forbids undoing an import: undone, changed or come again since, or closed."""
        passage = self.imports[number]
        if passage.undone_by is not None:
            return {"undone-already"}
        against = set()
        for key, change in passage.changes.items():
            held = self.batches.get(key)
            if (None if held is None else held.content) != change.after:
                against.add("changed_since_import")
            elif self._came_again(key, number):
                against.add("came_again_since_import")
        if against:
            return against
        outcome = Outcome(parts={key: part or ({}, NOBODY) for key, part in self._former(passage).items()})
        self._refuse_what_is_closed(outcome)
        return outcome.refusals

    def _came_again(self, key: BatchKey, number: int) -> bool:
        """Tell whether something in force lies above what an import made of a batch."""
        return any(
            key in later.changes and later.undone_by is None and not (later.undoes and later.undoes > number)
            for above, later in self.imports.items()
            if above > number
        )

    def _former(self, passage: Passage) -> dict[BatchKey, tuple[Content, Source] | None]:
        """Return what the batches held; one of a site that is here stays, with the numbers it has given."""
        found: dict[BatchKey, tuple[Content, Source] | None] = {}
        for key, change in passage.changes.items():
            if change.before is not None:
                found[key] = (change.before.content, change.before.source)
            else:
                found[key] = ({}, NOBODY) if key.site == self.here else None
        return found

    def undo(self, number: int, undo: int) -> None:
        """Put the batches back; undoing an undo puts the first import in force again."""
        passage = self.imports[number]
        self._pass(undo, Passage((), {}, undoes=number), self._former(passage))
        for other in self.imports.values():
            if other.undone_by == number:
                other.undone_by = None
        passage.undone_by = undo
