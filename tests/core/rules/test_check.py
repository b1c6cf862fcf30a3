"""Tests of how the rules are asked."""

from collections import Counter
from pathlib import Path

import pytest

from consolida.core import language, rules
from consolida.core.findings import Severity
from consolida.core.portable import connect
from consolida.core.portable.format import FileKind
from consolida.core.rules import Stage
from consolida.core.wording import general
from support.files import draft, fill, make_file, seal
from support.judging import judged

HERE = Path(__file__).parent


def test_a_valid_file_yields_no_finding() -> None:
    assert judged() == []


@pytest.mark.parametrize("kind", list(FileKind))
def test_an_empty_file_of_every_kind_is_valid(kind: FileKind) -> None:
    assert judged(text="", kind=kind) == []


def test_a_file_opened_as_hostile_is_judged_alike(tmp_path: Path) -> None:
    path = make_file(tmp_path / "a.db")
    assert rules.check(connect.open_hostile(path), kind=FileKind.VOUCHERS) == []


def test_every_rule_has_a_name_of_its_own() -> None:
    assert [
        name for name, count in Counter(rule.name for rule in rules.all_rules()).items() if count > 1
    ] == []


def test_every_rule_is_broken_by_a_test() -> None:
    tests = "".join(path.read_text("utf-8") for path in HERE.glob("test_*.py"))
    assert [rule.name for rule in rules.all_rules() if f'"{rule.name}"' not in tests] == []


def test_every_condition_of_a_scan_belongs_to_one_rule() -> None:
    conditions = Counter((rule.scan.name, rule.condition) for rule in rules.all_rules() if rule.scan)
    assert [condition for condition, count in conditions.items() if count > 1] == []


def test_every_rule_says_what_to_do() -> None:
    assert [rule.name for rule in rules.all_rules() if not general(rule.remedy).endswith(".")] == []


def test_nothing_is_added_up_or_read_before_the_shape_is_proven() -> None:
    early = [rule for rule in rules.all_rules() if rule.stage is not Stage.CONTENT]
    assert {rule.severity for rule in early} == {Severity.ERROR}


def test_a_rule_gives_a_limited_number_of_findings_and_says_how_many_more_there_are() -> None:
    connection = draft(text="")
    fill(connection, vouchers=60)
    for code in ("1212", "70111"):
        connection.execute("INSERT INTO account VALUES (?, 'x', 0, 0, 0, '', '', 1)", (code,))
    connection.execute("INSERT INTO party VALUES ('6', '20512333797', 'Bob', '', 1, '')")
    connection.execute("UPDATE line SET payment_means = 'XYZ' WHERE line = 1")
    seal(connection)
    findings = rules.check(connection, kind=FileKind.VOUCHERS, file="a.db", limit=50)
    assert len(findings) == 51
    assert {finding.rule for finding in findings} == {"payment_means"}
    more = findings[-1]
    assert more.sentence() == (f"10 more of this kind are not listed. One that is: {findings[-2].sentence()}")
    with language.speaking("es"):
        assert more.sentence() == (
            "Hay 10 más de esta clase que no se listan. Uno de los que se listan dice: "
            + findings[-2].sentence()
        )
    assert more.as_json()["rule"] == "payment_means"
    assert more.advice() == findings[0].advice()
    assert (more.severity, more.file, more.voucher, more.line) == (Severity.ERROR, "a.db", "", None)


def test_as_many_findings_as_the_limit_need_no_more() -> None:
    assert len(judged("UPDATE line SET payment_means = 'XYZ'", limit=6)) == 6
    assert len(judged("UPDATE line SET payment_means = 'XYZ'", limit=5)) == 6


def test_a_finding_can_be_printed_as_json() -> None:
    (finding,) = judged("UPDATE line SET payment_means = 'XYZ' WHERE debit = 118000")
    assert finding.as_json() == {
        "severity": "error",
        "rule": "payment_means",
        "file": "a.db",
        "voucher": "0001-05-110001",
        "line": 1,
        "message": "Line 1 of voucher 0001-05-110001 has the means of payment “XYZ”, which does not exist.",
        "remedy": "Use a code of SUNAT's table 1: 001 deposit, 003 transfer, 008 or 009 cash.",
    }


def test_errors_of_shape_silence_what_stands_on_them() -> None:
    findings = judged("UPDATE line SET automatic = 2, payment_means = 'XYZ' WHERE debit = 118000")
    assert [finding.rule for finding in findings] == ["line_flag"]


def test_several_rules_speak_of_one_file() -> None:
    findings = judged(
        "UPDATE line SET payment_means = 'XYZ', document_type = 'FT' WHERE debit = 118000",
        "UPDATE voucher SET kind = 'X' WHERE number = '0002'",
    )
    assert {finding.rule for finding in findings} == {"payment_means", "document_type", "voucher_kind"}


def test_texts_in_the_findings_are_cut_to_what_can_be_shown() -> None:
    findings = judged("UPDATE voucher SET number = printf('%.*c', 500, '7') WHERE number = '0001'")
    assert [len(finding.voucher) for finding in findings] == [len("0001-05-11") + 120]
