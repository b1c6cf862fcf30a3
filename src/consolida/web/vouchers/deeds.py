"""What can be done to a voucher: reverse, annul, delete."""

from collections.abc import Callable, Sequence
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from consolida.core.actor import NotAllowed
from consolida.core.errors import ConsolidaError
from consolida.core.findings import Finding
from consolida.core.language import gettext
from consolida.core.period import Period
from consolida.ledger import record
from consolida.ledger.models import Voucher
from consolida.web.chosen import Chosen, chosen
from consolida.web.vouchers.pages import find, page, reversal_day
from consolida.web.vouchers.words import day_of

Deed = Callable[[Chosen, Voucher], str]  # returns the uid of the voucher to look at, or ''


@require_POST
def reverse_voucher(request: HttpRequest, uid: str) -> HttpResponse:
    """Record the opposite of a voucher, on the day that is said."""

    def deed(here: Chosen, voucher: Voucher) -> str:
        month = Period.of(reversal_day(here, voucher))
        on = date.fromisoformat(day_of(request.POST.get("day", "").strip() or "?", month))
        opposite, remarks = record.reverse(here.company, voucher, on=on, by=here.by, at=here.at)
        say_recorded(request, opposite, remarks)
        return opposite.uid

    return _doing(request, uid, deed)


@require_POST
def annul_voucher(request: HttpRequest, uid: str) -> HttpResponse:
    """Annul a voucher, for a reason."""

    def deed(here: Chosen, voucher: Voucher) -> str:
        reason = request.POST.get("reason", "")
        record.annul(here.company, voucher, reason=reason, by=here.by, at=here.at)
        messages.success(request, gettext("{voucher} was annulled.").format(voucher=voucher.cuo))
        return voucher.uid

    return _doing(request, uid, deed)


@require_POST
def delete_voucher(request: HttpRequest, uid: str) -> HttpResponse:
    """Delete a voucher that never left in a file."""

    def deed(here: Chosen, voucher: Voucher) -> str:
        record.delete(here.company, voucher, by=here.by, at=here.at)
        messages.success(request, gettext("{voucher} was deleted.").format(voucher=voucher.cuo))
        return ""

    return _doing(request, uid, deed)


def say_recorded(request: HttpRequest, voucher: Voucher, remarks: Sequence[Finding]) -> None:
    """Say that a voucher was recorded, and what the rules remark about it."""
    messages.success(request, gettext("{voucher} was recorded.").format(voucher=voucher.cuo))
    for remark in remarks:
        messages.warning(request, f"{remark.sentence()} {remark.advice()}")


def _doing(request: HttpRequest, uid: str, deed: Deed) -> HttpResponse:
    """Do a deed and go where it leads; what refuses it is said on the voucher's page."""
    here = chosen(request)
    try:
        left = deed(here, find(here, uid))
    except NotAllowed:
        raise
    except ConsolidaError as problem:
        return page(request, here, find(here, uid), problem=problem)
    return redirect("voucher", left) if left else redirect("vouchers")
