"""What imports brought to the masters: noted with the import, because an undo leaves it in place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from consolida.core.language import gettext
from consolida.core.wording import Quote, counted, filled
from consolida.ledger.models import BroughtMasters, Import

LISTED = 200  # codes that are kept of a master; of a first import's persons there may be many thousands
SHOWN = 10


@dataclass(slots=True)
class Brought:
    """What came to one master: how many rows were added and changed, and the codes of the first of them."""

    added: int = 0
    changed: int = 0
    codes: list[str] = field(default_factory=list)


def note(noted: Import, brought: Mapping[str, Brought]) -> None:
    """Note with an import what it brought to each master, by the master's name in a transfer file."""
    BroughtMasters.objects.bulk_create(
        BroughtMasters(
            of_import=noted, master=master, added=one.added, changed=one.changed, codes=one.codes[:LISTED]
        )
        for master, one in sorted(brought.items())
        if one.added or one.changed
    )


def in_short(rows: Iterable[BroughtMasters]) -> str:
    """Say how much came: `added: 2 accounts, 1 operation type; changed: 1 account`; '' where nothing did."""
    told = list(rows)
    parts = [
        (gettext("added: {what}"), [quantity(row.master, row.added) for row in told if row.added]),
        (gettext("changed: {what}"), [quantity(row.master, row.changed) for row in told if row.changed]),
    ]
    return "; ".join(words.format(what=", ".join(what)) for words, what in parts if what)


def with_codes(rows: Iterable[BroughtMasters]) -> str:
    """Say what came, by codes: `2 accounts (12131, 70121), 1 operation type (77)`."""
    return ", ".join(f"{quantity(row.master, row.count)} ({_listed(row)})" for row in rows)


def _listed(row: BroughtMasters) -> str:
    shown = row.codes[:SHOWN]
    return ", ".join(shown) + (", …" if row.count > len(shown) else "")


def quantity(master: str, count: int) -> str:
    """Say how many rows of a master, in the active language."""
    quoted = quantity_quoted(master, count)
    return filled(quoted.message, quoted.fields)


def quantity_quoted(master: str, count: int) -> Quote:
    """Return the same as a part of a sentence that is said later."""
    return Quote(_QUANTITIES[master], {"count": count})


_QUANTITIES = {
    "account": counted("{count} account", "{count} accounts"),
    "cost_center": counted("{count} cost centre", "{count} cost centres"),
    "operation_type": counted("{count} operation type", "{count} operation types"),
    "exchange_rate": counted("{count} exchange rate", "{count} exchange rates"),
    "party": counted("{count} person or entity", "{count} persons or entities"),
}
