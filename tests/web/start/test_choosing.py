"""Choosing company and month in the header: what is chosen is what one goes on with, wherever one was."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from consolida.masters.models import Company
from support.places import Clock, Place
from support.visiting import Visitor, visiting, visitor


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    with visiting(Place(tmp_path / "lima", here=["0000"], clock=Clock())) as company:
        yield company


@pytest.fixture
def carla(company: Company) -> Visitor:
    return visitor(company)


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
