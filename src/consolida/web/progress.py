"""The page that waits for a job: it refreshes itself, with script or without."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_htmx.http import HttpResponseClientRefresh

from consolida.core.language import gettext
from consolida.web.jobs import Job


def while_running(request: HttpRequest, job: Job, *, stop: str = "") -> HttpResponse | None:
    """Answer with how far a job is; None where it has ended and the page of its outcome is due.

    `stop` is where it is stopped, if it can be.
    """
    by_script = request.headers.get("HX-Request") == "true"
    if job.is_running:
        job.wait()  # the page is answered when it ends, or to show the next step
    if not job.is_running:
        return HttpResponseClientRefresh() if by_script else None
    context = {"job": job, "stop": stop, "steps": [gettext(name) for name in job.steps]}
    return render(request, "_ui/_steps.html" if by_script else "_ui/progress.html", context)
