"""Tests of the rules on what a file may hold."""

import pytest

from consolida.core.portable.format import FileKind
from consolida.core.wording import month_in_words
from support.judging import assert_says, judged

VOUCHER = "0001-05-110001"
AGAIN = "Export the file again with the program that made it."
BATCH = "T/O 05, November 2026, site 0001"
ANOTHER = (
    "INSERT INTO batch SELECT {site}, {period}, {operation_type}, 'open', 0, '', 0, 0, 0, 0, 0, '' FROM batch"
)
NO_VOUCHERS = ("DELETE FROM line", "DELETE FROM voucher")


@pytest.mark.parametrize(
    ("change", "place", "period"),
    [
        ({"site": "'0002'"}, "0002-05-110001", "2026-11"),
        ({"period": "'2026-10'"}, "0001-05-100001", "2026-10"),
    ],
)
def test_a_voucher_lies_in_the_files_site_and_month(change: dict[str, str], place: str, period: str) -> None:
    columns = {"site": "site", "period": "period", "operation_type": "operation_type"} | change
    sets = ", ".join(f"{name} = {value}" for name, value in change.items())
    findings = judged(
        f"UPDATE voucher SET {sets} WHERE number = '0001'",
        "UPDATE voucher SET date = period || '-03'",
        "UPDATE line SET document_date = ''",
        ANOTHER.format(**columns),
    )
    assert [finding.rule for finding in findings] == ["batch_out_of_scope", "voucher_out_of_scope"]
    second, first = findings
    assert first.sentence() == (
        f"Voucher {place} of {month_in_words(period)} lies outside the site, month or T/O that the file is"
        " for."
    )
    assert (first.advice(), first.voucher) == (AGAIN, place)
    assert second.advice() == AGAIN


def test_a_voucher_lies_in_the_files_operation_type() -> None:
    findings = judged(operation_type="11")
    assert [finding.rule for finding in findings] == [
        "batch_out_of_scope",
        "voucher_out_of_scope",
        "voucher_out_of_scope",
    ]


def test_a_file_of_one_operation_type_may_hold_it() -> None:
    assert judged(operation_type="05") == []


def test_an_empty_batch_lies_in_the_files_scope_too() -> None:
    assert_says(
        judged(ANOTHER.format(site="'0002'", period="period", operation_type="operation_type")),
        "batch_out_of_scope",
        "T/O 05, November 2026, site 0002 lies outside the site, month or T/O that the file is for.",
        AGAIN,
    )


def test_a_month_without_movement_is_legal() -> None:
    assert judged(text="") == []


@pytest.mark.parametrize(
    ("site", "period", "operation_type"),
    [
        ("", "2026-11", "05"),
        ("00 1", "2026-11", "05"),
        ("0001", "2026-13", "05"),
        ("0001", "2026-00", "05"),
        ("0001", "1826-11", "05"),
        ("0001", "2026-11", ""),
        ("0001", "2026-11", "0-5"),
    ],
)
def test_a_batch_is_named_by_codes_and_a_month(site: str, period: str, operation_type: str) -> None:
    findings = judged(
        *NO_VOUCHERS,
        f"UPDATE batch SET site = '{site}', period = '{period}', operation_type = '{operation_type}'",
        f"UPDATE operation_type SET code = '{operation_type}'",
        kind=FileKind.BEFORE,
    )
    (finding,) = (finding for finding in findings if finding.rule == "batch_key")
    assert finding.sentence() == (
        f"T/O “{operation_type}”, month “{month_in_words(period)}”, site “{site}” cannot be a batch."
    )
    assert finding.advice() == "Codes have one to four letters and digits, months are written like 2026-11."


def test_a_code_of_more_than_four_characters_is_too_long() -> None:
    findings = judged(*NO_VOUCHERS, "UPDATE batch SET site = '00001'", kind=FileKind.BEFORE)
    assert [finding.rule for finding in findings] == ["text_length"]


@pytest.mark.parametrize("state", ["", "half", "absent"])
def test_a_batch_is_open_or_closed(state: str) -> None:
    assert_says(
        judged(*NO_VOUCHERS, f"UPDATE batch SET state = '{state}'"),
        "batch_state",
        f"{BATCH} is in the state “{state}”, which does not exist.",
        AGAIN,
    )


def test_a_closed_batch_and_in_a_before_image_an_absent_one_are_legal() -> None:
    assert judged("UPDATE batch SET state = 'closed'") == []
    assert judged(*NO_VOUCHERS, "UPDATE batch SET state = 'absent'", kind=FileKind.BEFORE) == []


def test_an_absent_batch_has_no_vouchers() -> None:
    assert_says(
        judged("UPDATE batch SET state = 'absent'", kind=FileKind.BEFORE),
        "absent_batch",
        f"{BATCH} is marked as absent and has 2 vouchers.",
        AGAIN,
    )


@pytest.mark.parametrize(("installation", "number"), [("here", 1), ("", -1), ("", 1_000_000_000)])
def test_a_batch_came_from_an_installation_that_can_exist(installation: str, number: int) -> None:
    assert_says(
        judged(f"UPDATE batch SET installation = '{installation}', export_number = {number}"),
        "batch_origin",
        f"{BATCH} says it came from the installation “{installation}” with number {number}, which cannot be.",
        AGAIN,
    )


def test_a_file_of_masters_has_no_vouchers() -> None:
    assert_says(
        judged(kind=FileKind.MASTERS),
        "masters_with_vouchers",
        "The file is for masters only and holds batches (1) and vouchers (2).",
        "Export vouchers and masters each in a file of their own.",
    )


def test_a_before_image_holds_several_sites_and_months() -> None:
    assert (
        judged(
            ANOTHER.format(site="'0002'", period="'2026-10'", operation_type="operation_type"),
            kind=FileKind.BEFORE,
        )
        == []
    )
