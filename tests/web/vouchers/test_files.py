"""The list of vouchers as CSV and Excel files."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from python_calamine import CalamineWorkbook

from consolida.intake import vouchers_out
from consolida.masters.models import Company
from consolida.web import jobs
from consolida.web.importing import trays
from consolida.web.vouchers import files
from support.companies import make_company
from support.places import PURCHASE, SALE, Place
from support.visiting import Visitor, visitor, words

CSV, XLSX = "/comprobantes/descargar.csv", "/comprobantes/excel/"


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    yield
    for tray in list(trays._trays.values()):
        tray.close()
    jobs._jobs.clear()


@pytest.fixture
def typed(lima: Place) -> Place:
    lima.type(f"{SALE}\n{PURCHASE}")
    return lima


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def got(visitor: Visitor, **asked: str) -> list[dict[str, str]]:
    return rows(visitor.get(CSV, asked).getvalue())


class Held:
    """A workbook that is not finished until it is let go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.go = Event()
        write = vouchers_out.write_xlsx

        def slowly(*given: object) -> None:
            assert self.go.wait(10)
            write(*given)  # type: ignore[arg-type] # passed through

        monkeypatch.setattr(files, "write_xlsx", slowly)
        monkeypatch.setattr(jobs, "PATIENCE", 0.01)


class TestCsv:
    def test_it_has_every_line_of_the_month(self, typed: Place, carla: Visitor, imported: int) -> None:
        answer = carla.get(CSV)
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        assert 'filename="20131312955_2026-11_comprobantes.csv"' in answer["Content-Disposition"]
        found = rows(answer.getvalue())
        assert [(row["site"], row["operation_type"], row["account"]) for row in found][:6] == [
            *(("0000", "05", account) for account in ("1212", "40111", "70111")),
            *(("0001", "05", account) for account in ("1212", "40111", "70111")),
        ]
        assert len(found) == 9

    def test_the_filters_hold(self, typed: Place, carla: Visitor, imported: int) -> None:
        assert {row["operation_type"] for row in got(carla, tipo="11")} == {"11"}
        assert {row["site"] for row in got(carla, origen="elsewhere")} == {"0001"}
        assert len(got(carla, texto="goods")) == 3
        assert got(carla, numero="9999") == []

    def test_a_filter_that_is_not_understood_gives_no_file(self, typed: Place, carla: Visitor) -> None:
        answer = carla.get(CSV, {"monto": "12,34"})
        assert answer["Location"] == "/comprobantes/?monto=12%2C34"

    def test_it_speaks_the_visitors_language(self, typed: Place, carla: Visitor) -> None:
        carla.cookies["consolida_language"] = "es"
        assert next(iter(got(carla)[0])) == "T/O"

    def test_it_is_of_the_visitors_company_alone(self, typed: Place, company: Company) -> None:
        other = make_company(ruc="20601234565", chart=None, with_party=False)
        assert got(visitor(other, "otto")) == []

    def test_whoever_only_looks_may_take_it(self, typed: Place, rita: Visitor) -> None:
        assert len(got(rita)) == 6

    def test_it_is_not_read_at_once(self, typed: Place, carla: Visitor) -> None:
        answer = carla.get(CSV)
        assert answer.streaming


class TestExcel:
    def test_a_small_one_comes_at_once(self, typed: Place, carla: Visitor, tmp_path: Path) -> None:
        began = carla.post(XLSX, {"tipo": "11"})
        assert began["Location"].endswith("/libro.xlsx")
        answer = carla.get(began["Location"])
        assert answer["Content-Type"] == files.XLSX
        (tmp_path / "libro.xlsx").write_bytes(answer.getvalue())
        found = CalamineWorkbook.from_path(tmp_path / "libro.xlsx").get_sheet_by_index(0).to_python()
        assert [row[9] for row in found] == ["account", "6011", "40111", "4212"]

    def test_a_large_one_shows_how_far_it_is_and_is_fetched_then(
        self, typed: Place, carla: Visitor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        held = Held(monkeypatch)
        began = carla.post(XLSX, {"tipo": "11"})
        waiting = carla.get(began["Location"])
        assert b'aria-busy="true"' in waiting.content
        assert "Making the Excel workbook" in words(waiting)
        held.go.set()
        ready = carla.follow(waiting)
        assert "The workbook is ready" in words(ready)
        page = ready.content.decode()
        assert 'href="/comprobantes/?tipo=11"' in page
        address = page.split("data-fetch")[0].rsplit('href="', 1)[1].split('"')[0]
        assert carla.get(address).getvalue().startswith(b"PK")

    def test_it_can_be_stopped(
        self, typed: Place, carla: Visitor, monkeypatch: pytest.MonkeyPatch, lima: Place
    ) -> None:
        held = Held(monkeypatch)
        address = carla.post(XLSX)["Location"]
        job = next(iter(jobs._jobs.values()))
        job.stopping = True
        held.go.set()
        assert "It was stopped" in words(carla.follow(carla.post(f"{address}parar/")))
        assert not list(lima.home.uploads.rglob("*.xlsx"))

    def test_one_with_too_many_lines_says_what_to_do(
        self, typed: Place, carla: Visitor, monkeypatch: pytest.MonkeyPatch, lima: Place
    ) -> None:
        monkeypatch.setattr(vouchers_out, "SHEET_ROWS", 3)
        shown = carla.follow(carla.post(XLSX))
        assert shown.status_code == 409
        assert "take the CSV file" in words(shown)
        assert not list(lima.home.uploads.rglob("*.xlsx"))

    def test_a_filter_that_is_not_understood_begins_nothing(self, typed: Place, carla: Visitor) -> None:
        assert carla.post(XLSX, {"monto": "x"})["Location"] == "/comprobantes/?monto=x"
        assert not jobs._jobs

    def test_it_is_the_visitors_own(self, typed: Place, carla: Visitor, rita: Visitor) -> None:
        address = carla.post(XLSX)["Location"]
        assert rita.get(address).status_code == 404
        assert rita.get(address.removesuffix("libro.xlsx")).status_code == 404
        assert carla.get("/comprobantes/excel/nada/libro.xlsx").status_code == 404

    def test_it_is_gone_when_it_was_swept(self, typed: Place, carla: Visitor) -> None:
        address = carla.post(XLSX)["Location"]
        for tray in list(trays._trays.values()):
            tray.close()
        assert carla.get(address).status_code == 404


class TestTheList:
    def test_it_offers_both_with_the_filters(self, typed: Place, carla: Visitor) -> None:
        page = carla.get("/comprobantes/", {"tipo": "05"}).content.decode()
        assert 'href="/comprobantes/descargar.csv?tipo=05"' in page
        assert '<input type="hidden" name="tipo" value="05">' in page

    def test_an_empty_one_offers_nothing(self, carla: Visitor) -> None:
        assert "descargar.csv" not in carla.get("/comprobantes/").content.decode()
