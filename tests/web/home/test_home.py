"""Inicio: site by month, what waits, the month's movement."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consolida.masters.models import Company, Party, PartyDispute, Site
from consolida.transfer.models import Export
from consolida.web import chosen
from support.companies import BOB, NOW
from support.places import SALE, Clock, Place
from support.senders import SALE as SENT
from support.senders import Sender
from support.visiting import Visitor, visiting

START = "/?mes=2026-11"


@pytest.fixture
def lima(tmp_path: Path) -> Place:
    return Place(tmp_path / "lima", here=["0000"], elsewhere=["0001"], clock=Clock())


@pytest.fixture(autouse=True)
def _december(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chosen, "now", lambda: NOW)


@pytest.fixture
def company(lima: Place) -> Iterator[Company]:
    with visiting(lima) as company:
        yield company


def test_a_site_that_has_not_sent_leads_to_the_import_of_that_month(carla: Visitor) -> None:
    page = carla.get(START).content.decode()
    assert '<a href="/importar/?mes=2026-11">not sent</a>' in page
    assert "Nothing was recorded in this month yet." in page


def test_a_site_with_vouchers_leads_to_them(lima: Place, carla: Visitor) -> None:
    lima.type(SALE)
    page = carla.get(START).content.decode()
    assert '<a href="/comprobantes/?mes=2026-11&amp;sede=0000">in progress</a>' in page
    assert "<rect" in page


def test_a_month_that_was_remarked_leads_to_the_import_and_waits(
    lima: Place, carla: Visitor, tmp_path: Path
) -> None:
    (tmp_path / "mail").mkdir()
    number = lima.welcome(Sender(tmp_path / "mail").send(f"{SENT}  70111 credit 0.00\n")).import_id
    page = carla.get(START).content.decode()
    link = f'<a href="/historial/importaciones/{number}/">observed</a>'
    assert page.count(link) == 2  # in the table, and in what waits
    carla.post(f"/historial/importaciones/{number}/visto/")
    page = carla.get(START).content.decode()
    assert "observed" not in page
    assert '<a href="/comprobantes/?mes=2026-11&amp;sede=0001">preliminary</a>' in page


def test_what_waits_leads_to_where_it_is_done(lima: Place, company: Company, carla: Visitor) -> None:
    PartyDispute.objects.create(
        party=Party.objects.get(number=BOB), site="0001", name="Bob E.I.R.L.", digest="a" * 64, came_at="x"
    )
    made = lima.export()
    Export.objects.update(delivered_to="")
    page = carla.get(START).content.decode().split('id="waiting"')[1]
    assert '<a href="/maestros/personas/por-resolver/">1 person or entity was changed' in page
    assert '<a href="/historial/exportaciones/1/">The export' in page
    assert made.file.name in page
    assert '<a href="/importar/?mes=2026-11">not sent</a>' in page


def test_nothing_waits_where_every_site_has_sent(lima: Place, carla: Visitor, tmp_path: Path) -> None:
    (tmp_path / "mail").mkdir()
    lima.welcome(Sender(tmp_path / "mail").send(SENT))
    Site.objects.filter(code="0000").update(head_office=True)
    assert "Nothing: every site has sent its month." in carla.reads(START)


def test_a_head_office_without_other_sites_is_not_told_that_all_have_sent(
    company: Company, carla: Visitor
) -> None:
    Site.objects.filter(code="0001").delete()
    Site.objects.update(head_office=True)
    waiting = carla.reads(START).split("What waits")[1]
    assert "Nothing is pending in this month." in waiting
    assert "has sent its month" not in waiting
    assert "has not exported" not in waiting


def test_a_branch_that_has_not_exported_is_told_and_led_there(
    lima: Place, company: Company, carla: Visitor
) -> None:
    Site.objects.filter(code="0001").delete()
    Site.objects.update(head_office=False)
    page = carla.get(START).content.decode().split('id="waiting"')[1]
    assert '<a href="/exportar/">Site 0000 ' in page
    assert "has not exported this month yet." in page
    assert "Nothing" not in page.split("</section>")[0]
    lima.export()
    waiting = carla.reads(START).split("What waits")[1]
    assert "has not exported" not in waiting
    assert "Nothing is pending in this month." in waiting


def test_a_month_that_is_still_to_come_waits_for_nothing(carla: Visitor) -> None:
    page = carla.reads("/?mes=2027-01")
    assert "Nothing: this month is still to come." in page
    assert page.count("to come") == 24 + 1  # two sites' years
    assert "not sent" not in page
    page = carla.reads(START)
    assert page.count("to come") == 0
    assert page.count("not sent") == 12 + 1


def test_the_picture_has_a_bar_for_each_site_with_its_figure(
    lima: Place, carla: Visitor, tmp_path: Path
) -> None:
    lima.type(f"{SALE}\n{SALE}")
    (tmp_path / "mail").mkdir()
    lima.welcome(Sender(tmp_path / "mail").send(SENT))
    page = carla.get(START).content.decode()
    assert re.findall(r'<rect width="(\d+)%"', page) == ["100", "50"]
    assert re.findall(r'<dd class="tabular">([^<]*)<', page) == ["236.00", "118.00"]


def test_what_waits_names_the_sites_that_have_not_sent(carla: Visitor) -> None:
    assert "0001 Sede 0001" in carla.reads(START).split("What waits")[1]


def test_the_month_of_the_address_is_kept(carla: Visitor) -> None:
    carla.get("/?mes=2026-03")
    assert "March 2026" in carla.reads("/")


def test_it_asks_the_database_little_however_many_months_there_are(lima: Place, carla: Visitor) -> None:
    lima.type(SALE)
    with CaptureQueriesContext(connection) as asked:
        carla.get(START)
    assert len(asked) <= 20
