"""Inicio: site by month, what waits, the month's movement."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consolida.masters.models import Company
from support.places import SALE, Clock, Place
from support.visiting import Visitor, visiting, visitor

START = "/?mes=2026-11"


@pytest.fixture
def lima(tmp_path: Path) -> Place:
    return Place(tmp_path / "lima", here=["0000"], elsewhere=["0001"], clock=Clock())


@pytest.fixture
def company(lima: Place) -> Iterator[Company]:
    with visiting(lima) as company:
        yield company


@pytest.fixture
def carla(company: Company) -> Visitor:
    return visitor(company)


def test_a_site_that_has_not_sent_leads_to_the_import_of_that_month(carla: Visitor) -> None:
    page = carla.get(START).content.decode()
    assert '<a href="/importar/?mes=2026-11">not sent</a>' in page
    assert "Nothing was recorded in this month yet." in page


def test_a_site_with_vouchers_leads_to_them(lima: Place, carla: Visitor) -> None:
    lima.type(SALE)
    page = carla.get(START).content.decode()
    assert '<a href="/comprobantes/?mes=2026-11&amp;sede=0000">in progress</a>' in page
    assert "<rect" in page


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
