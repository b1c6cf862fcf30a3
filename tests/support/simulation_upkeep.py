"""What people do beside vouchers: masters, loads, backups, filed months, sites out of use; at random."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from consolida.core.errors import Refused
from consolida.core.findings import errors
from consolida.intake.load import load
from consolida.intake.loading import LoadRequest
from consolida.ledger.filing import FiledAlready, NotFiled, file_book, take_back
from consolida.ledger.models import FiledBook, Voucher
from consolida.ledger.replacement.swap import swap
from consolida.masters import editing, parties
from consolida.masters.companies import change_site
from consolida.masters.models import Account, Party, PartyDispute
from consolida.masters.models import Site as MastersSite
from consolida.transfer.backup import backup, restore
from consolida.transfer.send_masters import send_masters
from support.companies import ALICE, BOB
from support.model import TYPES_OF, Books
from support.model_masters import Version

if TYPE_CHECKING:
    from support.simulation import Simulation, Site

ACCOUNTS = ("70121", "70131")  # which nobody has on the first day
STRANGERS = ("40111222", "40333444")  # DNI of persons that anybody may enter


@dataclass(frozen=True)
class Letter:
    """Masters as head office sent them."""

    path: Path
    parties: Mapping[str, Version]
    accounts: Mapping[str, str]


@dataclass(frozen=True)
class Saved:
    """A backup, and what the model knew then."""

    path: Path
    books: Books


class Upkeep:
    """The acts of a simulation that are not about vouchers."""

    def __init__(self, simulation: "Simulation") -> None:
        self.simulation, self.random = simulation, simulation.random
        self.letters: list[Letter] = []
        self.saved: dict[str, list[Saved]] = {}
        self.given = 0  # names and numbers, each once

    def acts(self) -> dict[Callable[[], None], int]:
        """Return what may be done, and how often."""
        return {
            self.load: 5,
            self.name_party: 10,
            self.settle: 6,
            self.name_account: 3,
            self.add_account: 8,
            self.send_masters: 3,
            self.receive_masters: 6,
            self.file_or_take_back: 4,
            self.rest_or_return: 3,
            self.back_up: 3,
            self.restore: 3,
        }

    def anybody(self) -> "Site":
        """Choose head office or a branch."""
        return self.random.choice([self.simulation.office, *self.simulation.branches])

    def one_more(self) -> int:
        """Return a number that was not given yet."""
        self.given += 1
        return self.given

    def load(self) -> None:
        """Load vouchers of another program at a branch; a closed batch takes none."""
        site = self.random.choice(self.simulation.branches)
        key = self.simulation.some_batch(site.code)
        path, amount = self.simulation.folder / f"load-{self.one_more()}.csv", self.random.randint(1, 100_000)
        number = str(1000 + 100 * self.given)  # those that are typed next count on from here
        words = f"{key.operation_type},{number},{key.period}-15"
        amounts = (f"1212,{amount / 100:.2f},0.00", f"70111,0.00,{amount / 100:.2f}")
        rows = ["operation_type,number,date,account,debit,credit", *(f"{words},{one}" for one in amounts)]
        path.write_text("\n".join(rows), "utf-8")
        self.simulation.say(key.in_words())
        with site.place.open() as company:
            try:
                asked = LoadRequest(site=site.code)
                loaded = load(company, path, asked, home=site.place.home, by=ALICE, at=site.place.clock())
            except Refused as refused:
                self.simulation.must_be_rules(refused, {"batch_closed"})
                assert site.books.is_closed(key)
                return
            assert not site.books.is_closed(key)
            assert (loaded.added, loaded.changed) == (1, 0)
            (voucher,) = Voucher.objects.filter(batch__site__code=site.code, number=number)
            self.simulation.note(site, key, voucher)

    def name_party(self) -> None:
        """Enter somebody, or give a new name, wherever that is."""
        site, number = self.anybody(), self.random.choice((BOB, BOB, *STRANGERS))
        name = f"Persona {self.one_more()}"
        self.simulation.say(site.code, number, name)
        with site.place.open() as company:
            held = Party.objects.filter(company=company, number=number).first()
            at = site.place.clock()
            if held is None:
                parties.add(company, kind="1", number=number, name=name, by=ALICE, at=at)
            else:
                parties.change(held, name=name, address="", active=True, by=ALICE, at=at)
        site.books.masters.name(number, name)
        self.compare(site)

    def settle(self) -> None:
        """Settle what was changed at both ends."""
        found = [
            (site, number, name)
            for site in (self.simulation.office, *self.simulation.branches)
            for number, name in sorted(site.books.masters.waiting)
        ]
        if not found:
            return
        site, number, name = self.random.choice(found)
        theirs = self.random.random() < 0.5
        self.simulation.say(site.code, number, name, "theirs" if theirs else "ours")
        with site.place.open():
            dispute = PartyDispute.objects.get(party__number=number, name=name)
            parties.settle(dispute, take="theirs" if theirs else "ours", by=ALICE, at=site.place.clock())
        site.books.masters.settle(number, name, take_theirs=theirs)
        self.simulation.met.update(["settled"])
        self.compare(site)

    def name_account(self) -> None:
        """Give an account another name."""
        site, code = self.anybody(), self.random.choice(("1212", "70111"))
        name = f"Cuenta número {self.one_more()}"
        self.simulation.say(site.code, code, name)
        with site.place.open() as company:
            editing.change(company, "account", (code,), {"name": name}, by=ALICE, at=site.place.clock())
        site.books.masters.accounts[code] = name

    def add_account(self) -> None:
        """Add an account at a branch, which head office lacks until a file of vouchers brings it."""
        site, code = self.random.choice(self.simulation.branches), self.random.choice(ACCOUNTS)
        row = {"code": code, "name": f"Cuenta {code}"}
        self.simulation.say(site.code, code)
        with site.place.open() as company:
            try:
                editing.add(company, "account", row, by=ALICE, at=site.place.clock())
            except editing.RowExists:
                assert code in site.books.masters.accounts
        site.books.masters.add({code: row["name"]})

    def send_masters(self) -> None:
        """Let head office write its masters to a file."""
        place, masters = self.simulation.office.place, self.simulation.office.books.masters
        with place.open() as company:
            sent = send_masters(
                company, site=place.site(), to=place.outbox, home=place.home, by=ALICE, at=place.clock()
            )
        self.simulation.say(sent.file.name)
        self.letters.append(Letter(sent.file, dict(masters.parties), dict(masters.accounts)))

    def receive_masters(self) -> None:
        """Import masters of head office at a branch, in any order, once or again."""
        if not self.letters:
            return
        site, letter = self.random.choice(self.simulation.branches), self.random.choice(self.letters)
        take = self.random.random() < 0.7
        self.simulation.say(site.code, letter.path.name, "taking" if take else "keeping")
        answers: dict[str, str] = {}
        for _ in range(3):
            with site.place.previewing(letter.path, decisions=answers) as preview:
                assert errors(preview.findings) == []
                if not preview.decisions:
                    swap(preview, by=ALICE, at=site.place.clock())
                    break
                answers |= {one.name: one.values[0] for one in preview.decisions}
                if "masters_different" in answers:
                    answers["masters_different"] = "take" if take else "keep"
        else:
            raise AssertionError(answers)
        masters = site.books.masters
        both = masters.accounts.keys() & letter.accounts.keys()
        differ = any(masters.accounts[code] != letter.accounts[code] for code in both)
        assert ("masters_different" in answers) == differ
        assert ("add_masters" in answers) == bool(letter.accounts.keys() - masters.accounts)
        masters.add(letter.accounts)
        if take:
            masters.accounts |= letter.accounts
        masters.receive(letter.parties, from_head_office=True)
        self.compare(site)

    def file_or_take_back(self) -> None:
        """Note at head office that a book was sent to SUNAT, or that it was not."""
        office = self.simulation.office
        period, book = self.simulation.some_period(), self.random.choice(list(TYPES_OF))
        filed = office.books.filed
        with office.place.open() as company:
            at = office.place.clock()
            if self.random.random() < 0.35:
                self.simulation.say(period, book)
                try:
                    file_book(
                        company, period=period, book=FiledBook.Book(book), constancia="C-1", by=ALICE, at=at
                    )
                except FiledAlready:
                    assert (period, book) in filed
                filed.add((period, book))
                return
            self.simulation.say(period, book, "not")
            try:
                take_back(company, period=period, book=FiledBook.Book(book), reason="Error", by=ALICE, at=at)
            except NotFiled:
                assert (period, book) not in filed
            filed.discard((period, book))

    def rest_or_return(self) -> None:
        """Take a branch out of use at head office, or put it in use again."""
        office, code = self.simulation.office, self.random.choice(self.simulation.branches).code
        resting = office.books.resting
        resting.symmetric_difference_update({code})
        self.simulation.say(code, "rests" if code in resting else "works")
        with office.place.open():
            site = MastersSite.objects.get(code=code)
            change_site(site, active=code not in resting, by=ALICE, at=office.place.clock())

    def back_up(self) -> None:
        """Back an installation up."""
        site = self.anybody()
        path = self.simulation.folder / f"backup-{self.one_more()}.zip"
        with site.place.open():
            backup(site.place.home, path, by=ALICE, at=site.place.clock())
        self.simulation.say(site.code, path.name)
        self.saved.setdefault(str(site.place.home.path), []).append(Saved(path, deepcopy(site.books)))

    def restore(self) -> None:
        """Restore an installation: what was done since is gone, and it is another one from then on."""
        site = self.anybody()
        backups = self.saved.get(str(site.place.home.path), [])
        if not backups:
            return
        saved = self.random.choice(backups)
        self.simulation.say(site.code, saved.path.name)
        with site.place.open():
            restored = restore(saved.path, site.place.home, by=ALICE, at=site.place.clock(), replace=True)
        assert restored.installation != restored.former
        self.simulation.met.update(["restored"])
        site.books = deepcopy(saved.books)
        # Its numbers go on from the backup's: nothing is written over in the folder it had.
        site.place.outbox = site.place.home.path / f"outbox-{self.one_more()}"
        site.place.outbox.mkdir()
        self.simulation.compare(site)
        self.compare(site)

    def compare(self, site: "Site") -> None:
        """See that an installation holds the masters that the model says."""
        masters = site.books.masters
        with site.place.open():
            waiting = PartyDispute.objects.values_list("party__number", "name")
            still = set(waiting)
            assert still <= set(masters.waiting)
            masters.answered(still)
            found = dict(Party.objects.values_list("number", "name"))
            assert found == {number: version.name for number, version in masters.parties.items()}
            assert dict(Account.objects.values_list("code", "name")) == masters.accounts
            assert set(FiledBook.objects.values_list("period", "book")) == site.books.filed
            resting = MastersSite.objects.filter(active=False).values_list("code", flat=True)
            assert set(resting) == site.books.resting
