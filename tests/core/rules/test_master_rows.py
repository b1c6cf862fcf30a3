"""Tests of the rules on the masters' rows that a file brings."""

from typing import TYPE_CHECKING

import pytest

from consolida.core.findings import Severity
from consolida.core.portable.format import FileKind
from support.judging import assert_says, judged

if TYPE_CHECKING:
    from support.files import Row

AGAIN = "Export the file again with the program that made it."


@pytest.mark.parametrize("code", ["", "12|12", "12 12", "Ñ12"])
def test_an_account_has_a_code(code: str) -> None:
    assert_says(
        judged(extra={"account": [{"code": code, "name": "Cash"}]}),
        "account_code",
        f"The account “Cash” has the code “{code}”, which cannot be one.",
        "An account's code has digits, letters, dots and hyphens; correct it and export again.",
    )


@pytest.mark.parametrize("code", ["", "A|B"])
def test_a_cost_center_has_a_code(code: str) -> None:
    assert_says(
        judged(extra={"cost_center": [{"code": code, "name": "Shop"}]}),
        "cost_center_code",
        f"The cost centre “Shop” has the code “{code}”, which cannot be one.",
        "Give it a code without |; correct it and export again.",
    )


@pytest.mark.parametrize("code", ["", "0/5"])
def test_an_operation_type_has_a_code(code: str) -> None:
    assert_says(
        judged(extra={"operation_type": [{"code": code, "name": "Sales"}]}),
        "operation_type_code",
        f"The T/O “Sales” has the code “{code}”, which cannot be one.",
        "A T/O's code has one to four letters and digits; correct it and export again.",
    )


def test_an_operation_type_belongs_to_a_book_of_table_8() -> None:
    assert_says(
        judged(extra={"operation_type": [{"code": "07", "name": "Sales", "book": "140100"}]}),
        "operation_type_book",
        "The T/O 07 “Sales” belongs to the book “140100”, which does not exist.",
        "Use a code of SUNAT's table 8, such as 14 for sales and 8 for purchases, or none.",
    )


@pytest.mark.parametrize("book", ["", "14", "8", "5-A"])
def test_books_of_table_8_are_legal(book: str) -> None:
    assert judged(extra={"operation_type": [{"code": "07", "name": "Sales", "book": book}]}) == []


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        ({"currency": "US"}, "“US” on “30/11/2026” (buying 3.740, selling 3.750)"),
        ({"date": "2026-11-31"}, "“USD” on “2026-11-31” (buying 3.740, selling 3.750)"),
        ({"buy": 0}, "“USD” on “30/11/2026” (buying 0.000, selling 3.750)"),
        ({"sell": 0}, "“USD” on “30/11/2026” (buying 3.740, selling 0.000)"),
    ],
)
def test_an_exchange_rate_has_a_currency_a_day_and_two_amounts(row: dict[str, str | int], shown: str) -> None:
    assert_says(
        judged(extra={"exchange_rate": [{"date": "2026-11-30"} | row]}),
        "rate_row",
        f"The exchange rate of {shown} cannot be right.",
        "A rate has a currency of SUNAT's table 4, a real day and two amounts greater than zero.",
    )


def test_a_rate_that_sells_for_less_than_it_buys_is_a_warning() -> None:
    rate: Row = {"date": "2026-11-30", "buy": 3_752_000, "sell": 3_741_000}
    assert_says(
        judged(text="", extra={"exchange_rate": [rate]}, kind=FileKind.MASTERS),
        "rate_sides",
        "The exchange rate of USD on 30/11/2026 sells for less than it buys: 3.741, 3.752.",
        "See whether the two changed places; the selling rate is usually the higher one.",
        severity=Severity.WARNING,
    )


def test_a_rate_that_buys_and_sells_at_the_same_is_taken_without_a_word() -> None:
    rate: Row = {"date": "2026-11-30", "buy": 3_741_000, "sell": 3_741_000}
    assert judged(text="", extra={"exchange_rate": [rate]}, kind=FileKind.MASTERS) == []


@pytest.mark.parametrize("column", ["charge_account", "credit_account"])
def test_an_account_in_its_own_destino_pair_is_a_warning(column: str) -> None:
    pair = {"charge_account": "4011", "credit_account": "4011", column: "6311"}
    rows: dict[str, list[Row]] = {
        "account": [{"code": "4011", "name": "VAT"}, {"code": "6311", "name": "Freight", **pair}]
    }
    assert_says(
        judged(text="", extra=rows, kind=FileKind.MASTERS),
        "destino_itself",
        "“6311” “Freight” is one of the two accounts of its own destino pair.",
        "Give it two other accounts: the one charged and the one credited.",
        severity=Severity.WARNING,
    )


@pytest.mark.parametrize("table", ["account", "cost_center"])
@pytest.mark.parametrize("column", ["charge_account", "credit_account"])
def test_a_chart_has_the_accounts_of_its_destino_lines_or_it_is_a_warning(table: str, column: str) -> None:
    pair = {"charge_account": "4011", "credit_account": "4011", column: "9411"}
    rows: dict[str, list[Row]] = {"account": [{"code": "4011", "name": "VAT"}]}
    rows.setdefault(table, []).append({"code": "6311", "name": "Freight", **pair})
    assert_says(
        judged(text="", extra=rows, kind=FileKind.MASTERS),
        "destino_account",
        "“6311” sends its destino lines to the account 9411, which is not in the chart.",
        "Add the account, or correct the pair.",
        severity=Severity.WARNING,
    )


@pytest.mark.parametrize("table", ["account", "cost_center"])
@pytest.mark.parametrize("column", ["charge_account", "credit_account"])
def test_half_a_destino_pair_is_a_warning(table: str, column: str) -> None:
    rows: dict[str, list[Row]] = {"account": [{"code": "4011", "name": "VAT"}]}
    rows.setdefault(table, []).append({"code": "6311", "name": "Freight", column: "4011"})
    assert_says(
        judged(text="", extra=rows, kind=FileKind.MASTERS),
        "destino_half",
        "“6311” “Freight” has one account of its destino pair; no destino lines are made.",
        "Give it both accounts, the one charged and the one credited, or none.",
        severity=Severity.WARNING,
    )


@pytest.mark.parametrize("table", ["account", "cost_center"])
def test_a_destino_pair_that_charges_what_it_credits_is_a_warning(table: str) -> None:
    rows: dict[str, list[Row]] = {"account": [{"code": "4011", "name": "VAT"}]}
    pair = {"charge_account": "4011", "credit_account": "4011"}
    rows.setdefault(table, []).append({"code": "6311", "name": "Freight", **pair})
    assert_says(
        judged(text="", extra=rows, kind=FileKind.MASTERS),
        "destino_loop",
        "“6311” has a destino pair that charges and credits the same account, 4011.",
        "Give it two accounts: the one charged and another that is credited.",
        severity=Severity.WARNING,
    )


@pytest.mark.parametrize("table", ["account", "cost_center"])
def test_no_destino_pair_charges_nothing_and_credits_nothing(table: str) -> None:
    rows: dict[str, list[Row]] = {table: [{"code": "6311", "name": "Freight"}]}
    assert judged(text="", extra=rows, kind=FileKind.MASTERS) == []


def test_a_file_of_vouchers_need_not_bring_the_accounts_of_destino_lines() -> None:
    assert judged("UPDATE account SET charge_account = '9411', credit_account = '791'") == []


@pytest.mark.parametrize(
    ("change", "count", "known"),
    [
        ("DELETE FROM master WHERE name = 'account'", 3, 3),
        ("UPDATE master SET name = 'accounts' WHERE name = 'account'", 4, 3),
        ("INSERT INTO master SELECT 'other', entries, digest FROM master WHERE name = 'account'", 5, 4),
    ],
)
def test_a_file_has_the_fingerprints_of_the_four_masters(change: str, count: int, known: int) -> None:
    assert_says(
        judged(after=[change]),
        "master_list",
        f"The file has {count} fingerprints of masters, and {known} of the 4 it must have.",
        AGAIN,
    )


@pytest.mark.parametrize(("entries", "digest"), [(-1, "a" * 64), (7, "a" * 63), (7, "A" * 64), (7, "")])
def test_a_fingerprint_is_a_count_and_a_digest(entries: int, digest: str) -> None:
    assert_says(
        judged(f"INSERT INTO master VALUES ('account', {entries}, '{digest}')"),
        "master_fingerprint",
        f"The fingerprint of the master “account” says {entries} rows and digest “{digest}”.",
        AGAIN,
    )
