"""What loading a file would do, with all that doing it needs, and what it did."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from consolida.core.actor import Actor
from consolida.core.findings import Finding
from consolida.core.portable import connect
from consolida.core.portable import format as spec
from consolida.core.portable.format import FileKind
from consolida.ledger.replacement.master_changes import OUTCOMES, TABLES, FileMasters
from consolida.ledger.replacement.preview import Preview
from consolida.ledger.replacement.swap import swap
from consolida.masters.compare import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadRequest:
    """How a file of another program is to be loaded.

    Without `replace` vouchers whose number is new are added, equal ones skipped and different ones
    refuse the file; with it the file is the whole content of its batches.
    """

    site: str | None = None  # None: the only one here
    operation_type: str = ""  # '': what the file says
    replace: bool = False
    chart: Path | None = None  # a PLE 5.3 that does not lie beside its 5.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What a load did, or, on a dry run, would do; amounts are counts of vouchers or of master rows."""

    kind: str  # the reader's name: vouchers-csv, ple-5.1, masters-csv, ple-5.3
    import_id: int | None = None  # None where nothing was to be written
    added: int
    changed: int
    equal: int
    removed: int = 0
    kept: int = 0  # master rows that differ, and stay as they are here
    parties_added: int = 0
    undoable: bool = False  # masters stay
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Loading:
    """A file that was read, matched with the ledger and found sound."""

    preview: Preview
    foreseen: Loaded  # counts and findings are about the file, those of the preview about its batches
    writes: bool  # whether anything of it is not here yet
    equal_uids: tuple[str, ...] = ()  # the vouchers here that the file has with the same content

    def equal_rows(self) -> Iterator[tuple[str, Key, str]]:
        """Yield table, key and name of the master rows that are here with the same content."""
        for one in self.preview.masters.files:
            if one.file.manifest.kind is FileKind.MASTERS:
                yield from _equal_rows(one)

    def enter(self, *, by: Actor, at: datetime) -> Loaded:
        """Put it through the one door."""
        if not self.writes:
            return self.foreseen
        done = swap(self.preview, by=by, at=at)
        return replace(
            self.foreseen,
            import_id=done.import_id,
            undoable=done.undoable,
            parties_added=done.parties_added,
        )


def _equal_rows(one: FileMasters) -> Iterator[tuple[str, Key, str]]:
    with closing(connect.open_proven(one.file.path)) as connection:
        for table in TABLES:
            differing = {change.key for outcome in OUTCOMES for change in one.changes(table, outcome)}
            key = ", ".join(spec.primary_key(table))
            name = "name" if "name" in spec.names(table) else "''"
            rows = connection.execute(f"SELECT {key}, {name} FROM {table} ORDER BY {key}")
            for *found, called in rows:
                if tuple(found) not in differing:
                    yield table, tuple(found), str(called)
