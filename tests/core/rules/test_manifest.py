"""Tests of the rules on the manifest."""

import pytest

from consolida.core.portable.format import FileKind
from support.judging import assert_says, judged

AGAIN = "Export the file again with the program that made it."


def test_a_file_has_one_manifest() -> None:
    assert_says(
        judged(forged=["DELETE FROM manifest"]),
        "one_manifest",
        "The file has 0 manifests instead of one.",
        AGAIN,
    )


def test_two_manifests_are_one_too_many() -> None:
    twin = "CREATE TEMP TABLE t AS SELECT * FROM manifest"
    findings = judged(forged=[twin, "UPDATE t SET file_uid = 'x'", "INSERT INTO manifest SELECT * FROM t"])
    assert [finding.sentence() for finding in findings] == ["The file has 2 manifests instead of one."]


def test_a_file_says_one_format_twice() -> None:
    assert_says(
        judged(after=["UPDATE manifest SET format = 2"]),
        "format",
        "The file says it is of format 2, and in its header of format 1.",
        AGAIN,
    )


@pytest.mark.parametrize("ruc", ["20131312956", "2013131295", "", "2013131295X"])
def test_the_companys_ruc_is_valid(ruc: str) -> None:
    assert_says(
        judged(ruc=ruc),
        "company_ruc",
        f"The file is of a company with the RUC “{ruc}”, which is not valid.",
        "Correct the company's RUC where the file was made and export again.",
    )


def test_the_books_are_kept_in_a_currency_that_exists() -> None:
    assert_says(
        judged(text="", after=["UPDATE manifest SET currency = 'SOL'"]),
        "books_currency",
        "The file's books are kept in the currency “SOL”, which does not exist.",
        "Use a code of SUNAT's table 4, such as PEN, USD or EUR.",
    )


def test_the_file_has_a_uid() -> None:
    assert_says(
        judged(file_uid="../../etc/passwd"),
        "file_uid",
        "The file's uid “../../etc/passwd” is not a UUID in its usual form.",
        AGAIN,
    )


def test_the_installation_has_a_uid() -> None:
    assert_says(
        judged(installation="the branch"),
        "installation",
        "The installation that made the file, “the branch”, is not a UUID in its usual form.",
        AGAIN,
    )


@pytest.mark.parametrize("number", [0, -1, 1_000_000_000, 2**63 - 1])
def test_exports_are_numbered_from_one(number: int) -> None:
    assert_says(
        judged(export_number=number),
        "export_number",
        f"The file has the export number {number}, which no export can have.",
        AGAIN,
    )


def test_what_is_not_exported_has_no_export_number() -> None:
    assert judged(kind=FileKind.BEFORE, export_number=0) == []


def test_the_previous_export_is_named_by_its_digest() -> None:
    assert_says(
        judged(previous="the last one"),
        "previous_export",
        "The digest of the previous export, “the last one”, is not one.",
        AGAIN,
    )


def test_the_first_export_and_a_later_one_are_legal() -> None:
    assert judged(previous="") == []
    assert judged(previous="0123456789abcdef" * 4) == []


@pytest.mark.parametrize("period", ["", "2026-13", "2026-00", "26-11", "2026-11-01"])
def test_the_file_is_for_a_month(period: str) -> None:
    assert_says(
        judged(text="", period=period),
        "file_month",
        f"The file says it holds the month “{period}”, which is not one.",
        "Months are written like 2026-11 and go from 01 to 12; export the file again.",
    )


@pytest.mark.parametrize("site", ["", "0 01", "00_1"])
def test_the_file_comes_from_a_site(site: str) -> None:
    assert_says(
        judged(text="", after=[f"UPDATE manifest SET site = '{site}'"]),
        "file_site",
        f"The file says it comes from the site “{site}”, which cannot be a site's code.",
        "A site's code has one to four letters and digits; correct it and export again.",
    )


def test_the_file_is_for_an_operation_type_or_for_all() -> None:
    assert_says(
        judged(text="", operation_type="0/5"),
        "file_operation_type",
        "The file says it holds the T/O “0/5”, which cannot be a T/O's code.",
        "A T/O's code has one to four letters and digits; correct it and export again.",
    )


@pytest.mark.parametrize("kind", [FileKind.BEFORE, FileKind.MASTERS])
def test_what_is_not_for_import_names_no_month(kind: FileKind) -> None:
    assert_says(
        judged(text="", kind=kind, after=["UPDATE manifest SET period = '2026-11'"]),
        "file_scope",
        "The file holds no month's vouchers to be imported and still names the month “November 2026” or the "
        "T/O “”.",
        AGAIN,
    )


def test_the_cut_off_is_a_moment() -> None:
    assert_says(
        judged(cutoff="03/12/2026"),
        "cutoff",
        "The file says it was cut off at “03/12/2026”; times are written like 2026-12-03T15:42:07.125Z.",
        AGAIN,
    )


def test_a_file_of_masters_too_comes_from_a_site_that_can_be_one() -> None:
    """A mutant: called sound, it led to a question about its site that nobody could answer."""
    assert_says(
        judged(kind=FileKind.MASTERS, site="é", text=""),
        "file_site",
        "The file says it comes from the site “é”, which cannot be a site's code.",
        "A site's code has one to four letters and digits; correct it and export again.",
    )


@pytest.mark.parametrize("kind", [FileKind.MASTERS, FileKind.BEFORE])
def test_what_is_loaded_or_kept_for_undoing_comes_from_no_site(kind: FileKind) -> None:
    nameless = ["UPDATE manifest SET site_name = ''"]
    assert judged(kind=kind, site="", text="", after=nameless) == []
