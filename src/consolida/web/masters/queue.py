"""The queue: persons and entities that were changed at both ends, both values side by side."""

from dataclasses import dataclass
from typing import Literal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from consolida.core.actor import Right
from consolida.core.language import gettext, noop
from consolida.masters import parties
from consolida.masters.models import PartyDispute
from consolida.web.chosen import chosen

_TAKES: dict[str, Literal["ours", "theirs"]] = {"ours": "ours", "theirs": "theirs"}
_FIELDS = (("name", noop("Name")), ("address", noop("Address")), ("active", noop("In use")))


@dataclass(frozen=True, slots=True)
class Side:
    """One field of the two versions."""

    title: str
    ours: str
    theirs: str

    @property
    def differs(self) -> bool:
        """Whether the ends disagree here."""
        return self.ours != self.theirs


def queue(request: HttpRequest) -> HttpResponse:
    """Show what waits for a person."""
    here = chosen(request)
    waiting = [(one, _sides(one)) for one in parties.queue(here.company)]
    return render(request, "masters/queue.html", {"waiting": waiting})


@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide which version stays."""
    here = chosen(request)
    here.by.require(Right.SETTLE, company=here.company.ruc)
    dispute = get_object_or_404(PartyDispute, pk=pk, party__company=here.company)
    take = _TAKES.get(request.POST.get("take", ""))
    if take is not None:
        party = parties.settle(dispute, take=take, by=here.by, at=here.at)
        messages.success(
            request, gettext("{number} is now “{name}”.").format(number=party.number, name=party.name)
        )
    return redirect("masters_queue")


def _sides(dispute: PartyDispute) -> list[Side]:
    return [
        Side(gettext(title), _said(getattr(dispute.party, name)), _said(getattr(dispute, name)))
        for name, title in _FIELDS
    ]


def _said(value: object) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return str(value or "—")
