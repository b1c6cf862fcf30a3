"""Tests of the rules on uids, numbers and CUOs."""

import pytest

from support.judging import assert_says, judged

VOUCHER = "0001-05-110001"
AGAIN = "Export the file again with the program that made it."
UID = "(SELECT uid FROM voucher WHERE number = '0001')"


def renamed(uid: str) -> tuple[str, str]:
    return (
        f"UPDATE line SET uid = '{uid}' WHERE uid = {UID}",
        f"UPDATE voucher SET uid = '{uid}' WHERE number = '0001'",
    )


@pytest.mark.parametrize(
    "uid",
    [
        "7",
        "019A3BCF-0000-8000-8000-000000000001",
        "{019a3bcf-0000-8000-8000-00000000001}",
        "019a3bcf00008000800000000000000000001",
    ],
)
def test_a_uid_is_a_uuid_in_its_usual_form(uid: str) -> None:
    assert_says(
        judged(*renamed(uid)),
        "uid",
        f"Voucher {VOUCHER} has the uid “{uid}”, which is not a UUID in its usual form.",
        AGAIN,
        voucher=VOUCHER,
    )


@pytest.mark.parametrize("number", ["007", "00 7", "00/7", "0|07", "Ñ007"])
def test_a_number_has_four_characters_that_are_allowed(number: str) -> None:
    assert_says(
        judged(f"UPDATE voucher SET number = '{number}' WHERE number = '0001'"),
        "number",
        f"Voucher 0001-05-11{number} has the number “{number}”.",
        "A number has at least four characters: digits, letters, dots, hyphens and underscores.",
        voucher=f"0001-05-11{number}",
    )


@pytest.mark.parametrize("number", ["0007", "12345678901234567890", "A-07", "00.7", "00_7", "ABCD"])
def test_a_number_may_be_long_and_have_letters(number: str) -> None:
    assert judged(f"UPDATE voucher SET number = '{number}' WHERE number = '0001'") == []


def test_a_number_is_given_once_in_a_batch() -> None:
    assert_says(
        judged("UPDATE voucher SET number = '0002'"),
        "number_twice",
        "2 vouchers have the number 0001-05-110002.",
        "Give each voucher of a site, month and T/O a number of its own.",
        voucher="0001-05-110002",
    )


def test_two_operation_types_may_use_the_same_number() -> None:
    text = """
05 0001 2026-11-03 Sale
  1212 debit 10.00
  70111 credit 10.00
11 0001 2026-11-03 Purchase
  6011 debit 10.00
  4212 credit 10.00
"""
    assert judged(text=text) == []


@pytest.mark.parametrize("cuo", ["", "0001|05", "0001/05", "0001\\05"])
def test_a_cuo_is_one_that_sunat_takes(cuo: str) -> None:
    assert_says(
        judged(f"UPDATE voucher SET cuo = '{cuo}' WHERE number = '0001'"),
        "cuo",
        f"Voucher {VOUCHER} has the CUO “{cuo}”, which SUNAT does not take.",
        "A CUO has 1 to 40 characters and none of | / \\.",
        voucher=VOUCHER,
    )


def test_a_cuo_names_one_voucher_of_the_month() -> None:
    assert_says(
        judged("UPDATE voucher SET cuo = '0001-OLD-7'"),
        "cuo_twice",
        "2 vouchers of November 2026 have the CUO 0001-OLD-7.",
        "A CUO names one voucher of the company's month; give the others one of their own.",
    )


@pytest.mark.parametrize(("change", "first", "last"), [("line = 1", 2, 3), ("line = 2", 1, 3)])
def test_lines_are_numbered_from_one_without_a_gap(change: str, first: int, last: int) -> None:
    findings = judged(
        f"DELETE FROM line WHERE {change} AND uid = {UID}",
        f"UPDATE line SET debit = 0, credit = 0 WHERE uid = {UID}",
    )
    assert_says(
        findings,
        "line_numbers",
        f"The lines of voucher {VOUCHER} (2) are numbered from {first} to {last}, not from 1 on "
        "without a gap.",
        "Export the file again with the program that made it: a line may be missing.",
        voucher=VOUCHER,
    )
