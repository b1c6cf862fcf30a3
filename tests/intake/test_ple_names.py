"""What the names of PLE files and their CUOs tell."""

from pathlib import Path

import pytest

from consolida.core.period import Period
from consolida.intake.ple_cuo import Told, tell
from consolida.intake.ple_name import parse
from support.companies import RUC
from support.reading import read_masters

JANUARY = Period("2026-01")


def told(cuo: str, given_type: str = "") -> tuple[str, str, str]:
    found = tell(cuo, site="0001", period=JANUARY, given_type=given_type)
    return found.source, found.operation_type, found.number


def test_a_name_tells_company_month_and_book() -> None:
    name = parse("LE2060123456520260100050100001111.txt")
    assert name is not None
    assert (name.ruc, name.period, name.book) == ("20601234565", "2026-01", "050100")
    assert (name.has_data, name.currency_flag) == (True, "1")


def test_a_yearly_books_name_tells_no_month() -> None:
    name = parse("le2060123456520260000070100001011.TXT")
    assert name is not None
    assert (name.period, name.has_data) == (None, False)


@pytest.mark.parametrize(
    "name",
    [
        "ventas.csv",
        "LE2060123456520260100050100001111 (1).TXT",
        "LE2060123456533330100050100001111.TXT",
        "LE٢٠٦٠١٢٣٤٥٦٥20260100050100001111.TXT",
    ],
)
def test_other_names_are_no_ple(name: str) -> None:
    assert parse(name) is None


def test_a_cuo_with_subdiario_and_month_tells_type_and_number() -> None:
    assert told("11-010001") == ("11-010001", "11", "0001")
    assert told("VEN-0112345") == ("VEN-0112345", "VEN", "12345")


def test_a_cuo_of_another_month_tells_no_number() -> None:
    assert told("11-000001") == ("11-000001", "11", "")


def test_our_own_cuo_is_told_without_the_site() -> None:
    assert told("0001-11-010001") == ("11-010001", "11", "0001")


def test_another_sites_cuo_tells_no_number_because_ours_may_have_it() -> None:
    assert told("S02-11-010001") == ("S02-11-010001", "11", "")


def test_a_cuo_with_journal_and_year_tells_type_and_number() -> None:
    assert told("BNK1202600275") == ("BNK1202600275", "BNK1", "00275")
    assert told("INV2026010007") == ("INV2026010007", "INV", "010007")
    assert told("INV2025010007") == ("INV2025010007", "", "")


def test_a_given_type_is_the_vouchers_type() -> None:
    assert told("11-010001", "11") == ("11-010001", "11", "0001")
    assert told("11-010001", "31") == ("11-010001", "31", "")
    assert tell("x", site="0001", period=JANUARY, given_type="31") == Told("x", "31")


CHART = f"LE{RUC}20260100050300001111.TXT"


def test_a_chart_on_its_own_is_a_master(tmp_path: Path) -> None:
    rows, complaints = read_masters(
        tmp_path, b"20260101|10|CAJA|01|-|||1|\r\n20260101|101|CAJA CHICA|01|-|||1|free|\r\n", CHART
    )
    assert complaints == []
    assert [(row.table, row.values) for row in rows] == [
        ("account", {"code": "10", "name": "CAJA"}),
        ("account", {"code": "101", "name": "CAJA CHICA"}),
    ]


def test_an_account_without_digits_or_name_is_named(tmp_path: Path) -> None:
    long = "x" * 201
    _, complaints = read_masters(
        tmp_path,
        f"20260101|10A|CAJA|01|-|||1|\n20260101|10||01|-|||1|\n20260101|11|{long}|01|-|||1|\n",
        CHART,
    )
    assert [complaint.split(" is not ")[0] for complaint in complaints] == [
        "Line 1: “10A CAJA”",
        "Line 2: “10 ”",
        f"Line 3: “11 {'x' * 56}…”",
    ]


def test_odoos_chart_is_read(tmp_path: Path) -> None:
    text = "20260101|0111000|Goods and securities delivered|01|Plan contable empresarial|||1|\n"
    rows, complaints = read_masters(tmp_path, text, CHART)
    assert complaints == []
    assert rows[0].values == {"code": "0111000", "name": "Goods and securities delivered"}
