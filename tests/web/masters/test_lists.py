"""Lists of masters: searched, by pages, accounts as a tree."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consolida.core import language
from consolida.masters import editing, parties
from consolida.masters.models import Account, Company, Party
from support.companies import ALICE, BOB, NOW
from support.files import Row  # noqa: TC001 - a plain type
from support.visiting import Visitor, words


def links(visitor: Visitor, path: str, **asked: str) -> list[str]:
    """Return the first column of a list."""
    content = visitor.get(path, asked).content.decode()
    return [part.split(">", 2)[2].split("<")[0] for part in content.split('<th scope="row"')[1:]]


def queries(visitor: Visitor, path: str, **asked: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert visitor.get(path, asked).status_code == 200
    return len(found)


def test_maestros_begins_with_the_accounts(carla: Visitor) -> None:
    assert carla.get("/maestros/")["Location"] == "/maestros/cuentas/"


def test_the_chart_opens_with_its_largest_accounts_by_element(carla: Visitor) -> None:
    assert carla.reads("/maestros/cuentas/").endswith(
        "1 ACTIVO DISPONIBLE Y EXIGIBLE 10 Cuenta 10 12 Cuenta 12"
        " 6 GASTOS POR NATURALEZA 63 Cuenta 63"
        " 7 INGRESOS 791 Cuenta 791"
        " 9 CONTABILIDAD ANALÍTICA DE EXPLOTACIÓN: COSTOS DE PRODUCCIÓN Y GASTOS POR FUNCIÓN 94 Cuenta 94"
    )


def test_below_an_account_stands_what_divides_it(carla: Visitor) -> None:
    content = carla.get("/maestros/cuentas/", {"bajo": "121"}).content.decode()
    assert "indent-0" in content
    assert "indent-1" in content
    assert "10 Cuenta 10" not in content
    assert "The whole chart 12 Cuenta 12 121" in words(carla.get("/maestros/cuentas/", {"bajo": "121"}))


@pytest.mark.parametrize(
    ("text", "found"),
    [("121", ["121", "1212"]), ("cuenta 94", ["94", "941"]), ("CUÉNTA 101", ["101", "1011"]), ("zzz", [])],
)
def test_accounts_are_found_by_code_or_words(carla: Visitor, text: str, found: list[str]) -> None:
    assert links(carla, "/maestros/cuentas/", q=text) == found


def test_a_search_does_not_mind_marks_and_capitals(company: Company, carla: Visitor) -> None:
    parties.add(company, kind="1", number="41234567", name="Ñuñez Peña, José", by=ALICE, at=NOW)
    for text in ("nunez pena", "JOSE", "ñuñez", "José peña", "4123"):
        assert links(carla, "/maestros/personas/", q=text) == ["41234567"]


def test_what_rests_is_marked_and_can_be_left_out(company: Company, carla: Visitor) -> None:
    editing.change(company, "account", ("1212",), {"active": 0}, by=ALICE, at=NOW)
    assert "1212 Cuenta 1212 no longer in use" in carla.reads("/maestros/cuentas/", q="1212")
    assert links(carla, "/maestros/cuentas/", q="12", uso="si") == ["12", "121"]
    assert links(carla, "/maestros/cuentas/", uso="no") == ["1212"]


def test_lists_say_what_accounts_ask_for_and_where_they_send(company: Company, carla: Visitor) -> None:
    asked: Row = {
        "requires_party": 1,
        "requires_document": 1,
        "charge_account": "941",
        "credit_account": "791",
    }
    editing.change(company, "account", ("6311",), asked, by=ALICE, at=NOW)
    assert "6311 Cuenta 6311 person or entity, document 941 / 791" in carla.reads(
        "/maestros/cuentas/", q="6311"
    )


def test_rates_come_the_latest_first(company: Company, carla: Visitor) -> None:
    for day in ("2026-11-03", "2026-11-04", "2026-10-31"):
        rate: Row = {"currency": "USD", "date": day, "buy": 3_741_000, "sell": 3_752_000}
        editing.add(company, "exchange_rate", rate, by=ALICE, at=NOW)
    assert links(carla, "/maestros/cambio/") == ["04/11/2026", "03/11/2026", "31/10/2026"]
    assert links(carla, "/maestros/cambio/", q="2026-11") == ["04/11/2026", "03/11/2026"]
    assert "3.741 3.752" in carla.reads("/maestros/cambio/")


def test_long_lists_come_by_pages_in_as_many_queries(company: Company, carla: Visitor) -> None:
    few = queries(carla, "/maestros/personas/")
    Party.objects.bulk_create(
        [
            Party(company=company, type="1", number=f"{40_000_000 + n}", name=f"P {n}", digest=f"{n:064}")
            for n in range(250)
        ]
    )
    assert queries(carla, "/maestros/personas/") == few
    assert len(links(carla, "/maestros/personas/")) == 100
    assert links(carla, "/maestros/personas/", pagina="3") == [
        *(f"{40_000_200 + n}" for n in range(50)),
        BOB,
    ]
    assert len(links(carla, "/maestros/personas/", pagina="x")) == 100
    assert "Next page" not in carla.reads("/maestros/personas/", pagina="3")


def test_fifty_thousand_parties_are_listed_searched_and_offered_in_as_many_queries(
    company: Company, carla: Visitor
) -> None:
    asked: list[dict[str, str]] = [
        {},
        {"q": "20000"},
        {"q": "nandu 49999"},
        {"q": "zzzz"},
        {"uso": "no"},
        {"pagina": "400"},
    ]
    few = [queries(carla, "/maestros/personas/", **one) for one in asked]
    offers = queries(carla, "/comprobantes/ofrecer/personas/", q="nandu")
    Party.objects.bulk_create(
        [
            Party(company=company, type="6", number=f"20{n:09d}", name=f"Ñandú {n} S.A.C.", digest="a" * 64)
            for n in range(50_000)
        ],
        5_000,
    )
    assert [queries(carla, "/maestros/personas/", **one) for one in asked] == few
    assert queries(carla, "/comprobantes/ofrecer/personas/", q="nandu") == offers
    assert links(carla, "/maestros/personas/", q="nandu 49999") == ["20000049999"]
    assert len(links(carla, "/maestros/personas/", pagina="400")) == 100


def test_a_ruc_whose_check_digit_is_wrong_stands_out_in_the_list(company: Company, carla: Visitor) -> None:
    parties.add(company, kind="6", number="20512333798", name="Mal S.A.", by=ALICE, at=NOW)
    parties.add(company, kind="4", number="20512333798", name="Carné", by=ALICE, at=NOW)
    said = carla.reads("/maestros/personas/")
    assert "20512333798 RUC, wrong check digit Mal S.A." in said
    assert "20512333798 Foreigner's card Carné" in said
    assert said.count("wrong check digit") == 1


def test_every_list_takes_few_queries(company: Company, carla: Visitor) -> None:
    Account.objects.bulk_create([Account(company=company, code=f"10{n}", name="x") for n in range(200, 300)])
    for slug in ("cuentas", "personas", "centros", "tipos", "cambio"):
        assert queries(carla, f"/maestros/{slug}/") <= 12
    assert queries(carla, "/maestros/sedes/") <= 12


def test_script_gets_the_rows_alone(carla: Visitor) -> None:
    response = carla.get("/maestros/cuentas/", {"q": "12"}, headers={"HX-Request": "true"})
    content = response.content.decode()
    assert "<html" not in content
    assert "1212" in content


def test_a_reader_looks_and_is_offered_no_change(rita: Visitor) -> None:
    shown = rita.reads("/maestros/cuentas/")
    assert "New account" not in shown
    assert "Users" not in shown
    assert "Load a file" not in shown


def test_titles_are_said_in_the_visitors_language(carla: Visitor) -> None:
    carla.cookies["consolida_language"] = language.DEFAULT
    assert 'lang="es"' in carla.get("/maestros/tipos/").content.decode()


def test_another_word_is_no_master(carla: Visitor) -> None:
    assert carla.get("/maestros/usuario/").status_code == 404
