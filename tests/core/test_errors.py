"""Tests of the exception tree."""

from consolida.core.errors import ConsolidaError, Refused, UnreadableFile, causes
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
    error = Refused([finding], what="The import")
    assert error.findings == [finding]
    assert str(error) == (
        "The import was refused because of 1 error; nothing was changed. Wrong. "
        "Correct what the list says and try again."
    )


def test_a_refusal_counts_its_errors_and_not_what_only_informs() -> None:
    error = Finding("rule", Severity.ERROR, "Wrong.", "Mend it.")
    warning = Finding("rule", Severity.WARNING, "Odd.", "Look at it.")
    refused = Refused([error, warning, error], what="The import")
    assert refused.sentence() == "The import was refused because of 2 errors; nothing was changed."


def test_a_refusal_that_lists_not_all_says_how_many_errors_there_are() -> None:
    finding = Finding("rule", Severity.ERROR, "Wrong.", "Mend it.")
    assert "because of 1,234 errors" in Refused([finding], what="The load", count=1234).sentence()


def test_an_error_comes_with_all_that_it_came_from() -> None:
    disk, database, deed = OSError("disk"), ValueError("database"), RuntimeError("deed")
    deed.__cause__, database.__cause__ = database, disk
    assert list(causes(deed)) == [deed, database, disk]
    assert list(causes(disk)) == [disk]
