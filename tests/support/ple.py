"""Lines of a PLE 5.1 of January 2026, as an accounting program writes them."""

from support.companies import RUC

NAME = f"LE{RUC}20260100050100001111.TXT"
LINE = {
    "period": "20260100",
    "cuo": "11-010001",
    "correlative": "M0001",
    "account": "631101",
    "unit": "",
    "cost_center": "",
    "currency": "PEN",
    "party_type": "0",
    "party_number": "0",
    "type": "00",
    "series": "",
    "number": "0",
    "date": "10/01/2026",
    "due": "01/01/0001",
    "issued": "10/01/2026",
    "description": "FLETE",
    "reference": "-",
    "debit": "10.00",
    "credit": "0.00",
    "structured": "",
    "state": "1",
}
OTHER_SIDE = {"correlative": "M0002", "account": "421201", "debit": "0.00", "credit": "10.00"}


def line(**fields: str) -> str:
    assert not fields.keys() - LINE.keys()
    return "|".join((LINE | fields).values()) + "|\r\n"


def voucher(**fields: str) -> str:
    """A debit and a credit with the same fields."""
    return line(**fields) + line(**{**fields, **OTHER_SIDE})
