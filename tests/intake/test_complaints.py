"""Collecting what is wrong with a file."""

from consolida.core.findings import Severity
from consolida.intake.complaints import LIMIT, Complaint, Complaints, shortened

BAD = Complaint("bad", "Row {row} is bad.", "Mend row {row}.")
ODD = Complaint("odd", "Row {row} is odd.", "Look at it.", Severity.WARNING)


def test_a_complaint_names_file_voucher_and_line() -> None:
    complaints = Complaints("ventas.csv")
    complaints.add(BAD, voucher="0001-05-110007", line=3, row=9)
    (finding,) = complaints.findings()
    assert finding.as_json() == {
        "severity": "error",
        "rule": "bad",
        "file": "ventas.csv",
        "voucher": "0001-05-110007",
        "line": 3,
        "message": "Row 9 is bad.",
        "remedy": "Mend row 9.",
    }


def test_warnings_do_not_refuse() -> None:
    complaints = Complaints("ventas.csv")
    complaints.add(ODD, row=1)
    assert complaints.errors == 0
    complaints.add(BAD, row=2)
    assert complaints.errors == 1


def test_the_same_fault_in_every_row_is_listed_so_many_times() -> None:
    complaints = Complaints("ventas.csv")
    for row in range(LIMIT + 7):
        complaints.add(BAD, row=row)
    complaints.add(ODD, row=1)
    findings = complaints.findings()
    assert len(findings) == LIMIT + 2
    assert complaints.errors == LIMIT + 7
    assert findings[-1].sentence() == (
        f"There are 7 more remarks of this kind. One that is listed: Row {LIMIT - 1} is bad."
    )
    assert findings[-1].severity is Severity.ERROR


def test_long_texts_are_quoted_in_part() -> None:
    assert shortened("a" * 60) == "a" * 60
    assert shortened("a" * 61) == "a" * 59 + "…"
