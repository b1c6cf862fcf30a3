"""What the model knows of masters: persons and entities by descent, accounts by their names.

A name stands for a version's content: in a simulation no two versions of a person have one name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class Version(NamedTuple):
    """A version of a person or entity: its name, and the names that whoever gave it knew."""

    name: str
    ancestors: frozenset[str] = frozenset()

    @property
    def known(self) -> frozenset[str]:
        """Itself and its ancestors."""
        return self.ancestors | {self.name}

    @property
    def was_decided(self) -> bool:
        """Whether somebody chose it against what came after it."""
        return self.name in self.ancestors

    def learning(self, names: frozenset[str]) -> "Version":
        """Return it with more ancestors."""
        return Version(self.name, self.ancestors | names)


@dataclass
class Masters:
    """An installation's persons and entities, those that wait for a person, and its accounts."""

    parties: dict[str, Version]
    accounts: dict[str, str]
    waiting: dict[tuple[str, str], Version] = field(default_factory=dict)  # by number and name

    def name(self, number: str, name: str) -> None:
        """Enter somebody, or give a new name."""
        former = self.parties.get(number)
        self.parties[number] = Version(name, former.known if former else frozenset())

    def add(self, accounts: Mapping[str, str]) -> None:
        """Add the accounts that are missing; those that are here keep their names."""
        self.accounts = {**accounts, **self.accounts}

    def receive(self, theirs: Mapping[str, Version], *, from_head_office: bool) -> None:
        """Take in what a file brings, each by descent."""
        for number, version in theirs.items():
            ours = self.parties.get(number)
            if ours is None:
                self.parties[number] = version
            else:
                self._meet(number, ours, version, from_head_office=from_head_office)

    def _meet(self, number: str, ours: Version, theirs: Version, *, from_head_office: bool) -> None:
        theirs_is_later = ours.name in theirs.ancestors
        ours_is_later = theirs.name in ours.ancestors
        if ours.name == theirs.name:
            stands: Version | None = ours
        elif theirs_is_later and ours_is_later and theirs.was_decided == ours.was_decided:
            stands = theirs if from_head_office else None
        elif theirs_is_later and ours_is_later:
            stands = theirs if theirs.was_decided else ours
        elif theirs_is_later or ours_is_later:
            stands = theirs if theirs_is_later else ours
        elif ours.known & theirs.known:
            self.waiting[number, theirs.name] = theirs
            return
        else:
            stands = theirs if from_head_office else None
        if stands is not None:
            other = ours if stands is theirs else theirs
            self.parties[number] = stands.learning(other.known - {stands.name} | other.ancestors)

    def settle(self, number: str, name: str, *, take_theirs: bool) -> None:
        """Decide: both versions become ancestors of the one that stays."""
        ours, theirs = self.parties[number], self.waiting.pop((number, name))
        chosen = theirs if take_theirs else ours
        self.parties[number] = chosen.learning(ours.known | theirs.known)

    def answered(self, still: set[tuple[str, str]]) -> None:
        """Note which of those that wait are answered: whoever gave the version that stands knew them."""
        for number, name in self.waiting.keys() - still:
            queued = self.waiting.pop((number, name))
            ours = self.parties[number]
            assert name in ours.known or any(
                name in other.known for (one, _), other in self.waiting.items() if one == number
            ), (number, name, ours)
            self.parties[number] = ours.learning(queued.known - {ours.name})
