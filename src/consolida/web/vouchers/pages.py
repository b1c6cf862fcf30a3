"""A voucher's page: header, lines, where it comes from, what was done to it and what can be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from consolida.audit.history import Act, history
from consolida.core.actor import Right
from consolida.core.batches import BatchKey
from consolida.core.errors import ConsolidaError
from consolida.core.language import gettext, noop
from consolida.core.money import format_amount
from consolida.core.wording import lines_in_words
from consolida.ledger.batches import key_of
from consolida.ledger.models import Line, Voucher
from consolida.ledger.record import LeftInAFile, left_in_a_file, obstacle, open_month
from consolida.ledger.search import origins
from consolida.masters.companies import SiteNotInUse
from consolida.web.chosen import Chosen, chosen
from consolida.web.vouchers.words import day_text

KINDS = {"A": noop("opening"), "M": noop("movement"), "C": noop("closing")}
_ACTS = {
    "voucher-recorded": noop("recorded"),
    "voucher-changed": noop("changed"),
    "voucher-annulled": noop("annulled"),
}


@dataclass(frozen=True, slots=True)
class Named:
    """A line, and the names of what it refers to."""

    line: Line
    account: str
    party: str
    center: str

    @property
    def original(self) -> str:
        """The original amount with its side: positive debit, negative credit."""
        return format_amount(self.line.original_amount)


@dataclass(frozen=True, slots=True)
class Told:
    """One act as people read it."""

    at: str
    by: str
    what: str
    note: str


@dataclass(frozen=True, slots=True)
class Doable:
    """What the visitor may do with a voucher; `obstacle` is what forbids it to everybody."""

    copy: bool = False
    change: bool = False
    reverse: bool = False
    annul: bool = False
    delete: bool = False
    adjust: bool = False
    keep: ConsolidaError | None = None  # why it is not deleted, where annulling takes its place
    obstacle: ConsolidaError | None = None


def voucher(request: HttpRequest, uid: str) -> HttpResponse:
    """Show a voucher."""
    here = chosen(request)
    return page(request, here, find(here, uid))


def find(here: Chosen, uid: str) -> Voucher:
    """Return a voucher of the chosen company."""
    found = Voucher.objects.filter(company=here.company, uid=uid)
    voucher = found.select_related("batch__site__company", "batch__operation_type").first()
    if voucher is None:
        raise Http404
    return voucher


def page(
    request: HttpRequest, here: Chosen, voucher: Voucher, *, problem: ConsolidaError | None = None
) -> HttpResponse:
    """Show a voucher, and why what was asked was not done."""
    key = key_of(voucher.batch)
    lines = list(voucher.lines)
    context = {
        "voucher": voucher,
        "key": key,
        "site": voucher.batch.site,
        "kind": gettext(KINDS[voucher.kind]),
        "lines": _named(here, lines),
        "debit": sum(line.debit for line in lines),
        "credit": sum(line.credit for line in lines),
        "foreign": any(line.currency != here.company.currency for line in lines),
        "brought_by": None if voucher.batch.site.here else origins(here.company, voucher.period).get(key),
        "may": _doable(here, voucher, key),
        "history": _history(here, voucher),
        "problem": problem,
        "typed": request.POST,
        "reverse_on": request.POST.get("day", day_text(reversal_day(here, voucher).isoformat())),
    }
    return render(request, "vouchers/voucher.html", context, status=409 if problem else 200)


def reversal_day(here: Chosen, voucher: Voucher) -> date:
    """Return the day that is proposed for a reversal: the first on or after the voucher's that is open.

    It is today or, in a month that is over or to come, the day of it that is nearest to today.
    """
    key = key_of(voucher.batch)
    month = open_month(here.company, key, site=voucher.batch.site)
    first = max(month.first_day, date.fromisoformat(voucher.date))
    return min(max(here.at.date(), first), month.last_day)


def _named(here: Chosen, lines: Sequence[Line]) -> list[Named]:
    company = here.company
    accounts = dict(
        company.accounts.filter(code__in={line.account for line in lines}).values_list("code", "name")
    )
    wanted = {line.party_number for line in lines if line.party_number}
    parties = {
        (kind, number): name
        for kind, number, name in company.parties.filter(number__in=wanted).values_list(
            "type", "number", "name"
        )
    }
    used = {line.cost_center for line in lines if line.cost_center}
    centers = dict(company.cost_centers.filter(code__in=used).values_list("code", "name"))
    return [
        Named(
            line,
            accounts.get(line.account, ""),
            parties.get((line.party_type, line.party_number), ""),
            centers.get(line.cost_center, ""),
        )
        for line in lines
    ]


def _doable(here: Chosen, voucher: Voucher, key: BatchKey) -> Doable:
    """Return what this visitor may do with this voucher, as it stands."""
    site = voucher.batch.site
    if not site.here:
        ours = here.company.sites.filter(here=True, active=True)
        return Doable(adjust=any(may_type_at(here, one.code) for one in ours))
    if not may_type_at(here, site.code):
        return Doable()
    forbidding = obstacle(here.company, key, site=site)
    open_ = forbidding is None
    stands = not voucher.annulled
    left = open_ and left_in_a_file(here.company, voucher, key)
    return Doable(
        copy=stands and site.active,
        reverse=stands and site.active,
        change=open_ and stands,
        annul=open_ and stands,
        delete=open_ and not left,
        keep=LeftInAFile(voucher=voucher.cuo) if left and stands else None,
        obstacle=forbidding or (None if site.active else SiteNotInUse(code=site.code, name=site.name)),
    )


def may_type_at(here: Chosen, site: str) -> bool:
    """Tell whether the visitor may type vouchers of a site."""
    return here.by.may(Right.TYPE, company=here.company.ruc, site=site)


def _history(here: Chosen, voucher: Voucher) -> list[Told]:
    """Return what was done to the voucher here; the same CUO of another year is another voucher."""
    found = history(company=here.company.ruc, subject=voucher.cuo, acts=_ACTS)
    return [
        Told(act.at, act.by, gettext(_ACTS[act.act]), _note(act))
        for act in found
        if act.details.get("uid") == voucher.uid
    ]


def _note(act: Act) -> str:
    before = act.details.get("before")
    said = [str(act.details["reason"])] if "reason" in act.details else []
    if before is not None:
        debit = format_amount(sum(line["debit"] for line in before["lines"]))
        said.append(
            gettext("before: “{description}”, {lines}, {debit}").format(
                description=before["description"], lines=lines_in_words(len(before["lines"])), debit=debit
            )
        )
    return "; ".join(said)
