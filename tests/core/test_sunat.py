"""Tests of SUNAT's official code lists."""

import pytest

from consolida.core import sunat
from consolida.core.sunat import Table


@pytest.mark.parametrize(
    ("table", "count", "code", "name"),
    [
        (Table.PAYMENT_MEANS, 22, "003", "Transferencia de fondos"),
        (Table.IDENTITY_DOCUMENTS, 6, "6", "REGISTRO ÚNICO DE CONTRIBUYENTES"),
        (Table.CURRENCIES, 178, "PEN", "Nuevo Sol"),
        (Table.BOOKS, 32, "14", "REGISTRO DE VENTAS E INGRESOS"),
        (Table.DOCUMENTS, 61, "07", "Nota de crédito"),
    ],
)
def test_a_table_has_its_codes_and_names(table: Table, count: int, code: str, name: str) -> None:
    assert len(sunat.codes(table)) == count
    assert sunat.names(table)[code] == name
    assert sunat.codes(table) == set(sunat.names(table))


def test_a_table_can_be_asked_for_by_its_number() -> None:
    assert "01" in sunat.codes(10)


def test_names_are_in_one_line_without_blanks_around() -> None:
    names = [name for table in Table for name in sunat.names(table).values()]
    assert [name for name in names if name != name.strip() or "\n" in name] == []
