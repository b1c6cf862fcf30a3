"""Rights held at one site hold there, in the preview's door as anywhere else, and nowhere beyond."""

from pathlib import Path

import pytest

from consolida.access.actor import of_user
from consolida.access.models import Role, User
from consolida.core.actor import Actor, NotAllowed
from consolida.core.batches import BatchKey
from consolida.intake.load import load
from consolida.intake.loading import Loaded, LoadRequest
from consolida.masters.models import Company, Site
from support.places import Clock, Place
from support.senders import PURCHASE, SALE, Sender

SALES = BatchKey("0001", "2026-11", "05")
CSV = """operation_type,number,date,description,account,debit,credit
05,0007,2026-11-20,Sale of the shop,1212,118.00,0.00
05,0007,2026-11-20,Sale of the shop,70111,0.00,118.00
"""


def user(name: str, role: Role.Name, *, site: str = "") -> Actor:
    """Make a user with a role at a site, or in the whole company; the place is open."""
    company = Company.objects.get()
    made = User.objects.create_user(name)
    where = Site.objects.get(company=company, code=site) if site else None
    Role.objects.create(user=made, company=company, site=where, name=role)
    return of_user(made)


class TestLoading:
    @pytest.fixture
    def place(self, tmp_path: Path, clock: Clock) -> Place:
        return Place(tmp_path / "two-sites", here=["0001", "0002"], elsewhere=["0000"], clock=clock)

    @pytest.fixture
    def table(self, tmp_path: Path) -> Path:
        path = tmp_path / "shop.csv"
        path.write_text(CSV, "utf-8")
        return path

    def load(self, place: Place, table: Path, *, site: str, by: Actor) -> Loaded:
        company = Company.objects.get()
        return load(company, table, LoadRequest(site=site), home=place.home, by=by, at=place.clock())

    def test_an_assistant_of_one_site_loads_there(self, place: Place, table: Path) -> None:
        with place.open():
            bob = user("bob", Role.Name.ASSISTANT, site="0001")
            assert self.load(place, table, site="0001", by=bob).added == 1

    def test_and_at_no_other_site(self, place: Place, table: Path) -> None:
        with place.open():
            bob = user("bob", Role.Name.ASSISTANT, site="0001")
            before = place.state()
            with pytest.raises(NotAllowed, match="“bob” may not load other programs' files"):
                self.load(place, table, site="0002", by=bob)
        assert place.state() == before

    def test_masters_are_the_whole_company_s(self, place: Place, tmp_path: Path) -> None:
        chart = tmp_path / "chart.csv"
        chart.write_text("account,name\n7099,Otras ventas\n", "utf-8")
        with place.open():
            for role in (Role.Name.ASSISTANT, Role.Name.ACCOUNTANT, Role.Name.ADMINISTRATOR):
                with pytest.raises(NotAllowed, match="may not change companies, sites and masters"):
                    self.load(place, chart, site="", by=user(f"{role} of 1", role, site="0001"))
            administrator = user("carol", Role.Name.ADMINISTRATOR)
            assert self.load(place, chart, site="", by=administrator).added == 1


class TestImporting:
    def test_an_accountant_of_one_site_imports_that_site_s_files(
        self, head_office: Place, arequipa: Sender
    ) -> None:
        head_office.welcome(arequipa.send(SALE))
        with head_office.open():
            bob = user("bob", Role.Name.ACCOUNTANT, site="0001")
        assert head_office.import_(arequipa.send(SALE + PURCHASE), by=bob).added == 1

    def test_and_no_other_site_s(self, head_office: Place, arequipa: Sender, trujillo: Sender) -> None:
        head_office.welcome(arequipa.send(SALE), trujillo.send(SALE))
        with head_office.open():
            bob = user("bob", Role.Name.ACCOUNTANT, site="0001")
        before = head_office.state()
        for files in ([trujillo.send(PURCHASE)], [arequipa.send(PURCHASE), trujillo.send(SALE)]):
            with pytest.raises(NotAllowed, match="“bob” may not import"):
                head_office.import_(*files, by=bob)
        assert head_office.state() == before

    def test_a_file_without_vouchers_speaks_for_its_site_too(
        self, head_office: Place, arequipa: Sender, trujillo: Sender
    ) -> None:
        head_office.welcome(arequipa.send(""), trujillo.send(""))
        with head_office.open():
            bob = user("bob", Role.Name.ACCOUNTANT, site="0001")
        head_office.import_(arequipa.send(""), by=bob)
        with pytest.raises(NotAllowed, match="“bob” may not import"):
            head_office.import_(trujillo.send(""), by=bob)

    def test_mode_all_asks_for_the_right_at_every_site_that_loses_vouchers(
        self, head_office: Place, arequipa: Sender, trujillo: Sender
    ) -> None:
        head_office.welcome(arequipa.send(SALE), trujillo.send(SALE))
        with head_office.open():
            bob = user("bob", Role.Name.ACCOUNTANT, site="0001")
        with pytest.raises(NotAllowed, match="“bob” may not import"):
            head_office.import_(arequipa.send(PURCHASE), mode="all", decisions={"vanish": "1"}, by=bob)

    def test_an_older_file_asks_for_that_right_at_its_site(
        self, head_office: Place, arequipa: Sender
    ) -> None:
        old = arequipa.send(SALE)
        head_office.welcome(arequipa.send(SALE + PURCHASE))
        with head_office.open():
            bob = user("bob", Role.Name.ACCOUNTANT, site="0001")
            carol = user("carol", Role.Name.ADMINISTRATOR, site="0001")
        with pytest.raises(NotAllowed, match="“carol” may not import a file older than what is loaded"):
            head_office.import_(old, reason="the purchases were wrong", by=carol)
        assert head_office.import_(old, reason="the purchases were wrong", by=bob).removed == 1

    def test_masters_of_head_office_are_imported_by_who_may_in_the_whole_company(
        self, branch: Place, mail: Path
    ) -> None:
        lima = Sender(mail, "0000")
        branch.welcome(lima.masters())
        with branch.open():
            bob = user("bob", Role.Name.ACCOUNTANT, site="0001")
            carol = user("carol", Role.Name.ACCOUNTANT)
        with pytest.raises(NotAllowed, match="“bob” may not import"):
            branch.import_(lima.masters(), by=bob)
        branch.import_(lima.masters(), by=carol)


class TestUndoing:
    def test_who_may_at_a_site_undoes_what_replaced_that_site_s(
        self, head_office: Place, arequipa: Sender, trujillo: Sender
    ) -> None:
        ours = head_office.welcome(arequipa.send(SALE))
        theirs = head_office.welcome(trujillo.send(SALE))
        with head_office.open():
            bob = user("bob", Role.Name.ACCOUNTANT, site="0001")
        with pytest.raises(NotAllowed, match="“bob” may not undo an import"):
            head_office.undo(theirs.import_id, by=bob)
        head_office.undo(ours.import_id, by=bob)
        assert SALES not in head_office.batches()

    def test_an_import_of_both_is_undone_by_who_may_at_both(
        self, head_office: Place, arequipa: Sender, trujillo: Sender
    ) -> None:
        done = head_office.welcome(arequipa.send(SALE), trujillo.send(SALE))
        with head_office.open():
            bob = user("bob", Role.Name.ACCOUNTANT, site="0001")
            carol = user("carol", Role.Name.ACCOUNTANT)
        with pytest.raises(NotAllowed, match="“bob” may not undo an import"):
            head_office.undo(done.import_id, by=bob)
        assert head_office.undo(done.import_id, by=carol).restored == 2
