"""What people type into cells."""

import pytest

from consolida.core.money import NotAnAmount
from consolida.core.period import Period
from consolida.masters import parties
from consolida.masters.models import Company
from consolida.web.vouchers.words import NotADay, amount_of, day_of, day_text, party_of, party_text
from support.companies import ALICE, BOB, NOW

NOVEMBER = Period("2026-11")


@pytest.mark.parametrize(
    ("text", "cents"),
    [("1,234.50", 123450), ("1234.5", 123450), (" 1 234.50 ", 123450), ("", 0), ("-1,000", -100000)],
)
def test_amounts_are_read_with_and_without_commas(text: str, cents: int) -> None:
    assert amount_of(text) == cents


@pytest.mark.parametrize("text", ["12,34", "1,23.00", "1.234,50", "abc"])
def test_what_may_mean_two_amounts_is_refused(text: str) -> None:
    with pytest.raises(NotAnAmount):
        amount_of(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("3/12/2026", "2026-12-03"),
        ("03-12-26", "2026-12-03"),
        ("3/12", "2026-12-03"),
        ("3", "2026-11-03"),
        ("2026-12-03", "2026-12-03"),
        ("", ""),
    ],
)
def test_days_are_read_as_short_as_they_are_typed(text: str, day: str) -> None:
    assert day_of(text, NOVEMBER) == day


@pytest.mark.parametrize("text", ["31", "31/02/2026", "x", "1/2/3/4"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(NotADay, match="is not a day"):
        day_of(text, NOVEMBER)


def test_a_day_is_shown_as_it_may_be_typed() -> None:
    assert (day_text("2026-12-03"), day_text("")) == ("03/12/2026", "")


class TestParties:
    def test_a_number_is_enough_where_one_party_has_it(self, company: Company) -> None:
        assert party_of(company, BOB) == ("6", BOB)
        parties.add(company, kind="7", number="PA12345", name="Pat", by=ALICE, at=NOW)
        assert party_of(company, " PA12345 ") == ("7", "PA12345")

    def test_a_number_that_nobody_has_is_of_the_kind_that_it_looks_like(self, company: Company) -> None:
        assert party_of(company, "20601234565")[0] == "6"
        assert party_of(company, "40123456")[0] == "1"
        assert party_of(company, "XYZ")[0] == "0"
        assert party_of(company, "") == ("", "")

    def test_the_type_may_be_said(self, company: Company) -> None:
        assert party_of(company, "4-40123456") == ("4", "40123456")

    @pytest.mark.parametrize(
        ("kind", "number", "text"),
        [("6", BOB, BOB), ("4", "40123456", "4-40123456"), ("", "", ""), ("0", "XYZ", "XYZ")],
    )
    def test_it_is_shown_as_it_is_read(self, company: Company, kind: str, number: str, text: str) -> None:
        assert party_text(kind, number) == text
        assert party_of(company, text) == (kind, number)
