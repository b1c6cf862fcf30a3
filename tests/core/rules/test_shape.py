"""Tests of the rules on lengths, ranges and flags."""

import pytest

from consolida.core.portable import format as spec
from support.judging import assert_says, judged

VOUCHER = "0001-05-110001"
FIRST = "WHERE debit = 118000"
AGAIN = "Export the file again with the program that made it."
SHORTER = "Shorten the text where the file was made and export again."


def test_a_voucher_has_texts_of_limited_length() -> None:
    assert_says(
        judged("UPDATE voucher SET description = printf('%.*c', 201, 'x') WHERE number = '0001'"),
        "voucher_text_length",
        f"Voucher {VOUCHER} has a text of more than 200 characters in “description”.",
        SHORTER,
        voucher=VOUCHER,
    )


def test_a_line_has_texts_of_limited_length() -> None:
    assert_says(
        judged(f"UPDATE line SET document_number = '123456789012345678901' {FIRST}"),
        "line_text_length",
        f"Line 1 of voucher {VOUCHER} has a text of more than 20 characters in “document_number”.",
        SHORTER,
        voucher=VOUCHER,
        line=1,
    )


def test_a_length_is_counted_in_characters_not_in_bytes() -> None:
    assert judged("UPDATE voucher SET description = replace(printf('%.*c', 200, 'x'), 'x', 'ñ')") == []


def test_a_length_is_not_counted_only_up_to_a_nul() -> None:
    findings = judged(
        "UPDATE voucher SET description = 'x' || char(0) || printf('%.*c', 900, 'x') WHERE number = '0001'"
    )
    assert [finding.rule for finding in findings] == ["voucher_text_length"]


@pytest.mark.parametrize("table", [table for table in spec.statements() if table not in {"voucher", "line"}])
def test_every_other_row_has_texts_of_limited_length(table: str) -> None:
    column = [column for column in spec.columns(table) if column.is_text][-1]
    texts = ", ".join(
        "printf('%.*c', 999, 'x')" if name == column.name else "1" for name in spec.names(table)
    )
    first = spec.primary_key(table)[0]
    (finding,) = judged(forged=[f"DELETE FROM {table}", f"INSERT INTO {table} VALUES ({texts})"])[:1]
    if table == "manifest":
        assert finding.rule == "text_length"
    shown = "xxx" if first == column.name else "1"
    assert finding.rule == "text_length"
    assert finding.sentence().startswith(f"“{shown}")
    assert finding.sentence().endswith(
        f"in table “{table}” has a text of more than {column.limit} characters in “{column.name}”."
    )
    assert finding.advice() == SHORTER


@pytest.mark.parametrize("amount", [100_000_000_000_000, -(2**63), 2**63 - 1])
@pytest.mark.parametrize("column", ["debit", "credit", "original_amount"])
def test_an_amount_has_twelve_digits_before_the_decimals(column: str, amount: int) -> None:
    findings = judged(forged=[f"UPDATE line SET {column} = {amount} {FIRST}"])
    (finding,) = (finding for finding in findings if finding.rule != "sum_too_large")
    assert (finding.rule, finding.voucher, finding.line) == ("amount_range", VOUCHER, 1)


def test_an_amount_that_is_too_large_is_shown() -> None:
    assert_says(
        judged(forged=[f"UPDATE line SET debit = 100000000000000 {FIRST}"]),
        "amount_range",
        f"Line 1 of voucher {VOUCHER} has an amount of more than 12 digits before the decimals: debit "
        "1,000,000,000,000.00, credit 0.00, original 1,180.00.",
        "Correct the amount where the file was made and export again.",
        voucher=VOUCHER,
        line=1,
    )


@pytest.mark.parametrize("number", [0, -1, 65_536])
def test_a_voucher_has_at_most_65535_lines(number: int) -> None:
    assert_says(
        judged(f"UPDATE line SET line = {number} {FIRST}"),
        "line_number_range",
        f"Voucher {VOUCHER} has a line numbered {number}; lines are numbered from 1 to 65,535.",
        "Divide the voucher into several, or export the file again.",
        voucher=VOUCHER,
        line=number,
    )


def test_a_voucher_is_annulled_or_not() -> None:
    assert_says(
        judged("UPDATE voucher SET annulled = 2 WHERE number = '0001'"),
        "voucher_flag",
        f"Voucher {VOUCHER} has 2 as mark of annulment, which is only 0 or 1.",
        AGAIN,
        voucher=VOUCHER,
    )


def test_a_line_is_automatic_or_not() -> None:
    assert_says(
        judged(f"UPDATE line SET automatic = -1 {FIRST}"),
        "line_flag",
        f"Line 1 of voucher {VOUCHER} has -1 as mark of an automatic line, which is only 0 or 1.",
        AGAIN,
        voucher=VOUCHER,
        line=1,
    )


@pytest.mark.parametrize(
    ("table", "column", "row"),
    [
        ("batch", "definitive", "0001 2026-11 05"),
        ("party", "active", "6 20512333797"),
        ("account", "requires_party", "1212"),
        ("account", "requires_cost_center", "1212"),
        ("account", "requires_document", "1212"),
        ("account", "active", "1212"),
        ("cost_center", "active", "SHOP"),
        ("operation_type", "active", "05"),
    ],
)
def test_every_other_mark_is_0_or_1(table: str, column: str, row: str) -> None:
    key = ", ".join(spec.primary_key(table))
    findings = judged(
        f"UPDATE {table} SET {column} = 7 WHERE concat_ws(' ', {key}) = '{row}'",
        extra={"cost_center": [{"code": "SHOP", "name": "Shop"}]},
    )
    assert_says(
        findings,
        "flag",
        f"“{row}” in table “{table}” has 7 in “{column}”, which is only 0 or 1.",
        AGAIN,
    )


def test_a_file_is_definitive_or_not() -> None:
    (finding,) = judged(after=["UPDATE manifest SET definitive = 3"])
    assert (finding.rule, finding.fields["field"]) == ("flag", "definitive")
