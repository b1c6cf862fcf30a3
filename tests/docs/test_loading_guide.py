"""The guide to loading cannot drift: its tables are the readers' columns, its examples are loaded."""

import re
from pathlib import Path

import pytest

from consolida.intake import masters_csv, voucher_csv
from consolida.intake.tables import Column
from support import installations
from support.branch import Branch

GUIDE = (Path(__file__).parents[2] / "docs" / "guides" / "loading.md").read_text("utf-8")
EXAMPLES = re.findall(r"^```csv (\S+)\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


def table(title: str) -> list[list[str]]:
    """Return the cells of the table that stands below a mark."""
    text = GUIDE.split(f"<!-- {title}:", 1)[1].split("\n\n", 1)[0]
    rows = [row for row in text.splitlines() if row.startswith("|")][2:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def shown(column: Column) -> list[str]:
    name = f"`{column.name}`"
    return [f"**{name}**" if column.required else name, ", ".join(column.spanish)]


def test_the_columns_of_vouchers_are_those_of_the_reader() -> None:
    assert [row[:2] for row in table("vouchers")] == list(map(shown, voucher_csv.TABLE.columns))


def test_the_columns_of_masters_are_those_of_the_reader() -> None:
    assert table("masters") == [
        [one.name.replace("_", " "), *shown(column)] for one in masters_csv.TABLES for column in one.columns
    ]


def test_every_kind_of_file_has_an_example() -> None:
    assert [name for name, _ in EXAMPLES] == [
        "ventas.csv",
        "caja.csv",
        "importacion.csv",
        "anulado.csv",
        "cuentas.csv",
        "personas.csv",
        "centros.csv",
        "tipos.csv",
        "cambios.csv",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_the_examples_are_loaded(tmp_path: Path, encoding: str) -> None:
    branch = Branch(tmp_path)
    with installations.at(branch.home):
        for name, content in EXAMPLES:
            loaded = branch.load(content.encode(encoding), name)
            assert loaded.added, name
            again = branch.load(content.encode(encoding), name)
            assert (again.added, again.changed, again.equal) == (0, 0, loaded.added + loaded.equal), name
        assert branch.cuos() == [
            "0001-05-110001",
            "0001-05-110002",
            "0001-11-110001",
            "0001-21-110001",
            "0001-21-110002",
        ]
        assert branch.examined() == []
