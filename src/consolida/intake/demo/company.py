"""The demonstration company at its head office: two months of three sites, with imports behind them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from consolida.core import progress
from consolida.core.actor import Actor
from consolida.core.home import Home
from consolida.core.language import noop
from consolida.core.period import Period
from consolida.core.portable.quarantine import Quarantine
from consolida.core.uids import new_uid
from consolida.intake.demo import trading
from consolida.intake.demo.branch import Branch
from consolida.intake.demo.trading import AREQUIPA, HEAD_OFFICE, TRUJILLO, Shop
from consolida.intake.demo.vouchers import Entries, Party, write_csv, write_table
from consolida.intake.load import load
from consolida.ledger import months
from consolida.ledger.replacement.preview import Request, previewing
from consolida.ledger.replacement.swap import swap
from consolida.masters import senders
from consolida.masters.companies import add_company, add_site, the_site
from consolida.masters.models import Company

OWN_BOOKS = noop("Recording head office's own vouchers")
FORMER_MONTH = noop("Importing what the sites sent of the month before")
LAST_MONTH = noop("Importing what a site sent of the last month, and sent again")
WAITING = noop("Writing the file that still waits to be imported")
A_MONTH_AGO, AN_HOUR_AGO = timedelta(days=28), timedelta(hours=1)
# Somebody mistyped this customer's RUC: its last digit does not check the others.
MISTYPED = Party("6", "20532177882", "Distribuidora Misti S.A.C.")


def add_demo_company(*, by: Actor, at: datetime) -> Company:
    """Add the company with its chart and sites; it has no voucher yet."""
    company = add_company(ruc=trading.RUC, name=trading.COMPANY, chart="pcge", by=by, at=at)
    for shop in (HEAD_OFFICE, AREQUIPA, TRUJILLO):
        here = shop is HEAD_OFFICE
        add_site(company, code=shop.code, name=shop.name, here=here, head_office=here, by=by, at=at)
    return company


def furnish_demo_company(company: Company, *, waiting: Path, home: Home, by: Actor, at: datetime) -> Path:
    """Fill the company's last two months; return the file, in a folder, that waits to be imported."""
    last = Period.of(at.date()).previous()
    with Quarantine(home.private) as private:
        office = _Office(company, private.folder, home=home, by=by)
        return office.furnish(last.previous(), last, waiting=waiting, at=at)


class _Office:
    """Head office, where its own vouchers are loaded and the branches' files imported."""

    def __init__(self, company: Company, folder: Path, *, home: Home, by: Actor) -> None:
        self._company = company
        self._folder = folder
        self._home = home
        self._by = by

    def furnish(self, former: Period, last: Period, *, waiting: Path, at: datetime) -> Path:
        """Play two months; return the file that was sent and not imported yet."""
        arequipa = self._branch(AREQUIPA, "rosa", at)
        trujillo = self._branch(TRUJILLO, "julio", at)
        then, lately = at - A_MONTH_AGO, at - AN_HOUR_AGO
        progress.step(OWN_BOOKS)
        self._own_masters(former, last, at=then)
        self._own_books(former, trading.opening(former.year), at=then)
        self._own_books(last, at=lately)
        progress.step(FORMER_MONTH)
        for branch, vouchers in (
            (arequipa, trading.month(AREQUIPA.in_month(former))),
            (trujillo, _mistyped(trading.month(TRUJILLO.in_month(former)))),
        ):
            self._receive(branch, vouchers, former, definitive=True, at=then)
        months.close(
            self._company, site=the_site(self._company, HEAD_OFFICE.code), period=former, by=self._by, at=then
        )
        progress.step(LAST_MONTH)
        first = trading.month(AREQUIPA.in_month(last))
        self._receive(arequipa, first, last, at=lately)
        self._receive(arequipa, _sent_again(first), last, at=at)
        progress.step(WAITING)
        late = trading.month(TRUJILLO.in_month(last))
        return trujillo.send(self._company, late, period=last, folder=waiting, at=at)

    def _own_masters(self, former: Period, last: Period, *, at: datetime) -> None:
        self._load_table("cuentas", ("account", "name"), trading.OWN_ACCOUNTS, at=at)
        self._load_table("centros", ("cost_center", "name"), trading.OWN_COST_CENTERS, at=at)
        rates = [*trading.exchange_rates(former), *trading.exchange_rates(last)]
        self._load_table("cambio", ("currency", "date", "buy", "sell"), rates, at=at)

    def _own_books(self, period: Period, *first: Entries, at: datetime) -> None:
        name = f"lima-{period}.csv"
        write_csv(self._folder / name, [*first, *trading.month(HEAD_OFFICE.in_month(period))])
        self._load(name, at=at)

    def _load_table(
        self, name: str, header: Sequence[str], rows: Iterable[Sequence[str]], *, at: datetime
    ) -> None:
        write_table(self._folder / f"{name}.csv", header, rows)
        self._load(f"{name}.csv", at=at)

    def _load(self, name: str, *, at: datetime) -> None:
        load(self._company, self._folder / name, home=self._home, by=self._by, at=at)

    def _branch(self, shop: Shop, author: str, at: datetime) -> Branch:
        """Make a branch whose signature is known, as after the call that the first file asks for."""
        branch = Branch(shop, author, new_uid(at))
        senders.accept(
            the_site(self._company, shop.code),
            installation=branch.installation,
            public_key=branch.key.public,
            by=self._by,
            at=at,
        )
        return branch

    def _receive(
        self,
        branch: Branch,
        vouchers: Iterable[Entries],
        period: Period,
        *,
        definitive: bool = False,
        at: datetime,
    ) -> None:
        file = branch.send(
            self._company, vouchers, period=period, definitive=definitive, folder=self._folder, at=at
        )
        request = Request(company=self._company, period=period, add_masters=True, decisions={})
        with previewing(request, [file], home=self._home, by=self._by, at=at) as preview:
            swap(preview, by=self._by, at=at)


def _mistyped(vouchers: Iterable[Entries]) -> list[Entries]:
    """Return vouchers in which one customer's RUC is wrong wherever it stands."""
    right = next(party for party in trading.CUSTOMERS if party.name == MISTYPED.name)
    return [
        replace(
            voucher,
            lines=tuple(
                replace(line, party=MISTYPED) if line.party == right else line for line in voucher.lines
            ),
        )
        for voucher in vouchers
    ]


def _sent_again(vouchers: list[Entries]) -> list[Entries]:
    """Return a month with its sales put right."""
    others = [voucher for voucher in vouchers if voucher.operation_type != trading.SALES]
    return [*trading.corrected(vouchers), *others]
