"""Tests of the rules on counts and totals."""

import pytest

from consolida.core import rules
from consolida.core.portable.format import FileKind
from consolida.core.rules import totals
from support.files import draft, seal
from support.judging import assert_says, judged

BATCH = "T/O 05, November 2026, site 0001"
AGAIN = "The file was changed or cut after it was made: have it exported and sent again."


@pytest.mark.parametrize(("change", "vouchers", "lines"), [("vouchers = 3", 3, 6), ("lines = 5", 2, 5)])
def test_a_batch_counts_its_vouchers_and_lines(change: str, vouchers: int, lines: int) -> None:
    assert_says(
        judged(after=[f"UPDATE batch SET {change}"]),
        "batch_counts",
        f"{BATCH} says: vouchers {vouchers}, lines {lines}; the file holds: vouchers 2, lines 6.",
        AGAIN,
    )


@pytest.mark.parametrize(
    ("column", "debit", "credit"), [("debit", "0.01", "1,770.00"), ("credit", "1,770.00", "0.01")]
)
def test_a_batch_adds_up_its_lines(column: str, debit: str, credit: str) -> None:
    assert_says(
        judged(after=[f"UPDATE batch SET {column} = 1"]),
        "batch_totals",
        f"{BATCH} says its debit is {debit} and its credit {credit}; its lines give 1,770.00 and 1,770.00.",
        AGAIN,
    )


def test_a_batch_without_vouchers_counts_nothing() -> None:
    findings = judged("DELETE FROM line", "DELETE FROM voucher", after=["UPDATE batch SET debit = 1"])
    assert [finding.rule for finding in findings] == ["batch_totals"]


def test_annulled_vouchers_count_without_lines() -> None:
    assert judged(text="05 0007 2026-11-03 Annulled annulled") == []


def test_a_batch_has_a_limited_number_of_vouchers(monkeypatch: pytest.MonkeyPatch) -> None:
    (rule,) = (rule for rule in totals.RULES if rule.name == "batch_size")
    condition = rule.condition.replace("16777215", "1")
    sql = rule.sql.replace("16777215", "1")
    tight = type(rule)(
        name=rule.name,
        severity=rule.severity,
        sql=sql,
        message=rule.message,
        remedy=rule.remedy,
        scan=rule.scan,
        condition=condition,
    )
    monkeypatch.setattr(rules, "all_rules", lambda: (tight,))
    connection = draft()
    seal(connection)
    assert_says(
        rules.check(connection, kind=FileKind.VOUCHERS, file="a.db"),
        "batch_size",
        f"{BATCH} has 2 vouchers; at most 1 can be.",
        "Spread the vouchers over several T/O.",
    )
