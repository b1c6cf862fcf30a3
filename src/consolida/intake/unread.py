"""What of a file could not be read, so that no rule speaks of that gap, and in which row each line stands."""

from collections.abc import Mapping
from dataclasses import replace

import apsw

from consolida.core.findings import Finding, Severity
from consolida.core.language import gettext
from consolida.core.rules import Rule
from consolida.core.rules.scan import SUMS
from consolida.core.wording import Quote
from consolida.intake.drafts import PLACE, Draft

COUNTS_VOUCHERS = "currency_unknown"  # the one rule about vouchers that names none of them
WHOLE = 0  # the mark, in place of a line's number, of a voucher whose lines or amounts are not all there

# `unread` marks lines of vouchers, `unread_header` columns of their headers; `doubt` names vouchers of
# which something was lost, by what is known of them; `piece` says where the lines go on of a voucher that
# does not stand in one place; `stand_in` lists the codes that are in no master.
SCHEMA = """
    CREATE TABLE unread (uid TEXT NOT NULL, line INTEGER NOT NULL, PRIMARY KEY (uid, line))
        STRICT, WITHOUT ROWID;
    CREATE TABLE unread_header (uid TEXT NOT NULL, column TEXT NOT NULL, PRIMARY KEY (uid, column))
        STRICT, WITHOUT ROWID;
    CREATE TABLE doubt (name TEXT NOT NULL, uid TEXT NOT NULL, PRIMARY KEY (name, uid)) STRICT, WITHOUT ROWID;
    CREATE TABLE piece (
        uid TEXT NOT NULL, line INTEGER NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (uid, line)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE stand_in (master TEXT NOT NULL, code TEXT NOT NULL, PRIMARY KEY (master, code))
        STRICT, WITHOUT ROWID;
    """
# Beside those of a transfer file, what knows vouchers by their uid.
TABLES = ("unread", "unread_header", "doubt", "piece")

# The row of line l of a voucher that begins at row o.row.
ROW_OF_LINE = """
    (l.line + coalesce((SELECT p.row - p.line FROM piece AS p WHERE p.uid = l.uid AND p.line <= l.line
                        ORDER BY p.line DESC LIMIT 1), o.row - 1))"""

# The vouchers of which too much of the header was not read to say which they are.
HEADLESS = f"(SELECT uid FROM unread_header WHERE column IN {tuple(sorted(PLACE))})"
IS_PARTLY = "(v.uid IN (SELECT uid FROM unread) OR v.uid IN (SELECT uid FROM unread_header))"  # voucher v
# What a voucher may be known by of which something was lost.
_NAMES = ("v.operation_type || '-' || v.number", "'-' || v.number", "v.cuo")
# The rules about a voucher's header, or a line's against it, with the columns that they look at; the
# others look at what the system gives.
_OF_THE_HEADER = {
    "voucher_kind": {"kind"},
    "voucher_currency": {"currency"},
    "exchange_rate": {"currency", "exchange_rate"},
    "rate_of_own_currency": {"currency", "exchange_rate"},
    "annulled_with_lines": {"annulled"},
    "no_lines": {"annulled"},
    "document_after_month": {"date"},
    "modified_after_month": {"date"},
    "line_currency": {"currency"},
    "foreign_balance": {"currency"},
}
_OF_THE_WHOLE = {"no_lines"}


def mark(connection: apsw.Connection, uid: str, draft: Draft, *, first: int) -> None:
    """Keep what could not be read of a voucher, or of a piece of it that begins with the line `first`."""
    pieces = [(uid, first - 1 + line, row) for line, row in draft.pieces]
    if first > 1:
        pieces.insert(0, (uid, first, draft.row))
    if pieces:
        connection.executemany("INSERT OR REPLACE INTO piece VALUES (?, ?, ?)", pieces)
    marks = [first - 1 + line for line in draft.unread]
    if draft.in_doubt or any(draft.unread.values()):
        marks.append(WHOLE)
    if marks:
        connection.executemany("INSERT OR IGNORE INTO unread VALUES (?, ?)", [(uid, one) for one in marks])
    if draft.unread_header:
        connection.executemany(
            "INSERT OR IGNORE INTO unread_header VALUES (?, ?)",
            [(uid, column) for column in draft.unread_header],
        )


def mark_whole(connection: apsw.Connection, uid: str) -> None:
    """Remember that a voucher's lines are not all there, or are of another one, too."""
    connection.execute("INSERT OR IGNORE INTO unread VALUES (?, ?)", (uid, WHOLE))


def unread_columns(connection: apsw.Connection, uid: str) -> frozenset[str]:
    """Return the columns of a voucher's header that could not be read."""
    found = connection.execute("SELECT column FROM unread_header WHERE uid = ?", (uid,))
    return frozenset(column for (column,) in found)


def name_of(*, operation_type: str, number: str) -> str:
    """Return what a voucher is known by; its T/O may be missing, without a number it is not known."""
    return f"{operation_type}-{number}" if number else ""


def doubt(connection: apsw.Connection, name: str, uid: str = "") -> None:
    """Remember that something was lost of the voucher of this name; `uid` is what was kept of it."""
    connection.execute("INSERT OR IGNORE INTO doubt VALUES (?, ?)", (name, uid))


def settle_doubts(connection: apsw.Connection) -> None:
    """Mark the vouchers of which a part may stand elsewhere, under a header or in a row that was not read."""
    if not connection.execute("SELECT EXISTS (SELECT 1 FROM doubt)").get:
        return
    suspects = " UNION ALL ".join(
        f"SELECT v.uid, d.name FROM voucher AS v CROSS JOIN doubt AS d ON d.name = {name}"
        f" WHERE v.uid NOT IN {HEADLESS}"
        for name in _NAMES
    )
    connection.execute(f"""
        CREATE TEMP TABLE suspect AS {suspects};
        INSERT OR IGNORE INTO unread SELECT uid, {WHOLE} FROM suspect;
        INSERT OR IGNORE INTO unread SELECT uid, {WHOLE} FROM doubt
            WHERE uid <> '' AND (name IN (SELECT name FROM suspect)
                                 OR name IN (SELECT name FROM doubt GROUP BY name HAVING count(*) > 1));
        DROP TABLE suspect;
        """)


class Unread:
    """What could not be read, asked while the rules judge what could."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def leaves_out(self, rule: Rule, row: Mapping[str, object]) -> bool:
        """Tell whether a rule speaks of what was not read rather than of what the file says."""
        if "code" in row:
            return self._stands_in(rule, row["code"])
        uid = self._uid(row)
        if uid is None:
            return False
        of_header, line = _OF_THE_HEADER.get(rule.name), row.get("line")
        if of_header is not None and not of_header.isdisjoint(unread_columns(self._connection, uid)):
            return True
        if line is not None:
            return self._is_marked(uid, line)
        if rule.scan is SUMS or rule.name in _OF_THE_WHOLE:
            return self._is_marked(uid, WHOLE)
        return of_header is None and self._is_headless(uid)

    def _stands_in(self, rule: Rule, code: object) -> bool:
        found = self._connection.execute("SELECT master FROM stand_in WHERE code = ?", (str(code),))
        return any(rule.name.startswith(master) for (master,) in found)

    def _uid(self, row: Mapping[str, object]) -> str | None:
        """Return the uid of the voucher that was read under a number; None where the ledger has it."""
        if row.get("number") is None:
            return None
        found = self._connection.execute(
            "SELECT uid FROM voucher WHERE period = ? AND operation_type = ? AND number = ?",
            (row["period"], row["operation_type"], row["number"]),
        ).fetchone()
        return None if found is None else str(found[0])

    def _is_marked(self, uid: str, line: object) -> bool:
        return bool(
            self._connection.execute(
                "SELECT EXISTS (SELECT 1 FROM unread WHERE uid = ? AND line = ?)", (uid, int(str(line)))
            ).get
        )

    def _is_headless(self, uid: str) -> bool:
        return not PLACE.isdisjoint(unread_columns(self._connection, uid))


class Rows:
    """Where vouchers and their lines stand in the file that was read."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def place(self, finding: Finding) -> tuple[int, Finding]:
        """Return the row of a finding, 0 where it has none, and the finding with it: `ventas.csv:5`."""
        if "row" in finding.fields:
            return int(str(finding.fields["row"])), finding
        example = finding.fields.get("example")
        if isinstance(example, Quote):
            return 0, replace(finding, fields={**finding.fields, "example": self._placed(finding, example)})
        if not finding.voucher:
            return 0, finding
        found = self._connection.execute(
            f"""
            SELECT {ROW_OF_LINE}, l.uid IN {HEADLESS}
            FROM (SELECT uid, max(?, 1) AS line FROM voucher AS v
                  WHERE v.period = ? AND v.operation_type = ? AND v.number = ?) AS l
            CROSS JOIN origin AS o USING (uid)""",
            (finding.line or 1, *(str(finding.fields[name]) for name in _KEY)),
        ).fetchone()
        if found is None:
            return 0, finding
        row, headless = found
        placed = replace(finding, file=f"{finding.file}:{row}")
        return row, _unnamed(placed, row) if headless else placed

    def _placed(self, finding: Finding, quote: Quote) -> Quote:
        """Let what is quoted call its voucher as the finding that is quoted does."""
        voucher = str(quote.fields.get("voucher", ""))
        _, placed = self.place(replace(finding, message=quote.message, fields=quote.fields, voucher=voucher))
        return Quote(quote.message, placed.fields)

    def are_about(self, finding: Finding) -> bool:
        """Tell whether a finding is about what was read, not about vouchers that are here already."""
        if finding.severity is Severity.ERROR:
            return True
        if finding.rule == COUNTS_VOUCHERS:
            held = "SELECT EXISTS (SELECT 1 FROM voucher WHERE currency = ?)"
            return bool(self._connection.execute(held, (str(finding.fields["currency"]),)).get)
        return not finding.voucher or self.place(finding)[0] > 0


_KEY = ("period", "operation_type", "number")


def _unnamed(finding: Finding, row: int) -> Finding:
    """Call a voucher by its row, as its T/O, month or number could not be read."""
    name = gettext("of row {row}").format(row=row)
    return replace(finding, voucher="", fields={**finding.fields, "voucher": name})
