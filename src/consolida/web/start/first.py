"""The first visit: the first user, with a company of one's own or the demonstration company."""

from datetime import datetime

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from consolida.access.models import Role, User
from consolida.access.users import add_user
from consolida.audit.record import acting
from consolida.core.actor import Actor
from consolida.core.errors import ConsolidaError
from consolida.core.language import noop
from consolida.intake.demo.company import add_demo_company, furnish_demo_company
from consolida.masters.companies import add_company, add_site
from consolida.masters.models import Company
from consolida.web import jobs
from consolida.web.chosen import chosen, home, now
from consolida.web.importing.trays import Tray, new_tray
from consolida.web.jobs import Job
from consolida.web.progress import while_running
from consolida.web.start.forms import FirstCompanyForm, FirstUserForm

FURNISHING = noop("Filling the demonstration company")
DEMO = "demo"


@login_not_required
def first_visit(request: HttpRequest) -> HttpResponse:
    """Make the first user and, if there is none, the first company; afterwards this page is closed."""
    if User.objects.exists():
        return redirect("log_in")
    companies = list(Company.objects.order_by("name"))
    if companies:
        return _first_user(request, companies)
    typed = request.POST or None
    wants_demo = request.POST.get("act") == DEMO
    user_form, company_form = FirstUserForm(typed), FirstCompanyForm(None if wants_demo else typed)
    forms = [user_form] if wants_demo else [user_form, company_form]
    if request.method == "POST" and all(form.is_valid() for form in forms):
        try:
            return _begin_demo(request, user_form) if wants_demo else _begin(request, user_form, company_form)
        except ConsolidaError as problem:
            user_form.add_error(None, str(problem))
    context = {"user_form": user_form, "company_form": company_form}
    return render(request, "start/first_visit.html", context)


def _first_user(request: HttpRequest, companies: list[Company]) -> HttpResponse:
    """Make the user alone: the companies are there already."""
    form = FirstUserForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with acting():
                user = _add_first_user(form, companies[0], by=_first_actor(form), at=now())
        except ConsolidaError as problem:
            form.add_error(None, str(problem))
        else:
            _log_in(request, user)
            return redirect("home")
    return render(request, "start/first_user.html", {"user_form": form, "companies": companies})


def _begin(request: HttpRequest, user_form: FirstUserForm, company_form: FirstCompanyForm) -> HttpResponse:
    data = company_form.cleaned_data
    by, at = _first_actor(user_form), now()
    with acting():  # what fails leaves no company behind that stands in the way of the next try
        company = add_company(ruc=data["ruc"], name=data["company"], chart="pcge", by=by, at=at)
        add_site(
            company,
            code=data["site"],
            name=data["site_name"],
            here=True,
            head_office=data["head_office"],
            by=by,
            at=at,
        )
        user = _add_first_user(user_form, company, by=by, at=at)
    _log_in(request, user)
    return redirect("home")


def _begin_demo(request: HttpRequest, user_form: FirstUserForm) -> HttpResponse:
    by, at = _first_actor(user_form), now()
    with acting():
        company = add_demo_company(by=by, at=at)
        user = _add_first_user(user_form, company, by=by, at=at)
    _log_in(request, user)
    job = _furnishing(company, user.username, by, at)
    return redirect("demo_job", job.id)


def _first_actor(form: FirstUserForm) -> Actor:
    return Actor(form.cleaned_data["username"], may_everything=True)


def _add_first_user(form: FirstUserForm, company: Company, *, by: Actor, at: datetime) -> User:
    user = add_user(
        username=form.cleaned_data["username"],
        password=form.cleaned_data["password"],
        role=Role.Name.ACCOUNTANT,
        company=company,
        by=by,
        at=at,
    )
    # Whoever installs it may do everything, also what comes later: other companies and users.
    user.is_superuser = True
    user.save(update_fields=["is_superuser"])
    return user


def _log_in(request: HttpRequest, user: User) -> None:
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")


def _furnishing(company: Company, user: str, by: Actor, at: datetime) -> Job:
    """Begin to fill the demonstration company; what waits to be imported lies as if it had been uploaded."""
    folder = home()

    def furnish() -> Tray:
        tray = new_tray(home=folder, user=user, company=company.ruc, at=at)
        waiting = tray.place("").parent
        tray.files.append(furnish_demo_company(company, waiting=waiting, home=folder, by=by, at=at))
        return tray

    return jobs.start(furnish, title=FURNISHING, user=user, company=company.ruc, periods=[], at=at)


def demo_job(request: HttpRequest, job_id: str) -> HttpResponse:
    """Show how far the demonstration company is, and, once it is whole, where to begin."""
    here = chosen(request)
    job = jobs.find(job_id, user=here.by.name, company=here.company.ruc)
    if job is None:
        return render(request, "_ui/lost.html", status=404)
    waiting = while_running(request, job)
    if waiting is not None:
        return waiting
    context = {"tray": job.result, "problem": job.problem}
    return render(request, "start/demo.html", context, status=200 if job.problem is None else 409)
