"""Historial: exports and imports, the result of an import with its proof, and the files again."""

from collections.abc import Iterable, Sequence
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from consolida.core.actor import Right
from consolida.core.errors import ConsolidaError
from consolida.core.language import gettext, ngettext, noop
from consolida.core.period import NotAPeriod, Period
from consolida.core.wording import modified_in_words
from consolida.ledger.brought import in_short
from consolida.ledger.models import ArchivedFile, Import, Observation
from consolida.ledger.replacement.noting import can_be_undone
from consolida.ledger.replacement.observations import NothingToSee, findings_of, mark_seen
from consolida.ledger.replacement.swap import Done
from consolida.transfer.history import ACTS, page
from consolida.transfer.proof import Proof, proofs
from consolida.web.chosen import Chosen, chosen
from consolida.web.fetching import fetched, require_to_fetch
from consolida.web.importing.desks import find_desk
from consolida.web.links import voucher_links
from consolida.web.paging import page_of

PAGE = 50
_TITLES = {
    Import.Act.IMPORT.value: noop("Import n.º {number}"),
    Import.Act.LOAD.value: noop("Load n.º {number}"),
    Import.Act.UNDO.value: noop("Undo n.º {number}"),
}


def history(request: HttpRequest) -> HttpResponse:
    """List what left and what came, the newest first; of one month and one kind where asked."""
    here = chosen(request)
    month, problem = _month(request.GET.get("mes", ""))
    act = request.GET.get("que", "")
    acts = (act,) if act in ACTS else ()
    number = page_of(request)
    found = page(here.company, period=month, acts=acts, offset=(number - 1) * PAGE, limit=PAGE)
    context = {
        "passages": found.passages,
        "total": found.total,
        "page": number,
        "has_next": found.total > number * PAGE,
        "query": urlencode({name: value for name, value in (("mes", month), ("que", act)) if value}),
        "typed_month": request.GET.get("mes", ""),
        "problem": problem,
        "act": act,
        "acts": ACTS,
    }
    return render(request, "history/history.html", context)


def _month(typed: str) -> tuple[str, ConsolidaError | None]:
    try:
        return (Period(typed) if typed else ""), None
    except NotAPeriod as problem:
        return "", problem


def imported(request: HttpRequest, number: int) -> HttpResponse:
    """Show what an import, a load or an undo did to each batch, proved by digests."""
    here = chosen(request)
    found = Import.objects.select_related("undoes", "undone_by").prefetch_related("files")
    noted = get_object_or_404(found, company=here.company, pk=number)
    proved = proofs(noted, home=here.home)
    files = list(noted.files.all())
    remarks = list(noted.observations.all())
    findings = findings_of(remarks)
    undoable = can_be_undone(noted)
    context = {
        "noted": noted,
        "undoes": getattr(noted, "undoes", None),
        "files": files,
        "may_fetch": here.by.may(Right.IMPORT, company=here.company.ruc),
        "can_be_undone": undoable,
        "may_undo": undoable
        and noted.undone_by is None
        and here.by.may(Right.UNDO, company=here.company.ruc),
        "proofs": proved,
        "remarks": remarks,
        "unseen": any(not one.seen_at for one in remarks),
        "findings": findings,
        "unlisted": sum(one.count for one in remarks) - len(findings),
        "links": _links(here, remarks),
        "brought": [(in_short([one]), one) for one in noted.brought.all()],
        "sentence": _sentence(noted, proved),
        "stands": all(one.stands for one in proved),
        "done": _just_done(request, here, noted),
        "title": gettext(_TITLES[noted.act]).format(number=noted.pk),
    }
    return render(request, "history/imported.html", context)


def _sentence(noted: Import, proved: Sequence[Proof]) -> str:
    """Say in one sentence what was done, as the preview said what would be."""
    old, new = sum(one.old_vouchers for one in proved), sum(one.new_vouchers for one in proved)
    return gettext("{gone} and {came} (+{added}, −{removed}, {changed}, {equal}).").format(
        gone=ngettext("{count} voucher was removed", "{count} vouchers were removed", old).format(
            count=f"{old:,}"
        ),
        came=ngettext("{count} was put in", "{count} were put in", new).format(count=f"{new:,}"),
        added=f"{noted.added:,}",
        removed=f"{noted.removed:,}",
        changed=modified_in_words(noted.changed),
        equal=ngettext("{count} equal", "{count} equal", noted.equal).format(count=f"{noted.equal:,}"),
    )


def _links(here: Chosen, remarks: Iterable[Observation]) -> dict[str, str]:
    """Return the addresses of the vouchers that remarks name."""
    found: dict[str, str] = {}
    for one in remarks:
        found |= voucher_links(here.company, findings_of([one]), period=one.period)
    return found


@require_POST
def see_import(request: HttpRequest, number: int) -> HttpResponse:
    """Note that the visitor has looked at what an import's files were remarked for."""
    here = chosen(request)
    noted = get_object_or_404(Import.objects.select_related("company"), company=here.company, pk=number)
    try:
        mark_seen(noted, by=here.by, at=here.at)
    except NothingToSee as problem:
        messages.warning(request, str(problem))
    else:
        messages.success(request, gettext("Noted as seen."))
    return redirect("imported", noted.pk)


def _just_done(request: HttpRequest, here: Chosen, noted: Import) -> Done | None:
    """Return what only whoever has just done it is told: the parties that came along."""
    desk = find_desk(request.GET.get("hecho", ""), user=here.by.name, company=here.company.ruc)
    return desk.done if desk is not None and desk.done and desk.done.import_id == noted.pk else None


def archived_file(request: HttpRequest, file_uid: str) -> HttpResponseBase:
    """Give a kept file again, as it was or as a package."""
    here = chosen(request)
    file = get_object_or_404(ArchivedFile, company=here.company, file_uid=file_uid)
    require_to_fetch(here, file)
    return fetched(here, file, as_zip=request.GET.get("como") == "zip")
