"""Any order of typing, exports, losses, repeats, imports and undos ends where a small model says."""

import copy
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consolida.ledger import doctor
from consolida.ledger.models import Voucher
from support.companies import ALICE
from support.places import Clock, Place
from support.senders import Sender

SITES, TYPES, WHOLE = ("0001", "0002"), ("05", "11"), ""
Content = dict[str, int]  # amount by voucher number
Key = tuple[str, str]  # site, T/O


def text_of(operation_type: str, content: Content) -> str:
    return "".join(
        f"{operation_type} {number} 2026-11-03 Voucher\n"
        f"  1212  debit  {amount}.00\n  70111 credit {amount}.00\n"
        for number, amount in sorted(content.items())
    )


@dataclass(frozen=True)
class Sent:
    """A file on its way: a site's month, or one T/O of it, as it was."""

    path: Path
    site: str
    operation_type: str
    number: int
    holds: dict[str, Content]


@dataclass
class Model:
    """What head office should hold: for each batch the newest content that came, and how new that is."""

    content: dict[Key, Content] = field(default_factory=dict)  # batches that stand
    newest: dict[Key, int] = field(default_factory=dict)  # by site and T/O or whole month

    def older(self, sent: Sent) -> list[str]:
        """Say for which T/O of a file something newer was imported."""
        return [
            code
            for code in self.scope(sent)
            if sent.number < max(self.newest.get((sent.site, one), 0) for one in (code, WHOLE))
        ]

    def undone_by(self, sent: Sent) -> list[str]:
        """Say for which T/O of an older file something else stands here."""
        held = {code: self.content.get((sent.site, code)) for code in self.older(sent)}
        return [code for code, content in held.items() if content != sent.holds.get(code, {})]

    def scope(self, sent: Sent) -> list[str]:
        """Say which T/O a file changes: those that it holds, and those that stand and it speaks for."""
        standing = {
            code for site, code in self.content if site == sent.site and sent.operation_type in {WHOLE, code}
        }
        return sorted({code for code, content in sent.holds.items() if content} | standing)

    def receive(self, sent: Sent) -> None:
        """Take what is newer."""
        for code in set(self.scope(sent)) - set(self.undone_by(sent)):
            self.content[sent.site, code] = dict(sent.holds.get(code, {}))
            self.newest[sent.site, code] = max(self.newest.get((sent.site, code), 0), sent.number)
        key = (sent.site, sent.operation_type)
        self.newest[key] = max(self.newest.get(key, 0), sent.number)


class World:
    """Two branches that type and send, the files on their way, and head office."""

    def __init__(self, folder: Path) -> None:
        self.head_office = Place(folder / "head-office", here=["0000"], elsewhere=SITES, clock=Clock())
        mail = folder / "mail"
        mail.mkdir()
        self.senders = {site: Sender(mail, site) for site in SITES}
        self.typed: dict[Key, Content] = {(site, code): {} for site in SITES for code in TYPES}
        self.way: list[Sent] = []
        self.model = Model()
        self.before: list[tuple[int, Model]] = []  # imports that may be undone, the last one first

    def type(self, site: str, code: str, number: int, amount: int) -> None:
        """Type a voucher, change it, or take it out again."""
        content = self.typed[site, code]
        if amount:
            content[f"{number:04d}"] = amount
        else:
            content.pop(f"{number:04d}", None)

    def send(self, site: str, operation_type: str) -> None:
        """Export a site's month, or a T/O of it."""
        holds = {code: dict(self.typed[site, code]) for code in TYPES if operation_type in {WHOLE, code}}
        sender = self.senders[site]
        path = sender.send(
            "".join(text_of(code, content) for code, content in holds.items()),
            operation_type=operation_type,
        )
        self.way.append(Sent(path, site, operation_type, sender.number, holds))

    def lose(self, place: int) -> None:
        """Lose a file on its way."""
        if self.way:
            self.way.pop(place % len(self.way))

    def receive(self, place: int) -> None:
        """Import a file that is on its way; it stays there and may come again."""
        if not self.way:
            return
        sent = self.way[place % len(self.way)]
        asked, older, scope = self.model.undone_by(sent), self.model.older(sent), self.model.scope(sent)
        questions = self.head_office.questions(sent.path)
        assert any(name.startswith("older") for name in questions) == bool(asked)
        if asked and older == scope:
            return  # nothing of it is newer: it would need a reason
        former = copy.deepcopy(self.model)
        answers = {name: "newer_only" for name in questions if name.startswith("older")}
        done = self.head_office.welcome(sent.path, decisions=answers)
        self.model.receive(sent)
        self.before.insert(0, (done.import_id, former))

    def undo(self) -> None:
        """Undo the last import that is in force."""
        if self.before:
            number, self.model = self.before.pop(0)
            self.head_office.undo(number)

    def check(self) -> None:
        """Compare head office with the model."""
        with self.head_office.open():
            found: dict[Key, Content] = {key: {} for key in self.model.content}
            for voucher in Voucher.objects.select_related("batch__site", "batch__operation_type"):
                key = (voucher.batch.site.code, voucher.batch.operation_type.code)
                found[key][voucher.number] = sum(line.debit for line in voucher.lines) // 100
        assert found == self.model.content
        assert {(key.site, key.operation_type) for key in self.head_office.batches()} == found.keys()


sites, types = st.sampled_from(SITES), st.sampled_from(TYPES)
deeds = st.one_of(
    st.tuples(st.just("type"), sites, types, st.integers(1, 3), st.integers(0, 3)),
    st.tuples(st.just("send"), sites, st.sampled_from((*TYPES, WHOLE, WHOLE))),
    st.tuples(st.just("receive"), st.integers(0, 9)),
    st.tuples(st.just("receive"), st.integers(0, 9)),
    st.tuples(st.just("lose"), st.integers(0, 9)),
    st.tuples(st.just("undo")),
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(deeds, min_size=8, max_size=30))
def test_head_office_holds_what_the_model_says(story: list[tuple[object, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder))
        for name, *arguments in story:
            getattr(world, str(name))(*arguments)
            if name in {"receive", "undo"}:
                world.check()
        with world.head_office.open():
            assert doctor.examine(home=world.head_office.home, by=ALICE, at=world.head_office.clock()) == []


@pytest.mark.parametrize(
    "story",
    [
        # a whole month, then an older file of one T/O, then the month again
        [("type", "0001", "05", 1, 1), ("send", "0001", "05"), ("send", "0001", WHOLE), ("receive", 1),
         ("receive", 0), ("receive", 1), ("undo",), ("receive", 0), ("undo",), ("undo",)],
        # partly older: purchases of the month, sales of their own file
        [("type", "0001", "05", 1, 1), ("type", "0001", "11", 1, 2), ("send", "0001", WHOLE),
         ("type", "0001", "05", 1, 3), ("send", "0001", "05"), ("receive", 1), ("receive", 0), ("undo",)],
        # emptied and filled again
        [("type", "0002", "11", 1, 1), ("send", "0002", WHOLE), ("receive", 0), ("type", "0002", "11", 1, 0),
         ("send", "0002", WHOLE), ("receive", 1), ("receive", 0), ("undo",), ("receive", 0)],
    ],
)  # fmt: skip
def test_stories_that_went_wrong_once_or_might(tmp_path: Path, story: list[tuple[object, ...]]) -> None:
    world = World(tmp_path)
    for name, *arguments in story:
        getattr(world, str(name))(*arguments)
        world.check()
