"""Loading masters: rows completed with what is here, in a file of kind `masters`, through the one door."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

import apsw

from consolida.core import digest
from consolida.core.actor import Actor, Right
from consolida.core.chunks import chunks
from consolida.core.descent import Version
from consolida.core.errors import Refused
from consolida.core.findings import Finding, Severity, errors
from consolida.core.home import Home
from consolida.core.language import noop
from consolida.core.portable import connect
from consolida.core.portable import format as spec
from consolida.core.portable.format import FileKind
from consolida.core.portable.quarantine import Quarantine
from consolida.core.portable.verify import verify
from consolida.core.rules import Rule
from consolida.intake import masters_known
from consolida.intake.build import seal
from consolida.intake.complaints import Complaint, Complaints
from consolida.intake.loading import Loaded, Loading
from consolida.intake.reader import MasterReader, MasterRow, Setting
from consolida.intake.source import Source
from consolida.ledger.extract import Sending
from consolida.ledger.models import Import
from consolida.ledger.replacement.kept_masters import TAKE_BY_LOADING, sides_in_words, version_in_words
from consolida.ledger.replacement.master_changes import FileMasters
from consolida.ledger.replacement.masters_step import KEEP, TAKE
from consolida.ledger.replacement.preview import Preview, Request, previewing
from consolida.masters import compare, shares
from consolida.masters.models import Company
from consolida.masters.parties import PartyDifference

Row = dict[str, str | int]
Key = tuple[str | int, ...]
_CHUNK = 500
_ZEROS = 10  # at the front of a code, that a spreadsheet may have dropped

TWICE = Complaint(
    "load_master_twice",
    noop("Row {row}: {key} comes twice in the file, with different content."),
    noop("Leave one of the rows in the file."),
)
PARTY_KEPT = Complaint(
    "load_party_kept",
    noop(
        "Row {row}: person or entity {number} is “{theirs}” in the file and “{ours}” here; it stays as it is"
        " here."
    ),
    TAKE_BY_LOADING,
    Severity.NOTE,
)
TAKEN = Complaint(
    "load_taken",
    noop("{key}: “{ours}” here becomes “{theirs}”."),
    noop("Check that it is right: what a load changes in the masters is not undone."),
    Severity.NOTE,
)
SHORN = Complaint(
    "load_zero_lost",
    noop("Row {row}: {code} is new, and {ours} is here: spreadsheets drop the zeros at the front of a code."),
    noop("If {ours} is meant, give the column the format Text, write {ours}, and load the file again."),
    Severity.WARNING,
)
NOTHING = Complaint(
    "load_no_rows",
    noop("The file has a header and no rows."),
    noop("Load a file that has rows below its header."),
    Severity.NOTE,
)


@contextmanager
def loading_masters(
    company: Company,
    source: Source,
    reader: MasterReader,
    setting: Setting,
    *,
    replace: bool,
    home: Home,
    by: Actor,
    at: datetime,
) -> Iterator[Loading]:
    """Foresee adding the rows that are new; those that differ stay, or are taken with `replace`.

    A file that cannot be read whole is judged as far as it can, so that all its findings come at once.
    """
    by.require(Right.MASTERS, company=company.ruc)
    complaints = Complaints(source.name)
    with Quarantine(home.private) as work:
        path = work.folder / "masters" / source.name
        path.parent.mkdir()
        read = reader.read(source, setting, complaints)
        rows, kept = _write(company, read, path, complaints, replace=replace)
        seal(company, path, sending=Sending(kind=FileKind.MASTERS), home=home, by=by, at=at)
        if complaints.errors:
            found = errors(verify(path, name=source.name, leaving_out=_needs_every_row).findings)
            raise Refused(
                [*found, *complaints.findings()], what=source.name, count=complaints.errors + len(found)
            )
        request = Request(
            company=company,
            act=Import.Act.LOAD,
            add_masters=True,
            decisions=_decisions(path, replace=replace),
        )
        with previewing(request, [path], home=home, by=by, at=at) as preview:
            yield _loading(reader.name, preview, complaints, rows=rows, kept=kept)


def _needs_every_row(rule: Rule, _: Mapping[str, object]) -> bool:
    """Tell whether a rule speaks of several rows together: one that could not be read would mislead it."""
    return rule.name.startswith("share_")


def _concerns(finding: Finding, company: Company) -> bool:
    """Tell whether a finding holds here too, where the chart has more than the file."""
    return (
        finding.rule != "destino_account"
        or not company.accounts.filter(code=finding.fields.get("account", "")).exists()
    )


def _loading(
    kind: str,
    preview: Preview,
    complaints: Complaints,
    *,
    rows: int,
    kept: Sequence[PartyDifference],
) -> Loading:
    preview.require_clear()
    (one,) = preview.masters.files
    one.parties.kept.extend(kept)  # what the file has of them was not written, so the door saw no difference
    added = one.comparison.missing_count + one.parties.added
    changed = len(one.taken) + one.parties.taken
    staying = len(kept) + len(one.kept)
    _say_what_changes(one, complaints)
    foreseen = Loaded(
        kind=kind,
        added=added,
        changed=changed,
        equal=rows - added - changed - staying,
        kept=staying,
        parties_added=one.parties.added,
        findings=(
            *complaints.findings(),
            *(finding for finding in preview.findings if _concerns(finding, preview.request.company)),
        ),
    )
    return Loading(preview=preview, foreseen=foreseen, writes=bool(added + changed))


def _say_what_changes(one: FileMasters, complaints: Complaints) -> None:
    for difference in one.taken:
        ours, theirs = sides_in_words(difference)
        complaints.add(TAKEN, key=difference.code, ours=ours, theirs=theirs)


def _decisions(path: Path, *, replace: bool) -> Mapping[str, str]:
    """Answer beforehand what the door would ask about rows that differ."""
    answer = TAKE if replace else KEEP
    with closing(connect.open_proven(path)) as connection:
        codes = [code for (code,) in connection.execute("SELECT code FROM operation_type")]
    return {"masters_different": answer} | {f"operation_type:{code}": answer for code in codes}


def _write(
    company: Company, read: Iterable[MasterRow], path: Path, complaints: Complaints, *, replace: bool
) -> tuple[int, list[PartyDifference]]:
    """Write rows into a new transfer file; return how many keys there were, and the parties that stay."""
    with closing(connect.create(path)) as connection, connection:
        writer = _Writer(company, connection, complaints, replace=replace)
        for chunk in chunks(read, _CHUNK):
            writer.take(chunk)
    if not writer.rows and not complaints.errors:
        complaints.add(NOTHING)
    return writer.rows, list(writer.kept.values())


class _Writer:
    """Completes rows with the columns that the file lacks, and writes them."""

    def __init__(
        self, company: Company, connection: apsw.Connection, complaints: Complaints, *, replace: bool
    ) -> None:
        self.rows = 0
        self.kept: dict[Key, PartyDifference] = {}  # parties that the file has otherwise, and that stay
        self._company = company
        self._connection = connection
        self._complaints = complaints
        self._replace = replace
        self._ours: dict[str, dict[Key, Row]] = {}
        self._parts: dict[str, str] = {}  # of the cost centres that are written, by code

    def take(self, rows: Sequence[MasterRow]) -> None:
        """Write rows of one table, but those that came before."""
        table = rows[0].table
        keyed = [(tuple(row.values[name] for name in spec.primary_key(table)), row) for row in rows]
        held = self._held(table, [key for key, _ in keyed])
        for key, row in keyed:
            values = {**_empty(table), **held.get(key, {}), **row.values}
            if "code" in row.values and key not in held:
                self._say_shorn(row, held)
            if table == "party":
                self._take_party(row, values, held.get(key))
            else:
                self._insert(row, values)

    def _say_shorn(self, row: MasterRow, held: Mapping[Key, Row]) -> None:
        """Warn of a code that would be new, and that is one of ours but for zeros at its front."""
        code = str(row.values["code"])
        longer = ("0" * zeros + code for zeros in range(1, _ZEROS + 1))
        ours = next((one for one in longer if (one,) in held), None)
        if ours is not None and code.isdigit():
            self._complaints.add(SHORN, row=row.row, code=code, ours=ours)

    def _take_party(self, row: MasterRow, values: Row, ours: Row | None) -> None:
        """Write a party: one that the file changes descends from the one here, else the one here stays."""
        values["digest"] = _party_digest(values)
        if ours is not None and values["digest"] != ours["digest"]:
            unnamed = ours["name"] == ours["number"]
            here, there = _version(ours), _version(values)
            told = version_in_words(here, there), version_in_words(there, here)
            if self._replace or unnamed:
                self._complaints.add(TAKEN, key=ours["number"], ours=told[0], theirs=told[1])
                self._connection.execute(
                    "INSERT OR IGNORE INTO party_ancestor VALUES (?, ?, ?)",
                    (ours["type"], ours["number"], ours["digest"]),
                )
            else:
                if not here.says_the_same(there):
                    key = str(ours["type"]), str(ours["number"])
                    self.kept.setdefault(key, PartyDifference(*key, here, there))
                    self._complaints.add(
                        PARTY_KEPT, row=row.row, number=ours["number"], ours=told[0], theirs=told[1]
                    )
                values = ours
        self._insert(row, values)

    def _insert(self, row: MasterRow, values: Row) -> None:
        names = spec.names(row.table)
        parts = str(values.get(shares.COLUMN, ""))
        ordered = [values[name] for name in names]
        places = ", ".join("?" * len(names))
        self._connection.execute(f"INSERT OR IGNORE INTO {row.table} VALUES ({places})", ordered)
        if self._connection.changes():
            self.rows += 1
            self._insert_shares(str(values.get("code", "")), parts)
            return
        key = spec.primary_key(row.table)
        found = self._connection.execute(
            f"SELECT * FROM {row.table} WHERE {' AND '.join(f'{name} = ?' for name in key)}",
            [values[name] for name in key],
        ).get
        if list(found) != ordered or parts != self._parts.get(str(values.get("code", "")), ""):
            self._complaints.add(TWICE, row=row.row, key=" ".join(str(values[name]) for name in key))

    def _insert_shares(self, code: str, parts: str) -> None:
        if parts:
            self._parts[code] = parts
            connect.admit_shares(self._connection)
            places = ", ".join("?" * len(spec.names(spec.SHARES)))
            statement = f"INSERT INTO {spec.SHARES} VALUES ({places})"
            self._connection.executemany(statement, shares.rows_of({code: parts}))

    def _held(self, table: str, keys: Sequence[Key]) -> Mapping[Key, Row]:
        """Return the rows that are here: of parties, of which there may be many, only those asked for."""
        names = spec.names(table)
        if table == "party":
            parties = masters_known.held_parties(self._company, [(str(kind), str(no)) for kind, no in keys])
            return {
                key: {name: getattr(party, name) for name in names} | {"active": int(party.active)}
                for key, party in parties.items()
            }
        if table not in self._ours:
            self._ours[table] = {
                compare.key_of(table, row): dict(row) for row in compare.rows_of(self._company, table)
            }
        return self._ours[table]


def _empty(table: str) -> Row:
    values: Row = {column.name: "" if column.is_text else 0 for column in spec.columns(table)}
    return values | ({"active": 1} if "active" in values else {})


def _version(row: Row) -> Version:
    return Version(str(row["name"]), str(row["address"]), int(row["active"]), str(row["digest"]))


def _party_digest(values: Mapping[str, str | int]) -> str:
    return digest.of_party(
        kind=str(values["type"]),
        number=str(values["number"]),
        name=str(values["name"]),
        address=str(values["address"]),
        active=int(values["active"]),
    )
