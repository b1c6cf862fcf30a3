"""Sites, a copy of one, and head office: what people do at random, done to the program and to the model."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from random import Random

from consolida.core.batches import BatchKey
from consolida.core.errors import Refused
from consolida.core.findings import errors
from consolida.ledger import doctor, months, record
from consolida.ledger.balances import trial_balance
from consolida.ledger.batches import key_of
from consolida.ledger.draft import Draft, DraftLine
from consolida.ledger.models import Batch as LedgerBatch
from consolida.ledger.models import SiteMonth, Voucher
from consolida.ledger.record import AnnulledAlready, BatchClosed, BatchFiled, LeftInAFile
from consolida.ledger.replacement.swap import swap
from consolida.ledger.replacement.undo import UndoneAlready
from consolida.masters.models import Account, Company, OperationType, Party
from consolida.transfer import inbox
from support.companies import ALICE
from support.model import Batch, Books, HeadOffice, Outcome, Sent, Source, Wish
from support.model_masters import Masters, Version
from support.places import Place
from support.simulation_upkeep import Upkeep
from support.states import copy_of

PERIODS = ("2026-11", "2026-12")
TYPES = ("05", "11")
OFFICE = "0000"
LOST, PACKED, TYPED_AT_OFFICE, EVERY_SITE, ADD_MASTERS = 0.2, 0.2, 0.2, 0.3, 0.3


@dataclass
class Site:
    """A site's installation, and what the model knows of it."""

    code: str
    place: Place
    books: Books


class Simulation:
    """One run: the same seed does the same."""

    def __init__(self, seed: int, folder: Path, prepared: dict[str, Place]) -> None:
        self.random = Random(seed)
        self.folder = folder
        self.log: list[str] = []
        self.mail: list[Sent] = []
        self.amounts: dict[str, int] = {}  # what the vouchers of a digest move
        self.credited: dict[str, str] = {}  # and the account against which
        self.imported = 0
        self.met = Counter[str]()  # what was asked and refused
        places = {code: copy_of(place, folder / code) for code, place in prepared.items()}
        with places[OFFICE].open():
            types = list(OperationType.objects.values_list("code", flat=True))
            parties = {number: Version(name) for number, name in Party.objects.values_list("number", "name")}
            masters = Masters(parties, dict(Account.objects.values_list("code", "name")))
        self.office = Site(OFFICE, places[OFFICE], HeadOffice(types, masters, here=OFFICE))
        self.branches = [
            Site(code, places[code], Books(types, deepcopy(masters))) for code in places if code != OFFICE
        ]
        self.upkeep = Upkeep(self)
        self.acts = {
            self.type: 20,
            self.change: 8,
            self.annul: 3,
            self.delete: 4,
            self.export: 24,
            self.close_or_reopen: 4,
            self.import_: 40,
            self.take_what_is_new: 8,
            self.undo: 8,
            self.clone: 3,
            **self.upkeep.acts(),
        }

    @property
    def books(self) -> HeadOffice:
        """Head office's books as the model has them."""
        assert isinstance(self.office.books, HeadOffice)
        return self.office.books

    @property
    def site_months(self) -> int:
        """How many months of sites hold a batch, at head office and at the branches."""
        return sum(
            len({(key.site, key.period) for key in site.books.batches})
            for site in (self.office, *self.branches)
        )

    def run(self, steps: int) -> None:
        """Do so many things at random, compare after each, and examine everybody at the end."""
        for _ in range(steps):
            (act,) = self.random.choices(list(self.acts), list(self.acts.values()))
            self.log.append(act.__name__.strip("_"))
            act()
            self.compare(self.office)
            self.upkeep.compare(self.office)
        self.examine()

    def say(self, *words: object) -> None:
        """Tell more of the last step."""
        self.log[-1] += " ".join(["", *map(str, words)])

    def somewhere(self) -> Site:
        """Choose who types."""
        return self.office if self.random.random() < TYPED_AT_OFFICE else self.random.choice(self.branches)

    def some_period(self) -> str:
        """Choose a month."""
        return self.random.choice(PERIODS)

    def some_batch(self, site: str) -> BatchKey:
        """Choose a month and T/O of a site."""
        return BatchKey(site, self.some_period(), self.random.choice(TYPES))

    def draft(self, site: Site, key: BatchKey) -> Draft:
        """Make a voucher of a random amount, with one of the site's accounts."""
        amount = self.random.randint(1, 100_000)
        income = sorted(code for code in site.books.masters.accounts if code[0] == "7")
        return Draft(
            operation_type=key.operation_type,
            date=f"{key.period}-{self.random.randint(1, 30):02d}",
            lines=[
                DraftLine(account="1212", debit=amount),
                DraftLine(account=self.random.choice(income), credit=amount),
            ],
        )

    def type(self) -> None:
        """Type a voucher; a closed batch takes none."""
        site = self.somewhere()
        key = self.some_batch(site.code)
        self.say(key.in_words())
        with site.place.open() as company:
            try:
                voucher, _ = record.record(
                    company, self.draft(site, key), site=site.place.site(), by=ALICE, at=site.place.clock()
                )
            except BatchClosed:
                assert site.books.is_closed(key)
            except BatchFiled:
                assert site.books.is_filed(key)
            else:
                assert not site.books.is_closed(key)
                assert not site.books.is_filed(key)
                self.note(site, key, voucher)

    def note(self, site: Site, key: BatchKey, voucher: Voucher) -> None:
        """Let the model know a voucher as it is now."""
        self.amounts[voucher.digest] = sum(line.debit for line in voucher.lines)
        self.credited[voucher.digest] = next((line.account for line in voucher.lines if line.credit), "")
        site.books.put(key, voucher.uid, voucher.digest)

    def alter(self, typing: Callable[[Site, BatchKey, Company, Voucher], Voucher | None]) -> None:
        """Do something to a voucher that was typed somewhere; a closed batch lets nothing be done."""
        site = self.somewhere()
        found = [
            (key, uid)
            for key, batch in sorted(site.books.batches.items())
            if key.site == site.code
            for uid in sorted(batch.content)
        ]
        if not found:
            return
        key, uid = self.random.choice(found)
        with site.place.open() as company:
            voucher = Voucher.objects.get(uid=uid)
            self.say(voucher.cuo)
            try:
                altered = typing(site, key, company, voucher)
            except BatchClosed:
                assert site.books.is_closed(key)
                return
            except BatchFiled:
                assert site.books.is_filed(key)
                return
            except AnnulledAlready:
                assert self.amounts[site.books.batches[key].content[uid]] == 0
                return
            assert not site.books.is_closed(key)
            assert not site.books.is_filed(key)
            if altered is None:
                site.books.drop(key, uid)
            else:
                self.note(site, key, altered)

    def change(self) -> None:
        """Change a voucher."""
        self.alter(
            lambda site, key, company, voucher: record.change(
                company, voucher, self.draft(site, key), by=ALICE, at=site.place.clock()
            )[0]
        )

    def annul(self) -> None:
        """Annul a voucher."""
        self.alter(
            lambda site, _key, company, voucher: record.annul(
                company, voucher, reason="It was typed twice", by=ALICE, at=site.place.clock()
            )
        )

    def delete(self) -> None:
        """Delete a voucher; one that left in a file stays."""

        def deleting(site: Site, _key: BatchKey, company: Company, voucher: Voucher) -> Voucher | None:
            try:
                record.delete(company, voucher, by=ALICE, at=site.place.clock())
            except LeftInAFile:
                assert voucher.uid in site.books.left
                return voucher
            assert voucher.uid not in site.books.left
            return None

        self.alter(deleting)

    def export(self) -> None:
        """Export a month, all or one T/O; some files are lost on their way."""
        site = self.random.choice(self.branches)
        period, operation_type = self.random.choice(PERIODS), self.random.choice(("", "", *TYPES))
        definitive = self.random.random() < 0.25
        exported = site.place.export(
            period,
            operation_type=operation_type,
            definitive=definitive,
            as_zip=self.random.random() < PACKED,
        )
        manifest = exported.manifest
        batches = site.books.scope(site.code, period, operation_type)
        site.books.left.update(*batches.values())
        if definitive:
            site.books.close(site.code, period, operation_type)
        assert exported.held.vouchers == sum(map(len, batches.values()))
        lost = self.random.random() < LOST
        self.say(exported.file.name, "definitive" if definitive else "", "lost" if lost else "")
        if not lost:
            source = Source(manifest.installation, manifest.export_number, definitive)
            self.mail.append(
                Sent(
                    path=exported.file,
                    uid=manifest.file_uid,
                    site=site.code,
                    period=period,
                    operation_type=operation_type,
                    source=source,
                    digest=manifest.content_digest,
                    previous=manifest.previous,
                    batches=batches,
                    parties=dict(site.books.masters.parties),
                    accounts=self.used(site, batches.values()),
                )
            )

    def used(self, site: Site, contents: Iterable[Mapping[str, str]]) -> dict[str, str]:
        """Return the accounts that vouchers use, as their site names them."""
        income = {self.credited[digest] for content in contents for digest in content.values()} - {""}
        accounts = site.books.masters.accounts
        return {code: accounts[code] for code in income | ({"1212"} if income else set())}

    def close_or_reopen(self) -> None:
        """Close or reopen a month or a T/O: a branch its own, head office anybody's."""
        site = self.random.choice([self.office, *self.branches])
        code = self.random.choice([OFFICE, *(one.code for one in self.branches)])
        code = code if site is self.office else site.code
        period, operation_type = self.random.choice(PERIODS), self.random.choice(("", *TYPES))
        closing = self.random.random() < 0.4
        self.say("close" if closing else "reopen", site.code, period, operation_type, code)
        with site.place.open() as company:
            do = months.close if closing else partial(months.reopen, reason="A correction")
            filed = any(map(site.books.is_filed, site.books.of_month(code, period, operation_type)))
            try:
                do(
                    company,
                    site=site.place.site(code),
                    period=period,
                    operation_type=operation_type,
                    by=ALICE,
                    at=site.place.clock(),
                )
            except months.MonthFiled:
                assert filed
                assert not closing
                return
            assert closing or not filed
        (site.books.close if closing else site.books.reopen)(code, period, operation_type)

    def import_(self) -> None:
        """Import some files in any order, once or again; answer what is asked, or leave it."""
        if not self.mail:
            return
        files = self.random.sample(self.mail, k=min(len(self.mail), self.random.choice((1, 1, 1, 2, 3))))
        wish = Wish(
            tuple(files),
            every_site=self.random.random() < EVERY_SITE,
            add_masters=self.random.random() < ADD_MASTERS,
        )
        if self.random.random() < 0.2:
            wish = replace(wish, reason="The site asks for it")
        self.import_as_wished(wish)

    def take_what_is_new(self) -> None:
        """Look at a month's files, each with its mark, and import those that are new in one set."""
        period = self.random.choice(PERIODS)
        sent = {file.path: file for file in self.mail}
        place = self.office.place
        with place.open() as company:
            found = inbox.sort(company, list(sent), period=period, home=place.home)
        assert {one.path: one.status for one in found.matching} == {
            file.path: self.books.status(file) for file in self.mail if file.period == period
        }
        wish = Wish(tuple(sent[one.path] for one in found.conforming()))
        if wish.files:
            assert not any("older" in name for name in self.books.foresee(wish).questions)
            self.import_as_wished(wish)

    def import_as_wished(self, wish: Wish) -> None:
        """Import, and answer what is asked, or leave it."""
        files = wish.files
        self.say(*(file.path.name for file in files), "every site" if wish.every_site else "", wish.reason)
        for _ in range(4):
            outcome = self.try_to_import(wish)
            if not outcome.questions or outcome.refusals or self.random.random() < 0.15:
                return
            wish = self.answered(wish, outcome)
            self.say(dict(wish.answers), wish.reason)

    def answered(self, wish: Wish, outcome: Outcome) -> Wish:
        """Answer every question; one without values asks for the reason."""
        answers = {
            name: self.random.choice(values) for name, values in sorted(outcome.questions.items()) if values
        }
        reasons = not all(outcome.questions.values())
        return replace(
            wish,
            answers={**wish.answers, **answers},
            reason="The site asks for it" if reasons else wish.reason,
        )

    def try_to_import(self, wish: Wish) -> Outcome:
        """Import as wished, and see that what comes of it was foreseen."""
        expected = self.books.foresee(wish)
        self.met.update(expected.refusals)
        self.met.update(name.split(":")[0] for name in expected.questions)
        mode = "all" if wish.every_site else "sites"
        place = self.office.place
        paths = [file.path for file in wish.files]
        try:
            with place.previewing(
                *paths,
                decisions=wish.answers,
                mode=mode,
                reason=wish.reason,
                add_masters=wish.add_masters,
            ) as preview:
                refusals = {finding.rule for finding in errors(preview.findings)}
                assert refusals == expected.refusals
                assert {one.name: one.values for one in preview.decisions} == expected.questions
                if refusals or preview.decisions:
                    return expected
                done = swap(preview, by=ALICE, at=place.clock())
        except Refused as refused:
            self.must_be_rules(refused, expected.refusals)
            return expected
        assert (done.added, done.removed, done.changed, done.equal) == self.books.count(expected)
        assert done.kept == self.books.stays(expected, wish)
        if any(file.accounts.keys() - self.books.masters.accounts for file in wish.files):
            self.met.update(["accounts added"])
        self.books.take(expected, wish, done.import_id)
        self.imported += 1
        self.say("done", done.import_id)
        return expected

    def must_be_rules(self, refused: Refused, expected: set[str]) -> None:
        """See that a refusal was foreseen."""
        assert {finding.rule for finding in errors(refused.findings)} == expected

    def undo(self) -> None:
        """Undo an import or an undo, also one that cannot be undone any more."""
        if not self.books.imports:
            return
        number = self.random.choice(list(self.books.imports))
        self.say(number)
        expected = self.books.why_not_undone(number)
        self.met.update(f"undo: {reason}" for reason in expected or {"done"})
        try:
            undone = self.office.place.undo(number)
        except UndoneAlready:
            assert expected == {"undone-already"}
        except Refused as refused:
            self.must_be_rules(refused, expected)
        else:
            assert expected == set()
            self.books.undo(number, undone.import_id)
            self.say("done", undone.import_id)

    def clone(self) -> None:
        """Copy a branch's folder to another computer, where somebody goes on typing."""
        site = self.random.choice(self.branches)
        if len(self.branches) < 4:
            self.say(site.code)
            place = copy_of(site.place, self.folder / f"{site.code}-{len(self.branches)}")
            self.branches.append(Site(site.code, place, deepcopy(site.books)))

    def compare(self, site: Site) -> None:
        """See that an installation holds what the model says."""
        with site.place.open() as company:
            rows = LedgerBatch.objects.select_related("site", "operation_type")
            keys = {batch.pk: key_of(batch) for batch in rows}
            found = {
                keys[batch.pk]: Batch(
                    {}, Source(batch.installation, batch.export_number, batch.definitive), batch.closed
                )
                for batch in rows
            }
            for batch, uid, digest in Voucher.objects.values_list("batch_id", "uid", "digest"):
                found[keys[batch]].content[uid] = digest
            assert found == site.books.batches
            closed = SiteMonth.objects.filter(closed=True).values_list("site__code", "period")
            assert set(closed) == site.books.closed
            for period in PERIODS:
                moved = {row.account: row.balance for row in trial_balance(company, period) if row.balance}
                assert moved == self.moved(site.books, period)

    def moved(self, books: Books, period: str) -> dict[str, int]:
        """Return what the model's vouchers move in a month."""
        digests = [
            digest
            for key, batch in books.batches.items()
            if key.period == period
            for digest in batch.content.values()
        ]
        found = Counter[str]()
        for digest in digests:
            found["1212"] += self.amounts[digest]
            found[self.credited[digest]] -= self.amounts[digest]
        return {account: balance for account, balance in found.items() if balance}

    def examine(self) -> None:
        """See that everybody holds what the model says, and that the doctor finds nothing."""
        for site in (self.office, *self.branches):
            self.compare(site)
            self.upkeep.compare(site)
            with site.place.open():
                assert doctor.examine(home=site.place.home, by=ALICE, at=site.place.clock()) == []
            assert list(site.place.home.private.iterdir()) == []
