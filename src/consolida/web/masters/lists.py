"""The lists of masters: searched, a page at a time; accounts as a tree."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from consolida.core.language import gettext
from consolida.masters import parties
from consolida.masters.finding import above, depths, searched
from consolida.masters.models import Account
from consolida.masters.official import elements
from consolida.web.chosen import Chosen, chosen
from consolida.web.masters.kinds import KINDS, Kind
from consolida.web.paging import page_of

PAGE = 100
DEEPEST = 6  # indents of static/masters.css


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one column of a row."""

    text: str
    is_figure: bool = False
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A row of a list."""

    pk: int
    cells: list[Cell]
    rests: bool
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Element:
    """The first digit of accounts, and the accounts of two digits below it."""

    code: str
    name: str
    accounts: list[Account]


def masters(_request: HttpRequest) -> HttpResponse:
    """Go to the first master."""
    return redirect("masters_list", KINDS[0].slug)


def master_list(request: HttpRequest, kind: Kind) -> HttpResponse:
    """List a master's rows."""
    here = chosen(request)
    text, use, under = (request.GET.get(name, "").strip()[:60] for name in ("q", "uso", "bajo"))
    context: dict[str, object] = {
        "kind": kind,
        "text": text,
        "use": use,
        "under": under,
        "may_change": kind.may_change(here),
    }
    if kind.table == "party":
        context["disputes"] = parties.disputes(here.company).count()
    if kind.table == "account" and not (text or use or under):
        context["elements"] = _elements(here)
    else:
        if under:
            context["path"] = above(here.company, under)
        context |= _rows(request, here, kind, text=text, use=use, under=under)
    return render(
        request,
        "masters/list.html#rows" if request.headers.get("HX-Request") else "masters/list.html",
        context,
    )


def _rows(
    request: HttpRequest, here: Chosen, kind: Kind, *, text: str, use: str, under: str
) -> dict[str, object]:
    found = _used(kind.rows(here.company), use) if kind.rests else kind.rows(here.company)
    if under and kind.table == "account":
        found = found.filter(code__startswith=under)
    if text:
        found = searched(found, text, codes=kind.codes, by_name=kind.by_name)
    page = page_of(request)
    rows = list(found[(page - 1) * PAGE : page * PAGE + 1])
    return {
        "titles": [(gettext(column.title), column.is_figure) for column in kind.columns],
        "rows": _shown(kind, rows[:PAGE], as_tree=bool(under)),
        "page": page,
        "has_next": len(rows) > PAGE,
        "query": urlencode({"q": text, "uso": use, "bajo": under}),
    }


def _used(rows: QuerySet[Any], use: str) -> QuerySet[Any]:
    return rows.filter(active=use == "si") if use in {"si", "no"} else rows


def _shown(kind: Kind, rows: list[Any], *, as_tree: bool) -> list[Shown]:
    depth = depths([row.code for row in rows]) if as_tree else [0] * len(rows)
    return [
        Shown(
            row.pk,
            [
                Cell(column.text(row), column.is_figure, is_first=place == 0)
                for place, column in enumerate(kind.columns)
            ],
            rests=kind.rests and not row.active,
            depth=min(steps, DEEPEST),
        )
        for row, steps in zip(rows, depth, strict=True)
    ]


def _elements(here: Chosen) -> list[Element]:
    """Return the largest accounts by element; a chart that starts with longer codes shows those."""
    names = elements()
    return [
        Element(digit, names.get(digit, ""), list(accounts))
        for digit, accounts in groupby(
            _largest(here.company.accounts.order_by("code")), lambda one: one.code[:1]
        )
    ]


def _largest(accounts: Iterable[Account]) -> Iterable[Account]:
    last = None
    for account in accounts:
        if last is None or not account.code.startswith(last):
            last = account.code
            yield account
