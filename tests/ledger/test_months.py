"""Closing and reopening months, and what stays closed."""

import json

import pytest

from consolida.audit.models import Entry
from consolida.core.actor import NotAllowed
from consolida.core.batches import BatchKey
from consolida.ledger import filing, months
from consolida.ledger.models import Batch, FiledBook, Month, SiteMonth
from consolida.masters.models import Company, OperationType
from support.companies import ALICE, NOBODY
from support.places import SALE, Place

SALES = BatchKey("0000", "2026-11", "05")
PURCHASES = BatchKey("0000", "2026-11", "11")


def close(lima: Place, company: Company, operation_type: str = "") -> months.Outcome:
    return months.close(
        company,
        site=lima.site(),
        period="2026-11",
        operation_type=operation_type,
        by=ALICE,
        at=lima.clock(),
    )


def reopen(
    lima: Place, company: Company, operation_type: str = "", reason: str = "late invoice"
) -> months.Outcome:
    return months.reopen(
        company,
        site=lima.site(),
        period="2026-11",
        operation_type=operation_type,
        reason=reason,
        by=ALICE,
        at=lima.clock(),
    )


class TestAWholeMonth:
    def test_no_type_of_it_is_open_not_even_one_without_vouchers(self, lima: Place, company: Company) -> None:
        lima.type(SALE)
        close(lima, company)
        assert months.is_closed(company, SALES)
        assert months.is_closed(company, PURCHASES)
        assert not months.is_closed(company, SALES._replace(period="2026-12"))
        assert not months.is_closed(company, SALES._replace(site="0001"))
        assert (str(SiteMonth.objects.get()), str(Month.objects.get())) == (
            "0000 Sede 0000 2026-11",
            "2026-11",
        )

    def test_it_is_reopened_with_a_reason(self, lima: Place, company: Company) -> None:
        lima.type(SALE)
        close(lima, company)
        with pytest.raises(months.ReasonMissing, match="November 2026, site 0000 was not reopened"):
            reopen(lima, company, reason="  ")
        assert months.is_closed(company, SALES)
        reopen(lima, company)
        assert not months.is_closed(company, SALES)
        entry = Entry.objects.get(act="month-reopened")
        assert (entry.subject, json.loads(entry.details)["reason"]) == ("2026-11 0000", "late invoice")

    def test_only_who_may_closes_and_reopens_it(self, lima: Place, company: Company) -> None:
        with pytest.raises(NotAllowed, match="may not close a month"):
            months.close(company, site=lima.site(), period="2026-11", by=NOBODY, at=lima.clock())
        with pytest.raises(NotAllowed, match="may not reopen a month"):
            months.reopen(company, site=lima.site(), period="2026-11", reason="x", by=NOBODY, at=lima.clock())


class TestOneType:
    def test_the_others_stay_open(self, lima: Place, company: Company) -> None:
        close(lima, company, "05")
        assert months.is_closed(company, SALES)
        assert not months.is_closed(company, PURCHASES)
        assert Batch.objects.get().vouchers == 0

    def test_reopened_from_a_closed_month_the_others_stay_closed(self, lima: Place, company: Company) -> None:
        lima.type(SALE)
        close(lima, company)
        reopen(lima, company, "05")
        closed = {
            code: months.is_closed(company, SALES._replace(operation_type=code))
            for code in OperationType.objects.values_list("code", flat=True)
        }
        assert [code for code in closed if not closed[code]] == ["05"]

    def test_reopened_alone_where_it_was_closed_alone(self, lima: Place, company: Company) -> None:
        close(lima, company, "05")
        close(lima, company, "11")
        reopen(lima, company, "05")
        assert not months.is_closed(company, SALES)
        assert months.is_closed(company, PURCHASES)
        assert Batch.objects.count() == 2


class TestWhatItSays:
    """Closing and reopening say what changed, what did not, and what stays closed."""

    def test_closing_what_is_closed_changes_nothing_and_leaves_no_entry(
        self, lima: Place, company: Company
    ) -> None:
        lima.type(SALE)
        assert close(lima, company) == months.Outcome(changed=True, still_closed=())
        assert close(lima, company) == months.Outcome(changed=False, still_closed=())
        assert close(lima, company, "05") == months.Outcome(changed=False, still_closed=())
        assert Entry.objects.filter(act="month-closed").count() == 1

    def test_closing_one_type_twice_changes_nothing(self, lima: Place, company: Company) -> None:
        assert close(lima, company, "05").changed
        assert not close(lima, company, "05").changed
        assert close(lima, company).changed  # the others were open
        assert Entry.objects.filter(act="month-closed").count() == 2

    def test_reopening_what_is_open_changes_nothing_and_leaves_no_entry(
        self, lima: Place, company: Company
    ) -> None:
        lima.type(SALE)
        assert reopen(lima, company) == months.Outcome(changed=False, still_closed=())
        assert reopen(lima, company, "11") == months.Outcome(changed=False, still_closed=())
        assert not Entry.objects.filter(act="month-reopened").exists()
        assert not SiteMonth.objects.exists()
        assert [batch.operation_type.code for batch in Batch.objects.all()] == ["05"]  # none was made

    def test_reopening_one_type_of_a_closed_month_names_those_that_stay_closed(
        self, lima: Place, company: Company
    ) -> None:
        lima.type(SALE)
        close(lima, company)
        others = sorted(set(OperationType.objects.values_list("code", flat=True)) - {"05"})
        assert reopen(lima, company, "05") == months.Outcome(changed=True, still_closed=tuple(others))
        assert reopen(lima, company) == months.Outcome(changed=True, still_closed=())

    def test_reopening_a_month_opens_what_was_closed_on_its_own(self, lima: Place, company: Company) -> None:
        close(lima, company, "05")
        assert reopen(lima, company) == months.Outcome(changed=True, still_closed=())
        assert not months.is_closed(company, SALES)

    @pytest.mark.parametrize(
        ("outcome", "closed", "sentence"),
        [
            (months.Outcome(True, ()), True, "November was closed."),
            (months.Outcome(False, ()), True, "November was closed already; nothing was changed."),
            (months.Outcome(True, ()), False, "November was reopened."),
            (months.Outcome(True, ("11",)), False, "November was reopened. This T/O stays closed: 11."),
            (
                months.Outcome(False, ("11", "21")),
                False,
                "November was open already; nothing was changed. These T/O stay closed: 11, 21.",
            ),
        ],
    )
    def test_its_sentence(self, outcome: months.Outcome, closed: bool, sentence: str) -> None:
        assert outcome.sentence("November", closed=closed) == sentence

    def test_a_month_and_a_type_of_it_are_named_as_people_do(self, lima: Place, company: Company) -> None:
        assert months.in_words(lima.site(), "2026-11", "") == "November 2026, site 0000"
        assert months.in_words(lima.site(), "2026-11", "05") == "T/O 05, November 2026, site 0000"


class TestAFiledMonth:
    @pytest.mark.parametrize(
        ("book", "operation_type"),
        [
            (FiledBook.Book.JOURNAL, ""),
            (FiledBook.Book.JOURNAL, "05"),
            (FiledBook.Book.SALES, ""),
            (FiledBook.Book.SALES, "05"),
        ],
    )
    def test_what_was_filed_stays_closed(
        self, lima: Place, company: Company, book: FiledBook.Book, operation_type: str
    ) -> None:
        lima.type(SALE)
        close(lima, company)
        filing.file_book(company, period="2026-11", book=book, constancia="77", by=ALICE, at=lima.clock())
        with pytest.raises(months.MonthFiled, match="T/O 05, November 2026, site 0000 was filed with SUNAT"):
            reopen(lima, company, operation_type)
        assert months.is_closed(company, SALES)

    def test_what_was_not_filed_may_be_reopened(self, lima: Place, company: Company) -> None:
        close(lima, company)
        filing.file_book(
            company,
            period="2026-11",
            book=FiledBook.Book.SALES,
            constancia="77",
            by=ALICE,
            at=lima.clock(),
        )
        reopen(lima, company, "11")
        assert not months.is_closed(company, PURCHASES)
