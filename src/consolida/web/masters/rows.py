"""Adding and changing a row of a master."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from consolida.core.actor import NotAllowed
from consolida.core.errors import ConsolidaError
from consolida.core.findings import Finding
from consolida.core.language import gettext
from consolida.masters import editing, judging, parties
from consolida.masters.models import Party
from consolida.web.chosen import Chosen, chosen
from consolida.web.masters.forms import RowForm
from consolida.web.masters.history import history_of
from consolida.web.masters.kinds import Kind
from consolida.web.templatetags.reading import day


def new_row(request: HttpRequest, kind: Kind) -> HttpResponse:
    """Add a row."""
    here = chosen(request)
    kind.require_change(here)
    form = kind.form(request.POST or None, initial={"code": request.GET.get("codigo", "")[:24]})
    if request.method == "POST" and form.is_valid():
        findings = _try(form, lambda: _add(here, kind, form))
        if findings is not None:
            _say(request, gettext("{name} was added.").format(name=_name(kind, form)), findings)
            return redirect("masters_list", kind)
    return render(request, "masters/row.html", {"kind": kind, "form": form, "may_change": True})


def row(request: HttpRequest, kind: Kind, pk: int) -> HttpResponse:
    """Show a row, its history, and change it."""
    here = chosen(request)
    found = kind.rows(here.company).filter(pk=pk).first()
    if found is None:
        raise Http404
    if request.method == "POST":
        kind.require_change(here)
    typed = kind.form.typed(found)
    form = kind.form(request.POST or None, initial=typed, changing=True)
    if request.method == "POST" and form.is_valid():
        findings = _try(form, lambda: _change(here, kind, found, form))
        if findings is not None:
            _say(request, gettext("{name} was saved.").format(name=_name(kind, form)), findings)
            return redirect("masters_row", kind, pk)
    context = {
        "kind": kind,
        "row": found,
        "form": form,
        "may_change": kind.may_change(here),
        "history": history_of(here, kind, found),
    }
    if isinstance(found, Party):
        context |= {
            "disputes": found.disputes.count(),
            "versions": found.ancestors.count(),
            "remarks": _remarks(here, found),
        }
    return render(request, "masters/row.html", context)


def _try(form: RowForm, deed: Any) -> Sequence[Finding] | None:
    """Do a deed; what refuses it is said in the form, which keeps what was typed."""
    try:
        done: Sequence[Finding] = deed()
    except NotAllowed:
        raise
    except ConsolidaError as problem:
        form.refuse(problem)
        return None
    return done


def _add(here: Chosen, kind: Kind, form: RowForm) -> Sequence[Finding]:
    row = form.row()
    if kind.table != "party":
        return editing.add(here.company, kind.table, row, by=here.by, at=here.at)
    party = parties.add(
        here.company,
        kind=str(row["type"]),
        number=str(row["number"]),
        name=str(row["name"]),
        address=str(row["address"]),
        by=here.by,
        at=here.at,
    )
    return _remarks(here, party)


def _change(here: Chosen, kind: Kind, found: Any, form: RowForm) -> Sequence[Finding]:
    row = form.row()
    if kind.table == "party":
        parties.change(
            found,
            name=str(row["name"]),
            address=str(row["address"]),
            active=bool(row["active"]),
            by=here.by,
            at=here.at,
        )
        return ()  # its page says what the rules remark
    key = tuple(getattr(found, name) for name in kind.form.KEY)
    return editing.change(here.company, kind.table, key, row, by=here.by, at=here.at)


def _remarks(here: Chosen, party: Party) -> Sequence[Finding]:
    row = judging.party_row(
        kind=party.type,
        number=party.number,
        name=party.name,
        address=party.address,
        active=int(party.active),
    )
    return judging.findings_of(here.company, "party", row, at=here.at)


def _name(kind: Kind, form: RowForm) -> str:
    row = form.row()
    named = {**row, "date": day(str(row["date"]))} if "date" in row else row
    return " ".join(str(named[name]) for name in (*kind.form.KEY, "name") if row.get(name) and name != "type")


def _say(request: HttpRequest, sentence: str, findings: Sequence[Finding]) -> None:
    messages.success(request, f"{sentence.rstrip('.')}.")  # a name that ends it may bear its own full stop
    for finding in findings:
        messages.warning(request, f"{finding.sentence()} {finding.advice()}")
