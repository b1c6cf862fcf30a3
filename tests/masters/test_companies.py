"""Companies and their sites."""

from contextlib import AbstractContextManager

import pytest

from consolida.audit.models import Entry
from consolida.core.actor import NotAllowed
from consolida.core.errors import ConsolidaError
from consolida.core.identity import NotARuc
from consolida.masters import companies, parties
from consolida.masters.entering import UnusableText
from consolida.masters.models import Company, CostCenter, ExchangeRate, Site
from support.companies import ALICE, BOB, NOBODY, NOW, OTHER_RUC, RUC, make_company, make_site

pytestmark = pytest.mark.usefixtures("lima")


def add(ruc: str = RUC, name: str = "Comercial Andina", **more: str) -> Company:
    return companies.add_company(ruc=ruc, name=name, by=ALICE, at=NOW, **more)


def refused(error: type[ConsolidaError], sentence: str) -> AbstractContextManager[object]:
    return pytest.raises(error, check=lambda problem: str(problem) == sentence)


class TestAddingACompany:
    def test_it_starts_with_the_usual_operation_types_and_no_accounts(self) -> None:
        company = add(name="  Comercial  Andina ")
        assert str(company) == f"{RUC} Comercial Andina"
        assert (company.currency, company.replace_mode) == ("PEN", "sites")
        assert company.operation_types.count() == 10
        assert not company.accounts.exists()
        entry = Entry.objects.get()
        assert (entry.act, entry.company, entry.subject, entry.by) == ("company-added", RUC, RUC, "alice")
        assert entry.details == (
            '{"chart":null,"copy_masters":null,"name":"Comercial Andina","replace":"sites"}'
        )

    def test_it_may_start_with_the_official_chart_and_replace_all_sites(self) -> None:
        company = add(chart="pcge", replace="all")
        assert company.accounts.count() == 1760
        assert company.replace_mode == "all"

    def test_it_may_start_with_another_company_s_masters(self) -> None:
        source = make_company()
        source.accounts.filter(code="1212").update(name="Clientes")
        source.operation_types.filter(code="05").delete()
        CostCenter.objects.create(company=source, code="100", name="Tienda")
        ExchangeRate.objects.create(
            company=source, currency="USD", date="2026-11-02", buy=3_740_000, sell=3_750_000
        )
        bob = source.parties.get()
        parties.change(bob, name="Bob S.A.", address="Lima", active=True, by=ALICE, at=NOW)
        company = add(OTHER_RUC, copy_masters=RUC, chart="pcge")
        assert company.accounts.get(code="1212").name == "Clientes"
        assert company.accounts.count() == 1760
        assert company.operation_types.count() == 9
        assert str(company.cost_centers.get()) == "100 Tienda"
        assert str(company.exchange_rates.get()) == "USD 2026-11-02"
        copied = company.parties.get()
        assert str(copied) == f"{BOB} Bob S.A."
        assert copied.digest == source.parties.get().digest
        assert [str(ancestor) for ancestor in copied.ancestors.all()] == [bob.digest]
        assert not company.sites.exists()
        assert source.parties.count() == 1

    def test_a_ruc_is_a_company_s_once(self) -> None:
        add()
        with refused(
            companies.CompanyExists,
            f"Company {RUC} “Comercial Andina” exists already. Use it as it is, or check the RUC.",
        ):
            add(name="Otra")

    def test_a_wrong_ruc_is_refused(self) -> None:
        with pytest.raises(NotARuc):
            add("20131312956")

    def test_a_company_needs_a_name(self) -> None:
        with pytest.raises(UnusableText):
            add(name=" ")

    def test_an_unknown_way_to_replace_is_refused(self) -> None:
        with refused(
            companies.NotAReplaceMode,
            "“some” is no way to replace vouchers."
            " Choose “sites” (the file's site only) or “all” (every site's vouchers of the month).",
        ):
            add(replace="some")

    @pytest.mark.parametrize("more", [{"chart": "x"}, {"copy_masters": OTHER_RUC}])
    def test_what_is_refused_leaves_nothing_behind(self, more: dict[str, str]) -> None:
        make_company()
        with pytest.raises(ConsolidaError):
            add("20512333797", **more)
        assert Company.objects.count() == 1
        assert not Entry.objects.filter(company="20512333797").exists()

    def test_who_has_no_right_adds_none(self) -> None:
        with pytest.raises(NotAllowed, match="“nobody” may not change companies, sites and masters"):
            companies.add_company(ruc=RUC, name="x", by=NOBODY, at=NOW)


class TestTheCompany:
    def test_the_only_one_needs_no_ruc(self) -> None:
        company = add()
        assert companies.the_company(None) == companies.the_company(RUC) == company

    def test_none_at_all(self) -> None:
        with refused(
            companies.NoCompany,
            "There is no company yet. Add it with “consolida company add RUC NAME --chart pcge”.",
        ):
            companies.the_company(None)

    def test_one_that_is_not_here(self) -> None:
        add()
        with refused(
            companies.NoSuchCompany,
            f"There is no company with RUC {OTHER_RUC}. The companies here: {RUC} Comercial Andina."
            " Add one with “consolida company add”.",
        ):
            companies.the_company(OTHER_RUC)

    def test_one_of_several_must_be_named(self) -> None:
        add()
        other = add(OTHER_RUC, "Otra")
        assert companies.the_company(OTHER_RUC) == other
        with refused(
            companies.SeveralCompanies,
            f"There are several companies: {RUC} Comercial Andina; {OTHER_RUC} Otra."
            " Say which one with --company RUC.",
        ):
            companies.the_company(None)


class TestSites:
    def test_a_site_is_added(self) -> None:
        company = add()
        site = companies.add_site(company, code="0001", name=" Chimbote ", here=True, by=ALICE, at=NOW)
        assert str(site) == "0001 Chimbote"
        assert (site.here, site.head_office) == (True, False)
        entry = Entry.objects.get(act="site-added")
        assert (entry.company, entry.subject) == (RUC, "0001")
        assert entry.details == '{"head_office":false,"here":true,"name":"Chimbote"}'

    def test_a_code_is_a_site_s_once_whatever_its_case(self) -> None:
        company = add()
        make_site(company, "LIM")
        with refused(
            companies.SiteExists,
            f"Company {RUC} has a site LIM “Sede LIM” already. Use it as it is, or choose another code.",
        ):
            make_site(company, "lim")

    def test_two_companies_may_use_one_code(self) -> None:
        make_site(add(), "0001")
        make_site(add(OTHER_RUC), "0001")
        assert Site.objects.count() == 2

    def test_a_company_has_one_head_office(self) -> None:
        company = add()
        assert companies.head_office_of(company) is None
        main = make_site(company, "0000", head_office=True)
        assert companies.head_office_of(company) == main
        make_site(company, "0001")
        with refused(
            companies.HeadOfficeExists,
            f"The head office of company {RUC} is site 0000 “Sede 0000” already."
            " A company has one; add this site as an ordinary one.",
        ):
            make_site(company, "0002", head_office=True)

    def test_who_has_no_right_adds_none(self) -> None:
        company = add()
        with pytest.raises(NotAllowed):
            companies.add_site(company, code="0001", name="x", here=True, by=NOBODY, at=NOW)

    def test_a_site_is_found_by_its_code(self) -> None:
        company = add()
        site = make_site(company, "0001")
        assert companies.the_site(company, "0001") == site
        with refused(
            companies.NoSuchSite,
            f"Company {RUC} has no site “0002”. Its sites: 0001 Sede 0001."
            " Add one with “consolida site add”.",
        ):
            companies.the_site(company, "0002")


class TestTheSiteHere:
    def test_the_only_one_needs_no_code(self) -> None:
        company = add()
        make_site(company, "0000", here=False)
        site = make_site(company, "0001")
        assert companies.site_here(company, None) == companies.site_here(company, "0001") == site

    def test_none_is_here(self) -> None:
        company = add()
        make_site(company, "0001", here=False)
        with refused(
            companies.NoSiteHere,
            f"None of the sites of company {RUC} is kept in this installation."
            " Add the site of this place with “consolida site add CODE NAME --here”.",
        ):
            companies.site_here(company, None)

    def test_one_that_is_elsewhere(self) -> None:
        company = add()
        make_site(company, "0001", here=False)
        with refused(
            companies.SiteIsElsewhere,
            "Site 0001 “Sede 0001” is not kept in this installation."
            " Its vouchers are typed there and arrive here by import. The sites kept here: -.",
        ):
            companies.site_here(company, "0001")

    def test_one_of_several_must_be_named(self) -> None:
        company = add()
        make_site(company, "0001")
        second = make_site(company, "0002")
        assert companies.site_here(company, "0002") == second
        with refused(
            companies.SeveralSitesHere,
            f"Several sites of company {RUC} are kept in this installation: 0001 Sede 0001; 0002 Sede 0002."
            " Say which one with --site CODE.",
        ):
            companies.site_here(company, None)
