"""The masters a company may start from: the official chart of accounts and usual operation types.

`data/pcge.csv` is the Plan Contable General Empresarial modificado 2019 (Resolución CNC
N.° 002-2019-EF/30), with the numbers that its PDF misprints corrected. `data/operation_types.csv`
is only usual: codes are free per company; `book` is SUNAT table 8.
"""

import csv
from collections.abc import Iterator
from importlib import resources

from consolida.core.errors import ConsolidaError
from consolida.core.language import noop
from consolida.masters.models import Account, Company, OperationType

PCGE = "pcge"
CHARTS = (PCGE,)


class NoSuchChart(ConsolidaError):
    """No official chart of that name ships with the program."""

    message = noop("There is no chart of accounts “{chart}”.")
    remedy = noop("The one that can be chosen is: {charts}.")


def chart(name: str) -> list[tuple[str, str]]:
    """Return the code and name of each account of an official chart.

    Its elements, of one digit, are headings and no accounts.
    """
    if name not in CHARTS:
        raise NoSuchChart(chart=name, charts=", ".join(CHARTS))
    return [(row["code"], row["name"]) for row in _rows(f"{name}.csv") if len(row["code"]) > 1]


def elements() -> dict[str, str]:
    """Return the name of each element, the first digit of an account, of the official chart."""
    return {row["code"]: row["name"] for row in _rows("pcge.csv") if len(row["code"]) == 1}


def operation_types() -> list[tuple[str, str, str]]:
    """Return the code, name and book of the usual operation types."""
    return [(row["code"], row["name"], row["book"]) for row in _rows("operation_types.csv")]


def add_chart(company: Company, name: str) -> None:
    """Give a company the accounts of an official chart that it does not have."""
    Account.objects.bulk_create(
        [Account(company=company, code=code, name=title) for code, title in chart(name)],
        ignore_conflicts=True,
    )


def add_operation_types(company: Company) -> None:
    """Give a company the usual operation types."""
    OperationType.objects.bulk_create(
        [OperationType(company=company, code=c, name=name, book=book) for c, name, book in operation_types()]
    )


def _rows(file: str) -> Iterator[dict[str, str]]:
    text = (resources.files("consolida.masters") / "data" / file).read_text("utf-8")
    yield from csv.DictReader(text.splitlines())
