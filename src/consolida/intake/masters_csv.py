"""Masters from CSV: accounts, parties, cost centres, T/O and rates, told apart by their header."""

from collections.abc import Iterator

from consolida.intake import cells as read
from consolida.intake.complaints import Complaints
from consolida.intake.cost_centers import SHARE, alone, joined
from consolida.intake.reader import MasterReader, MasterRow, Setting
from consolida.intake.source import Source
from consolida.intake.tables import Column, Layout, RowReader, Sheet, Table, open_sheet


def _active(text: str) -> int:
    return read.flag_of(text) if text else 1


def _rate(text: str) -> int:
    return read.rate_of(text) if text else 0


_NAME = Column(
    "name", read.text_of(200), ("nombre", "denominación", "descripción", "razón social"), required=True
)
_ACTIVE = Column("active", _active, ("activo", "activa"))
_PAIR = (
    Column("charge_account", read.text_of(24), ("cuenta de cargo", "destino debe")),
    Column("credit_account", read.text_of(24), ("cuenta de abono", "destino haber")),
)
TABLES = (
    Table(
        "exchange_rate",
        (
            Column("currency", read.text_of(3), ("moneda",), required=True),
            Column("date", read.date_of, ("fecha",), required=True),
            Column("buy", _rate, ("compra",), required=True),
            Column("sell", _rate, ("venta",), required=True),
        ),
    ),
    Table(
        "party",
        (
            Column(
                "party_type",
                read.text_of(1),
                (
                    "tipo de persona",
                    "persona tipo",
                    "tipo de documento de identidad",
                    "tipo de anexo",
                    "tipo",
                ),
                required=True,
            ),
            Column(
                "party_number",
                read.text_of(15),
                (
                    "número de persona",
                    "persona número",
                    "número de documento de identidad",
                    "anexo",
                    "número",
                ),
                required=True,
            ),
            _NAME,
            Column("address", read.text_of(300), ("dirección", "domicilio")),
            _ACTIVE,
        ),
    ),
    Table(
        "account",
        (
            Column("account", read.text_of(24), ("cuenta", "cuenta contable"), required=True),
            _NAME,
            Column("requires_party", read.flag_of, ("exige persona", "exige anexo")),
            Column("requires_cost_center", read.flag_of, ("exige centro de costo", "exige centro de costos")),
            Column("requires_document", read.flag_of, ("exige documento",)),
            *_PAIR,
            _ACTIVE,
        ),
    ),
    Table(
        "cost_center",
        (
            Column("cost_center", read.text_of(24), ("centro de costo", "centro de costos"), required=True),
            _NAME,
            *_PAIR,
            Column(SHARE, read.percent_of, ("porcentaje", "porcentaje de destino")),
            _ACTIVE,
        ),
    ),
    Table(
        "operation_type",
        (
            Column(
                "operation_type",
                read.text_of(4),
                ("T/O", "tipo de operación", "subdiario"),
                required=True,
            ),
            _NAME,
            Column("book", read.text_of(4), ("libro",)),
            _ACTIVE,
        ),
    ),
)
# What the header calls otherwise than the master's own column.
MODEL_NAMES = {
    "account": "code",
    "cost_center": "code",
    "operation_type": "code",
    "party_type": "type",
    "party_number": "number",
}


def _tables_of(titles: list[str]) -> list[Table]:
    return [table for table in TABLES if table.is_that_of(titles)]


def recognises(source: Source, _setting: Setting) -> bool:
    """Tell whether a file's header is that of a master."""
    with open_sheet(source) as sheet:
        return bool(_tables_of(sheet.titles))


def read_masters(source: Source, _setting: Setting, complaints: Complaints) -> Iterator[MasterRow]:
    """Read the rows of one master, each with the columns that the file has."""
    with open_sheet(source) as sheet:
        table = _tables_of(sheet.titles)[0]
        layout = Layout.of(table, sheet.titles, complaints)
        rows = _rows(sheet, table, layout, complaints)
        if table.name == "cost_center":
            rows = joined(rows, complaints) if layout.has(SHARE) else alone(rows)
        yield from rows


def _rows(sheet: Sheet, table: Table, layout: Layout, complaints: Complaints) -> Iterator[MasterRow]:
    reader = RowReader(table.columns, layout, complaints)
    columns = [column.name for column in table.columns]
    for row, cells in sheet.rows:
        if not cells or not layout.right_width(row, cells, complaints):
            continue
        values = reader.read(row, cells)
        if values is not None:
            named = zip(columns, values, strict=True)
            yield MasterRow(
                table.name,
                row,
                {MODEL_NAMES.get(name, name): value for name, value in named if layout.has(name)},
            )


READER = MasterReader("masters-csv", recognises, read_masters)
