"""The master of persons and entities: entered, received by descent, settled."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import Literal, NamedTuple

import apsw
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from consolida.audit.record import acting, record
from consolida.core import descent, digest, identity
from consolida.core.actor import Actor, Right
from consolida.core.chunks import chunks
from consolida.core.descent import Verdict, Version
from consolida.core.errors import ConsolidaError
from consolida.core.language import noop
from consolida.core.moment import stamp
from consolida.core.portable import connect
from consolida.masters import entering, holdings
from consolida.masters.holdings import Key, Saving
from consolida.masters.locks import hold_masters
from consolida.masters.models import Company, Party, PartyDispute


class PartyExists(ConsolidaError):
    """The party is in the master already."""

    message = noop("{number} is “{name}” in the master of persons and entities already.")
    remedy = noop("Use it as it is, or change it.")


class NotAPartyNumber(ConsolidaError):
    """The number does not have the shape that its identity document demands."""

    message = noop("“{number}” cannot be the number of an identity document of type “{kind}”.")
    remedy = noop("Type 6 is a RUC (11 digits), 1 a DNI (8 digits), 4 carné, 7 passport, 0 other.")


class AlreadySettled(ConsolidaError):
    """Somebody else settled it in the meantime."""

    message = noop("This difference was settled already.")
    remedy = noop("Look at the queue again.")


@dataclass(frozen=True, slots=True)
class PartyDifference:
    """A party that is not the same at both ends."""

    type: str
    number: str
    ours: Version
    theirs: Version

    def __str__(self) -> str:
        return f"{self.number} {self.ours.name} / {self.theirs.name}"

    @property
    def key(self) -> Key:
        """Its key."""
        return self.type, self.number

    @property
    def name(self) -> str:
        """Its name here."""
        return self.ours.name


class NewParty(NamedTuple):
    """A party that only the file has; of a first import there are many thousands."""

    type: str
    number: str
    name: str


@dataclass(slots=True)
class PartiesReceived:
    """What came of the parties of a file."""

    ignored: int = 0
    equal: int = 0
    new: list[NewParty] = field(default_factory=list)
    changed: list[PartyDifference] = field(default_factory=list)  # theirs is taken
    waiting: list[PartyDifference] = field(default_factory=list)  # changed at both ends
    kept: list[PartyDifference] = field(default_factory=list)  # ours stays
    yielded: list[PartyDifference] = field(default_factory=list)  # of those taken: ours was unrelated

    @property
    def added(self) -> int:
        """How many are new."""
        return len(self.new)

    @property
    def taken(self) -> int:
        """How many become what the file says."""
        return len(self.changed)

    @property
    def queued(self) -> int:
        """How many wait for a person."""
        return len(self.waiting)

    def count(self, verdict: Verdict, key: Key, *, ours: Version, theirs: Version) -> None:
        """Count one party that both ends had, and list it where a person should see it."""
        self.ignored += verdict is Verdict.IGNORED
        self.equal += verdict is Verdict.EQUAL
        for listed in self._lists(verdict):
            listed.append(PartyDifference(*key, ours, theirs))

    def _lists(self, verdict: Verdict) -> tuple[list[PartyDifference], ...]:
        lists = {
            Verdict.TAKEN: (self.changed,),
            Verdict.YIELDED: (self.changed, self.yielded),
            Verdict.QUEUED: (self.waiting,),
            Verdict.KEPT: (self.kept,),
        }
        return lists.get(verdict, ())

    def numbers(self, most: int) -> list[str]:
        """Return the numbers of the first of those added or taken."""
        numbers = chain((one.number for one in self.new), (one.number for one in self.changed))
        return list(islice(numbers, most))

    def totals(self) -> dict[str, int]:
        """Return the counts alone."""
        counts = {name: int(getattr(self, name)) for name in ("added", "taken", "ignored", "equal", "queued")}
        return {**counts, "kept": len(self.kept)}


def receive(
    company: Company, *, file: Path, from_head_office: bool, site: str, by: Actor, at: datetime
) -> PartiesReceived:
    """Take in the parties of a proven transfer file, each by descent; vouchers never wait for it."""
    received, wrote = PartiesReceived(), False
    with acting(), closing(connect.open_proven(file)) as connection:
        hold_masters(company)
        for chunk in chunks(_versions(connection), holdings.CHUNK):
            saving = Saving(company, site, stamp(at))
            _receive(chunk, received, saving, from_head_office=from_head_office)
            if saving:
                saving.write()
                wrote = True
        if wrote:
            overruled = [[one.type, one.number, one.ours.name, one.ours.address] for one in received.yielded]
            details = {**received.totals(), "from_head_office": from_head_office, "overruled": overruled}
            _record(company, act="parties-received", subject=site, details=details, by=by, at=at)
    return received


def foresee(company: Company, *, file: Path, from_head_office: bool) -> PartiesReceived:
    """Say what `receive` would do, without writing."""
    received = PartiesReceived()
    with transaction.atomic(), closing(connect.open_proven(file)) as connection:
        for chunk in chunks(_versions(connection), holdings.CHUNK):
            _receive(chunk, received, Saving(company, "", ""), from_head_office=from_head_office)
    return received


def add(
    company: Company, *, kind: str, number: str, name: str, address: str = "", by: Actor, at: datetime
) -> Party:
    """Enter a party by hand."""
    by.require_somewhere(Right.TYPE, company=company.ruc)
    if not identity.number_is_shaped(kind, number):
        raise NotAPartyNumber(kind=kind, number=number)
    version = _version((kind, number), name=name, address=address, active=True)
    with acting():
        hold_masters(company)
        held = holdings.load(company, [(kind, number)]).get((kind, number))
        if held is not None:
            raise PartyExists(number=number, name=held.party.name)
        saving = Saving(company, "", stamp(at))
        party = saving.add((kind, number), version)
        saving.write()
        details = {"type": kind, "name": version.name, "address": version.address}
        _record(company, act="party-added", subject=number, details=details, by=by, at=at)
    return party


def change(party: Party, *, name: str, address: str, active: bool, by: Actor, at: datetime) -> Party:
    """Give a party new content; what it had becomes an ancestor. The same content changes nothing."""
    by.require_somewhere(Right.TYPE, company=party.company.ruc)
    version = _version((party.type, party.number), name=name, address=address, active=active)
    with acting():
        hold_masters(party.company)
        held = holdings.load_one(party)
        before, after = held.holding, descent.change(held.holding, version)
        if after is not before:
            saving = Saving(party.company, "", stamp(at))
            saving.replace(held, after)
            saving.write()
            details = {
                "before": _content(before.current),
                "after": _content(after.current),
                "settled": len(before.queue) - len(after.queue),
            }
            _record(party.company, act="party-changed", subject=party.number, details=details, by=by, at=at)
    return held.party


def queue(company: Company) -> list[PartyDispute]:
    """Return what waits for a person: parties that were changed at both ends."""
    return list(disputes(company).select_related("party"))


def disputes(company: Company) -> QuerySet[PartyDispute]:
    """Find what waits for a person; it is little, so the many parties are not gone through for it."""
    ours = company.parties.filter(pk=OuterRef("party"))
    return PartyDispute.objects.filter(Exists(ours))


def settle(dispute: PartyDispute, *, take: Literal["ours", "theirs"], by: Actor, at: datetime) -> Party:
    """Decide which version stays; both become its ancestors, so that no end asks again."""
    company = dispute.party.company
    by.require(Right.SETTLE, company=company.ruc)
    with acting():
        hold_masters(company)
        held = holdings.load_one(dispute.party)
        if dispute.digest not in held.disputes:
            raise AlreadySettled
        row = held.disputes[dispute.digest]
        theirs = holdings.version_of(row, row.ancestors)
        before = held.holding
        saving = Saving(company, dispute.site, stamp(at))
        saving.replace(held, descent.settle(before, theirs, take_theirs=take == "theirs"))
        saving.write()
        details = {
            "take": take,
            "ours": _content(before.current),
            "theirs": _content(theirs),
            "site": row.site,
        }
        _record(company, act="party-settled", subject=held.party.number, details=details, by=by, at=at)
    return held.party


def _versions(connection: apsw.Connection) -> Iterator[tuple[Key, Version]]:
    rows = connection.execute("""
        SELECT type, number, name, address, active, digest,
               (SELECT group_concat(a.digest) FROM party_ancestor AS a
                WHERE a.type = p.type AND a.number = p.number)
        FROM party AS p ORDER BY type, number""")
    for kind, number, name, address, active, version, ancestors in rows:
        known = frozenset(ancestors.split(",")) if ancestors else frozenset()
        yield (kind, number), Version(name, address, active, version, known)


def _receive(
    chunk: list[tuple[Key, Version]], received: PartiesReceived, saving: Saving, *, from_head_office: bool
) -> None:
    current, unlike = holdings.digests(saving.company, [key for key, _ in chunk]), []
    for key, theirs in chunk:
        if key not in current:
            saving.add(key, theirs)
            received.new.append(NewParty(*key, theirs.name))
        elif current[key] == theirs.digest and not theirs.ancestors:
            received.equal += 1  # nothing to learn: most parties of most files
        else:
            unlike.append((key, theirs))
    known = holdings.load(saving.company, [key for key, _ in unlike])
    for key, theirs in unlike:
        ours = known[key].holding
        verdict, after = descent.receive(ours, theirs, from_head_office=from_head_office)
        received.count(verdict, key, ours=ours.current, theirs=theirs)
        saving.replace(known[key], after)


def _version(key: Key, *, name: str, address: str, active: bool) -> Version:
    name = entering.text(name, what="name")
    address = entering.text(address, what="address", least=0, most=entering.ADDRESS_LIMIT)
    version = digest.of_party(kind=key[0], number=key[1], name=name, address=address, active=int(active))
    return Version(name, address, int(active), version)


def _content(version: Version) -> list[str | int]:
    return [version.name, version.address, version.active]


def _record(
    company: Company, *, act: str, subject: str, details: Mapping[str, object], by: Actor, at: datetime
) -> None:
    record(by=by.name, at=at, act=act, company=company.ruc, subject=subject, details=details)
