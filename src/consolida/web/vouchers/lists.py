"""The list of a month's vouchers."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from consolida.core.actor import Right
from consolida.core.batches import BatchKey
from consolida.core.language import gettext
from consolida.ledger.search import ELSEWHERE, HERE, Found, origins, search
from consolida.masters.models import Site
from consolida.web.chosen import Chosen, chosen
from consolida.web.vouchers.filters import Filters, filters_of, place_text


@dataclass(frozen=True, slots=True)
class Choice:
    """An entry of a filter's list."""

    value: str
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A voucher of the list, and which import brought it."""

    found: Found
    brought_by: int | None


def vouchers(request: HttpRequest) -> HttpResponse:
    """List the chosen month's vouchers, filtered, a page at a time."""
    here = chosen(request)
    filters = filters_of(request.GET)
    page = search(here.company, here.period, filters.wanted, after=filters.after)
    brought = origins(here.company, here.period)
    sites = list(here.company.sites.all())
    context = {
        "filters": filters,
        "page": page,
        "rows": [Shown(found, _brought_by(found.key, brought, sites)) for found in page.rows],
        "next": place_text(page.after) if page.after else "",
        "types": _choices(
            [(one.code, str(one)) for one in here.company.operation_types.all()], filters.typed["tipo"]
        ),
        "sites": _choices([(site.code, str(site)) for site in sites], filters.typed["sede"]),
        "origins": _choices(_origins(brought), filters.typed["origen"]),
        "may_type": _may_type(here, sites),
        "fields": _fields(filters),
    }
    template = "vouchers/vouchers.html"
    return render(request, f"{template}#list" if request.headers.get("HX-Request") else template, context)


def _brought_by(key: BatchKey, brought: dict[BatchKey, int], sites: Sequence[Site]) -> int | None:
    here = {site.code for site in sites if site.here}
    return None if key.site in here else brought.get(key)


def _origins(brought: dict[BatchKey, int]) -> list[tuple[str, str]]:
    return [
        (HERE, gettext("typed here")),
        (ELSEWHERE, gettext("of other sites")),
        *(
            (str(number), gettext("import {number}").format(number=number))
            for number in sorted(set(brought.values()), reverse=True)
        ),
    ]


def _choices(values: Sequence[tuple[str, str]], wanted: str) -> list[Choice]:
    return [Choice(value, text, value == wanted) for value, text in values]


def _may_type(here: Chosen, sites: Sequence[Site]) -> bool:
    return any(
        site.here and here.by.may(Right.TYPE, company=here.company.ruc, site=site.code) for site in sites
    )


def _fields(filters: Filters) -> list[tuple[str, str, str, str]]:
    """Return the text filters: name, label, what was typed, and an example."""
    labels = {
        "numero": (gettext("Number or CUO"), "0007"),
        "cuenta": (gettext("Account"), "4212"),
        "persona": (gettext("Person / entity"), "20131312955"),
        "documento": (gettext("Document"), "F001-123"),
        "texto": (gettext("Text"), ""),
        "monto": (gettext("Amount"), "1180.00"),
    }
    return [(name, label, filters.typed[name], example) for name, (label, example) in labels.items()]
