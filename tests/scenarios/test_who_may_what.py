"""Every deed asks for its right, at its place: with it alone it is done, without it nothing changes."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from consolida.access import keeping, users
from consolida.access.models import Role, User
from consolida.core.actor import DEEDS, Actor, Grant, NotAllowed, Right
from consolida.intake.load import load
from consolida.intake.loading import LoadRequest
from consolida.ledger import filing, months, record
from consolida.ledger.models import FiledBook, Import, Voucher
from consolida.ledger.sites import change_place
from consolida.masters import companies, editing, parties, senders
from consolida.masters.companies import the_site
from consolida.masters.models import AcceptedSender, Company, Party, PartyDispute
from consolida.transfer.send_masters import send_masters
from support.companies import ALICE, BOB, CAROL, NAME, OTHER_RUC, RUC
from support.places import NOVEMBER, PURCHASE, SALE, Clock, Place, parse_vouchers
from support.senders import SALE as SENT
from support.senders import SALE_2, Sender

HERE = "0000"  # the site that deeds at a site are done at
SALES_CSV = """operation_type,number,date,description,account,debit,credit
05,0007,2026-11-20,Sale,1212,118.00,0.00
05,0007,2026-11-20,Sale,40111,0.00,18.00
05,0007,2026-11-20,Sale,70111,0.00,100.00
"""


@dataclass(frozen=True)
class Scene:
    """Head office with something of each kind, closed to everybody but who does a deed."""

    place: Place
    mail: Path
    sent: Path  # an export of 0001 that was not imported yet
    older: Path  # one before the last that was imported


@dataclass(frozen=True)
class Deed:
    """What is done, and the right it needs: at one site, in the whole company, or at any site."""

    right: Right
    do: Callable[[Scene, Company, Actor], object]
    where: str = "company"
    also: frozenset[Right] = frozenset()


def the_voucher(company: Company) -> Voucher:
    return Voucher.objects.filter(company=company, batch__site__code=HERE).earliest("pk")


def the_user() -> User:
    return User.objects.get(username="bea")


def type_voucher(scene: Scene, company: Company, by: Actor) -> object:
    (draft,) = parse_vouchers(PURCHASE)
    return record.record(company, draft, site=the_site(company, HERE), by=by, at=scene.place.clock())


def change_voucher(scene: Scene, company: Company, by: Actor) -> object:
    voucher = the_voucher(company)
    draft = replace(record.draft_of(voucher), description="Otra glosa")
    return record.change(company, voucher, draft, by=by, at=scene.place.clock())


def load_file(scene: Scene, company: Company, by: Actor, content: str, name: str) -> object:
    path = scene.mail / name
    path.write_text(content, "utf-8")
    return load(company, path, LoadRequest(site=HERE), home=scene.place.home, by=by, at=scene.place.clock())


def add_user(scene: Scene, company: Company, by: Actor) -> object:
    return users.add_user(
        username="eva", password=None, role="reader", company=company, by=by, at=scene.place.clock()
    )


DEEDS_DONE: dict[str, Deed] = {
    "type a voucher": Deed(Right.TYPE, type_voucher, "site"),
    "change a voucher": Deed(Right.TYPE, change_voucher, "site"),
    "annul a voucher": Deed(
        Right.TYPE,
        lambda s, c, by: record.annul(c, the_voucher(c), reason="twice", by=by, at=s.place.clock()),
        "site",
    ),
    "reverse a voucher": Deed(
        Right.TYPE,
        lambda s, c, by: record.reverse(c, the_voucher(c), on=date(2026, 11, 30), by=by, at=s.place.clock()),
        "site",
    ),
    "delete a voucher": Deed(
        Right.TYPE, lambda s, c, by: record.delete(c, the_voucher(c), by=by, at=s.place.clock()), "site"
    ),
    "add a person": Deed(
        Right.TYPE,
        lambda s, c, by: parties.add(c, kind="6", number=CAROL, name="Carol S.A.", by=by, at=s.place.clock()),
        "somewhere",
    ),
    "change a person": Deed(
        Right.TYPE,
        lambda s, c, by: parties.change(
            Party.objects.get(number=BOB), name="Bob", address="", active=True, by=by, at=s.place.clock()
        ),
        "somewhere",
    ),
    "load vouchers": Deed(Right.LOAD, lambda s, c, by: load_file(s, c, by, SALES_CSV, "ventas.csv"), "site"),
    "load masters": Deed(
        Right.MASTERS, lambda s, c, by: load_file(s, c, by, "account,name\n999,Nueva\n", "cuentas.csv")
    ),
    "export": Deed(Right.EXPORT, lambda s, c, by: s.place.export(site=HERE, by=by), "site"),
    "export for good": Deed(
        Right.EXPORT,
        lambda s, c, by: s.place.export(site=HERE, definitive=True, by=by),
        "site",
        also=frozenset({Right.CLOSE}),
    ),
    "send the masters": Deed(
        Right.EXPORT,
        lambda s, c, by: send_masters(
            c, site=the_site(c, HERE), to=None, home=s.place.home, by=by, at=s.place.clock()
        ),
    ),
    "import": Deed(Right.IMPORT, lambda s, c, by: s.place.import_(s.sent, by=by)),
    "import an older file": Deed(
        Right.IMPORT_OLDER,
        lambda s, c, by: s.place.import_(s.older, reason="the later one was wrong", by=by),
        also=frozenset({Right.IMPORT}),
    ),
    "undo an import": Deed(Right.UNDO, lambda s, c, by: s.place.undo(Import.objects.latest("pk").pk, by=by)),
    "close a month": Deed(
        Right.CLOSE,
        lambda s, c, by: months.close(c, site=the_site(c, HERE), period=NOVEMBER, by=by, at=s.place.clock()),
        "site",
    ),
    "reopen a month": Deed(
        Right.REOPEN,
        lambda s, c, by: months.reopen(
            c, site=the_site(c, HERE), period="2026-10", reason="late", by=by, at=s.place.clock()
        ),
        "site",
    ),
    "file a book": Deed(
        Right.FILE,
        lambda s, c, by: filing.file_book(
            c,
            period=NOVEMBER,
            book=FiledBook.Book.SALES,
            constancia="7",
            by=by,
            at=s.place.clock(),
        ),
    ),
    "take back that a book was filed": Deed(
        Right.FILE,
        lambda s, c, by: filing.take_back(
            c, period="2026-10", book=FiledBook.Book.SALES, reason="error", by=by, at=s.place.clock()
        ),
    ),
    "settle a person": Deed(
        Right.SETTLE,
        lambda s, c, by: parties.settle(PartyDispute.objects.get(), take="ours", by=by, at=s.place.clock()),
    ),
    "add a site": Deed(
        Right.MASTERS,
        lambda s, c, by: companies.add_site(
            c, code="0009", name="Puno", here=False, by=by, at=s.place.clock()
        ),
    ),
    "rename a site": Deed(
        Right.MASTERS,
        lambda s, c, by: companies.change_site(
            the_site(c, HERE), name="Lima", head_office=True, by=by, at=s.place.clock()
        ),
    ),
    "move a site": Deed(
        Right.MASTERS,
        lambda s, c, by: change_place(the_site(c, "0003"), here=True, by=by, at=s.place.clock()),
    ),
    "rename a company": Deed(
        Right.MASTERS,
        lambda s, c, by: companies.change_company(
            c, name=f"{NAME} II", replace="all", by=by, at=s.place.clock()
        ),
    ),
    "add an account": Deed(
        Right.MASTERS,
        lambda s, c, by: editing.add(c, "account", {"code": "999", "name": "N"}, by=by, at=s.place.clock()),
    ),
    "change an account": Deed(
        Right.MASTERS,
        lambda s, c, by: editing.change(c, "account", ("1212",), {"name": "Otra"}, by=by, at=s.place.clock()),
    ),
    "accept a sender": Deed(
        Right.ACCEPT_SENDERS,
        lambda s, c, by: senders.accept(
            the_site(c, "0003"),
            installation="01930000-0000-7000-8000-000000000009",
            public_key="ab" * 32,
            by=by,
            at=s.place.clock(),
        ),
    ),
    "accept no more of a sender": Deed(
        Right.ACCEPT_SENDERS,
        lambda s, c, by: senders.withdraw(
            AcceptedSender.objects.filter(site__code="0001").get(), by=by, at=s.place.clock()
        ),
    ),
    "add a user": Deed(Right.USERS, add_user),
    "give a role": Deed(
        Right.USERS,
        lambda s, c, by: users.give_role(the_user(), role="reader", company=c, by=by, at=s.place.clock()),
    ),
    "take a role": Deed(
        Right.USERS,
        lambda s, c, by: keeping.take_role(Role.objects.get(), by=by, at=s.place.clock()),
    ),
    "lock a user out": Deed(
        Right.USERS,
        lambda s, c, by: keeping.set_active(the_user(), c, active=False, by=by, at=s.place.clock()),
    ),
    "set a password": Deed(
        Right.USERS,
        lambda s, c, by: keeping.set_password(the_user(), c, password="x", by=by, at=s.place.clock()),
    ),
}


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    folder = tmp_path_factory.mktemp("rights")
    mail = folder / "mail"
    mail.mkdir()
    place = Place(folder / "lima", here=[HERE], elsewhere=["0001", "0003"], clock=Clock())
    place.type(SALE)
    branch = Sender(mail, "0001")
    older, newer = branch.send(SENT), branch.send(SENT + SALE_2)
    place.welcome(newer)
    sent = branch.send(SALE_2)
    with place.open() as company:
        site, book = the_site(company, HERE), FiledBook.Book.SALES
        months.close(company, site=site, period="2026-10", by=ALICE, at=place.clock())
        filing.file_book(company, period="2026-10", book=book, constancia="1", by=ALICE, at=place.clock())
        users.add_user(
            username="bea", password=None, role="assistant", company=company, by=ALICE, at=place.clock()
        )
        PartyDispute.objects.create(
            party=Party.objects.get(number=BOB),
            site="0001",
            name="Bob E.I.R.L.",
            digest="a" * 64,
            came_at="2026-12-03T15:42:07.125Z",
        )
    return Scene(place, mail, sent, older)


def everything_but(right: Right) -> Actor:
    return Actor("ana", (Grant(RUC, "", frozenset(Right) - {right}),))


def do(scene: Scene, deed: Deed, by: Actor) -> None:
    with scene.place.open() as company:
        deed.do(scene, company, by)


def refused(scene: Scene, deed: Deed, by: Actor) -> str:
    before = scene.place.state()
    with pytest.raises(NotAllowed) as refusal:
        do(scene, deed, by)
    assert scene.place.state() == before
    assert list(scene.place.outbox.iterdir()) == []
    return refusal.value.sentence()


@pytest.mark.parametrize("name", DEEDS_DONE)
def test_it_is_done_with_its_right_alone(scene: Scene, name: str, tmp_path: Path) -> None:
    deed = DEEDS_DONE[name]
    site = "" if deed.where == "company" else HERE
    able = Actor("ana", (Grant(RUC, site, frozenset({deed.right, *deed.also})),))
    twin = replace(scene, place=scene.place.copied_to(tmp_path / "twin"))
    twin.place.outbox.mkdir(exist_ok=True)
    before = twin.place.state()
    users_before = people(twin.place)
    do(twin, deed, able)
    assert (twin.place.state(), people(twin.place)) != (before, users_before)


def people(place: Place) -> list[tuple[object, ...]]:
    with place.open():
        return [
            *User.objects.order_by("pk").values_list("username", "password", "is_active"),
            *Role.objects.order_by("pk").values_list("user__username", "site__code", "name"),
        ]


@pytest.mark.parametrize("name", DEEDS_DONE)
def test_every_other_right_is_not_enough(scene: Scene, name: str) -> None:
    deed = DEEDS_DONE[name]
    assert refused(scene, deed, everything_but(deed.right)) == (
        f"“ana” may not {DEEDS[deed.right]} in company {RUC}; nothing was changed."
    )


@pytest.mark.parametrize("name", [name for name, deed in DEEDS_DONE.items() if deed.also])
def test_a_deed_of_two_rights_needs_both(scene: Scene, name: str) -> None:
    deed = DEEDS_DONE[name]
    for right in deed.also:
        refused(scene, deed, everything_but(right))


@pytest.mark.parametrize("name", DEEDS_DONE)
def test_a_right_in_another_company_is_none_here(scene: Scene, name: str) -> None:
    refused(scene, DEEDS_DONE[name], Actor("ana", (Grant(OTHER_RUC, "", frozenset(Right)),)))


@pytest.mark.parametrize("name", [name for name, deed in DEEDS_DONE.items() if deed.where == "site"])
def test_a_right_at_another_site_is_none_at_this_one(scene: Scene, name: str) -> None:
    refused(scene, DEEDS_DONE[name], Actor("ana", (Grant(RUC, "0001", frozenset(Right)),)))


@pytest.mark.parametrize("name", [name for name, deed in DEEDS_DONE.items() if deed.where == "company"])
def test_a_right_at_one_site_is_none_over_the_company(scene: Scene, name: str) -> None:
    refused(scene, DEEDS_DONE[name], Actor("ana", (Grant(RUC, HERE, frozenset(Right)),)))


def test_a_company_is_added_by_whoever_may_keep_its_masters(scene: Scene) -> None:
    for grants in ((), (Grant(RUC, "", frozenset(Right)),)):
        with scene.place.open(), pytest.raises(NotAllowed):
            companies.add_company(ruc=OTHER_RUC, name="Otra", by=Actor("ana", grants), at=scene.place.clock())
        with scene.place.open():
            assert Company.objects.count() == 1


def test_every_right_is_asked_for_by_some_deed() -> None:
    asked = {right for deed in DEEDS_DONE.values() for right in (deed.right, *deed.also)}
    assert asked == set(Right)
