"""Exportar: check, export, the card of an export, its file."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from consolida.core.actor import Right
from consolida.core.language import noop
from consolida.core.portable.format import FileKind
from consolida.core.signing import key_code
from consolida.masters.models import Site
from consolida.transfer.export import Exported, export
from consolida.transfer.models import Export
from consolida.transfer.rehearsal import Rehearsed, rehearse
from consolida.transfer.since import exported_before
from consolida.web import jobs
from consolida.web.chosen import Chosen, chosen
from consolida.web.exporting.forms import ExportForm, sites_to_export
from consolida.web.fetching import require_to_fetch
from consolida.web.jobs import Job
from consolida.web.links import voucher_links
from consolida.web.progress import while_running

EXPORTING, CHECKING = noop("Exporting"), noop("Checking before the export")


@dataclass(frozen=True, slots=True)
class About:
    """What the page of a job shows again: what was typed, and of which month."""

    period: str
    typed: dict[str, str]


def new_export(request: HttpRequest) -> HttpResponse:
    """Ask what to export and say what was exported before; check or export what was asked."""
    here = chosen(request)
    here.by.require_somewhere(Right.EXPORT, company=here.company.ruc)
    if request.method != "POST":
        return _page(request, here, ExportForm(here))
    form = ExportForm(here, request.POST)
    if not form.is_valid():
        return _page(request, here, form)
    return redirect("export_job", _begin(here, form, only_check=request.POST.get("act") == "check").id)


def _begin(here: Chosen, form: ExportForm, *, only_check: bool) -> Job:
    asked = form.cleaned_data
    site = Site.objects.get(company=here.company, code=asked["site"])
    operation_type = asked["operation_type"]
    company, period, home, by, at = here.company, here.period, here.home, here.by, here.at

    def check() -> Rehearsed:
        return rehearse(
            company, site=site, period=period, operation_type=operation_type, home=home, by=by, at=at
        )

    def write() -> Exported:
        return export(
            company,
            site=site,
            period=period,
            operation_type=operation_type,
            definitive=bool(asked["definitive"]),
            to=asked["to"],
            as_zip=bool(asked["as_zip"]) and asked["to"] is not None,
            home=home,
            by=by,
            at=at,
        )

    return jobs.start(
        check if only_check else write,
        title=CHECKING if only_check else EXPORTING,
        user=by.name,
        company=company.ruc,
        periods=[period],
        at=at,
        writes=not only_check,
        about=About(period, {name: str(form.data.get(name, "")) for name in form.fields}),
    )


def export_job(request: HttpRequest, job_id: str) -> HttpResponse:
    """Show how far a check or an export is, then what came of it."""
    here = chosen(request)
    job = jobs.find(job_id, user=here.by.name, company=here.company.ruc)
    if job is None:
        return render(request, "_ui/lost.html", status=404)
    waiting = while_running(request, job, stop=reverse("export_stop", args=[job.id]))
    if waiting is not None:
        return waiting
    about = job.about
    assert isinstance(about, About)  # noqa: S101 - given in _begin
    if isinstance(job.result, Exported):
        card = reverse("exported", args=[job.result.manifest.export_number])
        in_archive = job.result.file.parent == here.home.archive
        form = "zip" if about.typed["as_zip"] else "db"
        return redirect(f"{card}?nuevo={form}" if in_archive else card)
    if about.period != here.period:  # the header's month was changed meanwhile
        return redirect("export")
    return _page(request, here, ExportForm(here, about.typed), job=job)


@require_POST
def export_stop(request: HttpRequest, job_id: str) -> HttpResponse:
    """Stop a check or an export before anything is noted."""
    here = chosen(request)
    job = jobs.find(job_id, user=here.by.name, company=here.company.ruc)
    if job is not None:
        job.stop()
        job.wait()
    return redirect("export_job", job_id)


def _page(request: HttpRequest, here: Chosen, form: ExportForm, *, job: Job | None = None) -> HttpResponse:
    checked = job.result if job is not None and isinstance(job.result, Rehearsed) else None
    problem = job.problem if job is not None else None
    findings = checked.findings if checked is not None else tuple(problem.findings) if problem else ()
    sites = sites_to_export(here)
    context = {
        "form": form,
        "sites": sites,
        "before": exported_before(
            here.company, period=here.period, sites=[site.code for site in sites], home=here.home
        ),
        "checked": checked,
        "problem": problem,
        "findings": findings,
        "links": voucher_links(here.company, findings, period=here.period),
    }
    status = 409 if problem is not None else 200
    return render(request, "exporting/new_export.html", context, status=status)


def exported(request: HttpRequest, number: int) -> HttpResponse:
    """Show the card of an export: file, code, counts and totals; printable."""
    here = chosen(request)
    made = get_object_or_404(Export.objects.select_related("file"), company=here.company, number=number)
    file = made.file
    require_to_fetch(here, file)
    context = {
        "made": made,
        "file": file,
        "key": key_code(file.public_key),
        "is_masters": file.kind == FileKind.MASTERS,
        "site": Site.objects.filter(company=here.company, code=file.site).first(),
        "in_archive": made.delivered_to == str(here.home.archived(file.file_uid)),
        "is_kept": here.home.archived(file.file_uid).exists(),
        "fetch": request.GET.get("nuevo", ""),
    }
    return render(request, "exporting/exported.html", context)
