"""The official chart and the usual operation types."""

import pytest

from consolida.core.portable import format as spec
from consolida.masters import official
from consolida.masters.models import Account
from support.companies import make_company


def test_the_chart_is_the_pcge_of_2019_without_its_elements() -> None:
    chart = dict(official.chart("pcge"))
    assert len(chart) == 1760
    assert min(map(len, chart)) == 2
    assert max(map(len, chart)) == 6
    limits = {column.name: column.limit for column in spec.columns("account")}
    assert all(len(name) <= limits["name"] for name in chart.values())


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("1212", "Emitidas en cartera"),
        ("40111", "IGV – Cuenta propia"),
        ("4212", "Emitidas"),
        ("7011", "Mercaderías - exportación"),
        ("791", "Cargas imputables a cuentas de costos y gastos"),
    ],
)
def test_well_known_accounts_are_there(code: str, name: str) -> None:
    assert dict(official.chart("pcge"))[code].casefold().startswith(name.casefold()[:12])


def test_every_account_has_its_parent() -> None:
    codes = {code for code, _ in official.chart("pcge")}
    assert all(len(code) == 2 or code[:-1] in codes for code in codes)


def test_the_elements_are_headings() -> None:
    assert sorted(official.elements()) == list("0123456789")
    assert official.elements()["1"] == "ACTIVO DISPONIBLE Y EXIGIBLE"


def test_sales_and_purchases_name_their_book() -> None:
    types = {code: (name, book) for code, name, book in official.operation_types()}
    assert types["05"] == ("Ventas", "14")
    assert types["11"] == ("Compras", "8")
    assert sum(bool(book) for _, book in types.values()) == 2


def test_an_unknown_chart_is_refused() -> None:
    with pytest.raises(official.NoSuchChart) as refusal:
        official.chart("pcgr")
    assert str(refusal.value) == (
        "There is no chart of accounts “pcgr”. The one that can be chosen is: pcge."
    )


@pytest.mark.usefixtures("lima")
def test_accounts_that_a_company_has_stay_as_they_are() -> None:
    company = make_company(chart=None)
    Account.objects.create(company=company, code="1212", name="Clientes")
    official.add_chart(company, "pcge")
    assert company.accounts.count() == 1760
    assert str(company.accounts.get(code="1212")) == "1212 Clientes"
    assert str(company.operation_types.get(code="05")) == "05 Ventas"
