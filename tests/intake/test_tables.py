"""Separators, titles and rows of CSV files."""

from pathlib import Path

import pytest

from consolida.intake.cells import amount_of, text_of
from consolida.intake.complaints import Complaints
from consolida.intake.source import UnreadableSource, open_source
from consolida.intake.tables import Column, Layout, RowReader, Table, open_sheet
from support.reading import write

TABLE = Table(
    "things",
    (
        Column("account", text_of(4), ("cuenta", "cuenta contable"), required=True),
        Column("debit", amount_of, ("debe",)),
        Column("name", text_of(10), ("denominación",)),
    ),
)


def sheet(folder: Path, content: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    with open_sheet(open_source(write(folder, content))) as opened:
        return opened.titles, list(opened.rows)


def read(content: str, folder: Path) -> tuple[list[list[object]], list[str]]:
    complaints = Complaints("cosas.csv")
    with open_sheet(open_source(write(folder, content))) as opened:
        layout = Layout.of(TABLE, opened.titles, complaints)
        reader = RowReader(TABLE.columns, layout, complaints)
        rows = [
            values
            for row, cells in opened.rows
            if cells and layout.right_width(row, cells, complaints)
            if (values := reader.read(row, cells)) is not None
        ]
    sentences = [f"{finding.sentence()} {finding.advice()}" for finding in complaints.findings()]
    return [list(values) for values in rows], sentences


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_found(tmp_path: Path, separator: str) -> None:
    content = separator.join(["cuenta", "debe"]) + "\n" + separator.join(["1212", "5.00"]) + "\n"
    assert sheet(tmp_path, content) == (["cuenta", "debe"], [(2, ["1212", "5.00"])])


def test_excel_may_say_the_separator(tmp_path: Path) -> None:
    assert sheet(tmp_path, "sep=;\ncuenta;debe\n1212;5.00\n") == (["cuenta", "debe"], [(2, ["1212", "5.00"])])


def test_a_quoted_cell_holds_separators_quotes_and_lines(tmp_path: Path) -> None:
    _, rows = sheet(tmp_path, 'cuenta,glosa\n1212,"Bob, ""el grande""\ny Carol"\n')
    assert rows == [(2, ["1212", 'Bob, "el grande"\ny Carol'])]


def test_rows_are_counted_as_a_spreadsheet_does(tmp_path: Path) -> None:
    _, rows = sheet(tmp_path, 'a,b\n"1\n2",x\n\n , \n3,y\n')
    assert rows == [(2, ["1\n2", "x"]), (3, []), (4, []), (5, ["3", "y"])]


def test_titles_at_the_end_without_a_name_are_no_columns(tmp_path: Path) -> None:
    assert sheet(tmp_path, "cuenta,debe,,\n")[0] == ["cuenta", "debe"]


def test_an_empty_file_has_no_titles(tmp_path: Path) -> None:
    assert sheet(tmp_path, "") == ([], [])


def test_a_quote_that_does_not_close_is_named_with_its_row(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource) as refused:
        sheet(tmp_path, 'cuenta,glosa\n1212,x\n1212,"sin fin\n')
    assert refused.value.sentence() == (
        "ventas.csv: Row 3 cannot be read: a double quote is missing in it, or stands in a text."
    )


@pytest.mark.parametrize("title", ["account", "Account", "CUENTA", "Cuenta contable", "cuenta_contable"])
def test_titles_are_english_or_spanish_in_any_case(tmp_path: Path, title: str) -> None:
    assert read(f"{title},debe\n1212,5.00\n", tmp_path) == ([["1212", 500, ""]], [])


def test_accents_in_titles_do_not_matter(tmp_path: Path) -> None:
    assert read("cuenta,Denominacion\n10,Caja\n", tmp_path) == ([["10", 0, "Caja"]], [])


def test_a_column_that_is_not_known_is_named(tmp_path: Path) -> None:
    assert read("cuenta,color\n10,rojo\n", tmp_path)[1] == [
        (
            "The column “color” is not known. Rename it or take it out; these columns are known:"
            " account, debit, name."
        )
    ]


def test_a_column_that_is_nearly_known_gets_a_proposal(tmp_path: Path) -> None:
    assert read("cuneta contable,cuenta\n,10\n", tmp_path)[1] == [
        (
            "The column “cuneta contable” is not known; “cuenta contable” is. Rename it or take it out;"
            " these columns are known: account, debit, name."
        )
    ]


def test_the_same_column_twice_is_named(tmp_path: Path) -> None:
    assert read("cuenta,account\n10,10\n", tmp_path)[1] == [
        "Two columns are “account”: “cuenta” and “account”. Leave one of them in the file."
    ]


def test_a_row_that_is_too_short_or_too_long_is_named(tmp_path: Path) -> None:
    assert read("cuenta,debe\n10\n10,5.00,7\n10,5.00,,\n", tmp_path) == (
        [["10", 500, ""]],
        [
            "Row 2 has 1 cell and the header has 2. Put texts that hold the separator in double quotes.",
            "Row 3 has 3 cells and the header has 2. Put texts that hold the separator in double quotes.",
        ],
    )


def test_a_wrong_cell_is_named_by_row_column_and_text(tmp_path: Path) -> None:
    rows, complaints = read('cuenta,Debe\n10,5\n10,"1,500.00"\n', tmp_path)
    assert rows == [["10", 500, ""]]
    assert complaints == [
        (
            "Row 3, column “Debe”: “1,500.00” is not an amount."
            " Write it with a dot and two decimals and no thousands separator, like 1234567.50."
        )
    ]


def test_every_wrong_cell_of_a_row_is_named(tmp_path: Path) -> None:
    _, complaints = read("cuenta,debe\n12125,x\n", tmp_path)
    assert complaints == [
        "Row 2, column “cuenta”: 5 characters, 4 are allowed. Shorten it in the program it comes from.",
        (
            "Row 2, column “debe”: “x” is not an amount."
            " Write it with a dot and two decimals and no thousands separator, like 1234567.50."
        ),
    ]


def test_a_required_cell_that_is_empty_is_named(tmp_path: Path) -> None:
    assert read("cuenta,debe\n,5.00\n", tmp_path) == (
        [],
        ["Row 2: the column “cuenta” is empty. Fill it in."],
    )


def test_a_table_is_known_by_what_it_requires() -> None:
    assert TABLE.is_that_of(["Cuenta"])
    assert not TABLE.is_that_of(["debe"])
    assert TABLE.is_that_of(["debe"], given=["account"])
