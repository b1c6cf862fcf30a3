"""Choosing company and month in the header: what is chosen is what one goes on with, wherever one was."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from consolida.masters.models import Company
from consolida.web.chosen import HUES
from support.places import Clock, Place
from support.visiting import Visitor, visiting, visitor


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    with visiting(Place(tmp_path / "lima", here=["0000"], clock=Clock())) as company:
        yield company


def chosen_at(carla: Visitor, address: str, month: str = "2026-09") -> str:
    year, number = month.split("-")
    answer = carla.post("/elegir/", {"year": year, "month": str(int(number)), "next": address})
    return str(answer["Location"])


@pytest.mark.parametrize(
    ("address", "then"),
    [
        ("/comprobantes/", "/comprobantes/"),
        ("/comprobantes/?mes=2026-11", "/comprobantes/?mes=2026-09"),
        ("/comprobantes/?tipo=05&mes=2026-11&texto=", "/comprobantes/?tipo=05&mes=2026-09&texto="),
        ("/historial/?mes=&que=import", "/historial/?mes=&que=import"),  # every month stays every month
        ("/comprobantes/?texto=a%26b+c", "/comprobantes/?texto=a%26b+c"),
    ],
)
def test_the_month_takes_the_place_of_the_one_in_the_address(carla: Visitor, address: str, then: str) -> None:
    assert chosen_at(carla, address) == then


def test_the_page_is_about_the_month_that_was_chosen(carla: Visitor) -> None:
    assert "November 2026" in carla.reads("/comprobantes/?mes=2026-11")
    assert "September 2026" in carla.reads(chosen_at(carla, "/comprobantes/?mes=2026-11"))
    assert "September 2026" in carla.reads("/comprobantes/")


def test_a_month_that_is_none_changes_nothing(carla: Visitor) -> None:
    address = "/comprobantes/?mes=2026-11"
    assert chosen_at(carla, address, "2026-13") == address
    assert "November 2026" in carla.reads(address)


@pytest.mark.parametrize("address", ["https://elsewhere.example/?mes=2026-11", "//elsewhere.example", "home"])
def test_it_never_leads_to_another_host(carla: Visitor, address: str) -> None:
    assert chosen_at(carla, address) == "/"


def hue_of(company: Company) -> int:
    page = visitor(company, f"user-{company.ruc}").get("/comprobantes/").content.decode()
    (hue,) = re.findall(r'<body class="hue-([0-9]+)"', page)
    return int(hue)


def of_the_same_remainder(company: Company, count: int) -> list[Company]:
    """Add companies whose RUCs would all have the colour of one."""
    rucs = [str(int(company.ruc) + HUES * further) for further in range(1, count + 1)]
    return [Company.objects.create(ruc=ruc, name=f"Andina {ruc}") for ruc in rucs]


class TestTheColourOfACompany:
    def test_is_its_rucs_where_it_is_the_only_one(self, company: Company) -> None:
        assert hue_of(company) == int(company.ruc) % HUES

    def test_is_no_other_companys_while_there_are_free_ones(self, company: Company) -> None:
        all_ = [company, *of_the_same_remainder(company, HUES - 1)]
        assert sorted(hue_of(one) for one in all_) == list(range(HUES))

    def test_stays_whatever_companies_come_later(self, company: Company) -> None:
        (second,) = of_the_same_remainder(company, 1)
        before = hue_of(company), hue_of(second)
        assert before[0] != before[1]
        Company.objects.create(ruc="10000000001", name="First by its RUC")
        Company.objects.create(ruc=str(int(company.ruc) + 1), name="Wants the colour of the second")
        assert (hue_of(company), hue_of(second)) == before

    def test_begins_again_where_there_are_more_companies_than_colours(self, company: Company) -> None:
        *_, last = of_the_same_remainder(company, HUES)
        assert hue_of(last) == hue_of(company)
