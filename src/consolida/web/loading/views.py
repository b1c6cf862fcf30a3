"""Cargar: a file of another program is uploaded; its preview is that of an import."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from consolida.core.actor import Right
from consolida.core.language import gettext, noop
from consolida.intake.loading import LoadRequest
from consolida.intake.masters_out import titles, voucher_titles
from consolida.web.chosen import Chosen, chosen
from consolida.web.importing.desks import Desk, open_desk
from consolida.web.importing.trays import IntoTray, Tray, new_tray
from consolida.web.masters.kinds import KINDS

VOUCHERS = noop("Vouchers, a row for each line")


def _require(here: Chosen) -> None:
    """Refuse who may load neither masters nor vouchers; which of them a file holds is seen later."""
    if not here.by.may(Right.MASTERS, company=here.company.ruc):
        here.by.require_somewhere(Right.LOAD, company=here.company.ruc)


def load_file(request: HttpRequest) -> HttpResponse:
    """Ask for a file."""
    here = chosen(request)
    _require(here)
    context = {
        "sites": here.company.sites.filter(here=True, active=True),
        "types": here.company.operation_types.all(),
        "known": [(gettext(VOUCHERS), ", ".join(voucher_titles()))]
        + [(kind.in_words(), ", ".join(titles(kind.table, required=True))) for kind in KINDS],
    }
    return render(request, "loading/load.html", context)


@csrf_exempt  # the check reads the form, so the tray must be there first: _uploaded makes it
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Take the file straight to the disk and begin its preview."""
    here = chosen(request)
    _require(here)
    tray = new_tray(home=here.home, user=here.by.name, company=here.company.ruc, at=here.at)
    request.upload_handlers = [IntoTray(tray)]
    try:
        return _uploaded(request, here, tray)
    finally:
        if not tray.files:
            tray.close()


@csrf_protect
def _uploaded(request: HttpRequest, here: Chosen, tray: Tray) -> HttpResponse:
    typed = request.POST
    for name, reason in tray.refused:
        messages.error(request, gettext("“{name}” was not taken: {reason}").format(name=name, reason=reason))
    if not tray.files:
        if not tray.refused:
            messages.error(request, gettext("No file was chosen; choose one and try again."))
        return redirect("load_file")
    desk = Desk(
        user=here.by.name,
        company=here.company,
        period=here.period,
        began=here.at,
        files=tuple(tray.files[:1]),
        to_load=LoadRequest(
            site=typed.get("site", "")[:4] or None,
            operation_type=typed.get("operation_type", "")[:4],
            replace=typed.get("replace") == "on",
        ),
        tray=tray,
        back=reverse("load_file"),
    )
    return redirect("import_preview", open_desk(desk, here).id)
