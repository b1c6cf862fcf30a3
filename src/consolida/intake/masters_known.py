"""What the company's masters know of what was read: names for the file, complaints about the rest."""

from collections.abc import Iterable, Iterator, Sequence

import apsw
from django.db.models import Q

from consolida.core.chunks import chunks
from consolida.core.digest import masters
from consolida.core.findings import Severity
from consolida.core.language import noop
from consolida.core.likeness import names_alike
from consolida.core.portable import connect
from consolida.core.portable import format as spec
from consolida.core.wording import counted
from consolida.intake.complaints import Complaint, Complaints
from consolida.intake.reader import Names
from consolida.intake.unread import HEADLESS, ROW_OF_LINE
from consolida.masters import portable
from consolida.masters.models import Company, Party

_CHUNK = 500  # numbers in one question to the database
Key = tuple[str, str]

NO_ACCOUNT = Complaint(
    "load_unknown_account",
    counted(
        "The account “{code}” is in no master: {count} line uses it, in row {row}.",
        "The account “{code}” is in no master: {count} lines use it, the first in row {row}.",
    ),
    noop("Correct it, or load it before, from a CSV file with the columns account and name."),
)
NO_COST_CENTER = Complaint(
    "load_unknown_cost_center",
    counted(
        "The cost centre “{code}” is in no master: {count} line uses it, in row {row}.",
        "The cost centre “{code}” is in no master: {count} lines use it, the first in row {row}.",
    ),
    noop("Correct it, or load it before, from a CSV file with the columns cost_center and name."),
)
NO_OPERATION_TYPE = Complaint(
    "load_unknown_type",
    counted(
        "The T/O “{code}” is in no master: {count} voucher uses it, in row {row}.",
        "The T/O “{code}” is in no master: {count} vouchers use it, the first in row {row}.",
    ),
    noop(
        "Correct it (spreadsheets drop the zero of 05), say another with --type, or load it before, from a"
        " CSV file with the columns operation_type and name."
    ),
)
NO_PARTY = Complaint(
    "load_unknown_party",
    noop("The party {kind} {number} is in no master and the file does not name it (row {row})."),
    noop("Fill in the column party_name, or load the party before."),
)
OTHER_NAME = Complaint(
    "load_party_name",
    noop("Party {number} is “{theirs}” in the file and “{ours}” here; the name here stays."),
    noop("If the file is right, change the party here."),
    Severity.WARNING,
)
NAMELESS = Complaint(
    "load_nameless",
    noop("New here, and named nowhere: parties {count}, cost centres {centers}; they bear their number."),
    noop("Load their names from a CSV file, or type them; a name takes the place of the number."),
    Severity.NOTE,
)


def bring_masters(company: Company, connection: apsw.Connection, names: Names) -> None:
    """Fill the work file's masters: the company's own, then what the file names and the company lacks."""
    with connection:
        for table in masters():
            rows = portable.rows(company, table)
            if table == spec.SHARES and rows:
                connect.admit_shares(connection)
            _insert(connection, "INSERT", table, rows)
        known = {code for (code,) in connection.execute("SELECT code FROM cost_center")}
        _insert(
            connection,
            "INSERT OR IGNORE",
            "account",
            [(code, name, 0, 0, 0, "", "", 1) for code, name in names.accounts.items()],
        )
        _insert(
            connection,
            "INSERT OR IGNORE",
            "cost_center",
            [(code, name, "", "", 1) for code, name in names.cost_centers.items()],
        )
        names.cost_centers = {code: name for code, name in names.cost_centers.items() if code not in known}


def complain_of_unknown(connection: apsw.Connection, complaints: Complaints) -> None:
    """Complain about accounts, cost centres and T/O that are in no master.

    Others stand in for them then: the rules judge the rest, and have nothing to say of these again.
    """
    for complaint, column, stand_in in (
        (NO_ACCOUNT, "account", "VALUES (?1, ?1, 0, 0, 0, '', '', 1)"),
        (NO_COST_CENTER, "cost_center", "VALUES (?1, ?1, '', '', 1)"),
    ):
        unknown = connection.execute(f"""
            SELECT l.{column}, count(*), min{ROW_OF_LINE}
            FROM line AS l CROSS JOIN origin AS o USING (uid)
            WHERE l.{column} <> '' AND l.{column} NOT IN (SELECT code FROM {column})
            GROUP BY 1 ORDER BY 1""").fetchall()
        for code, count, row in unknown:
            complaints.add(complaint, code=code, count=count, row=row)
            _stand_in(connection, column, stand_in, code)
    unknown = connection.execute(f"""
        SELECT v.operation_type, count(*), min(o.row) FROM voucher AS v CROSS JOIN origin AS o USING (uid)
        WHERE v.operation_type NOT IN (SELECT code FROM operation_type)
        AND v.uid NOT IN {HEADLESS} GROUP BY 1 ORDER BY 1""").fetchall()
    for code, count, row in unknown:
        complaints.add(NO_OPERATION_TYPE, code=code, count=count, row=row)
    # Those of vouchers of which nobody can read where they belong too: enough is said of these.
    for code in connection.execute(
        "SELECT DISTINCT operation_type FROM voucher"
        " WHERE operation_type NOT IN (SELECT code FROM operation_type)"
    ).fetchall():
        _stand_in(connection, "operation_type", "VALUES (?1, ?1, '', 1)", *code)


def _stand_in(connection: apsw.Connection, master: str, values: str, code: object) -> None:
    connection.execute(f"INSERT INTO {master} {values}", (code,))
    connection.execute("INSERT INTO stand_in VALUES (?, ?)", (master, code))


def bring_parties(
    company: Company,
    connection: apsw.Connection,
    names: Names,
    complaints: Complaints,
    *,
    also: Sequence[str] = (),
) -> None:
    """Fill in the parties that lines use: the company's as they are here, the others by the file's name.

    `also` are attached files whose lines count too.
    """
    nameless = 0
    with connection:
        for chunk in chunks(_used(connection, also), _CHUNK):
            held = held_parties(company, chunk)
            for key in chunk:
                ours, theirs = held.get(key), names.parties.get(key, "")
                if ours is not None:
                    _bring_known(connection, ours, theirs, complaints)
                elif theirs:
                    nameless += theirs == key[1]
                    _insert(connection, "INSERT", "party", [(*key, theirs, "", 1, "")])
                else:
                    complaints.add(NO_PARTY, kind=key[0], number=key[1], row=_first_row(connection, key))
                    _insert(connection, "INSERT", "party", [(*key, key[1], "", 1, "")])
    if nameless or names.cost_centers:
        complaints.add(NAMELESS, count=nameless, centers=len(names.cost_centers))


def _bring_known(connection: apsw.Connection, ours: Party, theirs: str, complaints: Complaints) -> None:
    name, digest = ours.name, ours.digest
    if theirs and theirs != ours.number and not names_alike(theirs, ours.name):
        if ours.name == ours.number:
            # The number stood for a name that nobody knew: the name descends from it.
            name, digest = theirs, ""
            _insert(connection, "INSERT", "party_ancestor", [(ours.type, ours.number, ours.digest)])
        else:
            complaints.add(OTHER_NAME, number=ours.number, theirs=theirs, ours=ours.name)
    row = (ours.type, ours.number, name, ours.address, int(ours.active), digest)
    _insert(connection, "INSERT", "party", [row])


def _used(connection: apsw.Connection, also: Sequence[str]) -> Iterator[Key]:
    sources = " UNION ".join(
        f"SELECT DISTINCT party_type, party_number FROM {schema}.line WHERE party_number <> ''"
        for schema in ("main", *also)
    )
    # Read at once: the rows are inserted into while they are used.
    yield from [(str(kind), str(number)) for kind, number in connection.execute(f"{sources} ORDER BY 1, 2")]


def held_parties(company: Company, keys: Sequence[Key]) -> dict[Key, Party]:
    """Return the company's parties among the keys."""
    wanted = Q()
    for kind in {kind for kind, _ in keys}:
        wanted |= Q(type=kind, number__in=[number for of_kind, number in keys if of_kind == kind])
    return {(party.type, party.number): party for party in company.parties.filter(wanted)}


def _first_row(connection: apsw.Connection, key: Key) -> int:
    return int(
        connection.execute(
            f"SELECT coalesce(min{ROW_OF_LINE}, 0) FROM line AS l JOIN origin AS o USING (uid)"
            " WHERE l.party_type = ? AND l.party_number = ?",
            key,
        ).get
    )


def _insert(
    connection: apsw.Connection, verb: str, table: str, rows: Iterable[tuple[str | int, ...]]
) -> None:
    places = ", ".join("?" * len(spec.names(table)))
    connection.executemany(f"{verb} INTO {table} VALUES ({places})", rows)
