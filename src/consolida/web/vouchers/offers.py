"""What the entry grid asks while one types: masters, the next number, the rate, destino lines."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from consolida.core.actor import Right
from consolida.core.batches import BatchKey
from consolida.core.errors import ConsolidaError
from consolida.core.language import gettext, noop
from consolida.core.money import plain_rate
from consolida.core.period import Period
from consolida.ledger.numbering import proposed
from consolida.ledger.record import obstacle
from consolida.masters import offering
from consolida.masters.models import Account
from consolida.web.chosen import Chosen, chosen
from consolida.web.vouchers.sheet import sheet_of
from consolida.web.vouchers.words import day_of, day_text, party_text

_DEMANDS = {
    "requires_party": noop("person / entity"),
    "requires_cost_center": noop("cost centre"),
    "requires_document": noop("document"),
}


def _typist(request: HttpRequest) -> Chosen:
    here = chosen(request)
    here.by.require_somewhere(Right.TYPE, company=here.company.ruc)
    return here


@require_GET
def offer_accounts(request: HttpRequest) -> JsonResponse:
    """Offer accounts by code or name."""
    here = chosen(request)
    if not here.by.may(Right.MASTERS, company=here.company.ruc):  # whoever keeps the masters looks too
        here.by.require_somewhere(Right.TYPE, company=here.company.ruc)
    found = offering.accounts(here.company, request.GET.get("q", ""))
    return JsonResponse(
        {"found": [{"code": one.code, "name": one.name, "note": _demands(one)} for one in found]}
    )


@require_GET
def offer_parties(request: HttpRequest) -> JsonResponse:
    """Offer persons and entities by number or name."""
    here = _typist(request)
    found = offering.parties(here.company, request.GET.get("q", ""))
    return JsonResponse(
        {"found": [{"code": party_text(one.type, one.number), "name": one.name, "note": ""} for one in found]}
    )


@require_GET
def offer_centers(request: HttpRequest) -> JsonResponse:
    """Offer cost centres by code or name."""
    here = _typist(request)
    found = offering.cost_centers(here.company, request.GET.get("q", ""))
    return JsonResponse({"found": [{"code": one.code, "name": one.name, "note": ""} for one in found]})


@require_GET
def offer_header(request: HttpRequest) -> JsonResponse:
    """Tell the next number of a batch, the day's exchange rate, and what forbids typing there."""
    here = _typist(request)
    asked = request.GET
    try:
        day = day_of(asked.get("date", "") or "?", here.period)
    except ConsolidaError as unread:
        return JsonResponse({"number": "", "rate": "", "rate_day": "", "problem": str(unread)})
    rate = offering.rate(here.company, asked.get("currency", "")[:3], day)
    site = here.company.sites.filter(code=asked.get("site", "")).first()
    key = BatchKey(site.code if site else "", Period(day[:7]), asked.get("operation_type", ""))
    forbidding = obstacle(here.company, key, site=site) if site else None
    return JsonResponse(
        {
            "number": proposed(here.company, key) if key.operation_type else "",
            "rate": plain_rate(rate.sell) if rate else "",
            "rate_day": day_text(rate.date) if rate else "",
            "problem": str(forbidding) if forbidding else "",
        }
    )


@require_POST
def offer_destino(request: HttpRequest) -> HttpResponse:
    """Answer the destino rows that follow from what was typed, to stand where the automatic ones stood."""
    here = _typist(request)
    sheet = sheet_of(here.company, here.period, request.POST)
    sheet.rows = sheet.propose_destino()
    return render(request, "vouchers/_rows.html", {"sheet": sheet.ready(spare=0)})


def _demands(account: Account) -> str:
    asked = [gettext(words) for name, words in _DEMANDS.items() if getattr(account, name)]
    return ", ".join(asked)
