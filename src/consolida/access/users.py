"""Users: added, and given a role in a company or at one of its sites."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError

from consolida.access.keeping import keeping_an_administrator
from consolida.access.models import Role, User
from consolida.audit.record import acting, record
from consolida.core.actor import Actor, Right
from consolida.core.errors import ConsolidaError
from consolida.core.language import noop
from consolida.masters.models import Company, Site


class UserExists(ConsolidaError):
    """The name is a user's already."""

    message = noop("There is a user “{username}” already.")
    remedy = noop("Give the user another role, or choose another name.")


class UnusableUsername(ConsolidaError):
    """A text cannot be a user's name."""

    message = noop("“{username}” cannot be the name of a user.")
    remedy = noop("Use up to 150 letters, digits and the signs @ . + - _, without spaces.")


class NoSuchRole(ConsolidaError):
    """A text names no role."""

    message = noop("There is no role “{role}”.")
    remedy = noop("The roles: {roles}.")


class SiteOfAnotherCompany(ConsolidaError):
    """A role at a site is given in the site's company only."""

    message = noop("Site {code} does not belong to company {ruc}.")
    remedy = noop("Choose a site of that company, or none for all of its sites.")


def add_user(
    *,
    username: str,
    password: str | None,
    role: str,
    company: Company,
    site: Site | None = None,
    by: Actor,
    at: datetime,
) -> User:
    """Add a user with a role; without a password the user cannot log in until one is set."""
    by.require(Right.USERS, company=company.ruc)
    user = User(username=User.normalize_username(username))
    _require_username(user.username)
    with acting():
        if User.objects.filter(username__iexact=user.username).exists():
            raise UserExists(username=username)
        user.set_password(password)
        user.save(force_insert=True)
        _record("user-added", user, company, {"may_log_in": password is not None}, by=by, at=at)
        give_role(user, role=role, company=company, site=site, by=by, at=at)
    return user


def give_role(
    user: User, *, role: str, company: Company, site: Site | None = None, by: Actor, at: datetime
) -> Role:
    """Give a user a role in a company, or at one of its sites, in place of the one held there."""
    by.require(Right.USERS, company=company.ruc)
    if role not in Role.Name.values:
        raise NoSuchRole(role=role, roles=", ".join(Role.Name.values))
    if site is not None and site.company_id != company.pk:
        raise SiteOfAnotherCompany(code=site.code, ruc=company.ruc)
    with keeping_an_administrator(company):
        given, _ = Role.objects.update_or_create(
            user=user, company=company, site=site, defaults={"name": role}
        )
        details = {"role": role, "site": site.code if site else ""}
        _record("role-given", user, company, details, by=by, at=at)
    return given


def _require_username(username: str) -> None:
    try:
        User._meta.get_field("username").run_validators(username)  # noqa: SLF001 - Django's documented API
    except ValidationError as problem:
        raise UnusableUsername(username=username) from problem
    if not username:
        raise UnusableUsername(username=username)


def _record(
    act: str, user: User, company: Company, details: Mapping[str, object], *, by: Actor, at: datetime
) -> None:
    record(by=by.name, at=at, act=act, company=company.ruc, subject=user.username, details=details)
