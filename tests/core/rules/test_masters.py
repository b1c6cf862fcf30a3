"""Tests of the rules that know the receiver's masters."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from consolida.core.findings import Finding, Severity
from consolida.core.portable.format import FileKind
from support.files import Row, make_file
from support.judging import assert_says, judged

VOUCHER = "0001-05-110001"
ADD = "Add it at the import, or have the vouchers corrected where they were made."
COMPLETE = "Complete the line where the voucher was made; the account asks for it here."
ACTIVE = "Make it active again, or have the vouchers corrected where they were made."

OURS: dict[str, Sequence[Row]] = {
    "account": [{"code": code, "name": f"Cuenta {code}"} for code in ("1212", "40111", "70111")],
    "operation_type": [{"code": "05", "name": "Ventas"}],
    "cost_center": [{"code": "SHOP", "name": "Shop"}],
}


@pytest.fixture
def received(tmp_path: Path) -> "Received":
    return Received(tmp_path)


class Received:
    """A file of SALES as it is judged by a receiver with masters of his own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def with_masters(
        self, changes: Mapping[str, Sequence[Row]], *breaking: str, limit: int = 50
    ) -> list[Finding]:
        masters = make_file(self.folder / "masters.db", "", kind=FileKind.MASTERS, extra={**OURS, **changes})
        return judged(*breaking, masters=masters, limit=limit)


def accounts(**changes: Mapping[str, str | int]) -> dict[str, Sequence[Row]]:
    return {"account": [{**row, **changes.get(f"a{row['code']}", {})} for row in OURS["account"]]}


def test_a_receiver_who_has_everything_hears_nothing(received: Received) -> None:
    assert received.with_masters({}) == []


def test_without_masters_nothing_is_said_of_them() -> None:
    assert judged() == []


def test_an_account_is_in_the_receivers_chart(received: Received) -> None:
    assert_says(
        received.with_masters({"account": OURS["account"][:2]}),
        "account_unknown",
        "The account 70111 “Cuenta 70111” is not in your chart.",
        ADD,
        severity=Severity.WARNING,
    )


def test_a_cost_center_is_among_the_receivers(received: Received) -> None:
    assert_says(
        received.with_masters(
            {"cost_center": []}, "INSERT INTO cost_center VALUES ('SHOP', 'Shop', '', '', 1)"
        ),
        "cost_center_unknown",
        "The cost centre SHOP “Shop” is not among yours.",
        ADD,
        severity=Severity.WARNING,
    )


def test_an_operation_type_is_among_the_receivers(received: Received) -> None:
    assert_says(
        received.with_masters({"operation_type": []}),
        "operation_type_unknown",
        "The T/O 05 “Ventas” is not among yours.",
        ADD,
        severity=Severity.WARNING,
    )


def test_a_currency_has_rates_at_the_receivers(received: Received) -> None:
    dollars = "UPDATE voucher SET currency = 'USD', exchange_rate = 3752000"
    assert_says(
        received.with_masters({}, dollars),
        "currency_unknown",
        "2 vouchers are in USD, for which you have no exchange rate at all.",
        "Check that the currency is right; add its exchange rates.",
        severity=Severity.WARNING,
    )


def test_one_rate_is_enough_to_know_a_currency(received: Received) -> None:
    dollars = "UPDATE voucher SET currency = 'USD', exchange_rate = 3752000"
    assert received.with_masters({"exchange_rate": [{"date": "2026-01-02"}]}, dollars) == []


def test_an_account_is_in_use_at_the_receivers(received: Received) -> None:
    assert_says(
        received.with_masters(accounts(a1212={"active": 0})),
        "account_inactive",
        "The account 1212 “Cuenta 1212” is no longer in use here.",
        ACTIVE,
        severity=Severity.WARNING,
    )


def test_a_cost_center_is_in_use_at_the_receivers(received: Received) -> None:
    assert_says(
        received.with_masters(
            {"cost_center": [{"code": "SHOP", "name": "Shop", "active": 0}]},
            "INSERT INTO cost_center VALUES ('SHOP', 'Shop', '', '', 1)",
        ),
        "cost_center_inactive",
        "The cost centre SHOP “Shop” is no longer in use here.",
        ACTIVE,
        severity=Severity.WARNING,
    )


def test_an_operation_type_is_in_use_at_the_receivers(received: Received) -> None:
    assert_says(
        received.with_masters({"operation_type": [{"code": "05", "name": "Ventas", "active": 0}]}),
        "operation_type_inactive",
        "The T/O 05 “Ventas” is no longer in use here.",
        ACTIVE,
        severity=Severity.WARNING,
    )


def test_vouchers_use_accounts_of_the_last_level(received: Received) -> None:
    children = [{"code": code, "name": "Child"} for code in ("12121", "12129", "121")]
    assert_says(
        received.with_masters({"account": [*OURS["account"], *children]}),
        "account_with_children",
        "Vouchers use the account 1212 “Cuenta 1212”, which is divided in your chart (12121 ...).",
        "Use the account at its last level, such as 12121.",
        severity=Severity.WARNING,
    )


def test_what_more_accounts_there_are_says_what_the_last_that_is_listed_does(received: Received) -> None:
    children = [{"code": f"{code}1", "name": "Child"} for code in ("1212", "40111", "70111")]
    *_, last, more = received.with_masters({"account": [*OURS["account"], *children]}, limit=2)
    assert more.sentence() == f"1 more of this kind is not listed. One that is: {last.sentence()}"
    assert more.advice() == last.advice() == "Use the account at its last level, such as 401111."


def test_an_account_that_no_line_uses_may_be_divided(received: Received) -> None:
    rows = [*OURS["account"], {"code": "12", "name": "Clients"}]
    assert (
        received.with_masters({"account": rows}, "INSERT INTO account VALUES ('12', 'x', 0, 0, 0, '', '', 1)")
        == []
    )


@pytest.mark.parametrize(
    ("demand", "rule", "sentence"),
    [
        ("requires_party", "party_demanded", "names no party; the account 40111 asks for one."),
        (
            "requires_cost_center",
            "cost_center_demanded",
            "has no cost centre; the account 40111 asks for one.",
        ),
        ("requires_document", "document_demanded", "has no document; the account 40111 asks for one."),
    ],
)
def test_a_line_has_what_its_account_asks_for(
    received: Received, demand: str, rule: str, sentence: str
) -> None:
    assert_says(
        received.with_masters(
            accounts(a40111={demand: 1}),
            "DELETE FROM line WHERE uid <> (SELECT uid FROM voucher WHERE number = '0001')",
            "DELETE FROM voucher WHERE number <> '0001'",
        ),
        rule,
        f"Line 2 of voucher {VOUCHER} {sentence}",
        COMPLETE,
        severity=Severity.WARNING,
        voucher=VOUCHER,
        line=2,
    )


def test_a_line_that_has_what_its_account_asks_for_is_silent(received: Received) -> None:
    assert received.with_masters(accounts(a1212={"requires_party": 1, "requires_document": 1})) == []
