"""Users: the list, adding, roles given and taken, passwords, locking out and letting in."""

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from consolida.access import keeping
from consolida.access.models import Role, User
from consolida.access.users import add_user, give_role
from consolida.core.actor import Right
from consolida.core.language import gettext
from consolida.web.chosen import Chosen, chosen
from consolida.web.forms import trying
from consolida.web.users.forms import KnownUserForm, PasswordForm, RoleForm, UserForm, role_name
from consolida.web.users.locks import locked_names, unlock


@dataclass(frozen=True, slots=True)
class Held:
    """A role as people read it."""

    pk: int
    name: str
    where: str


@dataclass(frozen=True, slots=True)
class Person:
    """A user in the list."""

    user: User
    roles: list[Held]
    locked: bool

    @property
    def may_log_in(self) -> bool:
        """Whether a password was set."""
        return self.user.has_usable_password()


def users(request: HttpRequest) -> HttpResponse:
    """List the users who have a role in the company."""
    here = _administering(request)
    locked = locked_names(here.at)
    people = [
        Person(user, _held(here, user), user.username in locked)
        for user in _of_company(here).order_by("username")
    ]
    context = {"people": people, "known": KnownUserForm(company=here.company)}
    return render(request, "users/users.html", context)


def new_user(request: HttpRequest) -> HttpResponse:
    """Add a user with a role."""
    here = _administering(request)
    form = UserForm(request.POST or None, company=here.company)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        with trying(form):
            made = add_user(
                username=asked["username"],
                password=asked["password"],
                role=asked["role"],
                company=here.company,
                site=asked["site"],
                by=here.by,
                at=here.at,
            )
            messages.success(request, gettext("User “{name}” was added.").format(name=made.username))
            return redirect("users")
    return render(request, "users/new_user.html", {"form": form})


@require_POST
def known_user(request: HttpRequest) -> HttpResponse:
    """Give a role in this company to a user of another one."""
    here = _administering(request)
    form = KnownUserForm(request.POST, company=here.company)
    if form.is_valid():
        found = User.objects.filter(username=form.cleaned_data["username"]).first()
        if found is None:
            form.add_error("username", gettext("There is no user of that name; add a new one."))
        else:
            give_role(
                found,
                role=form.cleaned_data["role"],
                company=here.company,
                site=form.cleaned_data["site"],
                by=here.by,
                at=here.at,
            )
            return redirect("user", found.username)
    return render(request, "users/known_user.html", {"form": form})


def user(request: HttpRequest, username: str) -> HttpResponse:
    """Show a user, and give a role."""
    here = _administering(request)
    found = _the_user(here, username)
    form = RoleForm(request.POST or None, company=here.company)
    if request.method == "POST" and form.is_valid():
        with trying(form):
            asked = form.cleaned_data
            give_role(
                found, role=asked["role"], company=here.company, site=asked["site"], by=here.by, at=here.at
            )
            messages.success(request, gettext("“{name}” has the role now.").format(name=found.username))
            return redirect("user", found.username)
    return _page(request, here, found, form=form)


@require_POST
def user_role(request: HttpRequest, username: str, pk: int) -> HttpResponse:
    """Take a role away."""
    here = _administering(request)
    found = _the_user(here, username)
    role = get_object_or_404(Role, pk=pk, user=found, company=here.company)
    keeping.take_role(role, by=here.by, at=here.at)
    messages.success(request, gettext("The role of “{name}” was taken away.").format(name=found.username))
    return redirect("user", username) if _of_company(here).filter(pk=found.pk).exists() else redirect("users")


@require_POST
def user_password(request: HttpRequest, username: str) -> HttpResponse:
    """Set a password."""
    here = _administering(request)
    found = _the_user(here, username)
    form = PasswordForm(request.POST)
    if form.is_valid():
        keeping.set_password(
            found, here.company, password=form.cleaned_data["password"], by=here.by, at=here.at
        )
        messages.success(request, gettext("“{name}” has a new password.").format(name=found.username))
        return redirect("user", username)
    return _page(request, here, found, password=form)


@require_POST
def user_access(request: HttpRequest, username: str) -> HttpResponse:
    """Lock a user out, let in again, or forget wrong tries."""
    here = _administering(request)
    found = _the_user(here, username)
    act = request.POST.get("act")
    if act == "unlock":
        unlock(found, here.company, by=here.by, at=here.at)
        messages.success(request, gettext("“{name}” may try again.").format(name=found.username))
    elif act in {"out", "in"}:
        keeping.set_active(found, here.company, active=act == "in", by=here.by, at=here.at)
        said = (
            gettext("“{name}” may log in.") if act == "in" else gettext("“{name}” may not log in any more.")
        )
        messages.success(request, said.format(name=found.username))
    return redirect("user", username)


def _administering(request: HttpRequest) -> Chosen:
    here = chosen(request)
    here.by.require(Right.USERS, company=here.company.ruc)
    return here


def _of_company(here: Chosen) -> QuerySet[User]:
    roles = Role.objects.filter(company=here.company).select_related("site").order_by("site__code", "name")
    wanted = Q(roles__company=here.company)
    if here.by.may_everything:
        wanted |= Q(is_superuser=True)
    return User.objects.filter(wanted).distinct().prefetch_related(Prefetch("roles", roles, to_attr="held"))


def _the_user(here: Chosen, username: str) -> User:
    return get_object_or_404(_of_company(here), username=username)


def _held(here: Chosen, user: User) -> list[Held]:
    roles: list[Role] = user.held  # type: ignore[attr-defined] # prefetched
    return [
        Held(
            role.pk,
            role_name(role.name),
            gettext("only at site {site}").format(site=role.site)
            if role.site
            else gettext("at every site of {company}").format(company=here.company.name),
        )
        for role in roles
    ]


def _page(
    request: HttpRequest,
    here: Chosen,
    found: User,
    *,
    form: RoleForm | None = None,
    password: PasswordForm | None = None,
) -> HttpResponse:
    person = Person(found, _held(here, found), found.username in locked_names(here.at))
    others = found.roles.exclude(company=here.company).values_list("company__name", flat=True).distinct()
    context = {
        "person": person,
        "form": form or RoleForm(company=here.company),
        "password": password or PasswordForm(),
        "elsewhere": list(others) if here.by.may_everything else [],
        "is_me": found.pk == request.user.pk,
    }
    return render(request, "users/user.html", context)
