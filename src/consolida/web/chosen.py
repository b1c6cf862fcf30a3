"""What was chosen once in the header and is kept: company and month; and who acts, and when."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest

from consolida.access.actor import Actor, of_user
from consolida.access.models import User
from consolida.core.errors import ConsolidaError
from consolida.core.home import Home
from consolida.core.language import noop
from consolida.core.period import NotAPeriod, Period
from consolida.masters.models import Company

COMPANY, PERIOD = "company", "period"
MONTH_IN_ADDRESS = "mes"
HUES = 8  # colours of companies in static/consolida.css


class NoCompanyForUser(ConsolidaError):
    """The user has a role in no company."""

    message = noop("Your user has no role in any company yet.")
    remedy = noop("Ask an administrator to give you one.")


@dataclass(frozen=True, slots=True)
class Chosen:
    """The company and month that a page is about, and the user who looks at it."""

    company: Company
    period: Period
    by: Actor
    at: datetime
    home: Home

    @property
    def hue(self) -> int:
        """The number of the company's colour, the same on every screen."""
        return int(self.company.ruc) % HUES


def companies_of(request: HttpRequest) -> list[Company]:
    """Return the companies in which the user has a role."""
    user = request.user
    if not isinstance(user, User):
        return []
    found = Company.objects.all()
    return list(found if user.is_superuser else found.filter(role__user=user).distinct())


def chosen(request: HttpRequest) -> Chosen:
    """Return what the user has chosen; at first the only company and the previous month."""
    offered = companies_of(request)
    if not offered or not isinstance(request.user, User):
        raise NoCompanyForUser
    wanted = request.session.get(COMPANY)
    company = next((one for one in offered if one.ruc == wanted), offered[0])
    return Chosen(company, period_of(request), of_user(request.user), now(), home())


def period_of(request: HttpRequest) -> Period:
    """Return the month that the address names (and keep it), that was chosen, or the previous one."""
    for text in (request.GET.get(MONTH_IN_ADDRESS, ""), str(request.session.get(PERIOD, ""))):
        with suppress(NotAPeriod):
            period = Period(text)
            if request.session.get(PERIOD) != period:
                request.session[PERIOD] = period
            return period
    return Period.of(now().date()).previous()


def now() -> datetime:
    """Read the clock: here, at the web's edge, and nowhere below."""
    return datetime.now(UTC)


def home() -> Home:
    """Return the installation's folder."""
    return Home(settings.CONSOLIDA_HOME)
