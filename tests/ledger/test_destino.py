"""Destino lines: from the account's pair or the cost centre's."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consolida.ledger import record
from consolida.ledger.destino import follow, proposed
from consolida.ledger.draft import Draft, DraftLine
from consolida.masters.models import Account, Company, CostCenter
from support.companies import ALICE
from support.places import Place
from support.sharing import CENTER, OTHER_WORDS, share


def send(
    code: str, charge: str, credit: str, *, master: type[Account | CostCenter] = Account, company: Company
) -> None:
    """Give an account or a cost centre its pair."""
    master.objects.update_or_create(
        company=company,
        code=code,
        defaults={"name": code, "charge_account": charge, "credit_account": credit},
    )


def made(company: Company, *lines: DraftLine) -> list[tuple[str, int, int]]:
    return [(line.account, line.debit, line.credit) for line in proposed(company, lines)]


class TestAnExpense:
    def test_is_charged_to_its_accounts_pair(self, company: Company) -> None:
        send("6361", "9411", "791", company=company)
        expense = DraftLine(account="6361", debit=10000, description="Light")
        charge, credit = proposed(company, [expense, DraftLine(account="4212", credit=10000)])
        assert (charge.account, charge.debit, charge.credit) == ("9411", 10000, 0)
        assert (credit.account, credit.debit, credit.credit) == ("791", 0, 10000)
        assert (charge.automatic, charge.description, charge.original_amount) == (1, "Light", None)

    def test_goes_where_its_cost_centre_sends_it(self, company: Company) -> None:
        send("6361", "9411", "791", company=company)
        send("VTA", "9511", "791", master=CostCenter, company=company)
        charge, credit = proposed(company, [DraftLine(account="6361", debit=500, cost_center="VTA")])
        assert (charge.account, charge.cost_center) == ("9511", "VTA")
        assert (credit.account, credit.cost_center) == ("791", "")

    def test_that_is_taken_back_is_taken_back_from_there(self, company: Company) -> None:
        send("6361", "9411", "791", company=company)
        assert made(company, DraftLine(account="6361", credit=10000)) == [
            ("9411", 0, 10000),
            ("791", 10000, 0),
        ]

    def test_in_another_currency_keeps_its_original_amount(self, company: Company) -> None:
        send("6361", "9411", "791", company=company)
        lines = proposed(
            company, [DraftLine(account="6361", debit=37500, original_amount=10000, currency="USD")]
        )
        assert [(line.currency, line.original_amount) for line in lines] == [("USD", 10000), ("USD", -10000)]


class TestAPurchase:
    def test_goes_to_stock_whatever_its_cost_centre(self, company: Company) -> None:
        send("6011", "20111", "6111", company=company)
        send("VTA", "9511", "791", master=CostCenter, company=company)
        assert made(company, DraftLine(account="6011", debit=300, cost_center="VTA")) == [
            ("20111", 300, 0),
            ("6111", 0, 300),
        ]


class TestAnExpenseThatIsDivided:
    def test_is_charged_to_each_part_and_credited_in_one_line(self, company: Company) -> None:
        share(company)
        lines = proposed(company, [DraftLine(account="6361", debit=10_000, cost_center=CENTER)])
        assert [(line.account, line.debit, line.credit, line.cost_center) for line in lines] == [
            ("94", 6_000, 0, CENTER),
            ("95", 4_000, 0, CENTER),
            ("79", 0, 10_000, ""),
        ]
        assert {line.automatic for line in lines} == {1}

    def test_is_credited_to_each_account_that_its_parts_name(self, company: Company) -> None:
        share(company, OTHER_WORDS)
        assert made(company, DraftLine(account="6361", debit=100, cost_center=CENTER)) == [
            ("92", 34, 0),
            ("94", 33, 0),
            ("95", 33, 0),
            ("78", 0, 34),
            ("79", 0, 66),
        ]

    def test_that_is_taken_back_is_divided_the_same_way(self, company: Company) -> None:
        share(company)
        assert made(company, DraftLine(account="6361", credit=10_001, cost_center=CENTER)) == [
            ("94", 0, 6_001),
            ("95", 0, 4_000),
            ("79", 10_001, 0),
        ]

    def test_divides_its_original_amount_too(self, company: Company) -> None:
        share(company)
        expense = DraftLine(
            account="6361", debit=37_501, original_amount=10_003, currency="USD", cost_center=CENTER
        )
        assert [(line.debit, line.credit, line.original_amount) for line in proposed(company, [expense])] == [
            (22_501, 0, 6_002),
            (15_000, 0, 4_001),
            (0, 37_501, -10_003),
        ]

    def test_makes_no_line_for_a_part_of_nothing(self, company: Company) -> None:
        share(company)
        assert made(company, DraftLine(account="6361", debit=1, cost_center=CENTER)) == [
            ("94", 1, 0),
            ("79", 0, 1),
        ]

    def test_goes_there_before_it_goes_where_its_account_sends_it(self, company: Company) -> None:
        send("6361", "9411", "791", company=company)
        share(company)
        accounts = [
            account for account, *_ in made(company, DraftLine(account="6361", debit=500, cost_center=CENTER))
        ]
        assert accounts == ["94", "95", "79"]

    def test_asks_the_database_as_often_as_one_that_is_not(self, company: Company) -> None:
        share(company)
        share(company, OTHER_WORDS, code="0102")
        lines = [
            DraftLine(account="6361", debit=100 + place, cost_center=(CENTER, "0102")[place % 2])
            for place in range(40)
        ]
        with CaptureQueriesContext(connection) as asked:
            assert len(proposed(company, lines)) == 20 * 3 + 20 * 5
        assert len(asked) == 3

    @given(cents=st.integers(1, 10**12), original=st.none() | st.integers(-(10**12), 10**12))
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_keeps_every_centimo(self, company: Company, cents: int, original: int | None) -> None:
        if not company.cost_centers.exists():
            share(company, OTHER_WORDS)
        lines = proposed(
            company,
            [DraftLine(account="6361", debit=cents, original_amount=original, cost_center=CENTER)],
        )
        assert sum(line.debit for line in lines) == sum(line.credit for line in lines) == cents
        if original is not None:
            charged = [line.original_amount or 0 for line in lines if line.account[0] == "9"]
            assert sum(charged) == original
            assert sum(line.original_amount or 0 for line in lines) == 0


class TestNoLinesAreMade:
    def test_for_half_a_pair(self, company: Company) -> None:
        send("6361", "9411", "", company=company)
        send("6362", "", "791", company=company)
        assert made(company, DraftLine(account="6361", debit=1), DraftLine(account="6362", debit=1)) == []

    def test_for_lines_that_are_automatic_themselves(self, company: Company) -> None:
        send("6361", "6362", "791", company=company)
        send("6362", "9411", "791", company=company)
        lines = proposed(company, [DraftLine(account="6361", debit=100)])
        assert proposed(company, lines) == []

    def test_for_a_cost_centre_on_another_class(self, company: Company) -> None:
        send("VTA", "9511", "791", master=CostCenter, company=company)
        assert made(company, DraftLine(account="1212", debit=100, cost_center="VTA")) == []

    def test_for_a_line_without_amount(self, company: Company) -> None:
        send("6361", "9411", "791", company=company)
        assert made(company, DraftLine(account="6361")) == []


def test_a_voucher_with_its_destino_lines_balances(lima: Place, company: Company) -> None:
    for code in ("6361", "9411", "791"):
        Account.objects.create(company=company, code=code, name=code)
    send("6361", "9411", "791", company=company)
    lines = [DraftLine(account="6361", debit=10000), DraftLine(account="4212", credit=10000)]
    draft = Draft(operation_type="11", date="2026-11-03", lines=[*lines, *proposed(company, lines)])
    voucher, findings = record.record(company, draft, site=lima.site(), by=ALICE, at=lima.clock())
    assert [line.automatic for line in voucher.lines] == [0, 0, 1, 1]
    assert findings == ()


class TestAutomaticLinesFollow:
    EXPENSE = (
        DraftLine(account="6361", debit=10000, description="Light"),
        DraftLine(account="4212", credit=10000),
    )

    def test_while_they_are_those_that_would_be_proposed_in_any_order(self, company: Company) -> None:
        send("6361", "9411", "791", company=company)
        charge, credit = proposed(company, self.EXPENSE)
        assert follow(company, [*self.EXPENSE, charge, credit])
        assert follow(company, [credit, *self.EXPENSE, charge])

    def test_where_there_are_none_and_none_would_be(self, company: Company) -> None:
        assert follow(company, self.EXPENSE)

    @pytest.mark.parametrize(
        "change",
        [{"debit": 9999}, {"account": "9511"}, {"description": "Other"}, {"cost_center": "VTA"}],
    )
    def test_no_more_once_one_was_written_otherwise(self, company: Company, change: dict[str, Any]) -> None:
        send("6361", "9411", "791", company=company)
        charge, credit = proposed(company, self.EXPENSE)
        assert not follow(company, [*self.EXPENSE, replace(charge, **change), credit])

    def test_no_more_once_some_were_taken_out(self, company: Company) -> None:
        send("6361", "9411", "791", company=company)
        assert not follow(company, self.EXPENSE)
        assert not follow(company, [*self.EXPENSE, *proposed(company, self.EXPENSE)[:1]])
