"""Users who typed a wrong password too often: found, and let try again."""

from datetime import datetime

from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings

from consolida.access.keeping import require_over
from consolida.access.models import User
from consolida.audit.record import acting, record
from consolida.core.actor import Actor
from consolida.masters.models import Company


def locked_names(at: datetime) -> set[str]:
    """Return the names that are locked at a moment."""
    since = at - settings.AXES_COOLOFF_TIME
    found = AccessAttempt.objects.filter(
        failures_since_start__gte=settings.AXES_FAILURE_LIMIT, attempt_time__gte=since
    )
    return {str(name) for name in found.values_list("username", flat=True)}


def unlock(user: User, company: Company, *, by: Actor, at: datetime) -> None:
    """Forget a user's wrong tries."""
    require_over(user, company, by=by)
    with acting():
        if reset(username=user.username):
            record(
                by=by.name,
                at=at,
                act="user-unlocked",
                company=company.ruc,
                subject=user.username,
                details={},
            )
