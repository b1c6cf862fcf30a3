"""Traps: closed batches, filed books, opening vouchers of two sites, another company's file."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from consolida.core.batches import BatchKey
from consolida.ledger import filing, months
from consolida.ledger.models import FiledBook, Voucher
from support.companies import ALICE, OTHER_RUC
from support.places import Place
from support.senders import PURCHASE, SALE, SALE_2, Sender

SALES = BatchKey("0001", "2026-11", "05")
SALES_2 = SALE + SALE_2
Book = FiledBook.Book


def close(place: Place, *, operation_type: str = "", site: str = "0001") -> None:
    with place.open() as company:
        months.close(
            company,
            site=place.site(site),
            period="2026-11",
            operation_type=operation_type,
            by=ALICE,
            at=place.clock(),
        )


def reopen(place: Place, *, operation_type: str = "", site: str = "0001") -> None:
    with place.open() as company:
        months.reopen(
            company,
            site=place.site(site),
            period="2026-11",
            operation_type=operation_type,
            reason="late invoice",
            by=ALICE,
            at=place.clock(),
        )


def file_book(place: Place, book: Book) -> None:
    with place.open() as company:
        filing.file_book(company, period="2026-11", book=book, constancia="C-77", by=ALICE, at=place.clock())


class TestAClosedBatch:
    def test_its_vouchers_do_not_change(self, head_office: Place, arequipa: Sender) -> None:
        head_office.welcome(arequipa.send(SALE))
        close(head_office, operation_type="05")
        assert head_office.refusal(arequipa.send(SALES_2)) == [
            "T/O 05, November 2026, site 0001 is closed here; its vouchers would change."
        ]

    def test_the_same_content_may_come_again(self, head_office: Place, arequipa: Sender) -> None:
        head_office.welcome(arequipa.send(SALE))
        close(head_office, operation_type="05")
        assert head_office.import_(arequipa.send(SALE)).equal == 1

    def test_another_type_is_open(self, head_office: Place, arequipa: Sender) -> None:
        head_office.welcome(arequipa.send(SALE))
        close(head_office, operation_type="05")
        assert head_office.import_(arequipa.send(PURCHASE, operation_type="11")).added == 1

    def test_a_closed_month_takes_no_type_that_was_not_there_yet(
        self, head_office: Place, arequipa: Sender
    ) -> None:
        head_office.welcome(arequipa.send(SALE))
        close(head_office)
        assert head_office.refusal(arequipa.send(PURCHASE, operation_type="11")) == [
            "T/O 11, November 2026, site 0001 is closed here; its vouchers would change."
        ]

    def test_it_takes_vouchers_when_it_is_reopened(self, head_office: Place, arequipa: Sender) -> None:
        head_office.welcome(arequipa.send(SALE))
        close(head_office)
        reopen(head_office, operation_type="05")
        assert head_office.import_(arequipa.send(SALES_2)).added == 1
        assert len(head_office.refusal(arequipa.send(PURCHASE, operation_type="11"))) == 1

    def test_no_import_of_it_is_undone(self, head_office: Place, arequipa: Sender) -> None:
        done = head_office.welcome(arequipa.send(SALE))
        close(head_office)
        assert head_office.refused_undo(done.import_id) == [
            "T/O 05, November 2026, site 0001 is closed here; its vouchers would change."
        ]


class TestAFiledBook:
    @pytest.mark.parametrize(
        ("book", "refused"),
        [(Book.SALES, ["05"]), (Book.PURCHASES, ["11"]), (Book.JOURNAL, ["05", "11"])],
    )
    def test_it_takes_no_import_into_what_was_filed(
        self, head_office: Place, arequipa: Sender, book: Book, refused: Sequence[str]
    ) -> None:
        head_office.welcome(arequipa.send(SALE + PURCHASE))
        file_book(head_office, book)
        sentences = head_office.refusal(arequipa.send(""))
        assert [sentence[4:6] for sentence in sentences] == refused
        assert "was filed with SUNAT" in sentences[0]
        assert "constancia C-77" in sentences[0]

    def test_the_other_books_of_the_month_still_take_imports(
        self, head_office: Place, arequipa: Sender
    ) -> None:
        head_office.welcome(arequipa.send(SALE + PURCHASE))
        file_book(head_office, Book.SALES)
        assert head_office.import_(arequipa.send("", operation_type="11")).removed == 1

    def test_a_type_that_is_new_here_counts_by_the_book_its_file_names(
        self, head_office: Place, arequipa: Sender
    ) -> None:
        file_book(head_office, Book.SALES)
        file = arequipa.send(
            SALE.replace("05 0001", "06 0001"), sql=["UPDATE operation_type SET book = '14'"]
        )
        (sentence,) = head_office.refusal(file, decisions={"key:0001": "accept"}, add_masters=True)
        assert sentence.startswith("T/O 06, November 2026, site 0001 was filed with SUNAT")

    def test_no_import_of_it_is_undone(self, head_office: Place, arequipa: Sender) -> None:
        done = head_office.welcome(arequipa.send(SALE))
        file_book(head_office, Book.SALES)
        (sentence,) = head_office.refused_undo(done.import_id)
        assert "it takes no change" in sentence

    def test_another_month_is_not_meant(self, head_office: Place, arequipa: Sender) -> None:
        file_book(head_office, Book.JOURNAL)
        october = SALE.replace("2026-11", "2026-10")
        assert head_office.welcome(arequipa.send(october, period="2026-10")).added == 1


class TestAnAnnulledVoucher:
    def test_it_travels_without_lines_and_keeps_its_number(
        self, head_office: Place, arequipa: Sender
    ) -> None:
        head_office.welcome(arequipa.send(SALES_2))
        annulled = "05 0001 2026-11-03 annulled Sale"
        done = head_office.import_(arequipa.send(annulled + SALE_2))
        assert (done.added, done.removed, done.changed, done.equal) == (0, 0, 1, 1)
        with head_office.open():
            voucher = Voucher.objects.get(number="0001")
            assert (voucher.annulled, voucher.lines.count()) == (1, 0)
        assert head_office.balances()["70111"] == -20000

    def test_one_with_lines_is_refused(self, head_office: Place, arequipa: Sender) -> None:
        (sentence,) = head_office.refusal(arequipa.send(SALE.replace("Sale", "annulled")))
        assert sentence == "Voucher 0001-05-110001 is annulled and still has 3 lines."


class TestOpeningVouchers:
    OPENING = """
05 0001 2026-01-01 Opening kind=A
  101   debit  500.00
  70111 credit 500.00
"""

    def test_they_come_from_one_site_only(
        self, head_office: Place, arequipa: Sender, trujillo: Sender
    ) -> None:
        head_office.welcome(arequipa.send(self.OPENING, period="2026-01"))
        file = trujillo.send(self.OPENING, period="2026-01")
        assert head_office.refusal(file, decisions={"key:0002": "accept"}) == [
            "Opening vouchers of 2026 come from several sites (0001, 0002): they would be doubled."
        ]

    def test_two_sites_in_one_set_are_refused_too(
        self, head_office: Place, arequipa: Sender, trujillo: Sender
    ) -> None:
        files = [sender.send(self.OPENING, period="2026-01") for sender in (arequipa, trujillo)]
        assert len(head_office.refusal(*files)) == 1

    def test_those_of_a_site_may_come_again_and_pass_to_another(
        self, head_office: Place, arequipa: Sender, trujillo: Sender
    ) -> None:
        head_office.welcome(arequipa.send(self.OPENING, period="2026-01"))
        other = self.OPENING.replace("500.00", "600.00")
        assert head_office.import_(arequipa.send(other, period="2026-01")).changed == 1
        head_office.welcome(
            arequipa.send("", period="2026-01"), trujillo.send(self.OPENING, period="2026-01")
        )
        assert head_office.balances() == {"101": 50000, "70111": -50000}

    def test_another_year_s_are_another_opening(
        self, head_office: Place, arequipa: Sender, trujillo: Sender
    ) -> None:
        head_office.welcome(arequipa.send(self.OPENING, period="2026-01"))
        text = self.OPENING.replace("2026-01", "2027-01")
        assert head_office.welcome(trujillo.send(text, period="2027-01")).added == 1


class TestAFileThatIsNotMeant:
    def test_one_of_another_ruc_is_stopped_at_once(self, head_office: Place, arequipa: Sender) -> None:
        file = arequipa.send(SALE, ruc=OTHER_RUC, company="Otra S.A.C.")
        assert head_office.refusal(file) == [
            f"{file.name} is of RUC {OTHER_RUC} (Otra S.A.C.), not of RUC 20131312955."
        ]

    def test_one_of_another_month_says_which(self, head_office: Place, arequipa: Sender) -> None:
        file = arequipa.send(SALE)
        assert head_office.refusal(file, period="2026-12") == [
            f"{file.name} is of November 2026, not of December 2026."
        ]

    def test_one_of_another_type_says_which(self, head_office: Place, arequipa: Sender) -> None:
        whole, purchases = arequipa.send(SALE), arequipa.send(PURCHASE, operation_type="11")
        assert head_office.refusal(purchases, operation_type="05") == [
            f"{purchases.name} is of T/O 11, not of T/O 05."
        ]
        assert head_office.refusal(whole, operation_type="05") == [
            f"{whole.name} holds the whole month, not only T/O 05."
        ]

    def test_one_of_books_in_another_currency_is_refused(self, head_office: Place, arequipa: Sender) -> None:
        with head_office.open() as company:
            company.currency = "USD"
            company.save()
        file = arequipa.send(SALE)
        assert head_office.refusal(file) == [
            f"{file.name} has books in PEN; those of this company are in USD."
        ]

    def test_one_with_the_identity_of_another_is_refused(
        self, head_office: Place, arequipa: Sender, tmp_path: Path
    ) -> None:
        first = arequipa.send(SALE)
        head_office.welcome(first)
        uid = arequipa.manifest(first).file_uid
        forged = arequipa.send(SALES_2, file_uid=uid)
        assert head_office.refusal(forged) == [
            f"{forged.name} has the identity of another file and another content."
        ]
        pair = [arequipa.send(SALES_2, file_uid=uid[:-1] + "e", period="2026-11", operation_type="05")]
        pair.append(arequipa.send(PURCHASE, file_uid=uid[:-1] + "e", operation_type="11"))
        assert len(head_office.refusal(*pair)) == 1
