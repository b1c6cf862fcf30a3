"""Excel workbooks, read as if their rows were CSV."""

import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import xlsxwriter

from consolida.intake import workbook
from consolida.intake.source import UnreadableSource, open_source
from consolida.masters.models import Account, ExchangeRate
from support.branch import Branch

Value = str | float | bool | date


def make(folder: Path, *sheets: list[list[Value]], name: str = "maestros.xlsx") -> Path:
    """Make a workbook with the rows of each sheet."""
    path = folder / name
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for rows in sheets:
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                for place, value in enumerate(row):
                    if isinstance(value, date):
                        sheet.write_datetime(number, place, value, day)
                    else:
                        sheet.write(number, place, value)
    return path


def text(path: Path) -> str:
    with open_source(path).open() as content:
        return content.read()


def refusal(path: Path) -> str:
    with pytest.raises(UnreadableSource) as refused:
        open_source(path)
    return str(refused.value)


def test_cells_are_read_as_a_person_would_type_them(tmp_path: Path) -> None:
    path = make(
        tmp_path,
        [["cuenta", "a\tb"], ["0101", 1212], [18.000000000000004, 3.752], [True, date(2026, 11, 3)]],
    )
    assert text(path) == 'cuenta\t"a\tb"\n0101\t1212\n18\t3.752\n1\t2026-11-03\n'


def test_a_moment_is_its_day_and_a_duration_is_told() -> None:
    assert workbook._cell(datetime(2026, 11, 3, 10, 42, tzinfo=UTC)) == "2026-11-03"
    assert workbook._cell(timedelta(hours=1)) == "1:00:00"
    assert workbook._cell(7) == "7"


def test_the_first_sheet_that_has_rows_is_read(tmp_path: Path) -> None:
    path = make(tmp_path, [], [["cuenta", "nombre"], ["1212", "Por cobrar"]], [["otra"]])
    assert open_source(path).first_line() == "cuenta\tnombre"


def test_a_master_is_loaded_from_a_workbook(branch: Branch, tmp_path: Path) -> None:
    path = make(tmp_path, [["Cuenta", "Nombre"], ["121299", "Otras, por cobrar"], [1212999, "Más"], ["", ""]])
    loaded = branch.load(path)
    assert (loaded.kind, loaded.added) == ("masters-csv", 2)
    assert Account.objects.get(code="121299").name == "Otras, por cobrar"
    assert Account.objects.get(code="1212999").name == "Más"


def test_rates_and_days_of_a_workbook_are_numbers_and_dates(branch: Branch, tmp_path: Path) -> None:
    header: list[Value] = ["moneda", "fecha", "compra", "venta"]
    branch.load(make(tmp_path, [header, ["USD", date(2026, 11, 3), 3.741, 3.752]]))
    rate = ExchangeRate.objects.get()
    assert (rate.date, rate.buy, rate.sell) == ("2026-11-03", 3_741_000, 3_752_000)


def test_what_is_wrong_is_told_with_its_row(branch: Branch, tmp_path: Path) -> None:
    findings = branch.refusal(make(tmp_path, [["account", "name"], ["1", "x"], ["", "y"]]))
    assert [finding.sentence() for finding in findings] == ["Row 3: the column “account” is empty."]


def test_a_workbook_without_rows_is_refused(tmp_path: Path) -> None:
    assert refusal(make(tmp_path, [])) == (
        "maestros.xlsx: The workbook has no rows."
        " Make the file again in the program it comes from, as text or a workbook, and load that one."
    )


def test_another_zip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "otro.xlsx"
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("a.txt", "a")
    assert "otro.xlsx: It is no Excel workbook, or a damaged one." in refusal(path)


def test_a_cut_workbook_is_refused(tmp_path: Path) -> None:
    whole = make(tmp_path, [["cuenta", "nombre"]]).read_bytes()
    path = tmp_path / "cortado.xlsx"
    for length in range(4, len(whole), 97):
        path.write_bytes(whole[:length])
        assert "It is no Excel workbook, or a damaged one." in refusal(path)


def test_a_workbook_that_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MAX_UNPACKED", 1000)
    assert "Unpacked, the workbook would be too large." in refusal(make(tmp_path, [["cuenta"]]))


def test_an_old_or_locked_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "viejo.xls"
    path.write_bytes(workbook.OLD_MAGIC + b"\0" * 600)
    assert "It is an Excel workbook of the old kind (.xls) or one with a password;" in refusal(path)
