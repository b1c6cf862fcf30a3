"""November's sales are with SUNAT when a branch finds what it forgot: the open month takes it."""

from contextlib import closing
from datetime import date

import pytest

from consolida.core.batches import BatchKey
from consolida.core.portable.connect import open_proven
from consolida.ledger import filing, months, record
from consolida.ledger.models import FiledBook, Voucher
from support.companies import ALICE
from support.files import rows
from support.places import Place
from support.states import examined

FORGOTTEN = "05 2026-11-28 Forgotten: 101 59.00, 40111 -9.00, 70111 -50.00"
SOLD = """
05 2026-11-03 Sale: 1212 118.00, 40111 -18.00, 70111 -100.00
05 2026-11-17 Sale to take back: 1212 236.00, 40111 -36.00, 70111 -200.00
"""
LATE = "05 2026-12-02 Sale of November: 101 59.00 document_type=03 document_series=B001 document_number=7"
LATE += " document_date=2026-11-28, 40111 -9.00, 70111 -50.00"
NOVEMBER, DECEMBER = BatchKey("0001", "2026-11", "05"), BatchKey("0001", "2026-12", "05")


@pytest.fixture
def filed(branch: Place, head_office: Place) -> None:
    """Both ends have November's sales, and head office filed them."""
    branch.type(SOLD)
    head_office.welcome(branch.export(definitive=True).file)
    head_office.file("sales")


def reopen(branch: Place) -> None:
    with branch.open() as company:
        months.reopen(
            company, site=branch.site(), period="2026-11", reason="forgotten", by=ALICE, at=branch.clock()
        )


@pytest.mark.usefixtures("filed")
class TestTheFiledMonth:
    def test_takes_no_correction_from_the_branch_and_says_where_it_belongs(
        self, branch: Place, head_office: Place
    ) -> None:
        reopen(branch)
        branch.type(FORGOTTEN)
        (refusal,) = head_office.refusal(branch.export().file)
        assert "T/O 05, November 2026, site 0001" in refusal
        assert "constancia C-2026-11-sales" in refusal

    def test_takes_the_same_sales_again(self, branch: Place, head_office: Place) -> None:
        reopen(branch)
        done = head_office.import_(branch.export(definitive=True).file)
        assert (done.added, done.changed, done.equal) == (0, 0, 2)

    def test_still_takes_what_another_book_forgot(self, branch: Place, head_office: Place) -> None:
        reopen(branch)
        branch.type("30 2026-11-30 Accrual: 6011 10.00, 4212 -10.00")
        file = branch.export(operation_type="30").file
        assert head_office.import_(file).added == 1


@pytest.mark.usefixtures("filed")
class TestTheOpenMonth:
    def test_takes_the_late_document_and_november_stays_as_filed(
        self, branch: Place, head_office: Place
    ) -> None:
        as_filed = head_office.vouchers()
        branch.type(LATE)
        done = head_office.import_(branch.export("2026-12").file)
        assert (done.added, done.removed) == (1, 0)
        held = head_office.vouchers()
        assert held.items() > as_filed.items()
        assert head_office.batches() == {NOVEMBER: 2, DECEMBER: 1}
        with head_office.open():
            line = Voucher.objects.get(period="2026-12").lines.order_by("pk")[0]
            assert (line.document_date, Voucher.objects.get(period="2026-12").ple_state) == ("2026-11-28", 1)

    def test_takes_the_opposite_of_a_filed_voucher(self, branch: Place, head_office: Place) -> None:
        with branch.open() as company:
            wrong = Voucher.objects.get(number="0002")
            record.reverse(company, wrong, on=date(2026, 12, 2), by=ALICE, at=branch.clock())
        head_office.import_(branch.export("2026-12").file)
        assert head_office.balances() == {"1212": 11800, "40111": -1800, "70111": -10000}
        assert examined(head_office) == []

    @pytest.mark.parametrize("state", [8, 9])
    def test_a_person_s_choice_of_the_state_for_the_book_travels(
        self, branch: Place, head_office: Place, state: int
    ) -> None:
        with branch.open() as company:
            filed = Voucher.objects.get(number="0001")
            text = record.draft_of(filed)
            corrected = {name: getattr(text, name) for name in text.__slots__} | {
                "date": "2026-12-02",
                "number": "",
                "ple_state": state,
                "ple_period": "2026-11",
                "ple_cuo": filed.cuo,
            }
            record.record(company, type(text)(**corrected), site=branch.site(), by=ALICE, at=branch.clock())
        file = branch.export("2026-12").file
        with closing(open_proven(file)) as connection:
            (sent,) = rows(connection, "voucher")
        assert (sent["ple_state"], sent["ple_period"], sent["ple_cuo"]) == (
            state, "2026-11", "0001-05-110001",
        )  # fmt: skip
        head_office.import_(file)
        with head_office.open():
            landed = Voucher.objects.get(period="2026-12")
        assert (landed.ple_state, landed.ple_period, landed.ple_cuo) == (
            state, "2026-11", "0001-05-110001",
        )  # fmt: skip


@pytest.mark.usefixtures("filed")
def test_a_note_that_was_wrong_is_taken_back_and_the_correction_enters(
    branch: Place, head_office: Place
) -> None:
    reopen(branch)
    branch.type(FORGOTTEN)
    file = branch.export().file
    assert len(head_office.refusal(file)) == 1
    with head_office.open() as company:
        filing.take_back(
            company,
            period="2026-11",
            book=FiledBook.Book.SALES,
            reason="it was October's constancia",
            by=ALICE,
            at=head_office.clock(),
        )
    assert head_office.import_(file).added == 1
