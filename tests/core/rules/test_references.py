"""Tests of the rules on what vouchers and lines refer to."""

from consolida.core.portable.format import FileKind
from support.judging import assert_says, judged

VOUCHER = "0001-05-110001"


def test_lines_belong_to_a_voucher_of_the_file() -> None:
    assert_says(
        judged(forged=["UPDATE line SET uid = 'nobody' WHERE debit = 118000"]),
        "line_without_voucher",
        "There are lines of a voucher “nobody” that is not in the file.",
        "Export the file again with the program that made it: a voucher is missing.",
    )


def test_a_voucher_belongs_to_a_batch_of_the_file() -> None:
    findings = judged(text="05 0001 2026-11-03 Annulled annulled", after=["DELETE FROM batch"])
    assert_says(
        findings,
        "voucher_without_batch",
        f"Voucher {VOUCHER} belongs to no batch of the file.",
        "Export the file again with the program that made it.",
        voucher=VOUCHER,
    )


def test_a_line_uses_an_account_of_the_file() -> None:
    assert_says(
        judged("UPDATE line SET account = '9999' WHERE debit = 118000"),
        "account_missing",
        f"Line 1 of voucher {VOUCHER} uses the account “9999”, which is not in the chart.",
        "Correct the account, or add it to the chart of accounts.",
        voucher=VOUCHER,
        line=1,
    )


def test_a_line_uses_a_cost_center_of_the_file() -> None:
    assert_says(
        judged("UPDATE line SET cost_center = 'SHOP' WHERE debit = 118000"),
        "cost_center_missing",
        f"Line 1 of voucher {VOUCHER} uses the cost centre “SHOP”, which is not in the list.",
        "Correct the cost centre, or add it to the list of cost centres.",
        voucher=VOUCHER,
        line=1,
    )


def test_a_line_names_a_party_of_the_file() -> None:
    assert_says(
        judged("UPDATE line SET party_number = '20131312955' WHERE debit = 118000"),
        "party_missing",
        f"Line 1 of voucher {VOUCHER} names the party 6 20131312955, which is not in the list.",
        "Correct the number, or add the party.",
        voucher=VOUCHER,
        line=1,
    )


def test_the_type_of_a_party_is_part_of_what_names_it() -> None:
    (finding,) = judged("UPDATE line SET party_type = '0' WHERE debit = 118000")
    assert finding.sentence().startswith(f"Line 1 of voucher {VOUCHER} names the party 0 20512333797,")


def test_a_batch_uses_an_operation_type_of_the_file() -> None:
    assert_says(
        judged("DELETE FROM operation_type"),
        "operation_type_missing",
        "The T/O “05” of site 0001, November 2026 is not in the file's list of T/O.",
        "Export the file again with the program that made it; it must bring what its vouchers use.",
    )


def test_a_batch_that_was_not_there_before_needs_no_operation_type() -> None:
    findings = judged(
        "DELETE FROM operation_type", "UPDATE batch SET state = 'absent'", text="", kind=FileKind.BEFORE
    )
    assert findings == []
