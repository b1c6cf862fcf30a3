"""Tests of the rules on dates."""

import pytest

from support.judging import assert_says, judged

VOUCHER = "0001-05-110001"
FIRST = "WHERE debit = 118000"
DAY = "Write the day as the document has it, or leave the date out."
MONTH = "Correct the date, or enter the document in the month in which it was issued."


def test_a_voucher_has_a_day_that_exists() -> None:
    assert_says(
        judged("UPDATE voucher SET date = '2026-11-31' WHERE number = '0001'"),
        "voucher_date",
        f"Voucher {VOUCHER} has the date “2026-11-31”, which does not exist.",
        "Give the voucher a day of its month.",
        voucher=VOUCHER,
    )


@pytest.mark.parametrize(
    "date", ["", "2026-11", "2026-11-3", "03/11/2026", "2026-11-03T10:00", "now", "-4713-11-24"]
)
def test_what_is_written_otherwise_is_no_date(date: str) -> None:
    findings = judged(f"UPDATE voucher SET date = '{date}' WHERE number = '0001'")
    assert "voucher_date" in {finding.rule for finding in findings}


@pytest.mark.parametrize("date", ["20261103", "2026-W45-2"])
def test_a_day_in_another_form_is_quoted_as_it_is_written(date: str) -> None:
    (finding, *_) = judged(f"UPDATE voucher SET date = '{date}' WHERE number = '0001'")
    assert finding.sentence() == f"Voucher {VOUCHER} has the date “{date}”, which does not exist."


def test_a_voucher_has_a_day_of_its_month() -> None:
    assert_says(
        judged("UPDATE voucher SET date = '2026-10-31' WHERE number = '0001'"),
        "voucher_outside_month",
        f"Voucher {VOUCHER} has the date 31/10/2026, outside its month November 2026.",
        "Give the voucher a day of its month, or move it to the month of its date.",
        voucher=VOUCHER,
    )


@pytest.mark.parametrize("column", ["created_at", "changed_at"])
@pytest.mark.parametrize(
    "text",
    [
        "2026-12-03 15:42",
        "2026-12-03T24:00:00.000Z",  # an hour that no day has
        "2026-19-03T15:42:07.125Z",
        "2026-02-30T15:42:07.125Z",
        "1899-12-31T15:42:07.125Z",
        "2026-12-03T15:42:60.000Z",
    ],
)
def test_times_are_real_and_written_in_one_way(column: str, text: str) -> None:
    (finding,) = judged(f"UPDATE voucher SET {column} = '{text}' WHERE number = '0001'")
    assert finding.rule == "voucher_times"


def test_times_that_are_written_otherwise_are_shown() -> None:
    assert_says(
        judged("UPDATE voucher SET created_at = 'yesterday', changed_at = '' WHERE number = '0001'"),
        "voucher_times",
        f"Voucher {VOUCHER} says it was made at “yesterday” and changed at “”; "
        "times are written like 2026-12-03T15:42:07.125Z.",
        "Export the file again with the program that made it.",
        voucher=VOUCHER,
    )


def test_a_document_has_a_day_that_exists() -> None:
    assert_says(
        judged(f"UPDATE line SET document_date = '2026-02-30' {FIRST}"),
        "document_date",
        f"Line 1 of voucher {VOUCHER} has the document date “2026-02-30”, which does not exist.",
        DAY,
        voucher=VOUCHER,
        line=1,
    )


def test_a_document_falls_due_on_a_day_that_exists() -> None:
    assert_says(
        judged(f"UPDATE line SET due_date = '2027-02-29' {FIRST}"),
        "due_date",
        f"Line 1 of voucher {VOUCHER} has the due date “2027-02-29”, which does not exist.",
        DAY,
        voucher=VOUCHER,
        line=1,
    )


def test_a_modified_document_has_a_day_that_exists() -> None:
    assert_says(
        judged(f"UPDATE line SET modified_date = '2026-00-01' {FIRST}"),
        "modified_date",
        f"Line 1 of voucher {VOUCHER} has the date “2026-00-01” of a modified document, "
        "which does not exist.",
        DAY,
        voucher=VOUCHER,
        line=1,
    )


def test_no_document_is_from_after_the_month() -> None:
    assert_says(
        judged(f"UPDATE line SET document_date = '2026-12-01' {FIRST}"),
        "document_after_month",
        f"Line 1 of voucher {VOUCHER} has a document of 01/12/2026, after the last day of its month "
        "November 2026.",
        MONTH,
        voucher=VOUCHER,
        line=1,
    )


def test_no_modified_document_is_from_after_the_month() -> None:
    assert_says(
        judged(f"UPDATE line SET modified_date = '2027-01-01' {FIRST}"),
        "modified_after_month",
        f"Line 1 of voucher {VOUCHER} modifies a document of 01/01/2027, after the last day of its month "
        "November 2026.",
        MONTH,
        voucher=VOUCHER,
        line=1,
    )


def test_a_late_document_and_one_that_falls_due_later_are_legal() -> None:
    assert judged(f"UPDATE line SET document_date = '2025-03-01', due_date = '2027-03-31' {FIRST}") == []
