"""Entries of the audit trail and the chain they make."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from consolida.audit.models import Entry
from consolida.audit.record import NoTransaction, broken_links, deferred, record
from consolida.core.digest import canonical, of_text

pytestmark = pytest.mark.usefixtures("lima")

NOON = datetime(2026, 12, 3, 17, 0, 0, tzinfo=UTC)


def write(subject: str = "0001", **details: object) -> Entry:
    with transaction.atomic():
        return record(
            by="alice", at=NOON, act="site-added", company="20131312955", subject=subject, details=details
        )


def sentences() -> list[str]:
    return [finding.sentence() for finding in broken_links()]


def test_an_entry_tells_who_when_what_and_all_details() -> None:
    write("0001", name="Chimbote", here=True)
    entry = Entry.objects.get()
    assert (entry.by, entry.at, entry.act) == ("alice", "2026-12-03T17:00:00.000Z", "site-added")
    assert (entry.company, entry.subject) == ("20131312955", "0001")
    assert entry.details == '{"here":true,"name":"Chimbote"}'
    assert str(entry) == "2026-12-03T17:00:00.000Z alice site-added 0001"


def test_each_entry_continues_the_one_before() -> None:
    first, second = write(), write("0002")
    assert first.previous == ""
    assert second.previous == first.digest
    fields = [first.digest, second.at, "alice", "site-added", "20131312955", "0002", "{}"]
    assert second.digest == of_text(canonical(fields))
    assert broken_links() == []


def test_an_empty_trail_is_whole() -> None:
    assert broken_links() == []


def test_an_act_outside_of_a_transaction_is_not_recorded() -> None:
    with pytest.raises(NoTransaction) as refusal:
        record(by="alice", at=NOON, act="site-added", company="", subject="", details={})
    assert str(refusal.value) == (
        "“site-added” was to be written to the audit trail outside of its transaction."
        " This is a fault of the program: report it with what you were doing."
    )


def test_an_entry_vanishes_with_the_act_that_failed() -> None:
    def fail() -> None:
        with transaction.atomic():
            write("0001")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not Entry.objects.exists()


def test_a_long_subject_is_shortened_where_one_sees_it() -> None:
    assert write("x" * 200).subject == "x" * 200
    assert write("x" * 201).subject == "x" * 199 + "…"


@pytest.mark.parametrize("field", ["by", "at", "act", "company", "subject", "details"])
def test_an_entry_that_was_changed_is_found(field: str) -> None:
    write()
    changed = write("0002")
    write("0003")
    Entry.objects.filter(pk=changed.pk).update(**{field: "x"})
    at = "x" if field == "at" else "03/12/2026 12:00"  # by the clocks of Peru
    assert sentences() == [f"Entry 2 of the audit trail, of {at}, was changed after it was written."]


def test_an_entry_that_was_changed_with_its_digest_is_found_by_the_next() -> None:
    write()
    write("0002")
    Entry.objects.filter(pk=1).update(digest="0" * 64)
    assert sentences() == [
        "Entry 1 of the audit trail, of 03/12/2026 12:00, was changed after it was written.",
        "Before entry 2 of the audit trail, of 03/12/2026 12:00, at least one entry is missing.",
    ]


@pytest.mark.parametrize("gone", [1, 2])
def test_an_entry_that_was_taken_out_is_missed_by_the_next(gone: int) -> None:
    write()
    write("0002")
    write("0003")
    Entry.objects.filter(pk=gone).delete()
    (finding,) = broken_links()
    assert finding.sentence() == (
        f"Before entry {gone + 1} of the audit trail, of 03/12/2026 12:00, at least one entry is missing."
    )
    assert "compare with a backup" in finding.advice()


def test_the_chain_cannot_fork() -> None:
    first = write()
    fork = Entry(at="x", by="x", act="x", subject="x", details="{}", previous=first.previous, digest="x")
    with pytest.raises(IntegrityError):
        fork.save()


def test_deferred_entries_are_chained_at_the_end_of_their_block() -> None:
    write("before")
    with transaction.atomic(), deferred():
        write("first")
        with deferred():
            write("second")
        assert Entry.objects.count() == 1
    assert list(Entry.objects.values_list("subject", flat=True)) == ["before", "first", "second"]
    assert broken_links() == []
    write("after")
    assert Entry.objects.count() == 4


def test_deferred_entries_of_an_act_that_failed_are_never_written() -> None:
    def fail() -> None:
        with transaction.atomic(), deferred():
            write("first")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not Entry.objects.exists()
    write("next")
    assert Entry.objects.get().subject == "next"


def write_and_fail() -> None:
    with transaction.atomic():
        write("rolled back")
        with transaction.atomic():
            write("rolled back with it")
        raise ZeroDivisionError


def test_deferred_entries_of_a_part_that_was_rolled_back_are_never_written() -> None:
    with transaction.atomic(), deferred():
        write("before")
        with pytest.raises(ZeroDivisionError):
            write_and_fail()
        with transaction.atomic():
            write("after")
    assert list(Entry.objects.values_list("subject", flat=True)) == ["before", "after"]
    assert broken_links() == []
