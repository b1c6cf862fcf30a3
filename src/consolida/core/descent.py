"""Which of two versions of a party stays: by descent, never by clocks, never by likeness alone.

A version is named by the digest of its content and knows the digests of its ancestors. Content may
return: A, then B, then A again has A among its own ancestors. Such a version was *decided*: somebody
had the other before him and chose this one.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from consolida.core.likeness import alike, names_alike


class Verdict(StrEnum):
    """What becomes of a version that arrives."""

    EQUAL = "equal"
    TAKEN = "taken"  # theirs descends from ours
    YIELDED = "yielded"  # without a common ancestor, head office's is taken
    IGNORED = "ignored"  # ours descends from theirs
    KEPT = "kept"  # ours stays, the difference is listed
    QUEUED = "queued"  # changed at both ends: a person settles


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a party."""

    name: str
    address: str
    active: int
    digest: str
    ancestors: frozenset[str] = frozenset()

    @property
    def known(self) -> frozenset[str]:
        """Itself and its ancestors."""
        return self.ancestors | {self.digest}

    @property
    def was_decided(self) -> bool:
        """Whether it was chosen again, against versions that came after it."""
        return self.digest in self.ancestors

    def says_the_same(self, other: "Version") -> bool:
        """Tell whether two versions differ in case, accents, punctuation and legal form at most."""
        return (
            self.active == other.active
            and names_alike(self.name, other.name)
            and alike(self.address, other.address)
        )

    def learning(self, digests: Iterable[str]) -> "Version":
        """Return the version with more ancestors."""
        return replace(self, ancestors=self.ancestors.union(digests))


@dataclass(frozen=True, slots=True)
class Holding:
    """What one end holds of a party: its version, and those that wait for a person."""

    current: Version
    queue: tuple[Version, ...] = ()


def judge(ours: Version, theirs: Version, *, from_head_office: bool) -> Verdict:
    """Say what becomes of their version."""
    if ours.digest == theirs.digest:
        return Verdict.EQUAL
    theirs_is_later = ours.digest in theirs.ancestors
    ours_is_later = theirs.digest in ours.ancestors
    if theirs_is_later and ours_is_later:
        return _in_a_circle(ours, theirs, from_head_office=from_head_office)
    if theirs_is_later or ours_is_later:
        return Verdict.TAKEN if theirs_is_later else Verdict.IGNORED
    if ours.says_the_same(theirs):
        return Verdict.EQUAL
    if ours.known & theirs.known:
        return Verdict.QUEUED
    return Verdict.YIELDED if from_head_office else Verdict.KEPT


def _in_a_circle(ours: Version, theirs: Version, *, from_head_office: bool) -> Verdict:
    if theirs.was_decided != ours.was_decided:
        return Verdict.TAKEN if theirs.was_decided else Verdict.IGNORED
    if ours.says_the_same(theirs):
        return Verdict.EQUAL
    if from_head_office:
        return Verdict.TAKEN
    return Verdict.KEPT if ours.was_decided else Verdict.QUEUED


def receive(holding: Holding, theirs: Version, *, from_head_office: bool) -> tuple[Verdict, Holding]:
    """Take in a version that arrives: every version is then current, an ancestor, listed or queued."""
    ours = holding.current
    verdict = judge(ours, theirs, from_head_office=from_head_office)
    if verdict is Verdict.KEPT:
        return verdict, holding
    if verdict is Verdict.QUEUED:
        return verdict, replace(holding, queue=_with(holding.queue, theirs))
    taken = verdict in {Verdict.TAKEN, Verdict.YIELDED}
    answered = [
        queued
        for queued in holding.queue
        if queued.digest in theirs.known and (taken or theirs.was_decided or queued.digest not in ours.known)
    ]
    if taken:
        current = theirs.learning(ours.known)
    elif ours.digest == theirs.digest:
        current = ours.learning(theirs.ancestors)
    else:
        current = ours.learning(theirs.known - {ours.digest})
    for queued in answered:
        current = current.learning(queued.known - {current.digest})
    return verdict, Holding(current, tuple(one for one in holding.queue if one not in answered))


def change(holding: Holding, version: Version) -> Holding:
    """Give a party new content; what waits and says the same is thereby settled."""
    ours = holding.current
    if version.digest == ours.digest:
        return holding
    current = version.learning(ours.known)
    settled = [queued for queued in holding.queue if queued.says_the_same(version)]
    for queued in settled:
        current = current.learning(queued.known)
    return Holding(current, tuple(queued for queued in holding.queue if queued not in settled))


def settle(holding: Holding, queued: Version, *, take_theirs: bool) -> Holding:
    """Decide between ours and one that waits: both become ancestors of what is chosen."""
    chosen = queued if take_theirs else holding.current
    current = chosen.learning(holding.current.known | queued.known)
    return Holding(current, tuple(one for one in holding.queue if one.digest not in queued.known))


def _with(queue: tuple[Version, ...], theirs: Version) -> tuple[Version, ...]:
    """Queue a version unless it waits already; one that descends from another takes its place."""
    former = [queued for queued in queue if queued.digest in theirs.known]
    if not former and any(theirs.digest in queued.ancestors for queued in queue):
        return queue
    for queued in former:
        theirs = theirs.learning(queued.ancestors)
    return (*(queued for queued in queue if queued not in former), theirs)
