"""Users kept: roles taken, people locked out and let in, passwords set, and always an administrator left."""

import pytest

from consolida.access import keeping
from consolida.access.actor import of_user
from consolida.access.models import Role, User
from consolida.access.users import add_user, give_role
from consolida.audit.models import Entry
from consolida.core.actor import NotAllowed
from consolida.masters.companies import the_site
from consolida.masters.models import Company
from support.companies import ALICE, NOBODY, NOW, OTHER_RUC, RUC, make_company

PASSWORD = "una clave larga"
LAST = (
    "“ian” is the last one who may add users and give roles in company 20131312955."
    " Give somebody else who can log in the role of administrator first."
)


@pytest.fixture
def company(lima: object) -> Company:
    return make_company(chart=None)


def user(
    company: Company, name: str, role: str, *, site: str | None = None, password: str | None = PASSWORD
) -> User:
    return add_user(
        username=name,
        password=password,
        role=role,
        company=company,
        site=None if site is None else the_site(company, site),
        by=ALICE,
        at=NOW,
    )


def take(user: User) -> None:
    keeping.take_role(user.roles.get(), by=ALICE, at=NOW)


def lock_out(user: User, company: Company) -> None:
    keeping.set_active(user, company, active=False, by=ALICE, at=NOW)


class TestRoles:
    def test_a_role_is_taken_and_written_down(self, company: Company) -> None:
        bea = user(company, "bea", "assistant", site="0001")
        take(bea)
        assert not Role.objects.exists()
        entry = Entry.objects.get(act="role-taken")
        assert (entry.subject, entry.details) == ("bea", '{"role":"assistant","site":"0001"}')

    def test_taking_it_twice_is_taking_it_once(self, company: Company) -> None:
        role = user(company, "bea", "reader").roles.get()
        keeping.take_role(role, by=ALICE, at=NOW)
        role.pk = 1
        keeping.take_role(role, by=ALICE, at=NOW)
        assert Entry.objects.filter(act="role-taken").count() == 1

    def test_who_has_no_right_takes_none(self, company: Company) -> None:
        role = user(company, "bea", "reader").roles.get()
        with pytest.raises(NotAllowed):
            keeping.take_role(role, by=NOBODY, at=NOW)


class TestTheLastAdministrator:
    @pytest.fixture
    def ian(self, company: Company) -> User:
        return user(company, "ian", "administrator")

    def test_the_role_is_not_taken(self, ian: User) -> None:
        with pytest.raises(keeping.LastAdministrator) as refusal:
            take(ian)
        assert str(refusal.value) == LAST
        assert ian.roles.exists()
        assert not Entry.objects.filter(act="role-taken").exists()

    def test_the_role_is_not_replaced(self, company: Company, ian: User) -> None:
        with pytest.raises(keeping.LastAdministrator):
            give_role(ian, role="reader", company=company, by=ALICE, at=NOW)
        assert ian.roles.get().name == "administrator"

    def test_they_are_not_locked_out(self, company: Company, ian: User) -> None:
        with pytest.raises(keeping.LastAdministrator):
            lock_out(ian, company)
        assert User.objects.get(username="ian").is_active

    @pytest.mark.parametrize("site", [None, "0001"])
    def test_one_of_a_site_or_without_a_password_does_not_count(
        self, company: Company, ian: User, site: str | None
    ) -> None:
        user(company, "eva", "administrator", site=site, password=PASSWORD if site else None)
        with pytest.raises(keeping.LastAdministrator):
            take(ian)

    def test_the_last_of_two_may_go_first(self, company: Company, ian: User) -> None:
        eva = user(company, "eva", "administrator")
        take(ian)
        with pytest.raises(keeping.LastAdministrator):
            take(eva)

    def test_one_who_may_everything_counts(self, company: Company, ian: User) -> None:
        root = User(username="root", is_superuser=True)
        root.set_password(PASSWORD)
        root.save()
        take(ian)
        with pytest.raises(keeping.LastAdministrator):
            lock_out(root, company)

    def test_where_there_was_none_nothing_is_kept(self, company: Company) -> None:
        take(user(company, "bea", "reader"))
        assert keeping.administrators(company) == []


class TestLockingOut:
    def test_a_user_locked_out_may_nothing_and_comes_back_with_the_roles_held(self, company: Company) -> None:
        bea = user(company, "bea", "assistant")
        lock_out(bea, company)
        lock_out(bea, company)
        bea.refresh_from_db()
        assert not bea.is_active
        assert not of_user(bea).grants
        keeping.set_active(bea, company, active=True, by=ALICE, at=NOW)
        bea.refresh_from_db()
        assert of_user(bea).grants
        acts = Entry.objects.filter(subject="bea").values_list("act", flat=True)
        assert list(acts)[2:] == ["user-locked-out", "user-let-in"]

    def test_who_has_no_right_locks_nobody_out(self, company: Company) -> None:
        with pytest.raises(NotAllowed):
            keeping.set_active(user(company, "bea", "reader"), company, active=False, by=NOBODY, at=NOW)


class TestPasswords:
    def test_a_password_is_set_and_never_written_down(self, company: Company) -> None:
        bea = user(company, "bea", "assistant", password=None)
        keeping.set_password(bea, company, password="otra clave larga", by=ALICE, at=NOW)
        assert User.objects.get(username="bea").check_password("otra clave larga")
        assert Entry.objects.get(act="password-set").details == "{}"
        assert not Entry.objects.filter(details__contains="clave").exists()

    def test_an_administrator_of_one_company_does_not_touch_those_of_others(self, company: Company) -> None:
        other = make_company(ruc=OTHER_RUC, chart=None)
        ian = of_user(user(company, "ian", "administrator"))
        bea = user(company, "bea", "assistant")
        keeping.set_password(bea, company, password=PASSWORD, by=ian, at=NOW)
        give_role(bea, role="reader", company=other, by=ALICE, at=NOW)
        with pytest.raises(keeping.UserOfOthers) as refusal:
            keeping.set_password(bea, company, password="x", by=ian, at=NOW)
        assert str(refusal.value) == (
            "“bea” also works where you may not add users; nothing was changed."
            " Ask an administrator of all the companies in which the user has a role."
        )
        with pytest.raises(keeping.UserOfOthers):
            keeping.set_active(bea, company, active=False, by=ian, at=NOW)

    def test_nor_one_who_may_everything(self, company: Company) -> None:
        ian = of_user(user(company, "ian", "administrator"))
        root = User.objects.create(username="root", is_superuser=True)
        with pytest.raises(keeping.UserOfOthers):
            keeping.set_password(root, company, password="x", by=ian, at=NOW)

    def test_who_has_no_right_sets_none(self, company: Company) -> None:
        bea = user(company, "bea", "assistant")
        with pytest.raises(NotAllowed, match=f"in company {RUC}"):
            keeping.set_password(bea, company, password="x", by=of_user(bea), at=NOW)
