"""The field of a cost centre's destino: several rows of an account charged, one credited and a percentage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django import forms

from consolida.core.errors import ConsolidaError
from consolida.core.percent import WHOLE, NotAPercentage, parse_percent, percent
from consolida.masters import shares
from consolida.masters.shares import Part

NAMES = ("charge_account", "credit_account", "share")
SPARE, LEAST, MOST = 2, 4, 60  # rows that a page without script has to spare, and that are taken

Row = tuple[str, ...]  # as it was typed


@dataclass(frozen=True, slots=True)
class Shown:
    """The rows as they were typed, with some to spare, and what their percentages come to."""

    rows: list[Row]
    sum: str
    is_whole: bool


class PartsWidget(forms.Widget):
    """Reads the rows; masters/_parts.html shows them."""

    def value_from_datadict(self, data: Any, _files: object, _name: str) -> list[Row]:
        """Return the rows that were typed, without the empty ones."""
        columns = [data.getlist(name) for name in NAMES]
        rows = [tuple(cell.strip() for cell in row) for row in zip_longest(*columns, fillvalue="")]
        return [row for row in rows if any(row)][:MOST]

    def value_omitted_from_data(self, data: Mapping[str, Any], _files: object, _name: str) -> bool:
        """Tell whether the form had no such rows at all."""
        return not any(name in data for name in NAMES)


class PartsField(forms.Field):
    """Where a cost centre's expenses go; cleaned to the fields of its row."""

    widget = PartsWidget

    def clean(self, value: Sequence[Row]) -> dict[str, str]:
        """Return the pair that takes everything, or the parts; whether these are a whole is for the rules."""
        try:
            return shares.fields([_part(row, alone=len(value) == 1) for row in value])
        except ConsolidaError as problem:
            raise forms.ValidationError(str(problem)) from problem

    def prepare_value(self, value: Sequence[Row] | None) -> Shown:
        """Return the rows to show."""
        rows = list(value or ())
        total = sum(map(_share_of, rows))
        spare = max(SPARE, LEAST - len(rows))
        return Shown([*rows, *[("", "", "")] * spare], percent(total), is_whole=total == WHOLE)


def typed(charge: str, credit: str, text: str) -> list[Row]:
    """Return the rows of a cost centre that has a pair, or the text of its parts, or neither."""
    parts = shares.parts_of(text)
    if charge or credit:
        parts = (Part(charge, credit, WHOLE),)
    return [(part.charge, part.credit, percent(part.share)) for part in parts]


def _part(row: Row, *, alone: bool) -> Part:
    charge, credit, text = row
    return Part(charge, credit, WHOLE if alone and not text else parse_percent(text))


def _share_of(row: Row) -> int:
    try:
        return parse_percent(row[2])
    except NotAPercentage:
        return 0
