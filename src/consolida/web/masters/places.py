"""Sites with their accepted senders, the company, and its masters sent to the sites."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from consolida.core.actor import Right
from consolida.core.language import gettext
from consolida.core.signing import key_code
from consolida.ledger.sites import change
from consolida.masters import companies, senders
from consolida.masters.installation import installation
from consolida.masters.models import AcceptedSender, Site
from consolida.transfer.send_masters import send_masters
from consolida.web.chosen import COMPANY, chosen
from consolida.web.forms import trying
from consolida.web.masters.history import history_of_company, history_of_site
from consolida.web.masters.place_forms import CompanyForm, KnownSiteForm, NewCompanyForm, NewSiteForm


def sites(request: HttpRequest) -> HttpResponse:
    """List the sites."""
    here = chosen(request)
    found = here.company.sites.prefetch_related("senders").order_by("-active", "code")
    may_change = here.by.may(Right.MASTERS, company=here.company.ruc)
    return render(request, "masters/sites.html", {"sites": found, "may_change": may_change})


def new_site(request: HttpRequest) -> HttpResponse:
    """Add a site."""
    here = chosen(request)
    here.by.require(Right.MASTERS, company=here.company.ruc)
    form = NewSiteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with trying(form):
            site = companies.add_site(here.company, **form.cleaned_data, by=here.by, at=here.at)
            messages.success(request, gettext("Site {site} was added.").format(site=site))
            return redirect("masters_sites")
    return render(request, "masters/new_site.html", {"form": form})


def site(request: HttpRequest, code: str) -> HttpResponse:
    """Show a site and its senders, and change it."""
    here = chosen(request)
    found = get_object_or_404(Site, company=here.company, code=code)
    if request.method == "POST":
        here.by.require(Right.MASTERS, company=here.company.ruc)
    initial = {name: getattr(found, name) for name in ("name", "here", "head_office", "active")}
    form = KnownSiteForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with trying(form):
            _change_site(request, found, form)
            return redirect("masters_site", code)
    accepted = [(one, key_code(one.public_key)) for one in found.senders.order_by("pk")]
    context = {
        "site": found,
        "form": form,
        "senders": accepted,
        "history": history_of_site(found),
        "may_change": here.by.may(Right.MASTERS, company=here.company.ruc),
        "may_withdraw": here.by.may(Right.ACCEPT_SENDERS, company=here.company.ruc),
    }
    return render(request, "masters/site.html", context)


def _change_site(request: HttpRequest, found: Site, form: forms.Form) -> None:
    here, asked = chosen(request), form.cleaned_data
    change(found, **asked, by=here.by, at=here.at)
    messages.success(request, gettext("Site {site} was saved.").format(site=f"{found.code} {asked['name']}"))


@require_POST
def withdraw(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Accept files from a sender no longer."""
    here = chosen(request)
    here.by.require(Right.ACCEPT_SENDERS, company=here.company.ruc)
    sender = get_object_or_404(AcceptedSender, pk=pk, site__company=here.company, site__code=code)
    senders.withdraw(sender, by=here.by, at=here.at)
    messages.success(
        request,
        gettext("Files of the sender {code} are not accepted any more; the next one asks again.").format(
            code=key_code(sender.public_key)
        ),
    )
    return redirect("masters_site", code)


def company(request: HttpRequest) -> HttpResponse:
    """Show the company and this installation's key, and change name and replace mode."""
    here = chosen(request)
    if request.method == "POST":
        here.by.require(Right.MASTERS, company=here.company.ruc)
    initial = {"name": here.company.name, "replace": here.company.replace_mode}
    form = CompanyForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with trying(form):
            companies.change_company(here.company, **form.cleaned_data, by=here.by, at=here.at)
            messages.success(request, gettext("The company was saved."))
            return redirect("masters_company")
    context = {
        "form": form,
        "installation": installation(),
        "key": key_code(here.home.signing_key().public),
        "history": history_of_company(here.company),
        "may_change": here.by.may(Right.MASTERS, company=here.company.ruc),
        "may_add": here.by.may_everything,
    }
    return render(request, "masters/company.html", context)


def new_company(request: HttpRequest) -> HttpResponse:
    """Add a company to this installation."""
    here = chosen(request)
    if not here.by.may_everything:  # nobody has a role in it yet
        raise Http404
    form = NewCompanyForm(request.POST or None, ruc=here.company.ruc)
    if request.method == "POST" and form.is_valid():
        with trying(form):
            made = companies.add_company(**form.asked(), by=here.by, at=here.at)
            request.session[COMPANY] = made.ruc
            messages.success(request, gettext("{company} was added; now its sites.").format(company=made))
            return redirect("masters_sites")
    return render(request, "masters/new_company.html", {"form": form})


def send(request: HttpRequest) -> HttpResponse:
    """Make a file with all masters for the sites."""
    here = chosen(request)
    here.by.require(Right.EXPORT, company=here.company.ruc)
    here_sites = list(here.company.sites.filter(here=True, active=True).order_by("-head_office", "code"))
    if request.method == "POST":
        site = get_object_or_404(Site, company=here.company, here=True, code=request.POST.get("site", ""))
        sent = send_masters(here.company, site=site, to=None, home=here.home, by=here.by, at=here.at)
        return redirect(reverse("exported", args=[sent.manifest.export_number]) + "?nuevo=1")
    counts = [
        (gettext("Accounts"), here.company.accounts.count()),
        (gettext("Persons and entities"), here.company.parties.count()),
        (gettext("Cost centres"), here.company.cost_centers.count()),
        (gettext("Operation types"), here.company.operation_types.count()),
        (gettext("Exchange rates"), here.company.exchange_rates.count()),
    ]
    return render(request, "masters/send.html", {"sites": here_sites, "counts": counts})
