"""What the demonstration's company sells, buys and pays."""

import csv
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from consolida.core.identity import number_is_shaped, ruc_digit_is_right
from consolida.core.period import Period
from consolida.intake.demo import trading
from consolida.intake.demo.vouchers import COLUMNS, Entries, write_csv, write_table

MONTHS = [Period(text) for text in ("2026-01", "2026-09", "2027-02", "2028-02")]
SHOPS = [
    shop.in_month(month)
    for month in MONTHS
    for shop in (trading.HEAD_OFFICE, trading.AREQUIPA, trading.TRUJILLO)
]


def everything() -> list[Entries]:
    months = [voucher for shop in SHOPS[:3] for voucher in trading.month(shop)]
    return [trading.opening(), *months, *trading.corrected(trading.month(trading.AREQUIPA))]


@pytest.mark.parametrize("voucher", everything(), ids=lambda voucher: voucher.description)
def test_every_voucher_balances_in_soles_and_in_its_own_currency(voucher: Entries) -> None:
    assert sum(line.amount for line in voucher.lines) == 0
    assert sum(line.original for line in voucher.lines) == 0


@pytest.mark.parametrize("shop", SHOPS, ids=lambda shop: f"{shop.code}-{shop.period}")
def test_a_month_is_the_same_at_every_run(shop: trading.Shop) -> None:
    assert trading.month(shop) == trading.month(shop)


@pytest.mark.parametrize("shop", SHOPS, ids=lambda shop: f"{shop.code}-{shop.period}")
def test_no_two_vouchers_have_one_number(shop: trading.Shop) -> None:
    seen = Counter((voucher.operation_type, voucher.number) for voucher in trading.month(shop))
    assert set(seen.values()) == {1}


@pytest.mark.parametrize("shop", SHOPS, ids=lambda shop: f"{shop.code}-{shop.period}")
def test_every_day_lies_in_its_month(shop: trading.Shop) -> None:
    days = [voucher.day for voucher in trading.month(shop)]
    assert {Period.of(day) for day in days} == {shop.period}
    documents = [line.document for voucher in trading.month(shop) for line in voucher.lines]
    assert all(one.day <= shop.period.last_day for one in documents if one is not None)


def test_no_document_is_issued_twice_in_a_year() -> None:
    issued: Counter[tuple[str, str, int]] = Counter()
    year = [trading.AREQUIPA.in_month(Period(f"2026-{month:02d}")) for month in range(1, 13)]
    for shop in [one for month in year for one in (month, replace(month, seed=7, series="F001"))]:
        for voucher in trading.month(shop):
            if voucher.operation_type in {trading.SALES, trading.PURCHASES}:
                documents = {line.document for line in voucher.lines if line.document}
                issued.update((one.type, one.series, int(one.number)) for one in documents)
    assert set(issued.values()) == {1}


def test_another_month_has_other_amounts() -> None:
    def turnover(shop: trading.Shop) -> int:
        return sum(max(line.amount, 0) for voucher in trading.month(shop) for line in voucher.lines)

    january = trading.AREQUIPA
    assert turnover(january.in_month(MONTHS[1])) != turnover(january)


def test_the_opening_voucher_is_of_the_year() -> None:
    opening = trading.opening(2027)
    assert (opening.kind, opening.day.isoformat()) == ("A", "2027-01-01")


def test_every_day_of_a_month_has_a_rate() -> None:
    assert len(trading.exchange_rates(Period("2028-02"))) == 29


def test_a_branch_is_busy_with_everything_a_shop_does() -> None:
    kinds = Counter(voucher.operation_type for voucher in trading.month(trading.AREQUIPA))
    assert set(kinds) == {"05", "11", "20", "21", "22", "30"}
    assert kinds.total() > 150
    assert any(voucher.annulled for voucher in trading.month(trading.AREQUIPA))
    assert any(voucher.currency == "USD" for voucher in trading.month(trading.AREQUIPA))


def test_every_party_has_a_number_of_the_right_shape() -> None:
    parties = {line.party for voucher in everything() for line in voucher.lines if line.party.number}
    assert all(number_is_shaped(party.type, party.number) for party in parties)
    assert all(ruc_digit_is_right(party.number) for party in parties if party.type == "6")
    assert ruc_digit_is_right(trading.RUC)


def test_no_party_has_two_names() -> None:
    names = {
        (line.party.type, line.party.number, line.party.name)
        for voucher in everything()
        for line in voucher.lines
    }
    assert len(names) == len({name[:2] for name in names})


def test_a_correction_changes_one_sale_and_adds_one() -> None:
    before = {
        voucher.number: voucher
        for voucher in trading.month(trading.AREQUIPA)
        if voucher.operation_type == trading.SALES
    }
    after = {voucher.number: voucher for voucher in trading.corrected(trading.month(trading.AREQUIPA))}
    assert [number for number in before if before[number] != after[number]] == [5]
    assert after.keys() - before.keys() == {len(before) + 1}


def test_a_csv_file_has_a_row_for_each_line_and_one_for_an_annulled_voucher(tmp_path: Path) -> None:
    vouchers = trading.month(trading.AREQUIPA)
    write_csv(tmp_path / "vouchers.csv", vouchers)
    with (tmp_path / "vouchers.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == sum(max(len(voucher.lines), 1) for voucher in vouchers)
    assert {row["annulled"] for row in rows if not row["account"]} == {"1"}
    assert {row["exchange_rate"] for row in rows if row["currency"] == "USD"} == {"3.752"}


def test_a_master_has_its_header_and_its_rows(tmp_path: Path) -> None:
    write_table(tmp_path / "accounts.csv", ("account", "name"), trading.OWN_ACCOUNTS)
    text = (tmp_path / "accounts.csv").read_text(encoding="utf-8")
    assert text.splitlines()[0] == "account,name"
    assert "941,Gastos de administración" in text
