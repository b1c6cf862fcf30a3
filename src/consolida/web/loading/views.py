"""Cargar: a file of another program, its preview and its load."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from consolida.core.actor import Right
from consolida.core.language import gettext, noop
from consolida.intake.load import load
from consolida.intake.loading import Loaded
from consolida.intake.masters_out import titles, voucher_titles
from consolida.web import jobs
from consolida.web.chosen import Chosen, chosen
from consolida.web.importing.trays import IntoTray, Tray, find_tray, new_tray
from consolida.web.jobs import Job
from consolida.web.masters.kinds import KINDS
from consolida.web.progress import while_running

VOUCHERS = noop("Vouchers, a row for each line")
READING, LOADING = noop("Reading the file"), noop("Loading the file")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the preview was asked for; confirming does the same for good."""

    tray: str
    name: str
    site: str
    operation_type: str
    replace: bool
    preview: bool


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
    asked = Asked(
        tray.id,
        tray.files[0].name,
        site=typed.get("site", "")[:4],
        operation_type=typed.get("operation_type", "")[:4],
        replace=typed.get("replace") == "on",
        preview=True,
    )
    return redirect("load_job", _begin(here, tray, asked).id)


def _begin(here: Chosen, tray: Tray, asked: Asked) -> Job:
    company, home, by, at, path = here.company, here.home, here.by, here.at, tray.files[0]

    def deed() -> Loaded:
        return load(
            company,
            path,
            site=asked.site or None,
            operation_type=asked.operation_type or None,
            replace=asked.replace,
            dry_run=asked.preview,
            home=home,
            by=by,
            at=at,
        )

    job = jobs.start(
        deed,
        title=READING if asked.preview else LOADING,
        user=by.name,
        company=company.ruc,
        periods=[],
        at=at,
        about=asked,
    )
    job.wait()
    return job


def load_job(request: HttpRequest, job_id: str) -> HttpResponse:
    """Show how far it is, then what loading would do, or did."""
    here = chosen(request)
    job, asked = _found(here, job_id)
    if job is None or asked is None:
        return render(request, "_ui/lost.html", status=404)
    waiting = while_running(request, job, stop=reverse("load_stop", args=[job.id]))
    if waiting is not None:
        return waiting
    tray = _tray(here, asked)
    done = job.result if isinstance(job.result, Loaded) else None
    if tray is not None and (job.problem is not None or not asked.preview):
        tray.close()
    context = {
        "job": job,
        "asked": asked,
        "loaded": done,
        "nothing": done is not None
        and not (done.added or done.changed or done.removed or done.parties_added),
        "problem": job.problem,
        "findings": done.findings if done is not None else job.problem.findings if job.problem else (),
        "is_kept": tray is not None,
    }
    return render(request, "loading/loaded.html", context)


@require_POST
def load_confirm(request: HttpRequest, job_id: str) -> HttpResponse:
    """Load for good what the preview showed."""
    here = chosen(request)
    _require(here)
    job, asked = _found(here, job_id)
    tray = _tray(here, asked) if asked is not None else None
    if job is None or asked is None or tray is None or not isinstance(job.result, Loaded):
        return render(request, "_ui/lost.html", status=404)
    again = Asked(
        asked.tray, asked.name, asked.site, asked.operation_type, replace=asked.replace, preview=False
    )
    return redirect("load_job", _begin(here, tray, again).id)


@require_POST
def load_stop(request: HttpRequest, job_id: str) -> HttpResponse:
    """Stop it before anything is written."""
    here = chosen(request)
    job, _ = _found(here, job_id)
    if job is not None:
        job.stop()
        job.wait()
    return redirect("load_job", job_id)


def _found(here: Chosen, job_id: str) -> tuple[Job | None, Asked | None]:
    job = jobs.find(job_id, user=here.by.name, company=here.company.ruc)
    asked = job.about if job is not None and isinstance(job.about, Asked) else None
    return job, asked


def _tray(here: Chosen, asked: Asked) -> Tray | None:
    return find_tray(asked.tray, user=here.by.name, company=here.company.ruc)
