"""What is offered while one types."""

import pytest

from consolida.masters import offering, parties
from consolida.masters.models import Company, CostCenter, ExchangeRate
from support.companies import ALICE, BOB, NOW, make_company


@pytest.fixture
def company(lima: object) -> Company:
    return make_company()


class TestAccounts:
    def test_by_the_beginning_of_their_code_at_the_last_level_only(self, company: Company) -> None:
        found = [account.code for account in offering.accounts(company, "4011")]
        assert found == [f"4011{last}" for last in range(1, 8)]

    def test_by_words_of_their_name_without_marks(self, company: Company) -> None:
        assert [one.code for one in offering.accounts(company, "transito efectivo")] == ["1031"]

    def test_those_out_of_use_are_not_offered(self, company: Company) -> None:
        company.accounts.filter(code="40112").update(active=False)
        assert "40112" not in [account.code for account in offering.accounts(company, "4011")]

    def test_twenty_at_most(self, company: Company) -> None:
        assert len(offering.accounts(company, "")) == offering.LIMIT


class TestParties:
    def test_by_number_or_by_name(self, company: Company) -> None:
        parties.add(company, kind="1", number="40123456", name="Muñoz Peña, Ángel", by=ALICE, at=NOW)
        assert [one.number for one in offering.parties(company, BOB[:4])] == [BOB]
        assert [one.number for one in offering.parties(company, "angel munoz")] == ["40123456"]
        assert offering.parties(company, "nobody") == []


class TestCostCenters:
    def test_by_code_or_name(self, company: Company) -> None:
        CostCenter.objects.create(company=company, code="ADM", name="Administración")
        assert [one.code for one in offering.cost_centers(company, "adm")] == ["ADM"]
        assert [one.code for one in offering.cost_centers(company, "tracion")] == ["ADM"]


class TestRates:
    def test_the_rate_of_the_day_or_the_last_one_before(self, company: Company) -> None:
        for day, sell in (("2026-11-02", 3_750_000), ("2026-11-05", 3_760_000)):
            ExchangeRate.objects.create(
                company=company, currency="USD", date=day, buy=sell - 10_000, sell=sell
            )
        held = [offering.rate(company, "USD", day) for day in ("2026-11-01", "2026-11-04", "2026-11-05")]
        assert [one and one.sell for one in held] == [None, 3_750_000, 3_760_000]
        assert offering.rate(company, "EUR", "2026-11-05") is None
