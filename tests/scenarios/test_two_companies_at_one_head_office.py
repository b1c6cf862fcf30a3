"""An accountant's office keeps two companies in one installation: their months never meet."""

from pathlib import Path

import pytest

from consolida.ledger.models import Batch, Import, Voucher
from consolida.masters.models import Company
from consolida.transfer.inbox import look
from support import companies
from support.companies import OTHER_RUC, RUC
from support.places import PURCHASE, SALE, Clock, Place
from support.states import examined


def two(folder: Path, clock: Clock, *, here: str, elsewhere: str) -> Place:
    place = Place(folder, here=[here], elsewhere=[elsewhere], clock=clock)
    with place.open():
        companies.make_company(
            ruc=OTHER_RUC,
            name="Transportes Sur E.I.R.L.",
            here=[here],
            elsewhere=[elsewhere],
            chart=None,
            accounts=companies.ACCOUNTS,
        )
    return place


@pytest.fixture
def office(tmp_path: Path, clock: Clock) -> Place:
    return two(tmp_path / "office", clock, here="0000", elsewhere="0001")


@pytest.fixture
def sites(tmp_path: Path, clock: Clock) -> Place:
    """The branch of both: one machine, one key, one installation."""
    return two(tmp_path / "sites", clock, here="0001", elsewhere="0000")


def of(place: Place, ruc: str) -> Place:
    place.ruc = ruc
    return place


def held(place: Place, ruc: str) -> dict[str, str]:
    with place.open():
        return dict(Voucher.objects.filter(company__ruc=ruc).values_list("cuo", "digest"))


class TestTheSameMonthOfBoth:
    def test_enters_each_company_s_books_only(self, office: Place, sites: Place) -> None:
        of(sites, RUC).type(SALE)
        of(sites, OTHER_RUC).type(PURCHASE)
        andina, sur = of(sites, RUC).export().file, of(sites, OTHER_RUC).export().file
        of(office, RUC).welcome(andina)
        of(office, OTHER_RUC).welcome(sur)
        assert list(held(office, RUC)) == ["0001-05-110001"]
        assert list(held(office, OTHER_RUC)) == ["0001-11-110001"]
        assert examined(office) == []

    def test_may_have_the_same_numbers_and_cuos(self, office: Place, sites: Place) -> None:
        for ruc in (RUC, OTHER_RUC):
            of(sites, ruc).type(SALE)
            of(office, ruc).welcome(of(sites, ruc).export().file)
        assert list(held(office, RUC)) == list(held(office, OTHER_RUC)) == ["0001-05-110001"]
        with office.open():
            assert Voucher.objects.values("uid").distinct().count() == 2

    def test_is_numbered_by_each_company_from_one(self, sites: Place) -> None:
        numbers = [of(sites, ruc).export().manifest.export_number for ruc in (RUC, OTHER_RUC, RUC, RUC)]
        assert numbers == [1, 1, 2, 3]

    def test_a_file_of_the_other_is_stopped_and_the_inbox_does_not_list_it(
        self, office: Place, sites: Place
    ) -> None:
        of(sites, OTHER_RUC).type(SALE)
        file = of(sites, OTHER_RUC).export().file
        (refusal,) = of(office, RUC).refusal(file)
        assert OTHER_RUC in refusal
        with office.open() as company:
            assert company.ruc == RUC
            inbox = look(company, period="2026-11", folder=sites.outbox, home=office.home)
        assert (inbox.matching, inbox.others, inbox.of_other_companies) == ((), (), 1)

    def test_two_files_of_both_are_no_set(self, office: Place, sites: Place) -> None:
        files = [of(sites, ruc).export().file for ruc in (RUC, OTHER_RUC)]
        assert any(OTHER_RUC in said for said in of(office, RUC).refusal(*files))


class TestUndoing:
    def test_in_one_leaves_the_other_as_it_is(self, office: Place, sites: Place) -> None:
        imports = {}
        for ruc in (RUC, OTHER_RUC):
            of(sites, ruc).type(SALE)
            imports[ruc] = of(office, ruc).welcome(of(sites, ruc).export().file).import_id
        of(office, OTHER_RUC).undo(imports[OTHER_RUC])
        assert held(office, OTHER_RUC) == {}
        assert len(held(office, RUC)) == 1

    def test_the_import_of_one_is_no_import_of_the_other(self, office: Place, sites: Place) -> None:
        of(sites, RUC).type(SALE)
        done = of(office, RUC).welcome(of(sites, RUC).export().file)
        before = held(office, RUC)
        with pytest.raises(Exception, match=f"{done.import_id}"):
            of(office, OTHER_RUC).undo(done.import_id)
        assert held(office, RUC) == before


class TestModeAll:
    def test_clears_no_other_company_s_month(self, office: Place, sites: Place) -> None:
        for ruc in (RUC, OTHER_RUC):
            of(sites, ruc).type(SALE)
            of(office, ruc).welcome(of(sites, ruc).export().file)
        before = held(office, OTHER_RUC)
        of(sites, RUC).type(PURCHASE)
        of(office, RUC).import_(of(sites, RUC).export().file, mode="all")
        assert held(office, OTHER_RUC) == before
        assert len(held(office, RUC)) == 2

    def test_a_filed_or_closed_month_of_one_is_open_in_the_other(self, office: Place, sites: Place) -> None:
        of(office, RUC).file("journal")
        of(sites, OTHER_RUC).type(SALE)
        assert of(office, OTHER_RUC).welcome(of(sites, OTHER_RUC).export().file).added == 1
        of(sites, RUC).type(SALE)
        assert (
            len(of(office, RUC).refusal(of(sites, RUC).export().file, decisions={"key:0001": "accept"})) == 1
        )


def test_a_sender_is_accepted_by_each_company_for_itself(office: Place, sites: Place) -> None:
    files = {ruc: of(sites, ruc).export().file for ruc in (RUC, OTHER_RUC)}
    of(office, RUC).welcome(files[RUC])
    assert list(of(office, OTHER_RUC).questions(files[OTHER_RUC])) == ["key:0001"]
    with office.open():
        assert {company.ruc for company in Company.objects.all()} == {RUC, OTHER_RUC}
        assert Import.objects.count() == 1
        assert Batch.objects.filter(company__ruc=OTHER_RUC).count() == 0
