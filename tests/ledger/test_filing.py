"""Noting what was filed with SUNAT, and taking a wrong note back."""

import pytest

from consolida.audit.models import Entry
from consolida.core.actor import NotAllowed
from consolida.core.batches import BatchKey
from consolida.ledger import filing
from consolida.ledger.models import FiledBook
from consolida.masters.entering import UnusableText
from consolida.masters.models import Company
from support.companies import ALICE, NOBODY
from support.places import Place

Book = FiledBook.Book
SALES = BatchKey("0000", "2026-11", "05")
PURCHASES = BatchKey("0001", "2026-11", "11")
DIARY = BatchKey("0000", "2026-11", "20")


def note(lima: Place, company: Company, book: Book = Book.SALES, constancia: str = "77") -> FiledBook:
    return filing.file_book(
        company, period="2026-11", book=book, constancia=constancia, by=ALICE, at=lima.clock()
    )


def test_a_fact_is_noted_with_its_constancia(lima: Place, company: Company) -> None:
    fact = note(lima, company, constancia=" 0123-77 ")
    assert (str(fact), fact.constancia) == ("2026-11 sales", "0123-77")
    assert Entry.objects.get(act="book-filed").subject == "2026-11 sales"


def test_the_constancia_must_be_told(lima: Place, company: Company) -> None:
    with pytest.raises(filing.ConstanciaMissing, match="the constancia's number is needed"):
        note(lima, company, constancia=" ")


@pytest.mark.parametrize("constancia", ["7" * 41, "7\n8", "7\x008"])
def test_a_constancia_that_cannot_be_one_is_refused_whole(
    lima: Place, company: Company, constancia: str
) -> None:
    with pytest.raises(UnusableText) as refusal:
        note(lima, company, constancia=constancia)
    shown = constancia.replace("\n", "?").replace("\x00", "?")
    assert str(refusal.value) == (
        f"The constancia's number “{shown}” cannot be used. Write from 1 to 40 letters, without line breaks."
    )
    assert not FiledBook.objects.exists()
    assert not Entry.objects.filter(act="book-filed").exists()


def test_a_constancia_of_forty_characters_is_kept_whole(lima: Place, company: Company) -> None:
    assert note(lima, company, constancia="7" * 40).constancia == "7" * 40


def test_a_book_is_filed_once(lima: Place, company: Company) -> None:
    note(lima, company)
    with pytest.raises(filing.FiledAlready) as again:
        note(lima, company, constancia="78")
    assert (
        "For November 2026 this is noted as filed already: the sales register (SIRE), constancia 77"
        in str(again.value)
    )


def test_a_wrong_note_is_taken_back_with_a_reason(lima: Place, company: Company) -> None:
    note(lima, company)
    filing.take_back(
        company, period="2026-11", book=Book.SALES, reason="other month", by=ALICE, at=lima.clock()
    )
    assert filing.filed(company, [SALES]) == {}
    assert "other month" in Entry.objects.get(act="book-filed-taken-back").details
    with pytest.raises(filing.NotFiled, match="is not noted as filed"):
        filing.take_back(
            company, period="2026-11", book=Book.SALES, reason="again", by=ALICE, at=lima.clock()
        )


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_note_is_not_taken_back_without_a_reason(lima: Place, company: Company, reason: str) -> None:
    note(lima, company)
    with pytest.raises(filing.NoReason, match="To take back what is noted as filed for November 2026"):
        filing.take_back(company, period="2026-11", book=Book.SALES, reason=reason, by=ALICE, at=lima.clock())
    assert FiledBook.objects.exists()


def test_only_who_may_notes_it_and_takes_it_back(lima: Place, company: Company) -> None:
    with pytest.raises(NotAllowed):
        filing.file_book(
            company, period="2026-11", book=Book.SALES, constancia="7", by=NOBODY, at=lima.clock()
        )
    with pytest.raises(NotAllowed):
        filing.take_back(company, period="2026-11", book=Book.SALES, reason="x", by=NOBODY, at=lima.clock())


@pytest.mark.parametrize(
    ("book", "covered"),
    [
        (Book.SALES, {SALES}),
        (Book.PURCHASES, {PURCHASES}),
        (Book.JOURNAL, {SALES, PURCHASES, DIARY}),
    ],
)
def test_each_book_covers_its_types_of_all_sites(
    lima: Place, company: Company, book: Book, covered: set[BatchKey]
) -> None:
    fact = note(lima, company, book)
    october = SALES._replace(period="2026-10")
    assert filing.filed(company, [SALES, PURCHASES, DIARY, october]) == dict.fromkeys(covered, fact)


def test_a_type_that_is_not_here_yet_is_covered_by_the_book_it_will_have(
    lima: Place, company: Company
) -> None:
    fact = note(lima, company)
    new = SALES._replace(operation_type="06")
    assert filing.filed(company, [new]) == {}
    assert filing.filed(company, [new], also={"06": "14"}) == {new: fact}
    # what the company has decides, whatever a file says
    assert filing.filed(company, [DIARY], also={"20": "14"}) == {}
