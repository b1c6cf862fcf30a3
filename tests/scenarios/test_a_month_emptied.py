"""A branch takes a whole month back, annulled or deleted: head office follows, and an undo returns it."""

import pytest

from consolida.core.batches import BatchKey
from consolida.core.errors import ConsolidaError
from consolida.ledger import record
from consolida.ledger.models import Balance, Batch, Voucher
from support.companies import ALICE
from support.places import PURCHASE, SALE, Place
from support.states import examined

SALES, PURCHASES = BatchKey("0001", "2026-11", "05"), BatchKey("0001", "2026-11", "11")


def annul_all(place: Place) -> None:
    with place.open() as company:
        for voucher in Voucher.objects.filter(annulled=0):
            record.annul(company, voucher, reason="another company's", by=ALICE, at=place.clock())


class TestAnnulled:
    @pytest.fixture
    def done(self, branch: Place, head_office: Place) -> int:
        """The number of the import that brought the annulments."""
        branch.type(f"{SALE}\n{PURCHASE}")
        head_office.welcome(branch.export().file)
        annul_all(branch)
        return head_office.import_(branch.export().file).import_id

    def test_its_vouchers_keep_their_numbers_and_move_nothing(self, head_office: Place, done: int) -> None:
        assert head_office.batches() == {SALES: 1, PURCHASES: 1}
        assert {cents for cents in head_office.balances().values() if cents} == set()
        with head_office.open():
            assert sorted(Voucher.objects.values_list("number", "annulled")) == [("0001", 1), ("0001", 1)]
            assert Batch.objects.filter(lines=0, debit=0, credit=0).count() == 2
            assert not Balance.objects.exclude(debit=0, credit=0).exists()
        assert examined(head_office) == []

    def test_an_undo_returns_what_they_said(self, branch: Place, head_office: Place, done: int) -> None:
        head_office.undo(done)
        assert head_office.balances() == {
            "1212": 11800, "40111": -1800 + 1800, "70111": -10000, "6011": 10000, "4212": -11800,
        }  # fmt: skip
        assert head_office.vouchers() != branch.vouchers()
        assert head_office.vouchers().keys() == branch.vouchers().keys()

    def test_their_numbers_are_not_given_again(self, branch: Place, done: int) -> None:
        (anew,) = branch.type(SALE)
        assert anew.number == "0002"

    def test_they_are_not_annulled_twice(self, branch: Place, done: int) -> None:
        with branch.open() as company, pytest.raises(record.AnnulledAlready, match="is annulled already"):
            record.annul(
                company, Voucher.objects.get(cuo="0001-05-110001"), reason="x", by=ALICE, at=branch.clock()
            )


class TestDeletedBeforeItEverLeft:
    def test_the_month_is_sent_as_one_without_movement(self, branch: Place, head_office: Place) -> None:
        (voucher,) = branch.type(SALE)
        with branch.open() as company:
            record.delete(company, voucher, by=ALICE, at=branch.clock())
        file = branch.export().file
        assert head_office.welcome(file).added == 0
        assert head_office.vouchers() == {}
        assert examined(branch) == []

    def test_what_already_left_is_annulled_not_deleted(self, branch: Place) -> None:
        (voucher,) = branch.type(SALE)
        branch.export()
        before = branch.vouchers()
        with branch.open() as company, pytest.raises(ConsolidaError) as refused:
            record.delete(company, voucher, by=ALICE, at=branch.clock())
        assert "annul" in f"{refused.value}".lower()
        assert branch.vouchers() == before


class TestWhereHeadOfficeHasVouchersOfItsOwn:
    def test_they_stay_when_a_branch_takes_its_month_back(self, branch: Place, head_office: Place) -> None:
        head_office.type(SALE)
        own = head_office.vouchers()
        branch.type(SALE)
        head_office.welcome(branch.export().file)
        annul_all(branch)
        head_office.import_(branch.export().file)
        assert head_office.vouchers().items() >= own.items()
        assert head_office.balances()["1212"] == 11800
