"""Tests of the exception tree."""

from consolida.core.errors import ConsolidaError, Refused, UnreadableFile
from consolida.core.findings import Finding, Severity


def test_an_error_builds_its_own_sentence_and_advice() -> None:
    error = UnreadableFile(file="a.db", reason="it is empty.")
    assert error.sentence() == "a.db: it is empty."
    assert error.advice() == "Ask whoever made the file to export it and send it again."
    assert str(error) == f"{error.sentence()} {error.advice()}"
    assert error.fields == {"file": "a.db", "reason": "it is empty."}


def test_an_error_without_a_class_of_its_own_still_says_what_to_do() -> None:
    assert str(ConsolidaError()) == (
        "The operation failed. Try again; if it fails again, run “consolida doctor”."
    )


def test_a_refusal_carries_its_findings() -> None:
    finding = Finding("rule", Severity.ERROR, "Wrong.", "Mend it.")
    error = Refused([finding], what="The import", count=1)
    assert error.findings == [finding]
    assert str(error) == (
        "The import was refused because of 1 error; nothing was changed. Wrong. "
        "Correct what the list says and try again."
    )
