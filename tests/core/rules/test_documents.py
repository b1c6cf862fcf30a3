"""Tests of the rules on documents, means of payment, currencies and rates."""

import pytest

from consolida.core.findings import Severity
from support.judging import assert_says, judged

VOUCHER = "0001-05-110001"
FIRST = "WHERE debit = 118000"
DOCUMENT = "Use a code of SUNAT's table 10: 01 invoice, 03 sales slip, 07 credit note, 00 others."
CURRENCY = "Use a code of SUNAT's table 4, such as PEN, USD or EUR."


def test_a_document_is_of_a_type_that_exists() -> None:
    assert_says(
        judged(f"UPDATE line SET document_type = 'FT' {FIRST}"),
        "document_type",
        f"Line 1 of voucher {VOUCHER} has the document type “FT”, which does not exist.",
        DOCUMENT,
        voucher=VOUCHER,
        line=1,
    )


def test_a_modified_document_is_of_a_type_that_exists() -> None:
    assert_says(
        judged(f"UPDATE line SET modified_type = '99' {FIRST}"),
        "modified_type",
        f"Line 1 of voucher {VOUCHER} modifies a document of type “99”, which does not exist.",
        DOCUMENT,
        voucher=VOUCHER,
        line=1,
    )


def test_a_document_without_a_type_is_a_warning() -> None:
    assert_says(
        judged(f"UPDATE line SET document_type = '' {FIRST}"),
        "document_without_type",
        f"Line 1 of voucher {VOUCHER} has the document F001 123 without a type.",
        DOCUMENT,
        severity=Severity.WARNING,
        voucher=VOUCHER,
        line=1,
    )


def test_a_document_without_type_and_series_is_named_by_its_number_alone() -> None:
    (finding,) = judged(
        f"UPDATE line SET document_type = '', document_series = '', document_number = '77' {FIRST}"
    )
    assert finding.sentence() == f"Line 1 of voucher {VOUCHER} has the document 77 without a type."
    (finding,) = judged(f"UPDATE line SET document_type = '', document_number = '' {FIRST}")
    assert finding.sentence() == f"Line 1 of voucher {VOUCHER} has the document F001 without a type."


def test_means_of_payment_exist() -> None:
    assert_says(
        judged(f"UPDATE line SET payment_means = '015' {FIRST}"),
        "payment_means",
        f"Line 1 of voucher {VOUCHER} has the means of payment “015”, which does not exist.",
        "Use a code of SUNAT's table 1: 001 deposit, 003 transfer, 008 or 009 cash.",
        voucher=VOUCHER,
        line=1,
    )


def test_the_codes_of_the_official_tables_are_legal() -> None:
    change = "document_type = '07', modified_type = '01', modified_date = '2026-10-02', payment_means = '003'"
    assert judged(f"UPDATE line SET {change} {FIRST}") == []


def test_a_voucher_has_a_currency_that_exists() -> None:
    assert_says(
        judged("UPDATE voucher SET currency = 'MN' WHERE number = '0001'"),
        "voucher_currency",
        f"Voucher {VOUCHER} has the currency “MN”, which does not exist.",
        CURRENCY,
        voucher=VOUCHER,
    )


def test_a_line_has_a_currency_that_exists() -> None:
    assert_says(
        judged(f"UPDATE line SET currency = 'S/' {FIRST}"),
        "line_currency",
        f"Line 1 of voucher {VOUCHER} has the currency “S/”, which does not exist.",
        CURRENCY,
        voucher=VOUCHER,
        line=1,
    )


@pytest.mark.parametrize(("rate", "shown"), [(0, "0.000"), (1_000_000_000_000, "1000000.000")])
def test_an_exchange_rate_is_greater_than_zero_and_has_six_digits(rate: int, shown: str) -> None:
    assert_says(
        judged(f"UPDATE voucher SET currency = 'USD', exchange_rate = {rate} WHERE number = '0001'"),
        "exchange_rate",
        f"Voucher {VOUCHER} has the exchange rate {shown}.",
        "Write a rate greater than zero with up to six decimals, like 3.752.",
        voucher=VOUCHER,
    )


def test_the_books_currency_is_worth_itself() -> None:
    assert_says(
        judged("UPDATE voucher SET exchange_rate = 3752000 WHERE number = '0001'"),
        "rate_of_own_currency",
        f"Voucher {VOUCHER} is in PEN, the books' currency, at the rate 3.752.",
        "Write the rate 1.000, or the foreign currency the voucher is in.",
        voucher=VOUCHER,
    )


def test_a_voucher_in_dollars_may_have_lines_in_soles() -> None:
    assert judged("UPDATE voucher SET currency = 'USD', exchange_rate = 3752000") == []
