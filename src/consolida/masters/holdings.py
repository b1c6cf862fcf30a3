"""Parties in the database as holdings (core.descent): loaded and saved many at a time."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from consolida.core.chunks import chunks
from consolida.core.descent import Holding, Version
from consolida.masters.models import Company, Party, PartyAncestor, PartyDispute

CHUNK = 2_000
_CONTENT = ("name", "address", "active", "digest")

Key = tuple[str, str]  # identity document type, number


@dataclass(slots=True)
class Held:
    """A party with its holding, and the rows of what waits, by digest."""

    party: Party
    holding: Holding
    disputes: dict[str, PartyDispute] = field(default_factory=dict)


def digests(company: Company, keys: Collection[Key]) -> dict[Key, str]:
    """Return the digest of the version that is current of each party; those that are unknown are absent."""
    rows = _parties(company, keys).values_list("type", "number", "digest")
    return {(kind, number): digest for kind, number, digest in rows}


def load(company: Company, keys: Collection[Key]) -> dict[Key, Held]:
    """Return what is held of parties; those that are unknown are absent. Locks their rows."""
    parties = list(_parties(company, keys).select_for_update()) if keys else []
    return {(held.party.type, held.party.number): held for held in _held(parties)}


def _parties(company: Company, keys: Collection[Key]) -> QuerySet[Party]:
    numbers: dict[str, list[str]] = {}
    for kind, number in keys:
        numbers.setdefault(kind, []).append(number)
    wanted = (Q(type=kind, number__in=of_kind) for kind, of_kind in numbers.items())
    return Party.objects.filter(reduce(or_, wanted), company=company)


def load_one(party: Party) -> Held:
    """Return what is held of one party, as the database has it now. Locks its row."""
    (held,) = _held([Party.objects.select_for_update().get(pk=party.pk)])
    return held


def _held(parties: Sequence[Party]) -> Iterator[Held]:
    keys = [party.pk for party in parties]
    ancestors: dict[int, list[str]] = {}
    for pk, digest in PartyAncestor.objects.filter(party__in=keys).values_list("party_id", "digest"):
        ancestors.setdefault(pk, []).append(digest)
    disputes: dict[int, list[PartyDispute]] = {}
    for dispute in PartyDispute.objects.filter(party__in=keys):
        disputes.setdefault(dispute.party_id, []).append(dispute)
    for party in parties:
        waiting = disputes.get(party.pk, [])
        current = version_of(party, ancestors.get(party.pk, ()))
        holding = Holding(current, tuple(version_of(one, one.ancestors) for one in waiting))
        yield Held(party, holding, {one.digest: one for one in waiting})


def version_of(row: Party | PartyDispute, ancestors: Collection[str]) -> Version:
    """Return the version that a row holds."""
    return Version(row.name, row.address, int(row.active), row.digest, frozenset(ancestors))


@dataclass(slots=True)
class Saving:
    """Changes of many parties, gathered and written in few statements."""

    company: Company
    site: str  # from which what is queued now came
    stamp: str
    new: list[tuple[Party, Version]] = field(default_factory=list)
    changed: list[Party] = field(default_factory=list)
    ancestors: list[PartyAncestor] = field(default_factory=list)
    queued: list[PartyDispute] = field(default_factory=list)
    requeued: list[PartyDispute] = field(default_factory=list)
    answered: list[int] = field(default_factory=list)

    def add(self, key: Key, version: Version) -> Party:
        """Note a party that was unknown."""
        party = Party(company=self.company, type=key[0], number=key[1])
        _fill(party, version)
        self.new.append((party, version))
        return party

    def replace(self, held: Held, after: Holding) -> None:
        """Note what a party's holding becomes."""
        before, current = held.holding, after.current
        if current.digest != before.current.digest:
            _fill(held.party, current)
            self.changed.append(held.party)
        self._note_ancestors(held.party, current.ancestors - before.current.ancestors)
        self._note_queue(held, after.queue)

    def __bool__(self) -> bool:
        return any((self.new, self.changed, self.ancestors, self.queued, self.requeued, self.answered))

    def write(self) -> None:
        """Write everything that was noted."""
        Party.objects.bulk_create([party for party, _ in self.new], CHUNK)
        for party, version in self.new:
            self._note_ancestors(party, version.ancestors)
        Party.objects.bulk_create(
            self.changed,
            CHUNK,
            update_conflicts=True,
            unique_fields=("company", "type", "number"),
            update_fields=_CONTENT,
        )
        PartyAncestor.objects.bulk_create(self.ancestors, CHUNK, ignore_conflicts=True)
        PartyDispute.objects.bulk_create(self.queued, CHUNK)
        PartyDispute.objects.bulk_update(self.requeued, ("ancestors",), 100)
        for keys in chunks(self.answered, CHUNK):
            PartyDispute.objects.filter(pk__in=keys).delete()

    def _note_ancestors(self, party: Party, digests: Collection[str]) -> None:
        self.ancestors.extend(PartyAncestor(party=party, digest=digest) for digest in sorted(digests))

    def _note_queue(self, held: Held, queue: Sequence[Version]) -> None:
        waiting = {version.digest: version for version in queue}
        for digest, dispute in held.disputes.items():
            if digest not in waiting:
                self.answered.append(dispute.pk)
            elif waiting[digest].ancestors != frozenset(dispute.ancestors):
                dispute.ancestors = sorted(waiting[digest].ancestors)
                self.requeued.append(dispute)
        for digest in waiting.keys() - held.disputes.keys():
            dispute = PartyDispute(
                party=held.party,
                site=self.site,
                ancestors=sorted(waiting[digest].ancestors),
                came_at=self.stamp,
            )
            _fill(dispute, waiting[digest])
            self.queued.append(dispute)


def _fill(row: Party | PartyDispute, version: Version) -> None:
    row.name, row.address = version.name, version.address
    row.active, row.digest = bool(version.active), version.digest
