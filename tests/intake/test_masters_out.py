"""Masters written as CSV and Excel, and taken in again."""

from io import BytesIO
from pathlib import Path

import pytest

from consolida.core import language
from consolida.intake import masters_out
from consolida.intake.tables import guarded, unguarded
from consolida.masters import editing, parties, portable
from consolida.masters.models import Account, Company, CostCenter, ExchangeRate, Party
from support.branch import Branch
from support.companies import ALICE, BOB, NOW
from support.files import Row

ROWS: dict[str, list[Row]] = {
    "account": [
        {"code": "0101", "name": "=Cuenta “de orden”, con coma", "requires_document": 1},
        {"code": "6311", "name": "Fletes", "charge_account": "94", "credit_account": "791", "active": 0},
    ],
    "cost_center": [{"code": "+V1", "name": "-Ventas", "active": 0}],
    "operation_type": [{"code": "006", "name": "Boletas", "book": "14"}],
    "exchange_rate": [{"currency": "USD", "date": "2026-11-03", "buy": 3_741_000, "sell": 3_752_125}],
}


@pytest.fixture
def company(branch: Branch) -> Company:
    company = Company.objects.get()
    Account.objects.all().delete()
    for table, rows in ROWS.items():
        for row in rows:
            editing.add(company, table, row, by=ALICE, at=NOW)
    bob = Party.objects.get(number=BOB)
    parties.change(bob, name="@Bob, “el distribuidor”", address="Jr. Ñ 1", active=False, by=ALICE, at=NOW)
    return company


def written(company: Company, table: str, suffix: str) -> bytes:
    content = BytesIO()
    write = {"csv": masters_out.write_csv, "xlsx": masters_out.write_xlsx}[suffix]
    write(company, table, content)
    return content.getvalue()


@pytest.mark.parametrize("spoken", language.LANGUAGES)
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
@pytest.mark.parametrize("table", [*ROWS, "party"])
def test_what_is_written_is_read_as_the_same(
    branch: Branch, company: Company, table: str, suffix: str, spoken: str
) -> None:
    with language.speaking(spoken):
        content = written(company, table, suffix)
    before = portable.rows(company, table)
    assert branch.load(content, f"maestro.{suffix}").equal == len(before)
    for model in (Account, CostCenter, ExchangeRate, Party):
        model.objects.all().delete()
    branch.load(content, f"maestro.{suffix}", replace=True)
    assert portable.rows(company, table) == before


def test_a_csv_file_is_what_spreadsheets_open(company: Company) -> None:
    assert written(company, "account", "csv").decode() == (
        "\ufeffaccount,name,requires_party,requires_cost_center,requires_document,"
        "charge_account,credit_account,active\r\n"
        '0101,"\'=Cuenta “de orden”, con coma",0,0,1,,,1\r\n'
        "6311,Fletes,0,0,0,94,791,0\r\n"
    )


def test_titles_are_in_the_active_language() -> None:
    with language.speaking("es"):
        assert masters_out.titles("exchange_rate") == ["moneda", "fecha", "compra", "venta"]


def test_an_unknown_master_is_refused(company: Company) -> None:
    with pytest.raises(masters_out.NoSuchMaster, match="There is no master “user”"):
        written(company, "user", "csv")


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a"])
def test_a_text_that_a_spreadsheet_would_compute_is_marked(text: str) -> None:
    assert guarded(text) == f"'{text}"
    assert unguarded(f"'{text}") == text


@pytest.mark.parametrize("text", ["", "a", "'", "'a", "a=1"])
def test_other_texts_are_left_alone(text: str) -> None:
    assert guarded(text) == text
    assert unguarded(text) == text


def test_a_workbook_is_a_file(company: Company, tmp_path: Path) -> None:
    path = tmp_path / "cuentas.xlsx"
    with path.open("wb") as file:
        masters_out.write_xlsx(company, "account", file)
    assert path.read_bytes().startswith(b"PK")
