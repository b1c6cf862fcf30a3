"""Vouchers written as CSV and Excel, and taken in again as the same."""

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from consolida.core import language, progress
from consolida.intake import vouchers_out, workbook
from consolida.intake.vouchers_out import COLUMNS, TooManyLines, csv_chunks, write_xlsx
from consolida.ledger import record, walk
from consolida.ledger.models import Voucher
from consolida.ledger.search import Wanted
from consolida.masters.models import Company
from support import installations
from support.branch import Branch
from support.companies import ALICE, BOB

MONTH = "2026-11"
TITLES = (
    "T/O,número,fecha,glosa,cuenta,tipo de persona,número de persona,nombre de persona,tipo de documento,"
    "serie,número de documento,fecha de documento,vencimiento,moneda,tipo de cambio,importe original,"
    "debe,haber,glosa de línea,destino,anulado,medio de pago"
)
PARTY = f"6,{BOB},Bob"
VOUCHERS = f"""\
{TITLES}
05,0001,2026-11-03,"Venta, “al crédito”",1212,{PARTY},01,F001,00000123,2026-11-03,,,,,118.00,0,'=1+1,,,
05,0001,2026-11-03,"Venta, “al crédito”",40111,,,,,,,,,,,,0.00,18.00,,,,
05,0001,2026-11-03,"Venta, “al crédito”",70111,,,,,,,,,,,,0.00,100.00,,,,
05,0002,2026-11-04,'-Anulada,,,,,,,,,,,,,,,,,1,
11,0007,2026-11-05,Compra en dólares,6011,,,,,,,,,USD,3.7525,1000.00,3752.50,0.00,,,,
11,0007,2026-11-05,Compra en dólares,4212,{PARTY},01,E001,9,2026-11-05,,USD,3.7525,-1000.00,0.00,3753.00,,,,
11,0007,2026-11-05,Compra en dólares,676,,,,,,,,,PEN,,,0.50,0.00,'+redondeo,,,
21,12345,2026-11-30,Cobro,1041,,,,,,,,,,,,50.00,0.00,,,,003
21,12345,2026-11-30,Cobro,1212,,,,,,,,,,,,0.00,50.00,,,,
21,12345,2026-11-30,Cobro,6361,,,,,,,,,,,,1.00,0.00,,1,,
21,12345,2026-11-30,Cobro,791,,,,,,,,,,,,0.00,1.00,,1,,
"""


@pytest.fixture
def loaded(branch: Branch) -> Branch:
    with language.speaking("es"):
        assert branch.load(VOUCHERS).added == 4
    return branch


def as_csv(wanted: Wanted | None = None) -> bytes:
    company = Company.objects.get()
    return b"".join(csv_chunks(company, walk.walk(company, MONTH, wanted or Wanted())))


def as_xlsx(folder: Path, wanted: Wanted | None = None) -> Path:
    company, file = Company.objects.get(), folder / "libro.xlsx"
    write_xlsx(company, walk.walk(company, MONTH, wanted or Wanted()), file)
    return file


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("spoken", language.LANGUAGES)
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_what_is_written_is_read_as_the_same(
    loaded: Branch, tmp_path: Path, suffix: str, spoken: str
) -> None:
    with language.speaking(spoken):
        content = as_csv() if suffix == "csv" else as_xlsx(tmp_path).read_bytes()
        again = loaded.load(content, f"comprobantes.{suffix}")
    assert (again.added, again.equal, again.import_id) == (0, 4, None)
    replaced = loaded.load(content, f"comprobantes.{suffix}", replace=True)
    assert (replaced.changed, replaced.removed, replaced.equal) == (0, 0, 4)


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_it_can_be_loaded_where_the_vouchers_are_not(loaded: Branch, tmp_path: Path, suffix: str) -> None:
    content = as_csv() if suffix == "csv" else as_xlsx(tmp_path).read_bytes()
    other = Branch(tmp_path / "other")
    before = loaded.digests()
    with installations.at(other.home):
        assert other.load(content, f"comprobantes.{suffix}").added == 4
        assert other.digests() == before


def test_the_titles_are_those_of_the_language(loaded: Branch) -> None:
    with language.speaking("es"):
        assert list(table(as_csv())[0])[:4] == ["T/O", "número", "fecha", "clase"]
    with language.speaking("en"):
        assert list(table(as_csv())[0]) == [column.name for column in COLUMNS]


def test_each_line_has_its_vouchers_header_site_and_names(loaded: Branch) -> None:
    rows = table(as_csv())
    assert len(rows) == 11
    assert {row["site"] for row in rows} == {"0001"}
    assert [row["party_name"] for row in rows if row["party_number"]] == ["Distribuidora Bob S.A.C."] * 2
    (annulled,) = (row for row in rows if row["annulled"] == "1")
    assert (annulled["account"], annulled["debit"], annulled["description"]) == ("", "", "'-Anulada")


def test_no_spreadsheet_computes_a_text_and_amounts_stay_amounts(loaded: Branch) -> None:
    rows = table(as_csv())
    assert [row["line_description"] for row in rows if row["line_description"]] == ["'=1+1", "'+redondeo"]
    assert [row["original_amount"] for row in rows if row["currency"] == "USD"] == ["1000.00", "-1000.00"]


def test_a_workbook_has_amounts_as_numbers_and_codes_as_texts(loaded: Branch, tmp_path: Path) -> None:
    rows = CalamineWorkbook.from_path(as_xlsx(tmp_path)).get_sheet_by_index(0).to_python()
    first = dict(zip(rows[0], rows[1], strict=True))
    assert (first["debit"], first["credit"]) == (118.0, 0.0)
    assert (first["number"], first["document_number"]) == ("0001", "00000123")


def test_what_is_filtered_out_is_not_written(loaded: Branch) -> None:
    assert {row["number"] for row in table(as_csv(Wanted(operation_type="05")))} == {"0001", "0002"}
    # A voucher is written whole, also where one line only is like that.
    assert len(table(as_csv(Wanted(account="676")))) == 3
    assert table(as_csv(Wanted(number="9999"))) == []


def test_parts_join_without_losing_or_doubling_a_voucher(
    loaded: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = as_csv()
    for size in (1, 2, 3):
        monkeypatch.setattr(walk, "AT_ONCE", size)
        assert as_csv() == whole


def test_a_sheet_that_would_overflow_is_refused(
    loaded: Branch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vouchers_out, "SHEET_ROWS", 12)
    as_xlsx(tmp_path)
    monkeypatch.setattr(vouchers_out, "SHEET_ROWS", 11)
    with pytest.raises(TooManyLines, match=r"more lines than an Excel sheet holds \(10\)"):
        as_xlsx(tmp_path)


def test_it_says_what_it_is_doing(loaded: Branch, tmp_path: Path) -> None:
    heard: list[str] = []
    with progress.listening(heard.append):
        as_xlsx(tmp_path)
    assert heard == [vouchers_out.WRITING, vouchers_out.CLOSING]


def test_rows_of_another_site_are_refused_with_their_row(loaded: Branch) -> None:
    content = as_csv().replace(b",0001,1212", b",0002,1212")
    (finding, *_) = loaded.refusal(content, "comprobantes.csv")
    assert finding.sentence() == "Row 2: it is of site 0002, not of 0001."


def test_a_changed_amount_is_taken_where_the_file_is_right(loaded: Branch) -> None:
    content = as_csv().replace(b"118.00", b"236.00").replace(b"18.00", b"36.00").replace(b"100.00", b"200.00")
    said = loaded.refusal(content, "comprobantes.csv")
    assert [one.rule for one in said if one.severity == "error"] == ["load_different"]
    again = loaded.load(content, "comprobantes.csv", replace=True)
    assert (again.changed, again.equal) == (1, 3)
    assert loaded.lines("0001-05-110001")[0].debit == 23600


def test_an_empty_month_has_its_titles(branch: Branch) -> None:
    assert as_csv().decode("utf-8-sig").count("\r\n") == 1


def test_a_voucher_annulled_in_dollars_keeps_its_rate(loaded: Branch) -> None:
    voucher = Voucher.objects.get(cuo="0001-11-110007")
    at = datetime(2026, 12, 3, tzinfo=UTC)
    record.annul(Company.objects.get(), voucher, reason="x", by=ALICE, at=at)
    (row,) = table(as_csv(Wanted(operation_type="11")))
    assert (row["currency"], row["exchange_rate"], row["annulled"]) == ("USD", "3.7525", "1")
    assert loaded.load(as_csv(), "comprobantes.csv").equal == 4


def test_a_workbook_is_within_what_the_reader_unpacks(loaded: Branch, tmp_path: Path) -> None:
    text = workbook.rows_as_text(as_xlsx(tmp_path))
    assert text.count("\n") == 12
