"""Meses: what a month's sites and T/O stand at; close, reopen with a reason, note what was filed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from consolida.core.actor import NotAllowed, Right
from consolida.core.batches import BatchKey
from consolida.core.errors import ConsolidaError
from consolida.core.language import gettext
from consolida.core.totals import Totals
from consolida.ledger import filing
from consolida.ledger import months as ledger_months
from consolida.ledger.batches import key_of
from consolida.ledger.calendar import SiteStanding, filed_books, standings
from consolida.ledger.models import FiledBook
from consolida.ledger.search import origins
from consolida.masters.models import Site
from consolida.web.chosen import Chosen, chosen


@dataclass(frozen=True, slots=True)
class Shown:
    """A site's month and what the visitor may do with it."""

    standing: SiteStanding
    brought: dict[str, int]  # the import that brought a T/O
    reasons: dict[str, str]  # typed to reopen a T/O, and not taken
    may_close: bool
    may_reopen: bool


@dataclass(frozen=True, slots=True)
class Book:
    """A book, and the note that it was filed."""

    code: str
    name: str
    fact: FiledBook | None


def months(request: HttpRequest) -> HttpResponse:
    """Show the chosen month, and do to it what is asked."""
    here = chosen(request)
    deed = _DEEDS.get(request.POST.get("act", "")) if request.method == "POST" else None
    if request.method != "POST":
        return _page(request, here)
    if deed is None:
        raise Http404
    try:
        done = deed(request, here)
    except NotAllowed:
        raise
    except ConsolidaError as problem:
        return _page(request, here, problem=problem)
    messages.success(request, done)
    return redirect("months")


def _page(request: HttpRequest, here: Chosen, *, problem: ConsolidaError | None = None) -> HttpResponse:
    company = here.company
    brought = origins(company, here.period)
    shown = [_shown(here, standing, brought, request.POST) for standing in standings(company, here.period)]
    context = {
        "shown": shown,
        "books": [
            Book(book.value, filing.book_name(book.value), fact)
            for book, fact in filed_books(company, here.period).items()
        ],
        "may_file": here.by.may(Right.FILE, company=company.ruc),
        "totals": Totals.of(*(one.standing.totals for one in shown)),
        "problem": problem,
        "typed": request.POST,
    }
    return render(request, "months/months.html", context, status=409 if problem else 200)


def _shown(here: Chosen, standing: SiteStanding, brought: Mapping[BatchKey, int], typed: QueryDict) -> Shown:
    site, company = standing.site, here.company.ruc
    is_its_own = typed.get("act") == "reopen" and typed.get("site") == site.code
    return Shown(
        standing,
        {
            batch.operation_type.code: number
            for batch in standing.batches
            if (number := brought.get(key_of(batch))) and not site.here
        },
        reasons={typed.get("operation_type", ""): typed.get("reason", "")} if is_its_own else {},
        may_close=here.by.may(Right.CLOSE, company=company, site=site.code),
        may_reopen=here.by.may(Right.REOPEN, company=company, site=site.code),
    )


def _site(request: HttpRequest, here: Chosen) -> Site:
    site = here.company.sites.filter(code=request.POST.get("site", "")).first()
    if site is None:
        raise Http404
    return site


def _close(request: HttpRequest, here: Chosen) -> str:
    site, operation_type = _site(request, here), request.POST.get("operation_type", "")
    outcome = ledger_months.close(
        here.company,
        site=site,
        period=here.period,
        operation_type=operation_type,
        by=here.by,
        at=here.at,
    )
    return outcome.sentence(ledger_months.in_words(site, here.period, operation_type), closed=True)


def _reopen(request: HttpRequest, here: Chosen) -> str:
    site, operation_type = _site(request, here), request.POST.get("operation_type", "")
    outcome = ledger_months.reopen(
        here.company,
        site=site,
        period=here.period,
        operation_type=operation_type,
        reason=request.POST.get("reason", ""),
        by=here.by,
        at=here.at,
    )
    return outcome.sentence(ledger_months.in_words(site, here.period, operation_type), closed=False)


def _book(request: HttpRequest) -> FiledBook.Book:
    if request.POST.get("book") not in FiledBook.Book.values:
        raise Http404
    return FiledBook.Book(request.POST["book"])


def _file(request: HttpRequest, here: Chosen) -> str:
    book = _book(request)
    constancia = request.POST.get("constancia", "")
    filing.file_book(
        here.company, period=here.period, book=book, constancia=constancia, by=here.by, at=here.at
    )
    return gettext("Noted as filed for {month}: {book}.").format(
        book=filing.book_name(book), month=here.period.in_words()
    )


def _take_back(request: HttpRequest, here: Chosen) -> str:
    book = _book(request)
    reason = request.POST.get("reason", "")
    filing.take_back(here.company, period=here.period, book=book, reason=reason, by=here.by, at=here.at)
    return gettext("No longer noted as filed for {month}: {book}.").format(
        book=filing.book_name(book), month=here.period.in_words()
    )


_DEEDS: dict[str, Callable[[HttpRequest, Chosen], str]] = {
    "close": _close,
    "reopen": _reopen,
    "file": _file,
    "take_back": _take_back,
}
