"""A T/O may get another book; what was filed while it lay in the former one stays filed."""

import pytest

from consolida.core.errors import Refused
from consolida.ledger.filing import filed
from consolida.ledger.models import FiledBook
from consolida.ledger.record import BatchFiled
from consolida.masters import compare, editing
from support.companies import ALICE
from support.places import SALE as TYPED_SALE
from support.places import Place
from support.senders import PURCHASE, SALE, Sender

JOURNAL, PURCHASES, SALES = "5", "8", "14"  # SUNAT's table 8


def give_book(place: Place, code: str, book: str) -> None:
    """Change the book of a T/O, as whoever keeps the masters may."""
    with place.open() as company:
        editing.change(company, "operation_type", (code,), {"book": book}, by=ALICE, at=place.clock())


class TestOutOfAFiledBook:
    def test_its_vouchers_of_the_month_stay_as_filed(self, head_office: Place, arequipa: Sender) -> None:
        head_office.welcome(arequipa.send(SALE + PURCHASE))
        head_office.file("sales")
        give_book(head_office, "05", JOURNAL)
        (sentence,) = head_office.refusal(arequipa.send(PURCHASE))
        assert sentence.startswith(
            "T/O 05, November 2026, site 0001 was filed with SUNAT in the sales register"
        )

    def test_nothing_is_typed_into_it(self, head_office: Place) -> None:
        head_office.file("sales")
        give_book(head_office, "05", JOURNAL)
        with pytest.raises(BatchFiled, match="constancia C-2026-11-sales"):
            head_office.type(TYPED_SALE)
        head_office.type(TYPED_SALE.replace("2026-11", "2026-12"))  # which was not filed

    def test_it_stays_so_when_the_change_comes_with_masters_of_head_office(
        self, branch: Place, mail: object, arequipa: Sender
    ) -> None:
        branch.file("sales")
        lima = Sender(arequipa.folder, "0000")
        file = lima.masters(sql=[f"INSERT INTO operation_type VALUES ('05', 'Ventas', '{JOURNAL}', 1)"])
        branch.welcome(file, decisions={"masters_different": "take"})
        with branch.open() as company:
            row = editing.row_of(company, "operation_type", ("05",))
            assert row["book"] == JOURNAL
        with pytest.raises(BatchFiled):
            branch.type(TYPED_SALE)

    def test_a_reopening_is_refused_all_the_same(self, head_office: Place, arequipa: Sender) -> None:
        done = head_office.welcome(arequipa.send(SALE))
        head_office.file("sales")
        give_book(head_office, "05", JOURNAL)
        (sentence,) = head_office.refused_undo(done.import_id)
        assert "it takes no change" in sentence


class TestIntoAFiledBook:
    def test_its_vouchers_of_the_month_were_not_filed_with_it(
        self, head_office: Place, arequipa: Sender
    ) -> None:
        """The register that SUNAT has does not hold them: they stay open, whatever the T/O is today."""
        head_office.welcome(arequipa.send(SALE + PURCHASE))
        head_office.file("sales")
        give_book(head_office, "11", SALES)
        done = head_office.import_(arequipa.send(SALE))
        assert done.removed == 1

    def test_a_book_filed_after_the_change_covers_them(self, head_office: Place, arequipa: Sender) -> None:
        head_office.welcome(arequipa.send(SALE + PURCHASE))
        give_book(head_office, "11", SALES)
        head_office.file("sales")
        with pytest.raises(Refused):
            head_office.import_(arequipa.send(SALE))


class TestATypeThatIsNewSince:
    NEW = SALE.replace("05 0001", "77 0001")

    @pytest.mark.parametrize(("book", "refused"), [(SALES, True), (JOURNAL, False)])
    def test_it_lies_where_its_book_says(
        self, head_office: Place, arequipa: Sender, book: str, *, refused: bool
    ) -> None:
        """A T/O that did not exist when the book was filed can only be judged by what it is now."""
        head_office.file("sales")
        file = arequipa.send(self.NEW, sql=[f"UPDATE operation_type SET book = '{book}' WHERE code = '77'"])
        answers = {"key:0001": "accept"}
        if refused:
            (sentence,) = head_office.refusal(file, decisions=answers, add_masters=True)
            assert sentence.startswith("T/O 77, November 2026, site 0001 was filed with SUNAT")
        else:
            assert head_office.import_(file, decisions=answers, add_masters=True).added == 1


def test_the_journal_holds_every_type_whatever_its_book(head_office: Place, arequipa: Sender) -> None:
    done = head_office.welcome(arequipa.send(SALE + PURCHASE))
    head_office.file("journal")
    give_book(head_office, "05", PURCHASES)
    give_book(head_office, "11", "")
    assert len(head_office.refused_undo(done.import_id)) == 2


def test_the_fact_keeps_the_books_of_its_day(head_office: Place) -> None:
    head_office.file("purchases")
    give_book(head_office, "11", JOURNAL)
    with head_office.open() as company:
        kept = FiledBook.objects.get()
        assert (kept.books["11"], kept.books["05"]) == (PURCHASES, SALES)
        assert filed(company, []) == {}
        assert compare.MODELS["operation_type"].get(code="11").book == JOURNAL
