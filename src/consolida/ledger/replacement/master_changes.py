"""What becomes of each row of the masters that files bring: new, changed, waiting or kept as it is here."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from consolida.core.findings import Finding
from consolida.core.language import gettext, ngettext, noop
from consolida.ledger.replacement.kept_masters import row_in_words, sides_in_words
from consolida.ledger.replacement.parts import IncomingFile
from consolida.masters import compare
from consolida.masters.compare import Key, MasterDifference, MastersComparison, Row
from consolida.masters.parties import NewParty, PartiesReceived, PartyDifference

NEW, CHANGED, WAITING, KEPT = "new", "changed", "waiting", "kept"
OUTCOMES: Mapping[str, str] = {  # with their titles
    NEW: noop("New"),
    CHANGED: noop("Taken from the file"),
    WAITING: noop("To be decided"),
    KEPT: noop("Different, kept as here"),
}
PARTY = "party"
TABLES = (PARTY, *compare.MODELS)


Came = NewParty | Row | MasterDifference | PartyDifference


@dataclass(frozen=True, slots=True, kw_only=True)
class MasterChange:
    """One row of a file that is not here, or not like this."""

    outcome: str
    table: str
    key: Key
    file: str
    name: str = ""
    row: Row | None = None  # what is new here, but of parties
    difference: MasterDifference | PartyDifference | None = None

    def sides(self) -> tuple[str, str]:
        """Say what is here and what the file has, where they differ; beside its name, all of what is new."""
        if self.difference is not None:
            return sides_in_words(self.difference)
        return "", row_in_words(self.row or {})


@dataclass(frozen=True, slots=True, kw_only=True)
class FileMasters:
    """One file's masters against ours."""

    file: IncomingFile
    comparison: MastersComparison
    parties: PartiesReceived
    from_head_office: bool
    taken: tuple[MasterDifference, ...] = ()
    kept: tuple[MasterDifference, ...] = ()  # differ, and stay as they are here
    undecided: tuple[MasterDifference, ...] = ()

    def changes(self, table: str, outcome: str) -> Iterator[MasterChange]:
        """Yield the rows of a master that have an outcome."""
        for one in self.rows(table, outcome):
            if isinstance(one, NewParty):
                yield self._change(table, outcome, (one.type, one.number), one.name)
            elif isinstance(one, MasterDifference | PartyDifference):
                yield self._change(table, outcome, one.key, one.name, difference=one)
            else:
                yield self._change(
                    table, outcome, compare.key_of(table, one), str(one.get("name", "")), row=one
                )

    def rows(self, table: str, outcome: str) -> Sequence[Came]:
        """Return the same as the file's comparison has them."""
        if table == PARTY:
            came = self.parties
            parties: Mapping[str, Sequence[Came]] = {
                NEW: came.new,
                CHANGED: came.changed,
                WAITING: came.waiting,
                KEPT: came.kept,
            }
            return parties[outcome]
        if outcome == NEW:
            return self.comparison.missing.get(table, ())
        rows = {CHANGED: self.taken, WAITING: self.undecided, KEPT: self.kept}[outcome]
        return [one for one in rows if one.table == table]

    def _change(
        self,
        table: str,
        outcome: str,
        key: Key,
        name: str,
        *,
        row: Row | None = None,
        difference: MasterDifference | PartyDifference | None = None,
    ) -> MasterChange:
        return MasterChange(
            outcome=outcome,
            table=table,
            key=key,
            file=self.file.name,
            name=name,
            row=row,
            difference=difference,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MastersStep:
    """All files' masters against ours, and what was decided."""

    files: tuple[FileMasters, ...] = ()
    findings: tuple[Finding, ...] = ()
    head_office: str = ""  # the site that is to be marked as such

    @property
    def changes_masters(self) -> bool:
        """Whether rows are added or taken, or a site is marked."""
        return bool(self.head_office) or any(one.comparison.missing_count or one.taken for one in self.files)

    @property
    def parties_added(self) -> int:
        """How many parties are new here."""
        return self.counts()[PARTY, NEW]

    @property
    def parties_queued(self) -> int:
        """How many parties were changed at both ends and wait for a person."""
        return self.counts()[PARTY, WAITING]

    @property
    def new_books(self) -> Mapping[str, str]:
        """The books of the T/O that the files bring and this company does not have."""
        return {
            str(row["code"]): str(row["book"])
            for one in self.files
            for row in one.comparison.missing.get("operation_type", ())
        }

    def changes(
        self, *, tables: Collection[str] = TABLES, outcomes: Collection[str] = OUTCOMES
    ) -> Iterator[MasterChange]:
        """Yield what becomes of the rows, master by master, each once where several files bring it."""
        for table in tables:
            for outcome in outcomes:
                told = set[tuple[object, ...]]()
                for change in (one for file in self.files for one in file.changes(table, outcome)):
                    # Of what is new the first stands; two files may have a row each in its way.
                    said = (change.key, *(change.sides() if outcome != NEW else ()))
                    if said not in told:
                        told.add(said)
                        yield change

    def sentence(self) -> str:
        """Say in one sentence what confirming does where only masters come."""
        coming, taken = self._rows_that_are(NEW), self._rows_that_are(CHANGED)
        if not coming + taken:
            return gettext("No person, master or voucher changes.")
        return gettext("{coming} and {taken}; no voucher changes.").format(
            coming=ngettext(
                "{count} row of persons and masters will be added",
                "{count} rows of persons and masters will be added",
                coming,
            ).format(count=f"{coming:,}"),
            taken=ngettext("{count} taken from the file", "{count} taken from the file", taken).format(
                count=f"{taken:,}"
            ),
        )

    def _rows_that_are(self, outcome: str) -> int:
        counts = self.counts()
        return sum(counts[table, outcome] for table in TABLES)

    def counts(self) -> Counter[tuple[str, str]]:
        """Count the rows by master and outcome; only those that several files bring are compared."""
        counted = Counter[tuple[str, str]]()
        for table, outcome in product(TABLES, OUTCOMES):
            lengths = [len(rows) for one in self.files if (rows := one.rows(table, outcome))]
            if len(lengths) == 1:
                counted[table, outcome] = lengths[0]
            elif lengths:
                changes = self.changes(tables=[table], outcomes=[outcome])
                counted[table, outcome] = sum(1 for _ in changes)
        return counted
