"""The audit trail broken in each way that somebody with the database in hand can break it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import transaction

from consolida.audit.models import Entry
from consolida.audit.record import _digest, broken_links, record
from consolida.core import language
from consolida.core.home import Home
from consolida.ledger import doctor
from support.companies import ALICE

NOON = datetime(2026, 12, 3, 17, 0, 0, tzinfo=UTC)
AT = "2026-12-03T17:00:00.000Z"
SHOWN = "03/12/2026 12:00"  # by the clocks of Peru


@pytest.fixture
def chain(lima: Home) -> list[Entry]:
    """Five entries, one after the other."""
    for number in range(1, 6):
        with transaction.atomic():
            record(
                by="alice",
                at=NOON,
                act="site-added",
                company="20131312955",
                subject=f"000{number}",
                details={"number": number},
            )
    return list(Entry.objects.order_by("pk"))


def changed(number: int) -> str:
    return f"Entry {number} of the audit trail, of {SHOWN}, was changed after it was written."


def missing(number: int) -> str:
    return f"Before entry {number} of the audit trail, of {SHOWN}, at least one entry is missing."


def said() -> list[str]:
    return [finding.sentence() for finding in broken_links()]


def put(entry: Entry, **fields: str) -> None:
    Entry.objects.filter(pk=entry.pk).update(**fields)


def reseal(entry: Entry) -> None:
    """Make an entry's digest agree with what it says now, as one who knows the program would."""
    entry.refresh_from_db()
    put(entry, digest=_digest(entry))


def swap(one: Entry, other: Entry) -> None:
    """Let two entries change places, with their digests and links."""
    fields = ("at", "by", "act", "company", "subject", "details", "digest", "previous")
    former = {name: getattr(one, name) for name in fields}
    latter = {name: getattr(other, name) for name in fields}
    put(one, previous="held")
    put(other, **former)
    put(one, **latter)


def test_a_whole_chain_says_nothing(chain: list[Entry]) -> None:
    assert said() == []


def test_an_entry_changed_in_the_middle(chain: list[Entry]) -> None:
    put(chain[2], details='{"number":7}')
    assert said() == [changed(3)]


def test_an_entry_changed_and_sealed_anew_is_betrayed_by_the_next(chain: list[Entry]) -> None:
    put(chain[2], by="mallory")
    reseal(chain[2])
    assert said() == [missing(4)]


def test_only_whoever_seals_all_that_follow_goes_unseen_and_a_backup_tells(chain: list[Entry]) -> None:
    put(chain[3], by="mallory")
    reseal(chain[3])
    chain[3].refresh_from_db()
    put(chain[4], previous=chain[3].digest)
    reseal(chain[4])
    assert said() == []
    kept = [entry.digest for entry in chain]  # what a backup has
    assert [entry.digest for entry in Entry.objects.order_by("pk")][:3] == kept[:3]
    assert Entry.objects.get(pk=chain[4].pk).digest != kept[4]


@pytest.mark.parametrize("gone", [1, 2, 3, 4])
def test_an_entry_taken_out(chain: list[Entry], gone: int) -> None:
    chain[gone - 1].delete()
    assert said() == [missing(gone + 1)]


def test_several_taken_out_in_a_row_are_one_gap(chain: list[Entry]) -> None:
    Entry.objects.filter(pk__in=[2, 3]).delete()
    assert said() == [missing(4)]


def test_two_gaps_are_two(chain: list[Entry]) -> None:
    Entry.objects.filter(pk__in=[2, 4]).delete()
    assert said() == [missing(3), missing(5)]


def test_entries_that_changed_places(chain: list[Entry]) -> None:
    swap(chain[1], chain[2])
    assert said() == [missing(2), missing(3), missing(4)]


def test_an_entry_put_between_two(chain: list[Entry]) -> None:
    third = chain[2]
    pk, previous = third.pk, third.previous
    Entry.objects.filter(pk=pk).delete()
    for entry in reversed(chain[3:]):
        Entry.objects.filter(pk=entry.pk).update(id=entry.pk + 1)
    false = Entry(
        pk=pk, at=AT, by="mallory", act="site-added", subject="9999", details="{}", previous=previous
    )
    false.digest = _digest(false)
    false.save(force_insert=True)
    assert said() == [missing(5)]


def test_an_entry_put_at_the_end_without_its_link(chain: list[Entry]) -> None:
    false = Entry(at=AT, by="mallory", act="site-added", subject="9", details="{}", previous="0" * 64)
    false.digest = _digest(false)
    false.save(force_insert=True)
    assert said() == [missing(false.pk)]


def test_a_link_that_was_cut_is_a_gap_and_a_change(chain: list[Entry]) -> None:
    put(chain[2], previous="0" * 64)
    assert said() == [missing(3), changed(3)]


def test_what_is_written_after_a_break_holds_on_to_the_end(chain: list[Entry]) -> None:
    put(chain[2], by="mallory")
    with transaction.atomic():
        record(by="alice", at=NOON, act="site-added", company="", subject="0006", details={})
    assert said() == [changed(3)]


@pytest.mark.parametrize(("breaking", "expected"), [(changed, 3), (missing, 4)])
def test_the_doctor_passes_it_on_with_what_to_do(
    lima: Home, chain: list[Entry], breaking: Callable[[int], str], expected: int
) -> None:
    if breaking is changed:
        put(chain[2], by="mallory")
    else:
        chain[2].delete()
    (finding,) = doctor.examine(home=lima, by=ALICE, at=NOON)
    assert finding.sentence() == breaking(expected)
    assert finding.rule == "audit_chain"
    assert finding.advice() == (
        "Find out who could write to the database, and compare with a backup made before that moment."
    )
    with language.speaking("es"):
        assert str(expected) in finding.sentence()
        assert finding.sentence() != breaking(expected)
        assert "respaldo" in finding.advice() or "copia" in finding.advice()
