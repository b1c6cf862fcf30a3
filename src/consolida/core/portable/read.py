"""Reading a transfer file: the manifest of any file, the batches of an open one."""

import json
from dataclasses import dataclass
from pathlib import Path

import apsw

from consolida.core.batches import BatchKey
from consolida.core.errors import UnreadableFile
from consolida.core.language import gettext
from consolida.core.portable import format as spec
from consolida.core.portable import header
from consolida.core.portable.connect import open_hostile
from consolida.core.portable.format import BatchState, FileKind
from consolida.core.portable.manifest import Manifest
from consolida.core.printable import is_printable, named, printable

Moved = dict[tuple[str, str], tuple[int, int]]  # debit and credit by (kind, account)

_LARGEST = 1 << 53  # no number of a manifest is larger; a database's integer holds it and its neighbours
_MOST_VOUCHERS = spec.MAX_BATCHES * spec.MAX_BATCH_VOUCHERS


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A row of `batch`."""

    site: str
    period: str
    operation_type: str
    state: BatchState
    definitive: bool
    installation: str
    export_number: int
    vouchers: int
    lines: int
    debit: int
    credit: int
    digest: str

    @property
    def key(self) -> BatchKey:
        """What names the batch."""
        return BatchKey(self.site, self.period, self.operation_type)


def read_manifest(path: Path, *, name: str = "") -> Manifest:
    """Read header and manifest of a file that nobody has verified; nothing else of it is touched."""
    name = printable(name) if name else named(path)
    with header.open_regular(path, name=name) as file:
        header.check_header(file, name=name)
    header.check_siblings(path, name=name)
    try:
        connection = open_hostile(path)
        try:
            return _manifest_of(connection, name=name)
        finally:
            connection.close()
    except (apsw.Error, UnicodeError) as problem:
        raise UnreadableFile(file=name, reason=damage(problem)) from problem


def batches(connection: apsw.Connection) -> list[BatchRow]:
    """Return the batches of an open file, in the order of their keys."""
    columns = ", ".join(spec.names("batch"))
    rows = connection.execute(f"SELECT {columns} FROM main.batch ORDER BY site, period, operation_type")
    return [_batch(row) for row in rows]


def moved(connection: apsw.Connection) -> dict[BatchKey, Moved]:
    """Add up debit and credit of an open file by batch, kind and account."""
    sums: dict[str, list[int]] = {}
    # A dictionary does it in two thirds of the time of SQLite's sorted GROUP BY.
    for place, debit, credit in connection.execute(_MOVED):
        total = sums.get(place)
        if total is None:
            sums[place] = [debit, credit]
        else:
            total[0] += debit
            total[1] += credit
    found: dict[BatchKey, Moved] = {row.key: {} for row in batches(connection)}
    for place, (debit, credit) in sums.items():
        *key, kind, account = json.loads(place)
        found.setdefault(BatchKey(*key), {})[kind, account] = (debit, credit)
    return found


_MOVED = """
    SELECT json_array(v.site, v.period, v.operation_type, v.kind, l.account), l.debit, l.credit
    FROM main.voucher AS v CROSS JOIN main.line AS l ON l.uid = v.uid"""


def damage(problem: Exception) -> str:
    """Say why the database engine gave up on a file."""
    if isinstance(problem, UnicodeError):
        return gettext("it holds text that is not UTF-8.")
    if isinstance(problem, apsw.InterruptError):
        return gettext("reading it takes more work than a file of its size may take.")
    if isinstance(problem, apsw.TooBigError):
        return gettext("it holds a value that is too long.")
    if "integer overflow" in str(problem):
        return gettext("its amounts are larger than any books hold.")
    return gettext("it is damaged ({problem}).").format(problem=printable(str(problem)))


def _batch(row: tuple[object, ...]) -> BatchRow:
    fields = dict(zip(BatchRow.__slots__, row, strict=True))
    fields["state"] = BatchState(str(fields["state"]))
    fields["definitive"] = bool(fields["definitive"])
    return BatchRow(**fields)  # type: ignore[arg-type] # STRICT tables hold what they declare


def _manifest_of(connection: apsw.Connection, *, name: str) -> Manifest:
    statement = connection.execute("SELECT sql FROM sqlite_schema WHERE name = 'manifest'").get
    if not spec.same_statement(statement if isinstance(statement, str) else None, "manifest"):
        raise UnreadableFile(file=name, reason=gettext("it has no manifest of the kind specified."))
    rows = connection.execute("SELECT * FROM main.manifest LIMIT 2").fetchall()
    if len(rows) != 1:
        raise UnreadableFile(
            file=name,
            reason=gettext("it has no manifest: it was not finished.")
            if not rows
            else gettext("it has more than one manifest."),
        )
    return _proven(rows[0], name=name)


def _proven(row: tuple[object, ...], *, name: str) -> Manifest:
    for column, value in zip(spec.columns("manifest"), row, strict=True):
        if not _holds(column, value):
            reason = gettext("its manifest has an impossible value in “{column}”.").format(column=column.name)
            raise UnreadableFile(file=name, reason=reason)
    return Manifest.of_row(row)


def _holds(column: spec.Column, value: object) -> bool:
    if not column.is_text:
        is_number = isinstance(value, int) and abs(value) <= _LARGEST
        return is_number and (column.name != "definitive" or value in {0, 1})
    return (
        isinstance(value, str)
        and len(value) <= column.limit
        and is_printable(value)
        and (column.name != "kind" or value in set(FileKind))
    )


def claimed_vouchers(path: Path, *, name: str) -> int:
    """Return how many vouchers a file that nobody has verified says it holds."""
    try:
        connection = open_hostile(path)
        try:
            counted = connection.execute("SELECT coalesce(sum(vouchers), 0) FROM main.batch").get
        finally:
            connection.close()
    except apsw.Error as problem:
        raise UnreadableFile(file=name, reason=damage(problem)) from problem
    # The table is not compared with the specification yet: anything may stand in it.
    if not isinstance(counted, int) or not 0 <= counted <= _MOST_VOUCHERS:
        raise UnreadableFile(file=name, reason=gettext("it says an impossible number of vouchers."))
    return counted
