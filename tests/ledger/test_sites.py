"""Where a site's vouchers are typed."""

import pytest

from consolida.audit.models import Entry
from consolida.core.actor import NotAllowed
from consolida.ledger import sites
from consolida.masters.companies import the_site
from consolida.masters.models import Company
from support.companies import ALICE, NOBODY, NOW
from support.places import SALE, Place


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


def test_who_has_no_right_moves_none(company: Company) -> None:
    with pytest.raises(NotAllowed):
        sites.change_place(the_site(company, "0001"), here=True, by=NOBODY, at=NOW)
