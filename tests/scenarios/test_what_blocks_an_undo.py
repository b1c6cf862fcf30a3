"""An undo is blocked by what came later, by closed and filed months, by vouchers that live elsewhere."""

import pytest

from consolida.core.batches import BatchKey
from consolida.core.period import Period
from consolida.core.uids import derived_uid
from consolida.ledger.models import Batch
from support.companies import RUC
from support.contents import content
from support.places import Place
from support.senders import PURCHASE, SALE, Sender

PURCHASES = BatchKey("0001", "2026-11", "11")
CHANGED = SALE.replace("118.00", "236.00").replace("18.00", "36.00", 1).replace("100.00", "200.00")


def uid_of(sender: Sender) -> str:
    """Return the uid of voucher 0001 of T/O 05 of a sender's site."""
    return str(
        derived_uid(ruc=RUC, site=sender.site, period=Period("2026-11"), operation_type="05", source="0001")
    )


class TestItIsBlocked:
    def test_by_a_later_import_of_the_same_vouchers(self, head_office: Place, arequipa: Sender) -> None:
        """The batch is as the first import left it, but another export made it current since."""
        first = head_office.welcome(arequipa.send(SALE))
        second = head_office.import_(arequipa.send(SALE))
        (sentence,) = head_office.refused_undo(first.import_id)
        assert sentence == (
            f"T/O 05, November 2026, site 0001 came again with {second.import_id}, with the same vouchers; "
            f"import {first.import_id} lies below it."
        )
        head_office.undo(second.import_id)
        head_office.undo(first.import_id)
        assert head_office.batches() == {}

    def test_not_by_one_that_was_undone_since(self, head_office: Place, arequipa: Sender) -> None:
        first = head_office.welcome(arequipa.send(SALE))
        before = content(head_office)
        for then in (SALE, CHANGED, PURCHASE):
            head_office.undo(head_office.import_(arequipa.send(then)).import_id)
            assert content(head_office) == before
        head_office.undo(first.import_id)
        assert head_office.batches() == {}

    def test_by_an_import_that_an_undo_put_in_force_again(self, head_office: Place, arequipa: Sender) -> None:
        first = head_office.welcome(arequipa.send(SALE))
        second = head_office.import_(arequipa.send(SALE))
        undone = head_office.undo(second.import_id)
        head_office.undo(undone.import_id)
        (sentence,) = head_office.refused_undo(first.import_id)
        assert f"came again with {second.import_id}," in sentence

    def test_an_undo_s_undo_by_the_undo_of_what_lay_below(self, head_office: Place, arequipa: Sender) -> None:
        """Three exports of the same vouchers: what is taken back comes back in the opposite order only."""
        head_office.welcome(arequipa.send(SALE))
        second = head_office.import_(arequipa.send(SALE))
        third = head_office.import_(arequipa.send(SALE))
        of_third = head_office.undo(third.import_id)
        of_second = head_office.undo(second.import_id)
        (sentence,) = head_office.refused_undo(of_third.import_id)
        assert f"came again with {of_second.import_id}," in sentence
        head_office.undo(of_second.import_id)
        head_office.undo(of_third.import_id)
        with head_office.open():
            assert Batch.objects.get().export_number == 3

    def test_another_type_s_import_lies_beside_it_not_above(
        self, head_office: Place, arequipa: Sender
    ) -> None:
        first = head_office.welcome(arequipa.send(SALE, operation_type="05"))
        head_office.import_(arequipa.send(PURCHASE, operation_type="11"))
        head_office.undo(first.import_id)
        assert head_office.batches() == {PURCHASES: 1}

    def test_where_the_month_was_closed_since(self, head_office: Place, arequipa: Sender) -> None:
        first = head_office.welcome(arequipa.send(SALE))
        head_office.close("0001")
        assert head_office.refused_undo(first.import_id) == [
            "T/O 05, November 2026, site 0001 is closed here; its vouchers would change."
        ]

    @pytest.mark.parametrize("sales", [SALE, ""], ids=["with vouchers", "without a voucher"])
    def test_where_the_type_was_closed_since(self, head_office: Place, arequipa: Sender, sales: str) -> None:
        """Also a batch without a voucher: that it is closed is a state that an undo may not lose."""
        first = head_office.welcome(arequipa.send(sales, batches=["05"]))
        head_office.close("0001", operation_type="05")
        before = content(head_office)
        assert len(head_office.refused_undo(first.import_id)) == 1
        assert content(head_office) == before

    @pytest.mark.parametrize("book", ["sales", "journal"])
    def test_where_its_book_was_filed_since(self, head_office: Place, arequipa: Sender, book: str) -> None:
        first = head_office.welcome(arequipa.send(SALE + PURCHASE))
        head_office.file(book)
        refused = head_office.refused_undo(first.import_id)
        assert [sentence.split(",")[0] for sentence in refused] == (
            ["T/O 05"] if book == "sales" else ["T/O 05", "T/O 11"]
        )
        assert "it takes no change" in refused[0]

    def test_where_a_voucher_lives_in_another_batch_since(self, head_office: Place, arequipa: Sender) -> None:
        """Sale 0001 went, and came again under another T/O: an undo would double it."""
        head_office.welcome(arequipa.send(SALE, operation_type="05"))
        gone = head_office.import_(arequipa.send("", operation_type="05"))
        moved = arequipa.send(
            SALE.replace("05 0001", "31 0001"),
            operation_type="31",
            sql=[
                f"UPDATE voucher SET uid = '{uid_of(arequipa)}'",
                f"UPDATE line SET uid = '{uid_of(arequipa)}'",
            ],
        )
        head_office.import_(moved, add_masters=True)
        (sentence,) = head_office.refused_undo(gone.import_id)
        assert sentence == (
            "Voucher 0001 of the file stands here as 0001 in T/O 31, November 2026, site 0001; "
            "it would be doubled."
        )
