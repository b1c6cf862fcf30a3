"""The filtered list of vouchers as a file: CSV while it is read, Excel made in the background."""

from collections.abc import Iterator
from contextlib import closing

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from consolida.core.language import noop
from consolida.intake.vouchers_out import csv_chunks, write_xlsx
from consolida.ledger.walk import walk
from consolida.web import jobs
from consolida.web.chosen import Chosen, chosen
from consolida.web.importing.trays import Tray, new_tray
from consolida.web.jobs import Job
from consolida.web.progress import while_running
from consolida.web.vouchers.filters import Filters, filters_of

MAKING = noop("Making the Excel workbook")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def vouchers_csv(request: HttpRequest) -> HttpResponseBase:
    """Answer with the lines of the vouchers that the filters find, while they are read."""
    here, filters = chosen(request), filters_of(request.GET)
    if filters.problem is not None:
        return _back_to_list(filters)
    chunks = csv_chunks(here.company, walk(here.company, here.period, filters.wanted))
    first = next(chunks)  # the titles, while the visitor's language is spoken

    def content() -> Iterator[bytes]:
        yield first
        yield from chunks

    response = StreamingHttpResponse(content(), content_type="text/csv; charset=utf-8")
    name = _name(here, "csv")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


@require_POST
def vouchers_xlsx(request: HttpRequest) -> HttpResponse:
    """Begin to make a workbook of what the filters find; one that is made at once is fetched at once."""
    here, filters = chosen(request), filters_of(request.POST)
    if filters.problem is not None:
        return _back_to_list(filters)
    job = _making(here, filters)
    at_once = job.wait() and job.problem is None
    return redirect("vouchers_workbook" if at_once else "vouchers_job", job.id)


def vouchers_job(request: HttpRequest, job_id: str) -> HttpResponse:
    """Show how far a workbook is, then where it is fetched."""
    here = chosen(request)
    job = jobs.find(job_id, user=here.by.name, company=here.company.ruc)
    if job is None:
        return render(request, "_ui/lost.html", status=404)
    waiting = while_running(request, job, stop=reverse("vouchers_stop", args=[job.id]))
    if waiting is not None:
        return waiting
    context = {"job": job, "problem": job.problem, "query": job.about}
    return render(request, "vouchers/workbook.html", context, status=409 if job.problem else 200)


@require_POST
def vouchers_stop(request: HttpRequest, job_id: str) -> HttpResponse:
    """Stop making a workbook."""
    here = chosen(request)
    job = jobs.find(job_id, user=here.by.name, company=here.company.ruc)
    if job is not None:
        job.stop()
        job.wait()
    return redirect("vouchers_job", job_id)


@require_GET
def vouchers_workbook(request: HttpRequest, job_id: str) -> HttpResponseBase:
    """Answer with a workbook that was made; it is kept for a day."""
    here = chosen(request)
    job = jobs.find(job_id, user=here.by.name, company=here.company.ruc)
    if job is None or not isinstance(job.result, Tray) or not job.result.files[0].exists():
        raise Http404
    file = job.result.files[0]
    return FileResponse(file.open("rb"), as_attachment=True, filename=file.name, content_type=XLSX)


def _making(here: Chosen, filters: Filters) -> Job:
    company, period, wanted = here.company, here.period, filters.wanted
    home, user, at, name = here.home, here.by.name, here.at, _name(here, "xlsx")

    def make() -> Tray:
        tray = new_tray(home=home, user=user, company=company.ruc, at=at)
        file = tray.place(name)
        try:
            with closing(walk(company, period, wanted)) as parts:
                write_xlsx(company, parts, file)
        except BaseException:
            tray.close()
            raise
        tray.files.append(file)
        return tray

    return jobs.start(
        make, title=MAKING, user=user, company=company.ruc, periods=[period], at=at, about=filters.query
    )


def _back_to_list(filters: Filters) -> HttpResponse:
    """Go to where it is said what of the filters is not understood."""
    return redirect(f"{reverse('vouchers')}?{filters.query}")


def _name(here: Chosen, suffix: str) -> str:
    return f"{here.company.ruc}_{here.period}_comprobantes.{suffix}"
