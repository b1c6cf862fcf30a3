"""Companies and sites that are changed."""

import json

import pytest

from consolida.audit.models import Entry
from consolida.core.actor import NotAllowed
from consolida.core.home import Home
from consolida.masters import companies
from consolida.masters.companies import the_site
from consolida.masters.entering import UnusableText
from consolida.masters.models import Company
from support.companies import ALICE, NAME, NOBODY, NOW, RUC, make_company, make_site


@pytest.fixture
def company(lima: Home) -> Company:
    return make_company(chart=None)


def change(company: Company, *, name: str = NAME, replace: str = "sites") -> Company:
    return companies.change_company(company, name=name, replace=replace, by=ALICE, at=NOW)


def change_site(company: Company, code: str, *, name: str, head_office: bool = False) -> None:
    companies.change_site(the_site(company, code), name=name, head_office=head_office, by=ALICE, at=NOW)


class TestACompany:
    def test_it_may_have_another_name_and_replace_mode(self, company: Company) -> None:
        change(company, name=" Andina  S.A. ", replace="all")
        company.refresh_from_db()
        assert (company.ruc, company.name, company.replace_mode) == (RUC, "Andina S.A.", "all")
        entry = Entry.objects.get(act="company-changed")
        assert entry.details == (
            '{"after":{"name":"Andina S.A.","replace":"all"},'
            f'"before":{{"name":"{NAME}","replace":"sites"}}}}'
        )

    def test_the_same_is_no_change(self, company: Company) -> None:
        change(company)
        assert not Entry.objects.filter(act="company-changed").exists()

    def test_an_unknown_way_to_replace_is_refused(self, company: Company) -> None:
        with pytest.raises(companies.NotAReplaceMode):
            change(company, replace="some")

    def test_who_has_no_right_changes_none(self, company: Company) -> None:
        with pytest.raises(NotAllowed):
            companies.change_company(company, name="x", replace="all", by=NOBODY, at=NOW)


class TestASite:
    def test_it_may_have_another_name(self, company: Company) -> None:
        change_site(company, "0001", name="Sede Cusco")
        assert the_site(company, "0001").name == "Sede Cusco"
        entry = Entry.objects.get(act="site-changed")
        assert (entry.subject, entry.company) == ("0001", RUC)

    def test_the_head_office_may_move(self, company: Company) -> None:
        with pytest.raises(companies.HeadOfficeExists):
            change_site(company, "0001", name="Sede 0001", head_office=True)
        change_site(company, "0000", name="Sede 0000")
        change_site(company, "0001", name="Sede 0001", head_office=True)
        assert companies.head_office_of(company) == the_site(company, "0001")

    def test_the_head_office_stays_what_it_is(self, company: Company) -> None:
        change_site(company, "0000", name="Sede 0000", head_office=True)
        assert not Entry.objects.filter(act="site-changed").exists()

    def test_it_may_be_taken_out_of_use_and_put_in_use_again(self, company: Company) -> None:
        for active in (False, True):
            site = companies.change_site(the_site(company, "0001"), active=active, by=ALICE, at=NOW)
            assert (site.active, the_site(company, "0001").active) == (active, active)
            details = json.loads(Entry.objects.filter(act="site-changed").latest("pk").details)
            assert (details["before"]["active"], details["after"]["active"]) == (not active, active)
        assert the_site(company, "0001").name == "Sede 0001"

    def test_the_same_use_is_no_change(self, company: Company) -> None:
        companies.change_site(the_site(company, "0001"), active=True, by=ALICE, at=NOW)
        companies.change_site(the_site(company, "0001"), by=ALICE, at=NOW)
        assert not Entry.objects.filter(act="site-changed").exists()

    def test_the_head_office_is_not_taken_out_of_use(self, company: Company) -> None:
        with pytest.raises(companies.HeadOfficeStays) as refusal:
            companies.change_site(the_site(company, "0000"), active=False, by=ALICE, at=NOW)
        assert str(refusal.value) == (
            "Site 0000 “Sede 0000” is the head office; it stays in use."
            " Say first that another site is the head office."
        )
        companies.change_site(the_site(company, "0000"), head_office=False, active=False, by=ALICE, at=NOW)
        with pytest.raises(companies.HeadOfficeStays):
            companies.change_site(the_site(company, "0000"), head_office=True, by=ALICE, at=NOW)
        assert not the_site(company, "0000").active

    def test_of_several_that_are_here_only_those_in_use_are_proposed(self, company: Company) -> None:
        make_site(company, "0005")
        with pytest.raises(companies.SeveralSitesHere):
            companies.site_here(company, None)
        companies.change_site(the_site(company, "0005"), active=False, by=ALICE, at=NOW)
        assert companies.site_here(company, None).code == "0001"
        companies.require_in_use(the_site(company, "0001"))
        with pytest.raises(companies.SiteNotInUse):
            companies.require_in_use(the_site(company, "0005"))

    def test_it_keeps_a_name(self, company: Company) -> None:
        with pytest.raises(UnusableText):
            change_site(company, "0001", name="")

    def test_who_has_no_right_changes_none(self, company: Company) -> None:
        site = the_site(company, "0001")
        with pytest.raises(NotAllowed):
            companies.change_site(site, name="x", head_office=False, by=NOBODY, at=NOW)
