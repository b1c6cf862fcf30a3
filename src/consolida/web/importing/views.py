"""Importar: where the files are, the list of them, and uploading."""

from pathlib import Path

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from consolida.core.actor import Right
from consolida.core.language import gettext
from consolida.core.portable.format import FileKind
from consolida.core.portable.manifest import Manifest
from consolida.ledger.replacement.scope import Request
from consolida.masters.models import OperationType, ReplaceMode
from consolida.transfer import inbox as statuses
from consolida.transfer.inbox import Inbox, Other
from consolida.web.chosen import Chosen, chosen, companies_of
from consolida.web.folders import offered
from consolida.web.importing.desks import Desk, open_desk
from consolida.web.importing.sources import Place, place_of
from consolida.web.importing.trays import IntoTray, Tray, new_tray

_LOOKS = {
    statuses.NEW: "success",
    statuses.IMPORTED: "secondary",
    statuses.OLDER: "warning",
    statuses.UNKNOWN_SITE: "info",
    statuses.UNKNOWN_SIGNATURE: "info",
    statuses.COPIES: "danger",
    statuses.RESTING: "warning",
}


def files(request: HttpRequest) -> HttpResponse:
    """Ask where the files are, and list those of the month and, below, the others."""
    here = chosen(request)
    here.by.require(Right.IMPORT, company=here.company.ruc)
    place = place_of(request, here)
    inbox = place.inbox(here) if place.is_chosen else None
    conforming = inbox.conforming() if inbox is not None else ()
    is_alone = place.tray is not None and inbox is not None and len(inbox.matching) == 1
    reachable = {one.ruc for one in companies_of(request)}
    context = {
        "place": place,
        "folders": offered(),
        "types": OperationType.objects.filter(company=here.company, active=True),
        "inbox": inbox,
        "matching": [
            {
                "file": one,
                "key": place.key(one.path),
                "looks": _LOOKS[one.status],
                "ticked": one in conforming or is_alone,
            }
            for one in (inbox.matching if inbox else ())
        ],
        "conforming": [place.key(one.path) for one in conforming],
        "others": [_other(here, place, one, reachable) for one in (inbox.others if inbox else ())],
        "modes": ReplaceMode,
        "mode": here.company.replace_mode,
    }
    return render(request, "importing/files.html", context)


def _other(here: Chosen, place: Place, one: Other, reachable: set[str]) -> dict[str, object]:
    """Say why a file is not of the selection, and which selection it is of or what to do about it."""
    manifest = one.manifest
    shown: dict[str, object] = {"file": one, "key": place.key(one.path), "remedy": one.remedy}
    if one.foreign in reachable:
        shown["remedy"] = gettext("Choose the company of the file in the header and upload it there.")
    elif one.foreign:
        shown["remedy"] = gettext(
            "That company is not among yours here: ask whoever sent it for the right file."
        )
    if manifest is None:
        return shown
    if manifest.kind is FileKind.MASTERS:
        return shown | {"is_masters": True}
    if manifest.kind is FileKind.VOUCHERS:
        if manifest.period != here.period:
            year, _, month = manifest.period.partition("-")
            shown |= {"period": manifest.period, "year": year, "month": month}
        shown["next"] = _selecting(place, manifest)
    return shown


def _selecting(place: Place, manifest: Manifest) -> str:
    return Place(place.folder, place.tray, manifest.operation_type).url


@csrf_exempt  # the check reads the form, so the tray must be there first: _upload makes it
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Take uploaded files straight to the disk, and list them."""
    here = chosen(request)
    here.by.require(Right.IMPORT, company=here.company.ruc)
    tray = new_tray(home=here.home, user=here.by.name, company=here.company.ruc, at=here.at)
    request.upload_handlers = [IntoTray(tray)]
    response = _uploaded(request, tray)
    if not tray.files:
        tray.close()
    return response


@csrf_protect
def _uploaded(request: HttpRequest, tray: Tray) -> HttpResponse:
    operation_type = request.POST.get("to", "")
    for name, reason in tray.refused:
        messages.error(request, gettext("“{name}” was not taken: {reason}").format(name=name, reason=reason))
    if not tray.files:
        if not tray.refused:
            messages.error(request, gettext("No file was chosen; choose one or several and upload them."))
        return redirect(Place(operation_type=operation_type).url)
    _say_doubles(request, tray)
    return redirect(Place(tray=tray, operation_type=operation_type).url)


def _say_doubles(request: HttpRequest, tray: Tray) -> None:
    """Keep one of files that are the same, byte for byte, and say so."""
    for double, first in tray.doubles():
        messages.warning(
            request,
            gettext("“{double}” is the same file as “{first}”; it is listed once.").format(
                double=double.name, first=first.name
            ),
        )
        tray.forget([double])


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin the preview of the files that were chosen."""
    here = chosen(request)
    here.by.require(Right.IMPORT, company=here.company.ruc)
    place = place_of(request, here)
    wanted = request.POST.getlist("file")
    inbox = place.inbox(here)
    paths = tuple(path for path in _paths(inbox) if place.key(path) in wanted)
    if not paths:
        messages.error(
            request,
            gettext("The file that was chosen is not there any more.")
            if wanted
            else gettext("Mark at least one file of the list, then preview it."),
        )
        return redirect(place.url)
    mode = request.POST.get("mode", "")
    desk = Desk(
        user=here.by.name,
        company=here.company,
        period=here.period,
        began=here.at,
        files=paths,
        request=Request(
            company=here.company,
            mode=mode if mode in ReplaceMode.values else here.company.replace_mode,
            period=here.period,
            operation_type=place.operation_type,
        ),
        tray=place.tray,
        back=place.url,
    )
    return redirect("import_preview", open_desk(desk, here).id)


def _paths(inbox: Inbox) -> list[Path]:
    return [*(one.path for one in inbox.matching), *(one.path for one in inbox.others)]
