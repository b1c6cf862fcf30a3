"""The masters as the tables of a transfer file."""

from pathlib import Path

import pytest

from consolida.core import digest
from consolida.core.portable import connect
from consolida.core.portable import format as spec
from consolida.core.portable.format import FileKind
from consolida.masters import parties, portable
from consolida.masters.models import Account, Company, CostCenter, ExchangeRate
from support.companies import ALICE, BOB, NOW, make_company
from support.files import seal


@pytest.fixture
def company(lima: object) -> Company:
    company = make_company(chart=None)
    for code in ("70111", "7", "70", "1212"):
        Account.objects.create(
            company=company, code=code, name=f"Cuenta ñ {code}", requires_party=code == "1212"
        )
    CostCenter.objects.create(
        company=company, code="100", name="Tienda", charge_account="94", credit_account="791"
    )
    for day in ("2026-11-03", "2026-11-02"):
        ExchangeRate.objects.create(company=company, currency="USD", date=day, buy=3_740_000, sell=3_750_000)
    make_company(ruc="20601234565", chart=None)
    return company


def test_the_whole_masters_are_written(company: Company) -> None:
    connection = connect.create(":memory:")
    portable.write_masters(company, connection, parties=False)
    assert connection.execute("SELECT * FROM account WHERE code = '1212'").fetchall() == [
        ("1212", "Cuenta ñ 1212", 1, 0, 0, "", "", 1)
    ]
    assert connection.execute("SELECT * FROM cost_center").fetchall() == [("100", "Tienda", "94", "791", 1)]
    assert connection.execute("SELECT * FROM operation_type WHERE code = '05'").fetchall() == [
        ("05", "Ventas", "14", 1)
    ]
    assert connection.execute("SELECT * FROM exchange_rate").fetchall() == [
        ("USD", "2026-11-02", 3_740_000, 3_750_000),
        ("USD", "2026-11-03", 3_740_000, 3_750_000),
    ]
    counts = {table: connection.execute(f"SELECT count(*) FROM {table}").get for table in spec.statements()}
    assert counts["account"] == 4
    assert counts["operation_type"] == 10
    assert counts["party"] == counts["party_ancestor"] == counts["master"] == 0


def test_parties_travel_with_their_ancestors_where_asked(company: Company) -> None:
    former = company.parties.get()
    party = parties.change(former, name="Bob", address="Lima", active=False, by=ALICE, at=NOW)
    connection = connect.create(":memory:")
    portable.write_masters(company, connection, parties=True)
    assert connection.execute("SELECT * FROM party").fetchall() == [
        ("6", BOB, "Bob", "Lima", 0, party.digest)
    ]
    assert connection.execute("SELECT * FROM party_ancestor").fetchall() == [("6", BOB, former.digest)]


def test_fingerprints_are_those_that_sealing_whole_masters_gives(company: Company, tmp_path: Path) -> None:
    whole = connect.create(tmp_path / "whole.db")
    portable.write_masters(company, whole, parties=True)
    seal(whole, kind=FileKind.MASTERS)
    partial = connect.create(tmp_path / "partial.db")
    portable.fingerprints(company, partial)
    rows = "SELECT * FROM master ORDER BY name"
    assert partial.execute(rows).fetchall() == whole.execute(rows).fetchall()
    assert {name for name, _, _ in partial.execute(rows)} == set(digest.masters(1))


def test_rows_come_in_the_order_of_their_key(company: Company) -> None:
    assert [row[0] for row in portable.rows(company, "account")] == ["1212", "7", "70", "70111"]
    assert portable.whole(company)["account"][0] == 4
