"""Keeping users: roles taken, people locked out and let in again; never the last administrator."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from django.db.models import Q

from consolida.access.actor import RIGHTS
from consolida.access.models import Role, User
from consolida.audit.record import acting, record
from consolida.core.actor import Actor, Right
from consolida.core.errors import ConsolidaError
from consolida.core.language import noop
from consolida.masters.models import Company

ADMINISTERING = tuple(name for name, rights in RIGHTS.items() if Right.USERS in rights)


class LastAdministrator(ConsolidaError):
    """A company must keep somebody who gives roles."""

    message = noop("“{username}” is the last one who may add users and give roles in company {company}.")
    remedy = noop("Give somebody else who can log in the role of administrator first.")


class UserOfOthers(ConsolidaError):
    """A user has roles in companies that whoever acts does not administer, or may everything."""

    message = noop("“{username}” also works where you may not add users; nothing was changed.")
    remedy = noop("Ask an administrator of all the companies in which the user has a role.")


def administrators(company: Company) -> list[User]:
    """Return who may add users and give roles in the whole company, and can log in."""
    found = User.objects.filter(
        Q(is_superuser=True) | Q(roles__company=company, roles__site=None, roles__name__in=ADMINISTERING),
        is_active=True,
    ).distinct()
    return [user for user in found if user.has_usable_password()]


@contextmanager
def keeping_an_administrator(*companies: Company) -> Iterator[None]:
    """Run a block in one transaction; refused where it leaves a company without an administrator it had."""
    with acting():
        # Two who lock each other out at once meet here.
        found = Company.objects.filter(pk__in=[one.pk for one in companies]).order_by("pk")
        locked = list(found.select_for_update(no_key=True))
        before = {company: administrators(company) for company in locked}
        yield
        for company, had in before.items():
            if had and not administrators(company):
                raise LastAdministrator(username=had[0].username, company=company.ruc)


def take_role(role: Role, *, by: Actor, at: datetime) -> None:
    """Take a role away."""
    by.require(Right.USERS, company=role.company.ruc)
    with keeping_an_administrator(role.company):
        gone, _ = Role.objects.filter(pk=role.pk).delete()
        if gone:
            details = {"role": str(role.name), "site": role.site.code if role.site else ""}
            _record("role-taken", role.user, role.company, details, by=by, at=at)


def set_active(user: User, company: Company, *, active: bool, by: Actor, at: datetime) -> None:
    """Lock a user out of the whole installation, or let him in again; roles stay."""
    require_over(user, company, by=by)
    with keeping_an_administrator(*Company.objects.all()):
        if User.objects.filter(pk=user.pk, is_active=not active).update(is_active=active):
            act = "user-let-in" if active else "user-locked-out"
            _record(act, user, company, {}, by=by, at=at)


def set_password(user: User, company: Company, *, password: str, by: Actor, at: datetime) -> None:
    """Give a user a new password; whoever is logged in with the old one is logged out."""
    require_over(user, company, by=by)
    with acting():
        user.set_password(password)
        user.save(update_fields=["password"])
        _record("password-set", user, company, {}, by=by, at=at)


def require_over(user: User, company: Company, *, by: Actor) -> None:
    """Refuse who does not administer every company of a user, or wants to touch one who may everything."""
    by.require(Right.USERS, company=company.ruc)
    if by.may_everything:
        return
    companies = set(user.roles.values_list("company__ruc", flat=True))
    if user.is_superuser or not all(by.may(Right.USERS, company=ruc) for ruc in companies):
        raise UserOfOthers(username=user.username)


def _record(
    act: str, user: User, company: Company, details: Mapping[str, object], *, by: Actor, at: datetime
) -> None:
    record(by=by.name, at=at, act=act, company=company.ruc, subject=user.username, details=details)
