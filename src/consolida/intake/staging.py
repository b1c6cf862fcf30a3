"""The work file of a load: all that was read, in the tables of a transfer file, in bounded memory."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

import apsw

from consolida.core.language import noop
from consolida.core.moment import stamp
from consolida.core.portable import connect
from consolida.core.portable import format as spec
from consolida.core.uids import derived_uid
from consolida.intake import unread
from consolida.intake.complaints import Complaint, Complaints
from consolida.intake.drafts import Draft

Progress = Callable[[str, int], None]  # what is being done, and how many rows of it are done
_STEP = 10_000

CONFLICT = Complaint(
    "load_voucher_conflict",
    noop(
        "Row {row}: voucher {number} of T/O {operation_type} has another {column} here than in row {first}"
        " (“{text}”, not “{expected}”)."
    ),
    noop("Give all rows of a voucher the same header, or another number to each voucher."),
)
TOO_MANY_LINES = Complaint(
    "load_too_many_lines",
    noop("Row {row}: the voucher has {count} lines, {limit} are allowed."),
    noop("Split it into several vouchers, each with its own number."),
)
_HEADER = (
    "date",
    "kind",
    "description",
    "currency",
    "exchange_rate",
    "annulled",
    "ple_state",
    "ple_period",
    "ple_cuo",
)
_SAME = ", ".join(_HEADER)
_VOUCHER = f"INSERT OR IGNORE INTO voucher VALUES ({', '.join('?' * len(spec.names('voucher')))})"
_LINE = f"INSERT INTO line VALUES ({', '.join('?' * len(spec.names('line')))})"


class Staging:
    """Takes vouchers one by one; those that come in pieces are put together."""

    def __init__(
        self,
        connection: apsw.Connection,
        complaints: Complaints,
        *,
        ruc: str,
        site: str,
        by: str,
        at: datetime,
        progress: Progress | None = None,
    ) -> None:
        self.connection = connection
        self.complaints = complaints
        self.site = site
        self._ruc = ruc
        self.day = stamp(at)[:10]  # stands in for a date that cannot be read
        self._author = (by, stamp(at), by, stamp(at))
        self._progress = progress
        self.lines = 0

    def add(self, draft: Draft) -> None:
        """Keep a voucher, or the rest of one that came before."""
        uid = self._uid(draft)
        first = 1 if self._insert(uid, draft) else self._rejoin(uid, draft)
        count = first - 1 + len(draft.lines)
        if count > spec.MAX_VOUCHER_LINES:
            self.complaints.add(TOO_MANY_LINES, row=draft.row, count=count, limit=spec.MAX_VOUCHER_LINES)
            draft.lines, draft.in_doubt = [], True
        self.connection.executemany(_LINE, [(uid, n, *line) for n, line in enumerate(draft.lines, first)])
        unread.mark(self.connection, uid, draft, first=first)
        self._count(len(draft.lines))

    def add_headless(self, draft: Draft, name: str) -> None:
        """Keep a voucher whose header could not be read; `name` is what is known of it.

        It stands alone, under no number: what else there may be of it is not put together with it.
        """
        draft.number, draft.source = "", f"?{draft.row}"
        self.add(draft)
        self.doubt(name, draft)

    def doubt(self, name: str, draft: Draft | None = None) -> None:
        """Remember that something was lost of a voucher, by its name; a draft is what was kept of it."""
        if name:
            unread.doubt(self.connection, name, self._uid(draft) if draft is not None else "")

    def voucher_name(self, draft: Draft) -> str:
        """Return the voucher's name as findings say it: its CUO here, or '' while it has none."""
        return f"{self.site}-{draft.source}" if draft.source else ""

    def _count(self, lines: int) -> None:
        before = self.lines // _STEP
        self.lines += lines
        if self._progress is not None and self.lines // _STEP > before:
            self._progress("read", self.lines)

    def _uid(self, draft: Draft) -> str:
        source = draft.identity()
        if not draft.source:
            # Equal vouchers without a number are told apart by how many came before.
            content = draft.content_digest()
            twin = self.connection.execute(
                "INSERT INTO twin VALUES (?, 1) ON CONFLICT (digest) DO UPDATE SET seen = seen + 1"
                " RETURNING seen",
                (content,),
            ).get
            source = f"{content}-{twin}"
        return derived_uid(
            ruc=self._ruc,
            site=self.site,
            period=draft.period,
            operation_type=draft.operation_type,
            source=source,
        )

    def _insert(self, uid: str, draft: Draft) -> bool:
        """Put in a voucher's header, unless it is there."""
        self.connection.execute(
            _VOUCHER,
            (
                uid,
                self.site,
                str(draft.period),
                draft.operation_type,
                draft.number,
                self.voucher_name(draft),
                draft.kind,
                draft.date,
                draft.description,
                draft.currency,
                draft.exchange_rate,
                draft.annulled,
                draft.ple_state,
                draft.ple_period,
                draft.ple_cuo,
                "",
                *self._author,
            ),
        )
        if not self.connection.changes():
            return False
        self.connection.execute("INSERT INTO origin VALUES (?, ?)", (uid, draft.row))
        return True

    def _rejoin(self, uid: str, draft: Draft) -> int:
        """Return the number of the next line of a voucher that came before; its header must be the same."""
        held = self.connection.execute(
            f"SELECT {_SAME}, row FROM voucher JOIN origin USING (uid) WHERE uid = ?", (uid,)
        ).get
        if not draft.unread_header and not unread.unread_columns(self.connection, uid):
            self._compare(draft, held)
        last = self.connection.execute("SELECT max(line) FROM line WHERE uid = ?", (uid,)).get
        return (last or 0) + 1

    def _compare(self, draft: Draft, held: tuple[object, ...]) -> None:
        for name, ours, theirs in zip(_HEADER, draft.header(), held, strict=False):
            if ours != theirs:
                complain_of_conflict(
                    self.complaints, draft, name, text=ours, expected=theirs, row=draft.row, first=held[-1]
                )


def complain_of_conflict(
    complaints: Complaints,
    draft: Draft,
    column: str,
    *,
    text: object,
    expected: object,
    row: int,
    first: object,
) -> None:
    """Say that a voucher's rows disagree in a header column."""
    complaints.add(
        CONFLICT,
        row=row,
        number=draft.number or draft.source,
        operation_type=draft.operation_type,
        column=column,
        first=first,
        text=text,
        expected=expected,
    )


@contextmanager
def open_staging(path: Path) -> Iterator[apsw.Connection]:
    """Make a work file: a transfer file that is never sealed, with where each voucher began in its source."""
    with closing(connect.create(path)) as connection:
        connection.execute("""
            CREATE TABLE origin (uid TEXT NOT NULL PRIMARY KEY, row INTEGER NOT NULL) STRICT, WITHOUT ROWID;
            CREATE TABLE twin (digest TEXT NOT NULL PRIMARY KEY, seen INTEGER NOT NULL) STRICT, WITHOUT ROWID;
            """)
        connection.execute(unread.SCHEMA)
        yield connection
