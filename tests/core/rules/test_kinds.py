"""Tests of the rules on opening, movement, closing and annulled vouchers."""

from consolida.core import rules
from consolida.core.portable.format import FileKind
from consolida.core.rules.kinds import OPENING_FROM_ONE_SITE
from support.files import add_vouchers, draft, seal
from support.judging import assert_says, judged

OPENING = """
31 0001 2026-01-01 Opening kind=A
  1011 debit 10.00
  5011 credit 10.00
"""


def test_a_voucher_is_of_a_kind_that_exists() -> None:
    assert_says(
        judged("UPDATE voucher SET kind = 'X' WHERE number = '0002'"),
        "voucher_kind",
        "Voucher 0001-05-110002 is of kind “X”, which does not exist.",
        "Use A for opening, M for movement or C for closing.",
        voucher="0001-05-110002",
    )


def test_an_annulled_voucher_has_no_lines() -> None:
    assert_says(
        judged("UPDATE voucher SET annulled = 1 WHERE number = '0002'"),
        "annulled_with_lines",
        "Voucher 0001-05-110002 is annulled and still has 3 lines.",
        "Take its lines out, or take back the annulment.",
        voucher="0001-05-110002",
    )


def test_a_voucher_that_is_not_annulled_has_lines() -> None:
    assert_says(
        judged(text="05 0007 2026-11-03 Nothing"),
        "no_lines",
        "Voucher 0001-05-110007 has no lines and is not annulled.",
        "Complete it, annul it, or delete it if its number was never used.",
        voucher="0001-05-110007",
    )


def test_an_annulled_voucher_keeps_its_number_without_lines() -> None:
    assert judged(text="05 0007 2026-11-03 Annulled annulled") == []


def test_opening_and_closing_are_kinds_of_any_month() -> None:
    assert judged("UPDATE voucher SET kind = 'A' WHERE number = '0001'") == []
    assert judged("UPDATE voucher SET kind = 'C' WHERE number = '0001'") == []


def test_opening_vouchers_come_from_one_site() -> None:
    connection = draft(text=OPENING, site="0001", period="2026-01")
    add_vouchers(connection, OPENING, site="0002", period="2026-01")
    seal(connection, kind=FileKind.BEFORE)

    findings = rules.check(connection, kind=FileKind.BEFORE, file="a.db")
    assert_says(
        findings,
        "opening_from_one_site",
        "Sites 0001 and 0002 both bring opening vouchers of 2026: the opening balances would be doubled.",
        "Keep the opening vouchers of one site, and delete or annul those of the other.",
    )


def test_two_years_may_be_opened_by_two_sites() -> None:
    assert (
        judged(
            "UPDATE voucher SET kind = 'A', site = iif(number = '0001', '0001', '0002'),"
            " period = iif(number = '0001', '2026-11', '2025-11'),"
            " date = iif(number = '0001', '2026-11-03', '2025-11-03')",
            "UPDATE line SET document_date = ''",
            "INSERT INTO batch SELECT '0002', '2025-11', operation_type, state, 0, '', 0, 0, 0, 0, 0, ''"
            " FROM batch",
            kind=FileKind.BEFORE,
        )
        == []
    )


def test_whoever_knows_the_other_sites_says_it_in_the_same_words() -> None:
    finding = OPENING_FROM_ONE_SITE.finding(file="a.db", year="2026", first_site="0001", other_site="0002")
    assert finding.sentence().startswith("Sites 0001 and 0002 both bring opening vouchers of 2026")
