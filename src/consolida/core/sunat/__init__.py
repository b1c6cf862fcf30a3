"""SUNAT's official code lists (Anexo 3 of the PLE), as data."""

import csv
from enum import IntEnum
from functools import cache
from importlib import resources


class Table(IntEnum):
    """The official lists that ship, by SUNAT's number."""

    PAYMENT_MEANS = 1
    IDENTITY_DOCUMENTS = 2
    CURRENCIES = 4
    BOOKS = 8
    DOCUMENTS = 10


@cache
def names(table: int) -> dict[str, str]:
    """Return the names of a table's codes, by code, in the official order."""
    text = (resources.files("consolida.core.sunat") / f"table{table:02d}.csv").read_text("utf-8")
    return {row["code"]: row["name"] for row in csv.DictReader(text.splitlines())}


@cache
def codes(table: int) -> frozenset[str]:
    """Return the codes of a table."""
    return frozenset(names(table))
