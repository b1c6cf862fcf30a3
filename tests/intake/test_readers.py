"""Which reader knows a file, and what is said when none does; masters told apart by their header."""

from pathlib import Path

import pytest

from consolida.intake.readers import READERS, choose
from consolida.intake.source import UnreadableSource, open_source
from support.companies import RUC
from support.reading import read_masters, setting, write


def reader_of(folder: Path, content: str, name: str = "datos.csv", **said: object) -> str:
    return choose(open_source(write(folder, content, name)), setting(**said)).name


def test_each_reader_has_its_name() -> None:
    assert [reader.name for reader in READERS] == ["ple-5.1", "ple-5.3", "vouchers-csv", "masters-csv"]


@pytest.mark.parametrize(
    ("titles", "reader"),
    [
        ("operation_type,date,account,debit,credit", "vouchers-csv"),
        ("T/O;Fecha;Cuenta;Debe;Haber", "vouchers-csv"),
        ("account,name", "masters-csv"),
        ("party_type,party_number,name", "masters-csv"),
        ("cost_center,name", "masters-csv"),
        ("operation_type,name", "masters-csv"),
        ("currency,date,buy,sell", "masters-csv"),
    ],
)
def test_csv_files_are_told_apart_by_their_header(tmp_path: Path, titles: str, reader: str) -> None:
    assert reader_of(tmp_path, titles + "\n") == reader


def test_a_given_type_need_not_stand_in_the_header(tmp_path: Path) -> None:
    assert reader_of(tmp_path, "date,account,debit,credit\n", operation_type="05") == "vouchers-csv"


def test_ple_files_are_known_by_their_name(tmp_path: Path) -> None:
    assert reader_of(tmp_path, "x|\n", f"LE{RUC}20260100050100001111.TXT") == "ple-5.1"
    assert reader_of(tmp_path, "x|\n", f"LE{RUC}20260100050300001111.TXT") == "ple-5.3"


def refusal(folder: Path, content: str, name: str = "datos.csv") -> str:
    with pytest.raises(UnreadableSource) as refused:
        reader_of(folder, content, name)
    return str(refused.value)


def test_an_empty_file_is_said_to_be_empty(tmp_path: Path) -> None:
    assert refusal(tmp_path, "\n\n").startswith("datos.csv: The file is empty.")


def test_a_ple_under_another_name_is_said_to_need_its_own(tmp_path: Path) -> None:
    assert "LE, the RUC, year and month, 050100" in refusal(tmp_path, "x|" * 21 + "\n", "diario.txt")


def test_an_unknown_header_is_shown(tmp_path: Path) -> None:
    said = refusal(tmp_path, "cuenta,debe,haber\n1,2,3\n")
    assert "One of vouchers has at least these columns: operation_type, date, account, debit" in said
    assert "Its first line is “cuenta,debe,haber”." in said


def rows(folder: Path, content: str) -> list[tuple[str, int, dict[str, str | int]]]:
    found, complaints = read_masters(folder, content)
    assert complaints == []
    return [(row.table, row.row, dict(row.values)) for row in found]


def test_accounts_may_have_the_columns_of_the_chart(tmp_path: Path) -> None:
    assert rows(
        tmp_path,
        "Cuenta;Denominación;Exige persona;Exige centro de costo;Exige documento;Cuenta de cargo;"
        "Cuenta de abono;Activo\n6311;Transporte;no;sí;;9411;7911;\n\n1212;Facturas;1;0;1;;;no\n",
    ) == [
        (
            "account",
            2,
            {
                "code": "6311",
                "name": "Transporte",
                "requires_party": 0,
                "requires_cost_center": 1,
                "requires_document": 0,
                "charge_account": "9411",
                "credit_account": "7911",
                "active": 1,
            },
        ),
        (
            "account",
            4,
            {
                "code": "1212",
                "name": "Facturas",
                "requires_party": 1,
                "requires_cost_center": 0,
                "requires_document": 1,
                "charge_account": "",
                "credit_account": "",
                "active": 0,
            },
        ),
    ]


def test_only_columns_that_the_file_has_are_told(tmp_path: Path) -> None:
    assert rows(tmp_path, "cuenta,nombre\n10,Caja\n") == [("account", 2, {"code": "10", "name": "Caja"})]


def test_parties_cost_centres_types_and_rates(tmp_path: Path) -> None:
    assert rows(tmp_path, "party_type,party_number,name,address\n1,07654321,Alicia,Jr. Uno 1\n")[0][2] == {
        "type": "1",
        "number": "07654321",
        "name": "Alicia",
        "address": "Jr. Uno 1",
    }
    assert rows(tmp_path, "Centro de costo,Nombre\n001,Ventas\n")[0][::2] == (
        "cost_center",
        {"code": "001", "name": "Ventas"},
    )
    assert rows(tmp_path, "Subdiario,Nombre,Libro\n05,Ventas,14\n")[0][::2] == (
        "operation_type",
        {"code": "05", "name": "Ventas", "book": "14"},
    )
    assert rows(tmp_path, "moneda,fecha,compra,venta\nUSD,03/11/2026,3.741,3.752\n")[0][::2] == (
        "exchange_rate",
        {"currency": "USD", "date": "2026-11-03", "buy": 3_741_000, "sell": 3_752_000},
    )


def test_wrong_cells_of_masters_are_named(tmp_path: Path) -> None:
    found, complaints = read_masters(tmp_path, 'currency,date,buy,sell\nUSD,2026-11-31,"3,741",\nUSD\n')
    assert found == []
    assert [complaint.split(". ")[0] for complaint in complaints] == [
        "Row 2, column “date”: “2026-11-31” is not a date",
        "Row 2, column “buy”: “3,741” is not an exchange rate",
        "Row 2: the column “sell” is empty",
        "Row 3 has 1 cell and the header has 4",
    ]
