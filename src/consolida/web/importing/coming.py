"""The persons and masters behind a preview's numbers: what is new, taken, to be decided or kept as here."""

from collections.abc import Collection
from itertools import islice
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from consolida.core.language import gettext, noop
from consolida.ledger.replacement.master_changes import (
    CHANGED,
    KEPT,
    NEW,
    OUTCOMES,
    PARTY,
    WAITING,
    MasterChange,
    MastersStep,
)
from consolida.masters.compare import Key
from consolida.web.importing.changes import looked_at
from consolida.web.masters.forms import document_name
from consolida.web.masters.kinds import BY_SLUG, KINDS, Kind
from consolida.web.paging import page_of
from consolida.web.templatetags.reading import day

PAGE = 100
BUT_PERSONS = "maestros"  # what an address calls all of them but persons and entities
_MARKS = {NEW: noop("new"), CHANGED: noop("taken"), WAITING: noop("to be decided"), KEPT: noop("kept")}
_BY_TABLE = {kind.table: kind for kind in KINDS}


class Figure(NamedTuple):
    """How many rows of a master have an outcome, and what the address of their list carries."""

    rows: int
    query: str


def outcomes() -> list[str]:
    """Return the titles of the outcomes, in the active language."""
    return [gettext(title) for title in OUTCOMES.values()]


def figures(step: MastersStep) -> list[tuple[Kind, list[Figure]]]:
    """Return how many rows of each master have each outcome; masters of which none comes are left out."""
    counts = step.counts()
    return [
        (kind, [Figure(counts[kind.table, one], _query(one, kind.slug)) for one in OUTCOMES])
        for kind in KINDS
        if any(counts[kind.table, one] for one in OUTCOMES)
    ]


def asked_about(decision: str) -> str:
    """Return what the address carries of the list that a decision asks about; '' where it asks of none."""
    name = decision.partition(":")[0]
    lists = {
        "add_masters": _query(NEW, BUT_PERSONS),
        "masters_different": _query(WAITING, BUT_PERSONS),
        "operation_type": _query(WAITING, _BY_TABLE["operation_type"].slug),
        "head_office": _query(KEPT, _BY_TABLE[PARTY].slug),
    }
    return lists.get(name, "")


def import_masters(request: HttpRequest, desk_id: str) -> HttpResponse:
    """List the rows of one master or all that have one outcome or any."""
    desk, preview = looked_at(request, desk_id)
    outcome, master = request.GET.get("que", ""), request.GET.get("maestro", "")
    page = page_of(request)
    found = preview.masters.changes(
        tables=_tables(master), outcomes=(outcome,) if outcome in OUTCOMES else OUTCOMES
    )
    changes = list(islice(found, (page - 1) * PAGE, page * PAGE + 1))
    context = {
        "desk": desk,
        "title": gettext(OUTCOMES.get(outcome, noop("All that comes along"))),
        "kind": BY_SLUG.get(master),
        "outcome": outcome if outcome in OUTCOMES else "",
        "rows": [_shown(change) for change in changes[:PAGE]],
        "files": len(preview.files),
        "page": page,
        "has_next": len(changes) > PAGE,
        "query": _query(outcome, master),
    }
    return render(request, "importing/import_masters.html", context)


def _tables(master: str) -> Collection[str]:
    if master in BY_SLUG:
        return (BY_SLUG[master].table,)
    return [kind.table for kind in KINDS if master != BUT_PERSONS or kind.table != PARTY]


def _query(outcome: str, master: str) -> str:
    return urlencode({name: value for name, value in (("que", outcome), ("maestro", master)) if value})


def called(table: str, key: Key, name: str) -> dict[str, str]:
    """Return what a list shows of a row of a master, whatever becomes of it."""
    parts = [str(part) for part in key]
    kind = document_name(parts.pop(0)) if table == PARTY else ""
    if table == "exchange_rate":
        parts[-1] = day(parts[-1])
    return {"master": _BY_TABLE[table].in_words(), "type": kind, "code": " ".join(parts), "name": name}


def _shown(change: MasterChange) -> dict[str, str]:
    here, there = change.sides()
    return called(change.table, change.key, change.name) | {
        "outcome": change.outcome,
        "mark": gettext(_MARKS[change.outcome]),
        "here": here,
        "there": there,
        "file": change.file,
    }
