"""Adding users and giving them roles."""

import pytest
from django.db import IntegrityError

from consolida.access import users
from consolida.access.actor import NotAllowed
from consolida.access.models import Role, User
from consolida.audit.models import Entry
from consolida.masters.companies import the_site
from consolida.masters.models import Company
from support.companies import ALICE, NOBODY, NOW, OTHER_RUC, make_company

pytestmark = pytest.mark.usefixtures("lima")


def add(
    company: Company, username: str = "bea", password: str | None = None, role: str = "assistant"
) -> User:
    return users.add_user(username=username, password=password, role=role, company=company, by=ALICE, at=NOW)


def test_a_user_is_added_with_password_and_role() -> None:
    company = make_company()
    user = add(company, password="una clave larga")
    assert user.check_password("una clave larga")
    role = Role.objects.get()
    assert (role.user, role.company, role.site, role.name) == (user, company, None, "assistant")
    assert str(role) == "bea assistant"
    acts = list(Entry.objects.filter(subject="bea").values_list("act", "details"))
    assert acts == [("user-added", '{"may_log_in":true}'), ("role-given", '{"role":"assistant","site":""}')]


def test_without_a_password_nobody_logs_in() -> None:
    assert not add(make_company()).has_usable_password()


def test_a_password_never_reaches_the_audit_trail() -> None:
    add(make_company(), password="una clave larga")
    assert not Entry.objects.filter(details__contains="clave").exists()


def test_a_role_replaces_the_one_held_in_the_same_place() -> None:
    company = make_company()
    user, site = add(company), the_site(company, "0001")
    users.give_role(user, role="accountant", company=company, by=ALICE, at=NOW)
    users.give_role(user, role="reader", company=company, site=site, by=ALICE, at=NOW)
    users.give_role(user, role="assistant", company=company, site=site, by=ALICE, at=NOW)
    assert set(user.roles.values_list("site__code", "name")) == {(None, "accountant"), ("0001", "assistant")}


def test_the_database_holds_one_role_per_place() -> None:
    company = make_company()
    user = add(company)
    with pytest.raises(IntegrityError):
        Role.objects.create(user=user, company=company, name="reader")


@pytest.mark.parametrize("name", ["bea", "BEA"])
def test_a_name_is_taken_once_whatever_its_case(name: str) -> None:
    company = make_company()
    add(company)
    with pytest.raises(users.UserExists) as refusal:
        add(company, name)
    assert str(refusal.value) == (
        f"There is a user “{name}” already. Give the user another role, or choose another name."
    )


@pytest.mark.parametrize("name", ["", "bea maria", "x" * 151])
def test_a_name_with_other_signs_is_refused(name: str) -> None:
    with pytest.raises(users.UnusableUsername) as refusal:
        add(make_company(), name)
    assert str(refusal.value) == (
        f"“{name}” cannot be the name of a user."
        " Use up to 150 letters, digits and the signs @ . + - _, without spaces."
    )


def test_an_unknown_role_is_refused_and_nobody_was_added() -> None:
    with pytest.raises(users.NoSuchRole) as refusal:
        add(make_company(), role="boss")
    assert str(refusal.value) == (
        "There is no role “boss”. The roles: assistant, accountant, administrator, reader."
    )
    assert not User.objects.exists()


def test_a_role_at_another_company_s_site_is_refused() -> None:
    company = make_company()
    other = make_company(ruc=OTHER_RUC, chart=None)
    user = add(company)
    with pytest.raises(users.SiteOfAnotherCompany) as refusal:
        users.give_role(user, role="reader", company=other, site=the_site(company, "0001"), by=ALICE, at=NOW)
    assert str(refusal.value) == (
        "Site 0001 does not belong to company 20601234565."
        " Choose a site of that company, or none for all of its sites."
    )


def test_who_has_no_right_adds_nobody() -> None:
    company = make_company()
    user = add(company)
    with pytest.raises(NotAllowed, match="“nobody” may not add users and give roles"):
        users.give_role(user, role="reader", company=company, by=NOBODY, at=NOW)
    with pytest.raises(NotAllowed):
        users.add_user(username="x", password=None, role="reader", company=company, by=NOBODY, at=NOW)
