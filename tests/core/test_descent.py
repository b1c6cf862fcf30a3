"""Which version of a party stays, by descent."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consolida.core import descent
from consolida.core.descent import Holding, Verdict, Version, judge


def version(name: str, *ancestors: str, address: str = "") -> Version:
    """A version whose digest is its name, so that a test reads as a family tree."""
    return Version(name, address, 1, name, frozenset(ancestors))


def verdict(ours: Version, theirs: Version, *, from_head_office: bool = False) -> Verdict:
    return judge(ours, theirs, from_head_office=from_head_office)


def test_the_same_digest_is_equal() -> None:
    assert verdict(version("ana"), version("ana", "old")) is Verdict.EQUAL


def test_one_that_descends_from_ours_is_taken() -> None:
    assert verdict(version("ana"), version("bea", "ana")) is Verdict.TAKEN


def test_one_that_ours_descends_from_is_ignored_even_from_head_office() -> None:
    assert verdict(version("bea", "ana"), version("ana"), from_head_office=True) is Verdict.IGNORED


def test_a_correction_of_accents_that_descends_from_ours_is_taken() -> None:
    assert verdict(version("peña"), version("Peña S.A.", "peña")) is Verdict.TAKEN


def test_unrelated_versions_that_say_the_same_are_equal() -> None:
    assert verdict(version("Muñoz S.A.C."), version("MUNOZ, SAC")) is Verdict.EQUAL


def test_an_address_or_being_active_makes_a_difference() -> None:
    assert verdict(version("ana"), Version("Ana", "Lima", 1, "x")) is Verdict.KEPT
    assert verdict(version("ana"), Version("Ana", "", 0, "y")) is Verdict.KEPT


def test_changed_at_both_ends_is_queued() -> None:
    ours, theirs = version("bea", "ana"), version("cleo", "ana")
    assert verdict(ours, theirs) is Verdict.QUEUED
    assert verdict(ours, theirs, from_head_office=True) is Verdict.QUEUED


def test_without_a_common_ancestor_head_office_s_stays_and_the_difference_is_listed() -> None:
    assert verdict(version("ana"), version("bea")) is Verdict.KEPT
    assert verdict(version("ana"), version("bea"), from_head_office=True) is Verdict.YIELDED


class TestContentThatReturns:
    once, returned = version("bea", "ana"), version("ana", "ana", "bea")

    def test_a_branch_that_took_its_change_back_is_followed(self) -> None:
        assert verdict(self.once, self.returned) is Verdict.TAKEN

    def test_an_old_file_does_not_bring_the_change_again(self) -> None:
        assert verdict(self.returned, self.once) is Verdict.IGNORED

    def test_two_ends_that_went_opposite_ways_are_queued(self) -> None:
        assert verdict(version("ana", "bea"), version("bea", "ana")) is Verdict.QUEUED

    def test_head_office_is_followed_when_both_went_opposite_ways(self) -> None:
        ours, theirs = version("ana", "bea"), version("bea", "ana")
        assert verdict(ours, theirs, from_head_office=True) is Verdict.TAKEN

    def test_two_decisions_against_each_other_leave_ours_and_are_listed(self) -> None:
        ours, theirs = version("ana", "ana", "bea"), version("bea", "ana", "bea")
        assert verdict(ours, theirs) is Verdict.KEPT

    def test_opposite_ways_between_spellings_are_no_difference(self) -> None:
        assert verdict(version("ana", "ANA"), version("ANA", "ana")) is Verdict.EQUAL


class TestReceiving:
    def receive(self, holding: Holding, theirs: Version, *, from_head_office: bool = False) -> Holding:
        return descent.receive(holding, theirs, from_head_office=from_head_office)[1]

    def test_what_is_taken_keeps_the_ancestors_of_both(self) -> None:
        after = self.receive(Holding(version("bea", "ana")), version("cleo", "bea", "dora"))
        assert after.current == version("cleo", "ana", "bea", "dora")

    def test_ours_become_ancestors_when_it_yields_to_head_office(self) -> None:
        after = self.receive(Holding(version("bea", "ana")), version("cleo"), from_head_office=True)
        assert after.current == version("cleo", "ana", "bea")

    def test_another_spelling_becomes_an_ancestor(self) -> None:
        after = self.receive(Holding(version("ana")), version("ANA", "old"))
        assert after.current == version("ana", "ANA", "old")

    def test_one_that_is_ignored_still_teaches_its_ancestors(self) -> None:
        after = self.receive(Holding(version("bea", "ana")), version("ana", "older"))
        assert after.current == version("bea", "ana", "older")

    def test_one_that_is_kept_teaches_nothing(self) -> None:
        before = Holding(version("ana"))
        assert self.receive(before, version("bea")) == before

    def test_the_same_version_waits_once(self) -> None:
        before = Holding(version("bea", "ana"))
        once = self.receive(before, version("cleo", "ana"))
        assert once.queue == (version("cleo", "ana"),)
        assert self.receive(once, version("cleo", "ana", "old")).queue == (version("cleo", "ana", "old"),)

    def test_a_later_version_takes_the_place_of_the_one_that_waits(self) -> None:
        before = Holding(version("bea", "ana"), (version("cleo", "ana"),))
        after = self.receive(before, version("dora", "ana", "cleo"))
        assert after.queue == (version("dora", "ana", "cleo"),)
        assert self.receive(after, version("cleo", "ana")).queue == after.queue

    def test_versions_of_two_sites_wait_side_by_side(self) -> None:
        before = Holding(version("bea", "ana"), (version("cleo", "ana"),))
        assert len(self.receive(before, version("dora", "ana")).queue) == 2

    def test_what_the_other_end_settled_waits_no_longer(self) -> None:
        waiting = Holding(version("bea", "ana"), (version("cleo", "ana"),))
        settled_for_theirs = version("cleo", "ana", "bea", "cleo")
        after = self.receive(waiting, settled_for_theirs)
        assert after == Holding(version("cleo", "ana", "bea", "cleo"))
        settled_for_ours = version("bea", "ana", "bea", "cleo")
        assert self.receive(waiting, settled_for_ours) == Holding(settled_for_ours)

    def test_one_that_only_repeats_ours_settles_nothing(self) -> None:
        waiting = Holding(version("bea", "ana"), (version("ana", "bea"),))
        assert self.receive(waiting, version("bea", "ana")).queue == waiting.queue

    def test_a_third_end_that_went_on_from_both_settles_it(self) -> None:
        waiting = Holding(version("bea", "ana"), (version("cleo", "ana"),))
        assert self.receive(waiting, version("dora", "ana", "bea", "cleo")).queue == ()


class TestChanging:
    def test_the_former_version_becomes_an_ancestor(self) -> None:
        after = descent.change(Holding(version("bea", "ana")), version("cleo"))
        assert after.current == version("cleo", "ana", "bea")

    def test_the_same_content_is_no_change(self) -> None:
        before = Holding(version("bea", "ana"))
        assert descent.change(before, version("bea")) is before

    def test_content_that_returns_is_its_own_ancestor(self) -> None:
        after = descent.change(Holding(version("bea", "ana")), version("ana"))
        assert after.current.was_decided

    def test_writing_what_waits_settles_it(self) -> None:
        before = Holding(version("bea", "ana"), (version("cleo", "ana", "old"), version("dora", "ana")))
        after = descent.change(before, version("CLEO"))
        assert after == Holding(version("CLEO", "ana", "bea", "cleo", "old"), (version("dora", "ana"),))


@pytest.mark.parametrize("take_theirs", [True, False])
def test_both_sides_become_ancestors_of_what_is_settled(take_theirs: bool) -> None:
    theirs = version("cleo", "ana", "old")
    before = Holding(version("bea", "ana"), (theirs, version("dora", "ana")))
    after = descent.settle(before, theirs, take_theirs=take_theirs)
    assert after.current.digest == ("cleo" if take_theirs else "bea")
    assert after.current.ancestors == {"ana", "old", "bea", "cleo"}
    assert after.queue == (version("dora", "ana"),)


@dataclass
class End:
    """One installation's view of one party, and what it listed."""

    holding: Holding | None = None
    listed: set[str] = field(default_factory=set)

    def sees(self) -> set[str]:
        assert self.holding is not None
        waiting = set().union(*(queued.known for queued in self.holding.queue))
        return set(self.holding.current.known) | waiting | self.listed

    def receive(self, theirs: Version, *, from_head_office: bool) -> None:
        if self.holding is None:
            self.holding = Holding(theirs)
            return
        seen = self.sees()
        outcome, self.holding = descent.receive(self.holding, theirs, from_head_office=from_head_office)
        if outcome is Verdict.KEPT:
            self.listed.add(theirs.digest)
        assert seen <= self.sees()
        assert theirs.digest in self.sees()

    def change(self, name: str) -> None:
        new = version(name)
        self.holding = descent.change(self.holding, new) if self.holding else Holding(new)

    def settle(self, *, take_theirs: bool) -> None:
        if self.holding is None or not self.holding.queue:
            return
        seen, queued = self.sees(), self.holding.queue[0]
        ours = self.holding.current
        self.holding = descent.settle(self.holding, queued, take_theirs=take_theirs)
        assert {ours.digest, queued.digest} <= self.holding.current.ancestors
        assert seen <= self.sees()


HEAD_OFFICE = 0
names = st.sampled_from(["ana", "ANA", "bea", "cleo", "dora"])
ends = st.integers(0, 2)
acts = st.one_of(
    st.tuples(st.just("change"), ends, names),
    st.tuples(st.just("send"), ends, ends),
    st.tuples(st.just("settle"), ends, st.booleans()),
)


def play(all_ends: list[End], steps: list[tuple[str, int, object]]) -> None:
    for act, end, what in steps:
        if act == "change":
            all_ends[end].change(str(what))
        elif act == "settle":
            all_ends[end].settle(take_theirs=bool(what))
        else:
            send(all_ends, end, int(str(what)))


def send(all_ends: list[End], sender: int, receiver: int) -> None:
    holding = all_ends[sender].holding
    if holding is not None and sender != receiver:
        all_ends[receiver].receive(holding.current, from_head_office=sender == HEAD_OFFICE)


@settings(max_examples=400, deadline=None)
@given(st.lists(acts, max_size=25))
def test_no_order_of_changes_and_exchanges_loses_a_version_silently(
    steps: list[tuple[str, int, object]],
) -> None:
    play([End(), End(), End()], steps)


@settings(max_examples=400, deadline=None)
@given(st.lists(acts, max_size=25))
def test_two_rounds_between_head_office_and_its_sites_end_all_difference(
    steps: list[tuple[str, int, object]],
) -> None:
    all_ends = [End(), End(), End()]
    play(all_ends, [("change", HEAD_OFFICE, "ana"), *steps])
    for _ in range(2):
        for site in (1, 2):
            send(all_ends, site, HEAD_OFFICE)
        while (head_office := all_ends[HEAD_OFFICE].holding) and head_office.queue:
            all_ends[HEAD_OFFICE].settle(take_theirs=False)
        for site in (1, 2):
            send(all_ends, HEAD_OFFICE, site)
            while (holding := all_ends[site].holding) and holding.queue:
                all_ends[site].settle(take_theirs=True)
    now = [end.holding.current for end in all_ends if end.holding]
    assert all(one.says_the_same(now[0]) for one in now)
