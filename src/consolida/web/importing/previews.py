"""The preview of an import, a load or an undo: what would happen, what is asked, and the one button."""

from collections.abc import Iterator, Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from consolida.core.actor import Actor, NotAllowed, Right
from consolida.core.errors import ConsolidaError
from consolida.core.findings import Finding, errors
from consolida.core.period import Period
from consolida.core.portable.places import uids_in
from consolida.ledger.record import open_month
from consolida.ledger.replacement.preview import Preview
from consolida.ledger.replacement.swap import require_to_put_back
from consolida.masters.models import ReplaceMode
from consolida.web.chosen import Chosen, chosen
from consolida.web.importing import coming, here_already, questions
from consolida.web.importing.desks import Desk, find_desk, open_desk, others_at
from consolida.web.progress import while_running

BIGGEST = 8
_SHUT = frozenset({"batch_closed", "book_filed"})  # what the page of the months takes back


def import_preview(request: HttpRequest, desk_id: str) -> HttpResponse:
    """Show a preview, or how far it is; take answers and the confirmation."""
    here = chosen(request)
    desk = find_desk(desk_id, user=here.by.name, company=here.company.ruc)
    if desk is None:
        return render(request, "_ui/lost.html", status=404)
    desk.visited = here.at
    if request.method == "POST":
        _act(request, here, desk)
        return redirect("import_preview", desk.id)
    return _shown(request, here, desk)


def _act(request: HttpRequest, here: Chosen, desk: Desk) -> None:
    act = request.POST.get("act", "")
    try:
        if act == "confirm":
            desk.confirm(here, request.POST.get("token", ""))
        elif act == "answer":
            _answer(here, desk, request.POST.dict())
        elif act == "ask-again":
            desk.take_answers_back(here)
        elif act == "stop" and desk.job is not None:
            desk.job.stop()
            desk.job.wait()
        elif act == "look":
            desk.look(here)
    except ConsolidaError as problem:  # somebody else is at the month
        desk.notice = problem


def _answer(here: Chosen, desk: Desk, typed: Mapping[str, str]) -> None:
    asked = desk.preview.decisions if desk.preview is not None else ()
    decisions = questions.given(asked, typed)
    for decision in asked:
        if decision.name in decisions:
            answer = questions.in_words(decision, decisions[decision.name])
            desk.answered[decision.name] = (decision.question(), answer)
    desk.typed = dict(typed)
    mode = typed.get("mode", "")
    desk.answer(
        here,
        decisions=decisions,
        reason=typed.get(questions.REASON, "").strip(),
        mode=mode if mode in ReplaceMode.values else "",
    )


def _shown(request: HttpRequest, here: Chosen, desk: Desk) -> HttpResponse:
    if desk.job is not None:
        waiting = while_running(request, desk.job, stop=request.path)
        if waiting is not None:
            return waiting
    if desk.done is not None:
        return redirect(f"{reverse('imported', args=[desk.done.import_id])}?hecho={desk.id}")
    problem = desk.problem or (desk.job.problem if desk.job is not None else None)
    if desk.preview is None and problem is None:  # it was swept: look again
        desk.look(here)
        return redirect("import_preview", desk.id)
    context: dict[str, object] = {
        "desk": desk,
        "problem": problem,
        "notice": desk.notice,
        "others": others_at(desk, at=here.at),
    }
    preview = desk.preview
    if preview is not None:
        context |= _of_preview(here, desk, preview)
    return render(request, "importing/import_preview.html", context, status=409 if problem else 200)


def _of_preview(here: Chosen, desk: Desk, preview: Preview) -> dict[str, object]:
    asked = preview.decisions
    wants_reason = questions.wants_reason(asked)
    lacking = _lacking(preview, here.by) if wants_reason else None
    shown = questions.questions(asked, desk.typed, may_put_back=lacking is None)
    found = preview.difference
    # A load says of itself where in the file each finding stands.
    findings = desk.loading.foreseen.findings if desk.loading is not None else preview.findings
    return {
        "preview": preview,
        "difference": found,
        "accounts": [change for change in found.accounts() if change.moves],
        "biggest": preview.biggest(BIGGEST),
        "kept": list(_kept(preview)),
        "masters": coming.figures(preview.masters),
        "outcomes": coming.outcomes(),
        "persons_wait": bool(preview.masters.parties_queued),
        "loading": desk.loading,
        "here_already": here_already.in_words(desk),
        "findings": findings,
        "links": _links(desk, preview, findings),
        "forbidden": bool(errors(preview.findings)),
        "shut": sorted({str(one.fields["period"]) for one in preview.findings if one.rule in _SHUT}),
        "open_month": _open_month(here, preview),
        "questions": shown,
        "answerable": any(one.is_number or one.choices for one in shown) or (wants_reason and not lacking),
        "wants_reason": wants_reason,
        "lacking": lacking,
        "reason_is_missing": any(questions.asks_reason(one) for one in asked),
        "reason": preview.request.reason or desk.typed.get(questions.REASON, ""),
        "all_sites": preview.request.mode == ReplaceMode.ALL,
    }


def _lacking(preview: Preview, by: Actor) -> NotAllowed | None:
    """Return why the visitor cannot be the one who puts the older file back, if so."""
    try:
        require_to_put_back(preview, by)
    except NotAllowed as lacking:
        return lacking
    return None


def _kept(preview: Preview) -> Iterator[tuple[str, str]]:
    """Say what stays, each site with the address of its vouchers."""
    for site, sentence in preview.staying():
        yield sentence, f"{reverse('vouchers')}?{urlencode({'sede': site})}"


def _open_month(here: Chosen, preview: Preview) -> Period | None:
    """Return the month in which the visitor can record the difference of a filed one, if so."""
    filed = {str(one.fields["period"]) for one in preview.findings if one.rule == "book_filed"}
    site = here.company.sites.filter(here=True, active=True).order_by("code").first()
    if not filed or site is None or not here.by.may(Right.TYPE, company=here.company.ruc, site=site.code):
        return None
    months = [
        open_month(here.company, key._replace(site=site.code), site=site)
        for key in preview.parts
        if key.period in filed
    ]
    latest = max(months)
    return None if latest in filed else latest


def _links(desk: Desk, preview: Preview, findings: tuple[Finding, ...]) -> dict[str, str]:
    """Lead from a finding to the voucher as the file has it."""
    names = [finding.voucher for finding in findings if finding.voucher]
    if not names:
        return {}
    uids: dict[str, str] = {}
    for path in {part.file for part in preview.parts.values() if part.file is not None}:
        uids |= uids_in(path, names)
    return {name: reverse("import_change", args=[desk.id, uid]) for name, uid in uids.items()}


@require_POST
def undo_import(request: HttpRequest, number: int) -> HttpResponse:
    """Begin the preview of an undo."""
    here = chosen(request)
    here.by.require(Right.UNDO, company=here.company.ruc)
    desk = Desk(
        user=here.by.name,
        company=here.company,
        period=here.period,
        began=here.at,
        undoes=number,
        back=reverse("imported", args=[number]),
    )
    return redirect("import_preview", open_desk(desk, here).id)
