"""Tests of findings."""

from consolida.core.findings import Finding, Severity, errors, errors_first

FINDING = Finding(
    rule="balance",
    severity=Severity.ERROR,
    message="Voucher {voucher} does not balance.",
    remedy="Correct {voucher}.",
    fields={"voucher": "0001-05-110007"},
    file="a.db",
    voucher="0001-05-110007",
    line=3,
)


def test_a_finding_says_what_is_wrong_and_what_to_do() -> None:
    assert FINDING.sentence() == "Voucher 0001-05-110007 does not balance."
    assert FINDING.advice() == "Correct 0001-05-110007."


def test_a_finding_is_printed_with_its_place() -> None:
    assert FINDING.as_json() == {
        "severity": "error",
        "rule": "balance",
        "file": "a.db",
        "voucher": "0001-05-110007",
        "line": 3,
        "message": "Voucher 0001-05-110007 does not balance.",
        "remedy": "Correct 0001-05-110007.",
    }


def test_only_errors_refuse() -> None:
    others = [Finding("x", severity, "", "") for severity in (Severity.WARNING, Severity.NOTE)]
    assert errors([others[0], FINDING, others[1]]) == [FINDING]


def test_what_refuses_comes_before_what_informs_and_the_rest_of_the_order_stays() -> None:
    weights = (Severity.WARNING, Severity.ERROR, Severity.NOTE, Severity.ERROR)
    found = [Finding(f"{place}", severity, "", "") for place, severity in enumerate(weights)]
    assert [one.rule for one in errors_first(found)] == ["1", "3", "0", "2"]
