"""A file's masters against ours, and the remedy."""

from pathlib import Path

import pytest

from consolida.audit.models import Entry
from consolida.core.actor import NotAllowed
from consolida.core.portable import connect
from consolida.core.portable import format as spec
from consolida.masters import compare, portable
from consolida.masters.compare import MastersComparison
from consolida.masters.models import Account, Company, ExchangeRate
from support.companies import ALICE, NOBODY, NOW, OTHER_RUC, make_company
from support.files import Row

ACCOUNT: Row = {
    "code": "1212", "name": "Emitidas en cartera", "requires_party": 1, "requires_cost_center": 0,
    "requires_document": 0, "charge_account": "", "credit_account": "", "active": 1,
}  # fmt: skip
RATE: Row = {"currency": "USD", "date": "2026-11-02", "buy": 3_740_000, "sell": 3_750_000}
CENTER: Row = {"code": "100", "name": "Tienda", "charge_account": "", "credit_account": "", "active": 1}
TYPE: Row = {"code": "05", "name": "Ventas", "book": "14", "active": 1}


@pytest.fixture
def company(lima: object) -> Company:
    company = make_company(chart=None)
    Account.objects.create(company=company, code="1212", name="Emitidas en cartera", requires_party=True)
    ExchangeRate.objects.create(company=company, **RATE)
    return company


def comparison(company: Company, folder: Path, **rows: Row) -> MastersComparison:
    """Compare with a file that has one row each in some tables."""
    file = folder / "masters.db"
    file.unlink(missing_ok=True)
    with connect.create(file) as connection:
        for table, row in rows.items():
            values = [row[name] for name in spec.names(table)]
            connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(values))})", values)
    connection.close()
    return compare.compare(company, file=file)


def test_what_both_have_alike_is_no_difference(company: Company, tmp_path: Path) -> None:
    like = {**ACCOUNT, "name": "EMITIDAS, EN CARTERA"}
    found = comparison(company, tmp_path, account=like, exchange_rate=RATE, operation_type=TYPE)
    assert found == MastersComparison()
    assert found.missing_count == 0


def test_what_ours_lack_is_missing(company: Company, tmp_path: Path) -> None:
    account, kind = {**ACCOUNT, "code": "1213"}, {**TYPE, "code": "77"}
    found = comparison(company, tmp_path, account=account, cost_center=CENTER, operation_type=kind)
    assert found.missing == {
        "account": [account],
        "cost_center": [{**CENTER, "shares": ""}],
        "operation_type": [kind],
    }
    assert found.missing_count == 3
    assert not found.different


@pytest.mark.parametrize(
    ("table", "theirs", "code"),
    [
        ("account", {**ACCOUNT, "name": "Facturas"}, "1212"),
        ("account", {**ACCOUNT, "requires_party": 0}, "1212"),
        ("account", {**ACCOUNT, "charge_account": "94"}, "1212"),
        ("exchange_rate", {**RATE, "sell": 3_760_000}, "USD 2026-11-02"),
        ("operation_type", {**TYPE, "book": "8"}, "05"),
        ("operation_type", {**TYPE, "active": 0, "name": "VENTAS"}, "05"),
    ],
)
def test_what_both_have_otherwise_is_different(
    company: Company, tmp_path: Path, table: str, theirs: Row, code: str
) -> None:
    found = comparison(company, tmp_path, **{table: theirs})
    (difference,) = found.different
    assert (difference.table, difference.code, difference.theirs) == (table, code, theirs)
    assert difference.ours != theirs
    assert not found.missing
    assert not found.renamed_types


def test_a_type_with_another_name_is_a_matter_of_its_own(company: Company, tmp_path: Path) -> None:
    found = comparison(company, tmp_path, operation_type={**TYPE, "name": "Compras", "book": "8"})
    (renamed,) = found.renamed_types
    assert (renamed.ours["name"], renamed.theirs["name"]) == ("Ventas", "Compras")
    assert not found.different


def test_missing_rows_are_added(company: Company, tmp_path: Path) -> None:
    account = {**ACCOUNT, "code": "1213", "requires_document": 1}
    rate = {**RATE, "date": "2026-11-03"}
    found = comparison(company, tmp_path, account=account, cost_center=CENTER, exchange_rate=rate)
    assert compare.add_missing(company, found, ALICE, NOW) == 3
    assert portable.rows(company, "account")[1] == tuple(account.values())
    assert portable.rows(company, "cost_center") == [tuple(CENTER.values())]
    assert len(portable.rows(company, "exchange_rate")) == 2
    entry = Entry.objects.get(act="masters-added")
    assert entry.subject == "account, cost_center, exchange_rate"
    assert entry.details == (
        '{"account":[["1213"]],"cost_center":[["100"]],"exchange_rate":[["USD","2026-11-03"]]}'
    )
    assert comparison(company, tmp_path, account=account, cost_center=CENTER) == MastersComparison()


def test_a_row_that_somebody_added_meanwhile_stays(company: Company, tmp_path: Path) -> None:
    found = comparison(company, tmp_path, cost_center=CENTER)
    company.cost_centers.create(code="100", name="Almacén")
    compare.add_missing(company, found, ALICE, NOW)
    assert company.cost_centers.get().name == "Almacén"


def test_differences_are_taken(company: Company, tmp_path: Path) -> None:
    other = make_company(ruc=OTHER_RUC, chart=None)
    account = {**ACCOUNT, "name": "Facturas", "active": 0}
    found = comparison(company, tmp_path, account=account, operation_type={**TYPE, "name": "Compras"})
    compare.take(company, [*found.different, *found.renamed_types], ALICE, NOW)
    taken = company.accounts.get()
    assert (taken.name, taken.active, taken.requires_party) == ("Facturas", False, True)
    assert company.operation_types.get(code="05").name == "Compras"
    assert other.operation_types.get(code="05").name == "Ventas"
    entry = Entry.objects.get(act="masters-taken")
    assert entry.subject == "account, operation_type"
    assert '"name":"Emitidas en cartera"' in entry.details
    assert '"name":"Facturas"' in entry.details


def test_nothing_to_do_leaves_no_entry(company: Company) -> None:
    assert compare.add_missing(company, MastersComparison(), ALICE, NOW) == 0
    compare.take(company, [], ALICE, NOW)
    assert not Entry.objects.filter(act__startswith="masters").exists()


def test_who_has_no_right_changes_no_master(company: Company, tmp_path: Path) -> None:
    found = comparison(company, tmp_path, cost_center=CENTER)
    with pytest.raises(NotAllowed):
        compare.add_missing(company, found, NOBODY, NOW)
    with pytest.raises(NotAllowed):
        compare.take(company, [], NOBODY, NOW)
    assert not company.cost_centers.exists()
