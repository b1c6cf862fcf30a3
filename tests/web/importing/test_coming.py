"""The persons and masters behind a preview's numbers, and both sides of those that differ."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from consolida.web.importing import coming
from support.companies import BOB, CAROL, OTHER_RUC
from support.senders import SALE, Sender
from support.visiting import Visitor, words

PERSON = "INSERT INTO party VALUES ('6', '{}', '{}', '', 1, '')"
PERSONS = [PERSON.format(BOB, "Bob y Hermanos S.A."), PERSON.format(CAROL, "Carol S.A.")]
MASTERS = [
    "UPDATE account SET name = 'Facturas por cobrar'",
    "INSERT INTO account VALUES ('6399', 'Otros servicios', 1, 0, 0, '', '', 1)",
    "INSERT INTO account VALUES ('6398', 'Más servicios', 0, 0, 0, '', '', 1)",
    "INSERT INTO operation_type VALUES ('05', 'Ventas al contado', '14', 1)",
    "INSERT INTO exchange_rate VALUES ('USD', '2026-11-03', 3750000, 3760000)",
]

DeskOf = Callable[..., str]


@pytest.fixture
def lima(mail: Path) -> Sender:
    """Another head office, whose masters come."""
    return Sender(mail, "0000")


@pytest.fixture
def desk_of(carla: Visitor, mail: Path) -> DeskOf:
    """Return the address of the preview of files."""

    def desk_of(*files: Path) -> str:
        said = {"carpeta": str(mail), "file": [file.name for file in files]}
        return str(carla.follow(carla.post("/importar/empezar/", said)).request["PATH_INFO"])

    return desk_of


class TestTheFigures:
    def test_each_opens_as_many_rows_as_it_says(
        self, carla: Visitor, arequipa: Sender, lima: Sender, desk_of: DeskOf
    ) -> None:
        desk = desk_of(arequipa.send(SALE, sql=PERSONS), lima.masters(sql=MASTERS))
        page = carla.get(desk)
        said = words(page)
        assert "Master New Taken from the file To be decided Different, kept as here" in said
        assert "Accounts 2 0 1 0" in said
        assert "Persons and entities 1 0 0 1" in said
        assert "Operation types 0 0 1 1" in said
        assert "Exchange rates 1 0 0 0" in said
        assert "Cost centres" not in said
        led = re.findall(rf'<td class="amount"><a href="{desk}maestros/\?([^"]*)">(\d+)</a>', _html(page))
        assert len(led) == 7
        for query, figure in led:
            listed = carla.get(f"{desk}maestros/?{query.replace('&amp;', '&')}")
            assert _html(listed).count("<tr>") == int(figure) + 1, query  # and the header

    def test_a_file_that_brings_nothing_has_none(
        self, carla: Visitor, arequipa: Sender, desk_of: DeskOf
    ) -> None:
        desk = desk_of(arequipa.send())
        assert "Persons and masters" not in carla.reads(desk)
        assert "There are none." in carla.reads(f"{desk}maestros/")

    def test_questions_lead_to_the_rows_that_they_are_about(
        self, carla: Visitor, arequipa: Sender, lima: Sender, desk_of: DeskOf
    ) -> None:
        desk = desk_of(arequipa.send(SALE, sql=PERSONS), lima.masters(sql=MASTERS))
        led = re.findall(r'<p class="mb-1"><a href="([^"]*)">See the list</a>', _html(carla.get(desk)))
        pages = [carla.reads(address.replace("&amp;", "&")) for address in led]
        assert len(pages) == 3
        missing, renamed, different = sorted(
            pages, key=lambda page: ("To be decided" in page, "1212" in page)
        )
        assert "Accounts 6398 Más servicios" in missing
        assert "Accounts 6399 Otros servicios" in missing
        assert CAROL not in missing
        assert "Operation types To be decided" in renamed
        assert "05 Ventas Ventas ≠ Ventas al contado" in renamed
        assert "1212 Cuenta 1212 Cuenta 1212 ≠ Facturas por cobrar" in different

    def test_who_the_head_office_is_leads_to_the_persons_that_differ(self) -> None:
        assert coming.asked_about("head_office:0000") == "que=kept&maestro=personas"
        assert coming.asked_about("key:0001") == ""


class TestTheList:
    def test_shows_both_sides_of_a_person_that_differs(
        self, carla: Visitor, arequipa: Sender, desk_of: DeskOf
    ) -> None:
        desk = desk_of(arequipa.send(SALE, sql=PERSONS))
        page = carla.reads(f"{desk}maestros/", que="kept", maestro="personas")
        assert "Persons and entities Different, kept as here" in page
        name = "Distribuidora Bob S.A.C."
        assert f"RUC {BOB} {name} {name} ≠ Bob y Hermanos S.A." in page
        assert CAROL not in page

    def test_shows_what_a_new_row_asks_for(self, carla: Visitor, lima: Sender, desk_of: DeskOf) -> None:
        desk = desk_of(lima.masters(sql=MASTERS))
        assert "new 6399 Otros servicios with person or entity" in carla.reads(
            f"{desk}maestros/", maestro="cuentas"
        )
        assert "USD 03/11/2026 buying 3.750, selling 3.760" in carla.reads(
            f"{desk}maestros/", maestro="cambio"
        )

    def test_names_the_file_where_there_are_several(
        self, carla: Visitor, arequipa: Sender, mail: Path, desk_of: DeskOf
    ) -> None:
        one, other = arequipa.send(SALE, sql=PERSONS), Sender(mail, "0002").send(sql=PERSONS[:1])
        page = carla.reads(f"{desk_of(one, other)}maestros/", que="new")
        assert f"Carol S.A. {one.name}" in page

    def test_comes_by_pages_of_a_hundred(self, carla: Visitor, arequipa: Sender, desk_of: DeskOf) -> None:
        many = [PERSON.format(f"20{number:09}", f"Persona {number:03}") for number in range(150)]
        desk = f"{desk_of(arequipa.send(SALE, sql=many))}maestros/"
        first = carla.reads(desk, que="new", maestro="personas")
        assert "Persona 099" in first
        assert "Persona 100" not in first
        second = carla.reads(desk, que="new", maestro="personas", pagina="2")
        assert "Persona 100" in second
        assert "Persona 149" in second
        assert "Next page" in first
        assert "Next page" not in second

    @pytest.mark.parametrize("asked", [{"que": "x"}, {"maestro": "nada"}, {"pagina": "-3"}])
    def test_what_is_not_asked_properly_shows_all(
        self, carla: Visitor, lima: Sender, desk_of: DeskOf, asked: dict[str, str]
    ) -> None:
        page = carla.reads(f"{desk_of(lima.masters(sql=MASTERS))}maestros/", **asked)
        assert "Persons and masters All that comes along" in page
        assert "new Accounts 6399" in page
        assert "to be decided Accounts 1212" in page

    def test_is_its_users_only(self, carla: Visitor, lima: Sender, desk_of: DeskOf) -> None:
        desk = desk_of(lima.masters(sql=MASTERS))
        carla.logout()
        assert carla.get(f"{desk}maestros/").status_code == 302
        assert carla.get("/importar/previa/nada/maestros/").status_code == 302

    def test_shows_what_a_file_says_as_text(self, carla: Visitor, arequipa: Sender, desk_of: DeskOf) -> None:
        desk = desk_of(arequipa.send(SALE, sql=[PERSON.format(OTHER_RUC, "<b>Dora</b>")]))
        assert "&lt;b&gt;Dora&lt;/b&gt;" in _html(carla.get(f"{desk}maestros/"))


def _html(response: Any) -> str:
    return str(response.content.decode())
