"""Where a site's vouchers are typed."""

from dataclasses import replace
from datetime import date

import pytest

from consolida.audit.models import Entry
from consolida.core.actor import NotAllowed
from consolida.core.errors import ConsolidaError
from consolida.ledger import record, sites
from consolida.ledger.calendar import standings
from consolida.ledger.doctor import examine
from consolida.ledger.models import Balance, Voucher
from consolida.masters.companies import HeadOfficeExists, SiteNotInUse, change_site, site_here, the_site
from consolida.masters.entering import UnusableText
from consolida.masters.models import Company
from support.companies import ALICE, NOBODY, NOW, make_site
from support.places import PURCHASE, SALE, Place, parse_vouchers


def test_a_site_without_vouchers_may_be_said_to_be_here(company: Company) -> None:
    site = the_site(company, "0001")
    assert sites.change_place(site, here=True, by=ALICE, at=NOW).here
    assert the_site(company, "0001").here
    assert Entry.objects.get(act="site-moved").details == '{"here":true}'


def test_saying_what_is_so_changes_nothing(company: Company) -> None:
    sites.change_place(the_site(company, "0001"), here=False, by=ALICE, at=NOW)
    assert not Entry.objects.filter(act="site-moved").exists()


def test_a_site_with_vouchers_stays_where_it_is(lima: Place, company: Company) -> None:
    lima.type(SALE)
    with pytest.raises(sites.SiteHasVouchers) as refusal:
        sites.change_place(the_site(company, "0000"), here=False, by=ALICE, at=NOW)
    assert str(refusal.value) == (
        "Site 0000 “Sede 0000” has vouchers; where they are typed cannot be changed any more."
        " Add another site, or undo the imports of this one first."
    )


class TestChangingAll:
    def test_is_one_act(self, company: Company) -> None:
        site = the_site(company, "0001")
        changed = sites.change(
            site, name="Cusco", here=True, head_office=False, active=False, by=ALICE, at=NOW
        )
        assert (changed.name, changed.here, changed.active) == ("Cusco", True, False)
        acts = Entry.objects.filter(act__in=("site-moved", "site-changed")).order_by("pk")
        assert list(acts.values_list("act", flat=True)) == ["site-moved", "site-changed"]

    @pytest.mark.parametrize(
        ("name", "head_office", "problem"),
        [
            ("Cusco", True, HeadOfficeExists),
            ("", False, UnusableText),
            ("x" * 201, False, UnusableText),
            ("a\u202eb", False, UnusableText),
        ],
    )
    def test_changes_nothing_where_something_is_refused(
        self, company: Company, name: str, head_office: bool, problem: type[ConsolidaError]
    ) -> None:
        entries, site = Entry.objects.count(), the_site(company, "0001")
        with pytest.raises(problem):
            sites.change(site, name=name, here=True, head_office=head_office, active=True, by=ALICE, at=NOW)
        site = the_site(company, "0001")
        assert (site.name, site.here, site.head_office, site.active) == ("Sede 0001", False, False, True)
        assert Entry.objects.count() == entries


class TestASiteThatIsNoLongerInUse:
    @pytest.fixture(autouse=True)
    def _resting(self, lima: Place, company: Company) -> None:
        lima.type(SALE)
        make_site(company, "0003")
        lima.type(PURCHASE, site="0003")
        change_site(the_site(company, "0003"), active=False, by=ALICE, at=NOW)

    def test_takes_no_new_voucher(self, lima: Place) -> None:
        before = lima.state()
        with pytest.raises(SiteNotInUse) as refusal:
            lima.type(SALE, site="0003")
        assert str(refusal.value) == (
            "Site 0003 “Sede 0003” is no longer in use; it takes no new vouchers."
            " Put it in use again, or choose another site."
        )
        assert lima.state() == before

    def test_takes_none_though_its_page_was_open_before(self, lima: Place, company: Company) -> None:
        site = the_site(company, "0003")
        site.active = True  # as the page that was opened before knew it
        (draft,) = parse_vouchers(SALE)
        with pytest.raises(SiteNotInUse):
            record.record(company, draft, site=site, by=ALICE, at=lima.clock())

    def test_keeps_its_vouchers_which_may_be_corrected_and_annulled(
        self, lima: Place, company: Company
    ) -> None:
        voucher = Voucher.objects.get(batch__site__code="0003")
        draft = replace(record.draft_of(voucher), description="Corrected")
        changed, _ = record.change(company, voucher, draft, by=ALICE, at=lima.clock())
        assert changed.description == "Corrected"
        annulled = record.annul(company, changed, reason="twice", by=ALICE, at=lima.clock())
        assert annulled.annulled
        record.delete(company, annulled, by=ALICE, at=lima.clock())
        assert examine(home=lima.home, by=ALICE, at=lima.clock()) == []

    def test_reverses_nothing_either(self, lima: Place, company: Company) -> None:
        voucher = Voucher.objects.get(batch__site__code="0003")
        with pytest.raises(SiteNotInUse):
            record.reverse(company, voucher, on=date(2026, 12, 1), by=ALICE, at=lima.clock())

    def test_keeps_its_balances(self, company: Company) -> None:
        assert Balance.objects.get(company=company, batch__site__code="0003", account="6011").debit == 10_000

    def test_stands_in_the_months_in_which_it_has_something(self, company: Company) -> None:
        assert [one.site.code for one in standings(company, "2026-11")] == ["0000", "0001", "0003"]
        assert [one.site.code for one in standings(company, "2026-12")] == ["0000", "0001"]

    def test_is_not_proposed_but_found_by_its_code(self, company: Company) -> None:
        assert site_here(company, None).code == "0000"
        assert site_here(company, "0003").code == "0003"

    def test_is_proposed_where_there_is_no_other(self, company: Company) -> None:
        company.sites.filter(code="0000").update(here=False)
        assert site_here(company, None).code == "0003"

    def test_is_exported_all_the_same(self, lima: Place) -> None:
        assert lima.export(site="0003").held.vouchers == 1

    def test_takes_vouchers_once_it_is_in_use_again(self, lima: Place, company: Company) -> None:
        change_site(the_site(company, "0003"), active=True, by=ALICE, at=NOW)
        assert lima.type(SALE, site="0003")[0].number == "0001"


def test_who_has_no_right_moves_none(company: Company) -> None:
    with pytest.raises(NotAllowed):
        sites.change_place(the_site(company, "0001"), here=True, by=NOBODY, at=NOW)
