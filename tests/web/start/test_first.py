"""The first visit: one's own company or the demonstration company; what is typed wrong leaves nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client, override_settings

from consolida.access.models import Role, User
from consolida.audit.models import Entry
from consolida.core.errors import ConsolidaError
from consolida.core.home import Home
from consolida.intake.demo import trading
from consolida.ledger.models import Batch, Import
from consolida.masters import installation
from consolida.masters.models import Company, Site
from consolida.web import jobs
from consolida.web.importing import desks, trays
from consolida.web.start import first
from support import installations
from support.companies import ALICE, NOW, make_company
from support.visiting import LANGUAGE, Visitor, words

ADDRESS = "/primera-vez/"
PASSWORD = "clave-larga-de-prueba-9"
USER = {"username": "ana", "password": PASSWORD, "again": PASSWORD}
COMPANY = {
    "ruc": "20131312955",
    "company": "Comercial Andina S.A.C.",
    "site": "0001",
    "site_name": "Arequipa",
}


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """An installation without user and company."""
    home = installations.make_home(tmp_path / "new")
    with installations.at(home), override_settings(CONSOLIDA_HOME=home.path):
        installation.make(NOW, ALICE)
        yield home
        for tray in list(trays._trays.values()):
            tray.close()
        for desk in list(desks._desks.values()):
            desk.close()
        jobs._jobs.clear()


@pytest.fixture
def nobody(home: Home) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.cookies[LANGUAGE] = "en"
    return client


def nothing_is_there() -> bool:
    return not (User.objects.exists() or Company.objects.exists() or Site.objects.exists())


class TestAnOwnCompany:
    def test_it_begins_with_its_site_and_chart(self, nobody: Client) -> None:
        answer = nobody.post(ADDRESS, {**USER, **COMPANY, "head_office": "on"})
        assert answer["Location"] == "/"
        site = Site.objects.get()
        assert (site.code, site.name, site.here, site.head_office) == ("0001", "Arequipa", True, True)
        assert site.company.accounts.count() > 1000
        assert "Comercial Andina S.A.C." in nobody.get("/").content.decode()

    def test_who_makes_it_may_do_everything(self, nobody: Client) -> None:
        nobody.post(ADDRESS, {**USER, **COMPANY})
        user = User.objects.get()
        assert user.is_superuser
        assert Role.objects.get(user=user).name == Role.Name.ACCOUNTANT
        assert Entry.objects.filter(act="user-added", by="ana").count() == 1

    def test_afterwards_the_page_is_closed(self, nobody: Client) -> None:
        nobody.post(ADDRESS, {**USER, **COMPANY})
        stranger = Client(SERVER_NAME="localhost")
        assert stranger.get(ADDRESS)["Location"] == "/entrar/"
        again = {**USER, "username": "eva", **COMPANY, "ruc": "20601234565"}
        assert stranger.post(ADDRESS, again)["Location"] == "/entrar/"
        assert (User.objects.count(), Company.objects.count()) == (1, 1)

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"ruc": "20131312954"}, "A RUC has 11 digits and the last one checks the others"),
            ({"ruc": ""}, "This field is required."),
            ({"again": "otra-clave-larga-9"}, "The two passwords differ."),
            ({"password": "corta", "again": "corta"}, "at least 10 characters"),
            ({"password": "password123", "again": "password123"}, "too common"),
            ({"username": "ana maría"}, "cannot be the name of a user"),
            ({"site": "0 1"}, "cannot be"),
            ({"company": "   "}, "This field is required."),
        ],
    )
    def test_what_is_wrong_is_said_what_was_typed_stays_and_nothing_is_kept(
        self, nobody: Client, wrong: dict[str, str], said: str
    ) -> None:
        answer = nobody.post(ADDRESS, {**USER, **COMPANY, **wrong})
        assert said in words(answer)
        assert 'value="Arequipa"' in answer.content.decode()
        assert PASSWORD not in answer.content.decode()
        assert nothing_is_there()
        assert nobody.post(ADDRESS, {**USER, **COMPANY})["Location"] == "/"

    def test_the_first_visitor_is_sent_there_from_everywhere(self, nobody: Client) -> None:
        assert nobody.get("/", follow=True).redirect_chain[-1][0] == ADDRESS


class TestACompanyThatACommandMade:
    @pytest.fixture(autouse=True)
    def company(self, home: Home) -> Company:
        return make_company(chart=None, with_party=False, name="Comercial Andina S.A.C.")

    def test_only_the_user_is_asked_for_and_sees_it_at_once(self, nobody: Client, company: Company) -> None:
        shown = nobody.get(ADDRESS)
        assert f"{company.ruc} Comercial Andina S.A.C." in words(shown)
        assert 'name="ruc"' not in shown.content.decode()
        assert nobody.post(ADDRESS, USER)["Location"] == "/"
        user = User.objects.get()
        assert user.is_superuser
        assert Role.objects.get(user=user).company == company
        assert Company.objects.get() == company
        assert "Comercial Andina S.A.C." in nobody.get("/").content.decode()
        assert Client(SERVER_NAME="localhost").get(ADDRESS)["Location"] == "/entrar/"

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"again": "otra-clave-larga-9"}, "The two passwords differ."),
            ({"username": "ana maría"}, "cannot be the name of a user"),
            ({"username": ""}, "This field is required."),
        ],
    )
    def test_what_is_wrong_is_said_and_makes_no_user(
        self, nobody: Client, wrong: dict[str, str], said: str
    ) -> None:
        answer = nobody.post(ADDRESS, {**USER, **wrong})
        assert said in words(answer)
        assert PASSWORD not in answer.content.decode()
        assert not User.objects.exists()


class TestTheDemonstrationCompany:
    def begin(self, nobody: Client) -> str:
        answer = nobody.post(ADDRESS, {**USER, "act": "demo", "ruc": "", "company": ""})
        assert answer.status_code == 302
        return str(answer["Location"])

    def test_it_is_filled_while_one_sees_how_far_it_is(
        self, nobody: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(jobs, "PATIENCE", 0.01)
        address = self.begin(nobody)
        shown = nobody.get(address)
        assert b'aria-busy="true"' in shown.content
        assert "Stop it" not in words(shown)
        ana = Visitor("ana")
        ready = ana.follow(nobody.get(address))
        assert "The demonstration company is ready" in words(ready)
        assert Company.objects.get().ruc == trading.RUC
        assert Import.objects.filter(act=Import.Act.IMPORT).count() == 4
        self.sees_and_imports_what_waits(ana, ready.content.decode())

    def sees_and_imports_what_waits(self, ana: Visitor, page: str) -> None:
        address = page[page.index("/importar/?subidos=") :].split('"', maxsplit=1)[0]
        month = str(Import.objects.filter(act=Import.Act.IMPORT).latest("pk").batches.first().period)  # type: ignore[union-attr] # it has some
        ana.choose(month)
        listed = ana.get(address).content.decode()
        assert "0002 Trujillo" in listed
        tray = address.partition("subidos=")[2]
        key = listed.split('name="file" value="')[1].split('"')[0]
        began = ana.follow(ana.post("/importar/empezar/", {"subidos": tray, "file": key}))
        assert "proved equal to the file" in ana.confirms(began.request["PATH_INFO"])
        assert Batch.objects.filter(site__code="0002", period=month).count() == 6

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [({"again": "otra-clave-larga-9"}, "The two passwords differ."), ({"username": ""}, "required")],
    )
    def test_it_needs_the_user_but_no_company(self, nobody: Client, wrong: dict[str, str], said: str) -> None:
        answer = nobody.post(ADDRESS, {**USER, "act": "demo", **wrong})
        assert said in words(answer)
        assert words(answer).count("This field is required.") <= 1
        assert nothing_is_there()

    def test_what_fails_is_said_and_the_company_can_be_looked_at(
        self, nobody: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_given: object, **_named: object) -> Path:
            raise ConsolidaError

        monkeypatch.setattr(ConsolidaError, "message", "The disk is full.")
        monkeypatch.setattr(first, "furnish_demo_company", refuse)
        shown = Visitor.follow(nobody, nobody.get(self.begin(nobody)))  # type: ignore[arg-type] # it only gets
        assert shown.status_code == 409
        assert "The disk is full." in words(shown)
        assert nobody.get("/").status_code == 200

    def test_another_user_does_not_see_the_job(self, nobody: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(first, "furnish_demo_company", lambda *_given, **named: named["waiting"])
        address = self.begin(nobody)
        job = next(iter(jobs._jobs.values()))
        User.objects.create_superuser("eva")
        assert Visitor("eva").get(address).status_code == 404
        assert job.wait(10)
        assert "is ready" in words(nobody.get(address))
