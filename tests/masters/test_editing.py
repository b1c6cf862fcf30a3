"""Accounts, cost centres, operation types and rates entered by hand."""

import json

import pytest

from consolida.audit.models import Entry
from consolida.core.actor import NotAllowed
from consolida.core.errors import Refused
from consolida.core.findings import Finding
from consolida.core.home import Home
from consolida.masters import editing
from consolida.masters.entering import UnusableText
from consolida.masters.models import Account, Company, CostCenter, ExchangeRate, OperationType
from support.companies import ALICE, NOBODY, NOW, OTHER_RUC, make_company
from support.files import Row


@pytest.fixture
def company(lima: Home) -> Company:
    return make_company(chart=None, accounts=["1212", "6311", "791", "94"])


def add(company: Company, table: str, row: Row) -> list[str]:
    return said(editing.add(company, table, row, by=ALICE, at=NOW))


def change(company: Company, table: str, key: tuple[str, ...], changes: Row) -> list[str]:
    return said(editing.change(company, table, key, changes, by=ALICE, at=NOW))


def said(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.sentence() for finding in findings]


def entries(act: str) -> list[tuple[str, dict[str, Row]]]:
    return [(one.subject, json.loads(one.details)) for one in Entry.objects.filter(act=act)]


def test_an_account_is_added_and_written_down(company: Company) -> None:
    row: Row = {"code": "121201", "name": "  Facturas  por cobrar ", "requires_party": 1}
    assert add(company, "account", row) == []
    account = Account.objects.get(code="121201")
    assert (account.company, account.name, account.requires_party) == (company, "Facturas por cobrar", True)
    assert (account.requires_document, account.charge_account, account.active) == (False, "", True)
    ((subject, details),) = entries("master-added")
    assert subject == "account 121201"
    assert details["after"]["name"] == "Facturas por cobrar"


def test_each_master_takes_rows(company: Company) -> None:
    assert add(company, "cost_center", {"code": "V1", "name": "Ventas"}) == []
    assert add(company, "operation_type", {"code": "06", "name": "Boletas", "book": "14"}) == []
    rate: Row = {"currency": "USD", "date": "2026-11-03", "buy": 3_741_000, "sell": 3_752_000}
    assert add(company, "exchange_rate", rate) == []
    assert CostCenter.objects.get().name == "Ventas"
    assert OperationType.objects.get(code="06").book == "14"
    assert ExchangeRate.objects.get().sell == 3_752_000
    assert entries("master-added")[-1][0] == "exchange_rate USD 2026-11-03"


@pytest.mark.parametrize(
    ("table", "row", "sentence"),
    [
        (
            "account",
            {"code": "12|12", "name": "x"},
            "The account “x” has the code “12|12”, which cannot be one.",
        ),
        (
            "operation_type",
            {"code": "06", "name": "x", "book": "77"},
            "The T/O 06 “x” belongs to the book “77”, which does not exist.",
        ),
        (
            "exchange_rate",
            {"currency": "USD", "date": "2026-02-30", "buy": 1, "sell": 1},
            "The exchange rate of “USD” on “2026-02-30” (buying 0.000001, selling 0.000001) cannot be right.",
        ),
    ],
)
def test_what_no_file_may_bring_is_refused_in_the_same_words(
    company: Company, table: str, row: Row, sentence: str
) -> None:
    with pytest.raises(Refused) as refusal:
        add(company, table, row)
    assert said(tuple(refusal.value.findings)) == [sentence]
    assert entries("master-added") == []


def test_a_row_that_is_there_is_not_added_again(company: Company) -> None:
    with pytest.raises(editing.RowExists) as refusal:
        add(company, "account", {"code": " 1212 ", "name": "x"})
    assert str(refusal.value) == (
        "1212 is in the master already. Open it and change it, or give the new one another code."
    )


def test_a_rate_that_is_there_is_named_with_its_day_as_people_write_it(company: Company) -> None:
    rate: Row = {"currency": "USD", "date": "2026-11-03", "buy": 3_700_000, "sell": 3_710_000}
    add(company, "exchange_rate", rate)
    with pytest.raises(editing.RowExists) as refusal:
        add(company, "exchange_rate", rate)
    assert str(refusal.value) == (
        "USD 03/11/2026 is in the master already."
        " Open it and change it, or give the new one another currency or another day."
    )


def test_a_row_without_a_name_is_refused(company: Company) -> None:
    with pytest.raises(UnusableText, match="The name “” cannot be used"):
        add(company, "cost_center", {"code": "V1", "name": " "})


def test_what_changes_is_written_down_with_what_was(company: Company) -> None:
    assert change(company, "account", ("6311",), {"charge_account": "94", "credit_account": "791"}) == []
    account = Account.objects.get(code="6311")
    assert (account.name, account.charge_account, account.credit_account) == ("Cuenta 6311", "94", "791")
    ((subject, details),) = entries("master-changed")
    assert subject == "account 6311"
    assert (details["before"]["charge_account"], details["after"]["charge_account"]) == ("", "94")


def test_the_key_stays_whatever_is_given(company: Company) -> None:
    change(company, "account", ("1212",), {"code": "9999", "name": "Por cobrar"})
    assert Account.objects.get(code="1212").name == "Por cobrar"
    assert not Account.objects.filter(code="9999").exists()


def test_the_same_content_changes_nothing(company: Company) -> None:
    change(company, "account", ("1212",), {"name": "Cuenta 1212 "})
    assert entries("master-changed") == []


def test_a_row_is_taken_out_of_use_and_into_it_again(company: Company) -> None:
    change(company, "account", ("1212",), {"active": 0})
    assert not Account.objects.get(code="1212").active
    change(company, "account", ("1212",), {"active": 1})
    assert Account.objects.get(code="1212").active


def test_a_pair_outside_the_chart_or_by_half_is_a_warning(company: Company) -> None:
    pair = {"charge_account": "95", "credit_account": "791"}
    assert change(company, "account", ("6311",), pair) == [
        "“6311” sends its destino lines to the account 95, which is not in the chart."
    ]
    assert add(company, "cost_center", {"code": "V1", "name": "Ventas", "charge_account": "94"}) == [
        "“V1” “Ventas” has one account of its destino pair; no destino lines are made."
    ]


def test_an_account_may_be_its_own_destino_and_is_warned_of(company: Company) -> None:
    pair = {"charge_account": "6311", "credit_account": "791"}
    assert change(company, "account", ("6311",), pair) == [
        "“6311” “Cuenta 6311” is one of the two accounts of its own destino pair."
    ]
    assert Account.objects.get(code="6311").charge_account == "6311"


def test_a_row_that_is_not_there_is_not_changed(company: Company) -> None:
    other = make_company(ruc=OTHER_RUC, chart=None)
    with pytest.raises(editing.NoSuchRow) as refusal:
        change(other, "account", ("1212",), {"name": "x"})
    assert str(refusal.value) == "1212 is not in the master. Look for it in the list."


def test_who_has_no_right_changes_nothing(company: Company) -> None:
    with pytest.raises(NotAllowed, match="“nobody” may not change companies, sites and masters"):
        editing.add(company, "account", {"code": "1", "name": "x"}, by=NOBODY, at=NOW)
    with pytest.raises(NotAllowed):
        editing.change(company, "account", ("1212",), {"name": "x"}, by=NOBODY, at=NOW)
    assert entries("master-added") == entries("master-changed") == []
