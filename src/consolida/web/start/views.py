"""Logging in and out, the password, and what is chosen in the header."""

from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from consolida.access.models import User
from consolida.core import language
from consolida.core.language import gettext
from consolida.core.period import NotAPeriod, Period
from consolida.web.chosen import COMPANY, MONTH_IN_ADDRESS, PERIOD, companies_of
from consolida.web.forms import labelled
from consolida.web.preferences import LANGUAGE_COOKIE, THEME_COOKIE, THEMES, remember
from consolida.web.start.forms import LogInForm


@method_decorator(login_not_required, name="dispatch")
class LogIn(LoginView):
    """Log in; the first visit of an installation goes to its own page."""

    template_name = "start/log_in.html"
    authentication_form = LogInForm
    redirect_authenticated_user = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send the first visitor to where the first user is made."""
        if not User.objects.exists():
            return redirect("first_visit")
        response = super().dispatch(request, *args, **kwargs)
        assert isinstance(response, HttpResponse)  # noqa: S101 - Django's views answer with nothing else
        return response


class ChangePassword(PasswordChangeView):
    """Change one's own password."""

    template_name = "start/password.html"
    success_url = reverse_lazy("home")

    def get_form(self, form_class: type[PasswordChangeForm] | None = None) -> PasswordChangeForm:
        """Give the form its labels."""
        form = super().get_form(form_class)
        labelled(
            form,
            old_password=gettext("Password now"),
            new_password1=gettext("New password"),
            new_password2=gettext("New password again"),
        )
        return form

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        """Change it, and say so where one arrives."""
        response = super().form_valid(form)
        messages.success(self.request, gettext("Your password was changed."))
        return response


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep the company and the month chosen in the header."""
    offered = {company.ruc for company in companies_of(request)}
    if request.POST.get(COMPANY) in offered:
        request.session[COMPANY] = request.POST[COMPANY]
    with suppress(NotAPeriod):  # the month stays what it was
        year, month = request.POST.get("year", ""), request.POST.get("month", "")
        request.session[PERIOD] = period = Period(f"{year}-{month:>02}")
        return redirect(_in_month(_back(request), period))
    return redirect(_back(request))


@login_not_required
@require_POST
def prefer(request: HttpRequest) -> HttpResponse:
    """Keep the visitor's language or theme."""
    response = redirect(_back(request))
    if request.POST.get("language") in language.LANGUAGES:
        remember(response, LANGUAGE_COOKIE, request.POST["language"])
    if request.POST.get("theme") in THEMES:
        remember(response, THEME_COOKIE, request.POST["theme"])
    return response


def _in_month(address: str, period: Period) -> str:
    """Return an address with its month, where it names one, replaced: else it would undo the choice."""
    parts = urlsplit(address)
    asked = parse_qsl(parts.query, keep_blank_values=True)
    changed = [(name, period if name == MONTH_IN_ADDRESS and value else value) for name, value in asked]
    return urlunsplit(parts._replace(query=urlencode(changed)))


def _back(request: HttpRequest) -> str:
    """Return the page that the visitor came from, never one of another host."""
    came_from = request.POST.get("next", "")
    is_path = came_from.startswith("/")  # Django would take another word for the name of a view
    safe = is_path and url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()})
    return came_from if safe else reverse("home")
