"""Cost centres with destino percentages: a row for each part, put together into one row for each centre."""

from collections.abc import Iterable, Iterator

from consolida.core.errors import ConsolidaError
from consolida.core.language import noop
from consolida.core.percent import WHOLE
from consolida.intake.complaints import Complaint, Complaints
from consolida.intake.reader import MasterRow
from consolida.masters import shares
from consolida.masters.shares import Part

SHARE = "share"  # the column of a file that says a part's percentage
_PAIR = ("charge_account", "credit_account")

BAD_PARTS = Complaint(
    "load_shares",
    noop("Row {row}: the destino percentages of {code} cannot be taken. {reason}"),
    noop("Write a row for each part: the account charged, the account credited and its percentage."),
)


def joined(rows: Iterable[MasterRow], complaints: Complaints) -> Iterator[MasterRow]:
    """Yield each cost centre once, with the parts of all its rows, which agree in all they say else."""
    found: dict[tuple[tuple[str, str | int], ...], list[MasterRow]] = {}
    for row in rows:
        rest = {name: value for name, value in row.values.items() if name not in {*_PAIR, SHARE}}
        found.setdefault(tuple(rest.items()), []).append(row)
    for rest_items, of_center in found.items():
        try:
            destino = shares.fields(_parts(of_center))
        except ConsolidaError as problem:
            code, first = of_center[0].values["code"], of_center[0].row
            complaints.add(BAD_PARTS, row=first, code=code, reason=problem.sentence())
            continue
        yield MasterRow(of_center[0].table, of_center[0].row, {**dict(rest_items), **destino})


def alone(rows: Iterable[MasterRow]) -> Iterator[MasterRow]:
    """Complete cost centres of a file without percentages: a pair takes everything, no pair says nothing."""
    for row in rows:
        says = any(row.values.get(name) for name in _PAIR)
        yield MasterRow(row.table, row.row, {**row.values, shares.COLUMN: ""}) if says else row


def _parts(rows: Iterable[MasterRow]) -> list[Part]:
    """Return the parts that rows say, each once; a row with a pair and no percentage takes everything."""
    parts = []
    for row in rows:
        charge, credit = (str(row.values.get(name, "")) for name in _PAIR)
        share = int(row.values[SHARE])
        if charge or credit or share:
            parts.append(Part(charge, credit, share or WHOLE))
    return parts
