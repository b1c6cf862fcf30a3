"""Destino lines: from the account's pair or the cost centre's."""

from consolida.ledger import record
from consolida.ledger.destino import proposed
from consolida.ledger.draft import Draft, DraftLine
from consolida.masters.models import Account, Company, CostCenter
from support.companies import ALICE
from support.places import Place


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
