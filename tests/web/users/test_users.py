"""Users in the browser: who may what, where; passwords, locks, and always an administrator."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consolida.access.models import Role, User
from consolida.access.users import add_user
from consolida.audit.models import Entry
from consolida.masters.models import Company
from support.companies import ALICE, NOW, OTHER_RUC, make_company
from support.places import Clock, Place
from support.visiting import Visitor, visiting, visitor

PASSWORD = "clave-larga-de-prueba-9"
NEW = {"username": "bea", "password": PASSWORD, "again": PASSWORD, "role": "assistant", "site": "0001"}


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    place = Place(tmp_path / "head-office", here=["0000"], elsewhere=["0001"], clock=Clock())
    with visiting(place) as company:
        yield company


@pytest.fixture
def ian(company: Company) -> Visitor:
    """The administrator."""
    made = visitor(company, "ian", "administrator")
    user = User.objects.get(username="ian")
    user.set_password(PASSWORD)
    user.save()
    made.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return made


def add(company: Company, name: str = "bea", role: str = "assistant", *, password: str | None = None) -> User:
    return add_user(username=name, password=password, role=role, company=company, by=ALICE, at=NOW)


def logs_in(name: str, password: str) -> bool:
    browser = Client(SERVER_NAME="localhost")
    said = {"username": name, "password": password}
    return browser.post("/entrar/", said, REMOTE_ADDR="10.0.0.7").status_code == 302


class TestTheList:
    def test_it_says_who_may_what_where(self, company: Company, ian: Visitor) -> None:
        ian.sends("/maestros/usuarios/nuevo/", **NEW)
        said = ian.reads("/maestros/usuarios/")
        assert "bea Assistant , only at site 0001 Sede 0001 may log in" in said
        assert "ian Administrator , at every site of Comercial Andina S.A.C. may log in" in said

    def test_it_shows_nobody_of_other_companies(self, company: Company, ian: Visitor) -> None:
        add(make_company(ruc=OTHER_RUC, chart=None), "otto")
        assert "otto" not in ian.reads("/maestros/usuarios/")
        assert ian.get("/maestros/usuarios/de/otto/").status_code == 404

    def test_it_takes_as_many_queries_for_many(self, company: Company, ian: Visitor) -> None:
        with CaptureQueriesContext(connection) as few:
            ian.get("/maestros/usuarios/")
        for number in range(12):
            add(company, f"u{number}")
        with CaptureQueriesContext(connection) as many:
            ian.get("/maestros/usuarios/")
        assert len(many) == len(few) <= 14

    def test_it_is_for_administrators(self, company: Company) -> None:
        carla = visitor(company)
        for path in ("", "nuevo/", "de/carla/"):
            assert carla.get(f"/maestros/usuarios/{path}").status_code == 403
        assert carla.post("/maestros/usuarios/nuevo/", NEW).status_code == 403
        assert not User.objects.filter(username="bea").exists()

    def test_an_administrator_of_one_site_keeps_no_users(self, company: Company) -> None:
        eva = visitor(company, "eva", "administrator", site=company.sites.get(code="0001"))
        assert eva.get("/maestros/usuarios/").status_code == 403


class TestAdding:
    def test_a_user_is_added_and_logs_in(self, ian: Visitor) -> None:
        assert "User “bea” was added." in ian.sends("/maestros/usuarios/nuevo/", **NEW)
        assert logs_in("bea", PASSWORD)
        role = Role.objects.get(user__username="bea")
        assert (role.name, role.site and role.site.code) == ("assistant", "0001")
        assert Entry.objects.get(act="user-added", subject="bea").by == "ian"

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"again": "otra"}, "The two passwords differ."),
            ({"password": "corta", "again": "corta"}, "too short"),
            ({"username": "ian"}, "There is a user “ian” already."),
            ({"username": "be a"}, "cannot be the name of a user"),
            ({"role": "boss"}, "boss"),
            ({"site": "0009"}, "Select a valid choice."),
            ({"password": ""}, "This field is required."),
        ],
    )
    def test_what_is_wrong_is_said(self, ian: Visitor, changed: dict[str, str], said: str) -> None:
        assert said in ian.sends("/maestros/usuarios/nuevo/", **{**NEW, **changed})
        assert not User.objects.filter(username="bea").exists()

    def test_a_user_of_another_company_gets_a_role_here(self, company: Company, ian: Visitor) -> None:
        add(make_company(ruc=OTHER_RUC, chart=None), "otto")
        said = ian.sends("/maestros/usuarios/conocido/", username="otto", role="reader")
        assert said.startswith("Masters: Users ")
        assert "Reader at every site of Comercial Andina S.A.C." in said
        assert Role.objects.filter(user__username="otto").count() == 2

    def test_somebody_unknown_does_not(self, ian: Visitor) -> None:
        said = ian.sends("/maestros/usuarios/conocido/", username="nadie", role="reader")
        assert "There is no user of that name; add a new one." in said
        assert "This field is required." in ian.sends("/maestros/usuarios/conocido/", role="reader")


class TestRoles:
    def test_a_role_is_given_and_taken(self, company: Company, ian: Visitor) -> None:
        bea = add(company)
        said = ian.sends("/maestros/usuarios/de/bea/", role="accountant", site="0001")
        assert "“bea” has the role now." in said
        assert bea.roles.count() == 2
        role = bea.roles.get(site__code="0001")
        assert "was taken away" in ian.sends(f"/maestros/usuarios/de/bea/roles/{role.pk}/")
        assert bea.roles.get().name == "assistant"

    def test_the_last_one_taken_leaves_the_list(self, company: Company, ian: Visitor) -> None:
        role = add(company).roles.get()
        said = ian.sends(f"/maestros/usuarios/de/bea/roles/{role.pk}/")
        assert "The role of “bea” was taken away." in said
        assert ian.get("/maestros/usuarios/de/bea/").status_code == 404

    def test_the_last_administrator_keeps_it(self, company: Company, ian: Visitor) -> None:
        role = Role.objects.get(user__username="ian")
        said = ian.sends(f"/maestros/usuarios/de/ian/roles/{role.pk}/")
        assert "“ian” is the last one who may add users and give roles" in said
        assert "is the last one" in ian.sends("/maestros/usuarios/de/ian/", role="reader")
        assert Role.objects.get().name == "administrator"

    def test_a_role_of_somebody_else_is_not_there(self, company: Company, ian: Visitor) -> None:
        add(company)
        role = Role.objects.get(user__username="ian")
        assert ian.post(f"/maestros/usuarios/de/bea/roles/{role.pk}/").status_code == 404

    def test_a_wrong_role_is_refused(self, company: Company, ian: Visitor) -> None:
        add(company)
        assert "boss is not one of the available choices" in ian.sends(
            "/maestros/usuarios/de/bea/", role="boss"
        )


class TestLoggingIn:
    def test_a_password_is_set(self, company: Company, ian: Visitor) -> None:
        add(company)
        said = ian.sends("/maestros/usuarios/de/bea/clave/", password=PASSWORD, again=PASSWORD)
        assert "“bea” has a new password." in said
        assert logs_in("bea", PASSWORD)

    def test_a_weak_one_is_refused(self, company: Company, ian: Visitor) -> None:
        add(company)
        assert "too short" in ian.sends("/maestros/usuarios/de/bea/clave/", password="x", again="x")

    def test_a_user_is_locked_out_and_let_in(self, company: Company, ian: Visitor) -> None:
        add(company, password=PASSWORD)
        bea = Visitor("bea")
        assert "may not log in any more" in ian.sends("/maestros/usuarios/de/bea/acceso/", act="out")
        assert bea.get("/").status_code == 302
        assert not logs_in("bea", PASSWORD)
        assert "“bea” may log in." in ian.sends("/maestros/usuarios/de/bea/acceso/", act="in")
        assert logs_in("bea", PASSWORD)

    def test_too_many_wrong_tries_are_shown_and_forgotten(self, company: Company, ian: Visitor) -> None:
        add(company, password=PASSWORD)
        for _ in range(5):
            assert not logs_in("bea", "otra")
        assert not logs_in("bea", PASSWORD)
        assert "locked after wrong tries" in ian.reads("/maestros/usuarios/")
        assert "“bea” may try again." in ian.sends("/maestros/usuarios/de/bea/acceso/", act="unlock")
        assert logs_in("bea", PASSWORD)
        assert Entry.objects.filter(act="user-unlocked", subject="bea").count() == 1
        ian.sends("/maestros/usuarios/de/bea/acceso/", act="unlock")
        assert Entry.objects.filter(act="user-unlocked").count() == 1

    def test_another_word_does_nothing(self, company: Company, ian: Visitor) -> None:
        add(company)
        ian.sends("/maestros/usuarios/de/bea/acceso/", act="dance")
        assert User.objects.get(username="bea").is_active

    def test_one_who_works_elsewhere_too_is_not_touched(self, company: Company, ian: Visitor) -> None:
        bea = add(company)
        other = make_company(ruc=OTHER_RUC, chart=None)
        Role.objects.create(user=bea, company=other, name="reader")
        for path, said in (("clave", {"password": PASSWORD, "again": PASSWORD}), ("acceso", {"act": "out"})):
            assert "also works where you may not add users" in ian.sends(
                f"/maestros/usuarios/de/bea/{path}/", **said
            )
        assert User.objects.get(username="bea").is_active

    def test_one_who_may_everything_sees_everybody_and_where(self, company: Company) -> None:
        bea = add(company)
        other = make_company(ruc=OTHER_RUC, name="Otra S.A.", chart=None)
        Role.objects.create(user=bea, company=other, name="reader")
        User.objects.create(username="jefa", is_superuser=True)
        jefa = Visitor("jefa")
        assert "jefa may everything, in all companies may log in" in jefa.reads("/maestros/usuarios/")
        assert "Also works in: Otra S.A.." in jefa.reads("/maestros/usuarios/de/bea/")
        assert "May everything, in all companies" in jefa.reads("/maestros/usuarios/de/jefa/")


class TestOnesOwnPassword:
    NEW_ONE = "otra-clave-larga-de-prueba-7"

    def test_its_change_is_said_where_one_arrives_once(self, ian: Visitor) -> None:
        said = {"old_password": PASSWORD, "new_password1": self.NEW_ONE, "new_password2": self.NEW_ONE}
        assert "Your password was changed." in ian.sends("/clave/", **said)
        assert "Your password was changed." not in ian.reads("/")
        assert logs_in("ian", self.NEW_ONE)
        assert not logs_in("ian", PASSWORD)

    @pytest.mark.parametrize(
        "wrong", [{"old_password": "not-it"}, {"new_password2": "another-one-entirely-3"}]
    )
    def test_what_is_wrong_leaves_it_and_says_nothing_of_a_change(
        self, ian: Visitor, wrong: dict[str, str]
    ) -> None:
        said = {"old_password": PASSWORD, "new_password1": self.NEW_ONE, "new_password2": self.NEW_ONE}
        assert "Your password was changed." not in ian.sends("/clave/", **said | wrong)
        assert logs_in("ian", PASSWORD)
