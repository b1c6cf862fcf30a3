"""Looking for rows of a master."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consolida.core.home import Home
from consolida.masters.finding import above, depths, searched
from consolida.masters.models import Company, CostCenter
from support.companies import make_company

NAMES = (
    "Grifo 2000 E.I.R.L.",
    "GRIFO ÑAÑA",
    "Peñón Azul",
    "Penon azul",
    "Ångström Öl",
    "ca%ja_ chica",
    "Caoja xchica",
)


@pytest.fixture
def company(lima: Home) -> Company:
    company = make_company(chart=None, accounts=["1", "10", "101", "12", "2", "1A"])
    for code, name in (("V1", "Ventas Lima"), ("V2", "Ventas Ñaña"), ("A%", "Administración (común)")):
        CostCenter.objects.create(company=company, code=code, name=name)
    return company


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ["A%", "V1", "V2"]),
        ("  ", ["A%", "V1", "V2"]),
        ("v", ["V1", "V2"]),
        ("V2", ["V2"]),
        ("lima ventas", ["V1"]),
        ("ventas cusco", []),
        ("nana", ["V2"]),
        ("ÑAÑA", ["V2"]),
        ("ADMINISTRACION", ["A%"]),
        ("común", ["A%"]),
        ("%", []),
        ("(", []),
        ("[a", ["A%", "V1", "V2"]),
    ],
)
def test_rows_are_found_by_code_or_by_words_without_marks(
    company: Company, text: str, found: list[str]
) -> None:
    assert [one.code for one in searched(company.cost_centers.all(), text)] == found


def test_rows_without_names_are_found_by_code_alone(company: Company) -> None:
    found = searched(company.cost_centers.all(), "ventas", by_name=False)
    assert not found.exists()


def test_accounts_that_an_account_divides(company: Company) -> None:
    assert [one.code for one in above(company, "101")] == ["1", "10"]
    assert above(company, "") == []


def test_depth_is_how_many_codes_before_are_divided() -> None:
    assert depths(["1", "10", "101", "12", "2", "201"]) == [0, 1, 2, 1, 0, 1]
    assert depths([]) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2000", ["N0"]),
        ("grifo", ["N0", "N1"]),
        ("Grifó nana", ["N1"]),
        ("penon", ["N2", "N3"]),
        ("PEÑÓN", ["N2", "N3"]),
        ("azul pen", ["N2", "N3"]),
        ("ngstr", ["N4"]),
        ("ca%ja", ["N5", "N6"]),
        ("ja_", ["N5", "N6"]),
        ("chica", ["N5", "N6"]),
        ("g_ifo", ["N0", "N1"]),
        ("g_ifox", []),
        ("xyzzy", []),
    ],
)
def test_names_are_found_by_any_part_of_their_words(company: Company, text: str, found: list[str]) -> None:
    for place, name in enumerate(NAMES):
        CostCenter.objects.create(company=company, code=f"N{place}", name=name)
    assert [one.code for one in searched(company.cost_centers.all(), text)] == found


def test_an_expression_is_asked_only_of_names_that_resemble(company: Company) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert not searched(company.cost_centers.all(), "xyzzy").exists()
    (query,) = asked.captured_queries
    assert query["sql"].index("LIKE '%xyzzy%'") < query["sql"].index("[Xx]")
