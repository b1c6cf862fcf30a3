"""The destino percentages of cost centres: each rule broken alone, and its sentence read."""

import pytest

from consolida.core.findings import Finding, Severity
from consolida.core.portable.format import SHARES, FileKind
from support.files import Row
from support.judging import assert_says, judged

CENTERS: list[Row] = [{"code": "0101", "name": "Taller"}, {"code": "0102", "name": "Tienda"}]
ACCOUNTS: list[Row] = [{"code": code, "name": code} for code in ("79", "94", "95")]
HALVES = (("94", "79", 5_000), ("95", "79", 5_000))


def parts(*rows: tuple[str, str, int], center: str = "0101") -> list[Row]:
    return [
        {"cost_center": center, "charge_account": charge, "credit_account": credit, "share": share}
        for charge, credit, share in rows
    ]


def said(*shares: Row, centers: list[Row] = CENTERS, kind: FileKind = FileKind.VOUCHERS) -> list[Finding]:
    extra = {"cost_center": centers, SHARES: shares, "account": ACCOUNTS}
    return judged(text="", extra=extra, kind=kind)


@pytest.mark.parametrize("kind", list(FileKind))
@pytest.mark.parametrize(
    "rows",
    [
        HALVES,
        (("94", "79", 1), ("95", "79", 9_999)),
        (("94", "79", 3_334), ("94", "78", 3_333), ("95", "79", 3_333)),
    ],
)
def test_parts_that_make_a_whole_are_well_formed(kind: FileKind, rows: tuple[tuple[str, str, int]]) -> None:
    findings = said(*parts(*rows), kind=kind)
    assert {finding.rule for finding in findings} <= {"destino_account"}  # 78 is in no chart here


@pytest.mark.parametrize(
    ("share", "shown"),
    [(0, "0.00"), (-1, "-0.01"), (10_000, "100.00"), (2**63 - 1, "92,233,720,368,547,758.07")],
)
def test_a_part_is_more_than_nothing_and_less_than_everything(share: int, shown: str) -> None:
    assert_says(
        said(*parts(("94", "79", share))),
        "share_range",
        f"The cost centre 0101 sends {shown} % to 94 / 79.",
        "A part is more than 0.00 % and less than 100.00 %; what takes all is the cost centre's own pair.",
    )


def test_huge_parts_are_refused_before_they_are_added_up() -> None:
    findings = said(*parts(("94", "79", 2**63 - 1), ("95", "79", 2**63 - 1)))
    assert [finding.rule for finding in findings] == ["share_range", "share_range"]


def test_parts_are_of_a_cost_centre_that_is_there() -> None:
    assert_says(
        said(*parts(*HALVES, center="0199")),
        "share_cost_center",
        "There are destino percentages of the cost centre “0199”, which is missing.",
        "Add the cost centre, or take its percentages out.",
    )


@pytest.mark.parametrize(
    ("charge", "credit"),
    [("", "79"), ("94", ""), ("", ""), ("9 4", "79"), ("94", "7/9"), ("94|", "79"), ("Ñ", "79")],
)
def test_a_part_goes_to_two_accounts(charge: str, credit: str) -> None:
    assert_says(
        said(*parts((charge, credit, 5_000), ("95", "79", 5_000))),
        "share_account",
        f"The cost centre 0101 sends a part to “{charge}” / “{credit}”, which are not two accounts.",
        "Give each part both accounts, the one charged and the one credited.",
    )


@pytest.mark.parametrize(
    ("rows", "total"),
    [
        ((("94", "79", 6_000), ("95", "79", 3_999)), "99.99"),
        ((("94", "79", 6_000), ("95", "79", 4_001)), "100.01"),
        ((("94", "79", 9_999),), "99.99"),
    ],
)
def test_the_parts_of_a_cost_centre_add_up_to_everything(
    rows: tuple[tuple[str, str, int], ...], total: str
) -> None:
    assert_says(
        said(*parts(*rows), *parts(*HALVES, center="0102")),
        "share_sum",
        f"The destino percentages of the cost centre 0101 add up to {total} %.",
        "Correct them so that they add up to 100.00 %.",
    )


@pytest.mark.parametrize("pair", [{"charge_account": "94"}, {"charge_account": "94", "credit_account": "79"}])
def test_a_cost_centre_has_a_pair_or_parts(pair: Row) -> None:
    assert_says(
        said(*parts(*HALVES), centers=[{**CENTERS[0], **pair}]),
        "share_and_pair",
        "The cost centre 0101 “Taller” has a destino pair of its own and percentages too.",
        "Keep the pair, which takes everything, or the percentages.",
    )


@pytest.mark.parametrize("row", [("94", "781", 5_000), ("921", "79", 5_000)])
def test_masters_have_the_accounts_of_parts_or_it_is_a_warning(row: tuple[str, str, int]) -> None:
    missing = "781" if row[1] == "781" else "921"
    assert_says(
        said(*parts(row, ("95", "79", 5_000)), kind=FileKind.MASTERS),
        "destino_account",
        f"“0101” sends its destino lines to the account {missing}, which is not in the chart.",
        "Add the account, or correct the pair.",
        severity=Severity.WARNING,
    )


def test_vouchers_need_not_bring_the_accounts_of_parts() -> None:
    assert said(*parts(("921", "781", 5_000), ("95", "79", 5_000))) == []


@pytest.mark.parametrize(
    ("change", "count", "known"),
    [
        ("DELETE FROM master WHERE name = 'cost_center_share'", 4, 4),
        ("DELETE FROM master WHERE name = 'account'", 4, 4),
        ("UPDATE master SET name = 'shares' WHERE name = 'cost_center_share'", 5, 4),
    ],
)
def test_a_file_with_parts_has_their_fingerprint_too(change: str, count: int, known: int) -> None:
    extra = {"cost_center": CENTERS, SHARES: parts(*HALVES)}
    assert_says(
        judged(text="", extra=extra, after=[change]),
        "master_list",
        f"The file has {count} fingerprints of masters, and {known} of the 5 it must have.",
        "Export the file again with the program that made it.",
    )


def test_a_file_without_parts_has_no_fingerprint_of_them() -> None:
    findings = judged(f"INSERT INTO master VALUES ('{SHARES}', 0, '{'a' * 64}')")
    assert [finding.sentence() for finding in findings] == [
        "The file has 5 fingerprints of masters, and 4 of the 4 it must have."
    ]
