"""Rehearsing an export: the same verdict as exporting, and nothing is noted."""

from pathlib import Path

import pytest

from consolida.core.actor import NotAllowed
from consolida.core.errors import Refused
from consolida.core.findings import errors
from consolida.ledger.batches import NoSuchOperationType
from consolida.ledger.models import Line
from consolida.masters.companies import SiteIsElsewhere
from consolida.masters.models import Account, Site
from consolida.transfer.rehearsal import Rehearsed, rehearse
from support.companies import ALICE, NOBODY
from support.places import NOVEMBER, PURCHASE, SALE, Place


def rehearsed(place: Place, operation_type: str = "", *, site: str = "0001", by: object = ALICE) -> Rehearsed:
    with place.open() as company:
        return rehearse(
            company,
            site=Site.objects.get(code=site),
            period=NOVEMBER,
            operation_type=operation_type,
            home=place.home,
            by=by,  # type: ignore[arg-type] # an Actor
            at=place.clock(),
        )


def test_it_tells_what_the_file_would_hold(branch: Place) -> None:
    branch.type(SALE + "\n" + PURCHASE)
    found = rehearsed(branch)
    assert found.sound
    assert (found.held.vouchers, found.held.lines, found.held.debit) == (2, 6, 23600)
    assert found.name == "20131312955_2026-11_0001_0001.db"
    exported = branch.export()
    assert exported.file.name == found.name
    assert exported.held == found.held


def test_of_one_operation_type_it_tells_that_alone(branch: Place) -> None:
    branch.type(SALE + "\n" + PURCHASE)
    found = rehearsed(branch, "11")
    assert (found.held.vouchers, found.name) == (1, "20131312955_2026-11_11_0001_0001.db")


def test_nothing_is_noted_and_no_number_is_used(branch: Place) -> None:
    branch.type(SALE)
    before = branch.state()
    rehearsed(branch)
    rehearsed(branch)
    assert branch.state() == before
    assert branch.export().manifest.export_number == 1


def test_after_an_export_the_next_number_is_told(branch: Place) -> None:
    branch.type(SALE)
    branch.export()
    assert rehearsed(branch).name.endswith("_0002.db")


def test_a_month_without_vouchers_is_sound(branch: Place) -> None:
    found = rehearsed(branch)
    assert found.sound
    assert found.held.vouchers == 0


def test_it_finds_what_the_export_would_refuse(branch: Place) -> None:
    branch.type(SALE)
    with branch.open() as company:
        Line.objects.filter(company=company, account="70111").update(party_number="20512333797")
    found = rehearsed(branch)
    assert not found.sound
    with pytest.raises(Refused) as refused:
        branch.export()
    assert [one.rule for one in errors(found.findings)] == [
        one.rule for one in errors(refused.value.findings)
    ]


def test_it_judges_with_the_masters_of_today(branch: Place) -> None:
    branch.type(SALE)
    with branch.open() as company:
        Account.objects.filter(company=company, code="70111").update(requires_cost_center=True)
    assert {one.voucher for one in rehearsed(branch).findings} == {"0001-05-110001"}


def test_who_may_not_export_may_not_rehearse(branch: Place) -> None:
    with pytest.raises(NotAllowed):
        rehearsed(branch, by=NOBODY)


def test_a_site_elsewhere_and_an_unknown_type_are_refused(branch: Place, tmp_path: Path) -> None:
    with pytest.raises(SiteIsElsewhere):
        rehearsed(branch, site="0000")
    with pytest.raises(NoSuchOperationType):
        rehearsed(branch, "ZZ")
