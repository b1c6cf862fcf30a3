"""Actors of the command line and of users."""

import pytest

from consolida.access import actor
from consolida.access.actor import RIGHTS, Right
from consolida.access.models import Role, User
from consolida.access.users import add_user, give_role
from consolida.masters.companies import the_site
from support.companies import ALICE, NOW, OTHER_RUC, RUC, make_company

pytestmark = pytest.mark.usefixtures("lima")


def test_the_operator_may_everything() -> None:
    assert actor.operator("root").may(Right.USERS, company=RUC)
    assert actor.operator("root").name == "root"


def test_every_role_has_its_rights() -> None:
    assert set(RIGHTS) == set(Role.Name)


def test_a_user_has_the_rights_of_each_role() -> None:
    company = make_company()
    site = the_site(company, "0001")
    user = add_user(
        username="bea", password=None, role="assistant", company=company, site=site, by=ALICE, at=NOW
    )
    bea = actor.of_user(user)
    assert bea.name == "bea"
    assert bea.may(Right.EXPORT, company=RUC, site="0001")
    assert not bea.may(Right.EXPORT, company=RUC)
    give_role(user, role="accountant", company=company, by=ALICE, at=NOW)
    bea = actor.of_user(user)
    assert bea.may(Right.CLOSE, company=RUC)
    assert not bea.may(Right.USERS, company=RUC)
    assert not bea.may(Right.EXPORT, company=OTHER_RUC)


def test_a_reader_may_change_nothing() -> None:
    user = add_user(username="rita", password=None, role="reader", company=make_company(), by=ALICE, at=NOW)
    assert not any(actor.of_user(user).may(right, company=RUC) for right in Right)


def test_an_administrator_adds_users_but_does_not_close_books() -> None:
    user = add_user(
        username="ian", password=None, role="administrator", company=make_company(), by=ALICE, at=NOW
    )
    ian = actor.of_user(user)
    assert ian.may(Right.USERS, company=RUC)
    assert not ian.may(Right.CLOSE, company=RUC)


def test_a_superuser_may_everything_unless_locked_out() -> None:
    user = User.objects.create(username="sue", is_superuser=True)
    assert actor.of_user(user).may(Right.USERS, company=RUC)
    user.is_active = False
    assert not actor.of_user(user).may(Right.TYPE, company=RUC)
