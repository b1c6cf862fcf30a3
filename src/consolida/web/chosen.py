"""What was chosen once in the header and is kept: company and month; and who acts, and when."""

from collections.abc import Sequence
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
    offered: Sequence[Company]  # what the header lets choose from

    @property
    def hue(self) -> int:
        """The number of the company's colour, the same on every screen."""
        return _hues()[self.company.ruc]


def _hues() -> dict[str, int]:
    """Return each company's colour: in the order they came, the RUC's or the next that none has yet.

    Later companies do not change it; where there are more companies than colours, they begin again.
    """
    hues: dict[str, int] = {}
    free = set[int]()
    for ruc in Company.objects.order_by("pk").values_list("ruc", flat=True):
        free = free or set(range(HUES))
        hues[ruc] = next(hue for further in range(HUES) if (hue := (int(ruc) + further) % HUES) in free)
        free.remove(hues[ruc])
    return hues


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
    return Chosen(company, period_of(request), of_user(request.user), now(), home(), offered)


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
