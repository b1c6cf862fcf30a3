"""Typing a voucher: a new one, a copy, an adjustment, a change; one request saves it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from consolida.core import sunat
from consolida.core.actor import NotAllowed, Right
from consolida.core.errors import ConsolidaError, Refused
from consolida.core.language import gettext
from consolida.core.period import Period
from consolida.ledger import record
from consolida.ledger.batches import last_written
from consolida.ledger.draft import ORDINARY, Draft
from consolida.ledger.models import Voucher
from consolida.ledger.record import draft_of
from consolida.masters.companies import the_site
from consolida.masters.models import Site
from consolida.web.chosen import Chosen, chosen
from consolida.web.vouchers.deeds import say_recorded
from consolida.web.vouchers.pages import KINDS, find, may_type_at
from consolida.web.vouchers.sheet import Sheet, currencies, sheet_of, standing
from consolida.web.vouchers.words import day_text

SAVE_AND_LOOK = "look"
# What a line has of its own document: the next one has another number and day.
OWN: dict[str, Any] = dict.fromkeys(
    ("document_number", "document_date", "due_date", "modified_number", "modified_date"), ""
)
Save = Callable[[Draft], Voucher]


def new_voucher(request: HttpRequest) -> HttpResponse:
    """Type a voucher; afterwards the form is ready for the next one of the batch."""
    here = chosen(request)
    here.by.require_somewhere(Right.TYPE, company=here.company.ruc)
    if request.method != "POST":
        return _form(request, here, _beginning(request, here).ready())

    def save(draft: Draft) -> Voucher:
        site = the_site(here.company, sheet.header["site"])
        voucher, remarks = record.record(here.company, draft, site=site, by=here.by, at=here.at)
        say_recorded(request, voucher, remarks)
        return voucher

    sheet = sheet_of(here.company, here.period, request.POST)
    return _typed(request, here, sheet, save)


def change_voucher(request: HttpRequest, uid: str) -> HttpResponse:
    """Change a voucher; its number, T/O, site and month stay."""
    here = chosen(request)
    voucher = find(here, uid)
    site, period = voucher.batch.site, Period(voucher.period)
    here.by.require(Right.TYPE, company=here.company.ruc, site=site.code)
    if request.method != "POST":
        sheet = standing(here.company, period, draft_of(voucher), site=site.code)
        return _form(request, here, sheet.ready(spare=2), changing=voucher)

    def save(draft: Draft) -> Voucher:
        # What was opened is what is changed: the digest tells whether somebody else was there meanwhile.
        voucher.digest = request.POST.get("digest", "")
        changed, remarks = record.change(here.company, voucher, draft, by=here.by, at=here.at)
        say_recorded(request, changed, remarks)
        return changed

    sheet = sheet_of(here.company, period, request.POST)
    sheet.header |= {"operation_type": voucher.batch.operation_type.code, "number": voucher.number}
    return _typed(request, here, sheet, save, changing=voucher)


def _typed(
    request: HttpRequest, here: Chosen, sheet: Sheet, save: Save, *, changing: Voucher | None = None
) -> HttpResponse:
    """Save what was typed, or give it back with what is wrong, or with what was asked for."""
    act = request.POST.get("act", "")
    if act == "destino":
        sheet.propose_destino()
    if act in {"destino", "rows"}:
        return _form(request, here, sheet.ready(), changing=changing)
    draft = sheet.draft()
    voucher = _saved(sheet, draft, save) if draft is not None else None
    if voucher is None:
        return _form(request, here, sheet.ready(spare=2), changing=changing, status=422)
    if act == SAVE_AND_LOOK or changing:
        return redirect("voucher", voucher.uid)
    site, kind = voucher.batch.site.code, sheet.header["operation_type"]
    asked = urlencode({"sede": site, "tipo": kind, "fecha": sheet.header["date"], "hecho": voucher.uid})
    return redirect(f"{reverse('new_voucher')}?{asked}")


def _saved(sheet: Sheet, draft: Draft, save: Save) -> Voucher | None:
    try:
        return save(draft)
    except NotAllowed:
        raise
    except Refused as problem:
        sheet.problem = problem
        sheet.remark(problem.findings)
    except ConsolidaError as problem:
        sheet.problem = problem
    return None


def _beginning(request: HttpRequest, here: Chosen) -> Sheet:
    """Return the sheet to begin with: empty, or what is copied or adjusted."""
    asked = request.GET
    codes = [site.code for site in _sites(here)]
    last = last_written(here.company, period=here.period, by=here.by.name)
    wanted = asked.get("sede", last.site if last else "")
    site = next((code for code in codes if code == wanted), codes[0] if codes else "")
    day = day_text(_a_day_of(here.period, here.at.date()).isoformat())
    if asked.get("copia"):
        copied = find(here, asked["copia"])
        draft = draft_of(copied)
        lines = [replace(one, **OWN) for one in draft.lines]
        draft = replace(draft, number="", annulled=0, lines=lines, **ORDINARY)
        own = copied.batch.site.code
        sheet = standing(here.company, here.period, draft, site=own if own in codes else site)
        sheet.header["date"] = day
        return sheet
    if asked.get("ajuste"):
        return _adjustment(here, find(here, asked["ajuste"]), site, day)
    header = {
        "site": site,
        "operation_type": asked.get("tipo", last.operation_type if last else ""),
        "number": "",
        "date": asked.get("fecha", day),
        "kind": "M",
        "currency": here.company.currency,
        "exchange_rate": "",
        "description": "",
        **{name: str(value) for name, value in ORDINARY.items()},
    }
    return Sheet(company=here.company, period=here.period, header=header)


def _adjustment(here: Chosen, voucher: Voucher, site: str, day: str) -> Sheet:
    """Return another site's voucher as the beginning of one of ours that names it, without amounts.

    What it says is in the books already; with its amounts, one press would book it a second time.
    """
    description = gettext("Adjustment of {voucher}").format(voucher=voucher.cuo)
    theirs = draft_of(voucher)
    lines = [
        replace(line, debit=0, credit=0, original_amount=None) for line in theirs.lines if not line.automatic
    ]
    draft = replace(
        theirs,
        lines=lines,
        number="",
        kind="M",
        annulled=0,
        **ORDINARY,
        description=f"{description}: {voucher.description}"[:200],
    )
    sheet = standing(here.company, here.period, draft, site=site)
    sheet.header["date"] = day
    return sheet


def _a_day_of(period: Period, today: date) -> date:
    """Return today, or the month's day that is nearest to it."""
    return min(max(today, period.first_day), period.last_day)


def _sites(here: Chosen) -> list[Site]:
    """Return the sites whose vouchers the visitor may type here."""
    return [
        site for site in here.company.sites.filter(here=True, active=True) if may_type_at(here, site.code)
    ]


def _form(
    request: HttpRequest,
    here: Chosen,
    sheet: Sheet,
    *,
    changing: Voucher | None = None,
    status: int = 200,
) -> HttpResponse:
    company = here.company
    types = list(company.operation_types.filter(active=True))
    context = {
        "sheet": sheet,
        "changing": changing,
        "digest": request.POST.get("digest", "") or (changing.digest if changing else ""),
        "sites": _sites(here),
        "types": types,
        "has_type": any(one.code == sheet.header["operation_type"] for one in types),
        "kinds": [(code, gettext(name)) for code, name in KINDS.items()],
        "currencies": currencies(company),
        "documents": sunat.names(sunat.Table.DOCUMENTS).items(),
        "means": sunat.names(sunat.Table.PAYMENT_MEANS).items(),
        "last": Voucher.objects.filter(company=company, uid=request.GET.get("hecho", "")).first(),
    }
    return render(request, "vouchers/entry.html", context, status=status)
