"""Tests of the rules on counts and totals."""

import json
from dataclasses import replace

import pytest

from consolida.core import rules
from consolida.core.findings import Finding
from consolida.core.portable import format as spec
from consolida.core.portable.format import FileKind
from consolida.core.rules import totals
from consolida.core.rules.functions import register
from consolida.core.rules.scan import SUMS
from consolida.core.rules.text import TEXTS
from support.files import SALES, draft, seal
from support.judging import assert_says, judged

BATCH = "T/O 05, November 2026, site 0001"
# One voucher of each of three T/O.
THREE_TYPES = """
05 0001 2026-11-03 Sale
  1212   debit  11.80
  70111  credit 11.80
11 0001 2026-11-03 Purchase
  60111  debit  5.00
  4212   credit 5.00
31 0001 2026-11-03 Journal
  1212   debit  2.00
  70111  credit 2.00
"""
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
    assert_says(
        judged_with_the_limit(1, "batch_size", "16777215", SALES, monkeypatch),
        "batch_size",
        f"{BATCH} has 2 vouchers; at most 1 can be.",
        "Spread the vouchers over several T/O.",
    )


def test_a_file_has_a_limited_number_of_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    assert_says(
        judged_with_the_limit(2, "batch_many", "100000", THREE_TYPES, monkeypatch),
        "batch_many",
        "The file has 3 batches; at most 2 can be in one file.",
        "Send fewer months or T/O in a file.",
    )
    assert judged_with_the_limit(3, "batch_many", "100000", THREE_TYPES, monkeypatch) == []


def judged_with_the_limit(
    limit: int, name: str, stated: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> list[Finding]:
    """Ask one rule alone, with a lower limit than it states."""
    (rule,) = (rule for rule in totals.RULES if rule.name == name)
    assert stated in rule.sql
    tight = replace(
        rule, sql=rule.sql.replace(stated, f"{limit}"), condition=rule.condition.replace(stated, f"{limit}")
    )
    monkeypatch.setattr(rules, "all_rules", lambda: (tight,))
    connection = draft(text=text)
    seal(connection)
    return rules.check(connection, kind=FileKind.VOUCHERS, file="a.db")


@pytest.mark.parametrize("kept", [1, 2, 3])
def test_no_more_batches_are_added_up_than_a_file_may_have(
    kept: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = draft(text=THREE_TYPES)
    seal(connection)
    monkeypatch.setattr(spec, "MAX_BATCHES", kept)
    register(connection)
    texts, sums = TEXTS.look(connection, [], {}), SUMS.look(connection, [], {})
    assert len(json.loads(texts.computed["digests"])) == kept
    assert len(json.loads(sums.computed["totals"])) == kept


def test_what_lines_add_up_to_is_told_by_batch() -> None:
    connection = draft(text=THREE_TYPES)
    seal(connection)
    register(connection)
    seen = SUMS.look(connection, ["s.debit > 100", "s.debit = 0"], {})
    assert seen.holding == {"s.debit > 100"}
    stated = connection.execute(
        "SELECT site, period, operation_type, lines, debit, credit FROM batch ORDER BY 1, 2, 3"
    ).fetchall()
    assert json.loads(seen.computed["totals"]) == [list(row) for row in stated]


def test_a_batch_that_no_file_states_is_no_reason_to_pass_another_by() -> None:
    findings = judged(
        text=THREE_TYPES, after=["UPDATE voucher SET operation_type = '99' WHERE operation_type = '11'"]
    )
    said = {(finding.rule, finding.fields.get("operation_type")) for finding in findings}
    assert {("voucher_without_batch", "99"), ("batch_counts", "11"), ("batch_totals", "11")} <= said
    assert not any(operation_type in {"05", "31"} for _, operation_type in said)
