"""A month as it stands."""

from consolida.core.totals import Totals
from consolida.ledger import filing, months
from consolida.ledger.calendar import filed_books, standings
from consolida.ledger.models import FiledBook
from consolida.masters.models import Company
from support.companies import ALICE
from support.places import NOVEMBER, PURCHASE, SALE, Place


def test_every_site_has_its_types_and_sums(lima: Place, company: Company) -> None:
    lima.type(f"{PURCHASE}\n{SALE}\n{SALE}")
    here, elsewhere = standings(company, NOVEMBER)
    assert [batch.operation_type.code for batch in here.batches] == ["05", "11"]
    assert here.totals == Totals(vouchers=3, lines=9, debit=35400, credit=35400)
    assert (elsewhere.site.code, elsewhere.batches, elsewhere.totals) == ("0001", [], Totals())
    assert (here.closed, [batch.closed for batch in here.batches]) == (False, [False, False])


def test_a_closed_type_is_not_a_closed_month(lima: Place, company: Company) -> None:
    lima.type(SALE)
    site, at = lima.site(), lima.clock()
    months.close(company, site=site, period=NOVEMBER, operation_type="05", by=ALICE, at=at)
    here, _ = standings(company, NOVEMBER)
    assert (here.closed, [batch.closed for batch in here.batches]) == (False, [True])
    months.close(company, site=site, period=NOVEMBER, by=ALICE, at=at)
    assert standings(company, NOVEMBER)[0].closed
    assert not standings(company, "2026-10")[0].closed


def test_each_book_is_filed_or_not(lima: Place, company: Company) -> None:
    book = FiledBook.Book.SALES
    filing.file_book(company, period=NOVEMBER, book=book, constancia="7", by=ALICE, at=lima.clock())
    found = filed_books(company, NOVEMBER)
    assert list(found) == [FiledBook.Book.SALES, FiledBook.Book.PURCHASES, FiledBook.Book.JOURNAL]
    assert [fact.constancia if fact else "" for fact in found.values()] == ["7", "", ""]
