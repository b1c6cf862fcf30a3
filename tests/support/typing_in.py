"""The entry form as a browser sends it: header fields once, the cells of lines one after the other."""

from consolida.web.vouchers.rows import AUTOMATIC, CELLS

HEADER = {"site": "0000", "operation_type": "05", "date": "3/11/2026", "kind": "M", "currency": "PEN"}
Cells = dict[str, str]


def typed(*lines: str, **header: str) -> dict[str, str | list[str]]:
    """Return a form of lines such as `1212 debit=118.00 party=20512333797`; `_` stands for a blank."""
    rows = [_cells(line) for line in lines]
    form: dict[str, str | list[str]] = {**HEADER, **header}
    for name in (*CELLS, AUTOMATIC):
        form[name] = [row.get(name, "") for row in rows]
    return form


def _cells(line: str) -> Cells:
    account, *fields = line.split(" ")
    cells = {"account": account}
    for field in fields:
        name, _, value = field.partition("=")
        cells[name] = value.replace("_", " ")
    return cells


SALE = ("1212 debit=118.00", "40111 credit=18.00", "70111 credit=100.00")
