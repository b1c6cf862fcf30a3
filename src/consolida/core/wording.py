"""Filling in sentences: the form that fits a number, months and days as people say them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from consolida.core.language import gettext, ngettext, noop
from consolida.core.moment import shown_day

MONTHS = (
    noop("January"),
    noop("February"),
    noop("March"),
    noop("April"),
    noop("May"),
    noop("June"),
    noop("July"),
    noop("August"),
    noop("September"),
    noop("October"),
    noop("November"),
    noop("December"),
)
MONTH = re.compile(r"((?:19|20)[0-9]{2})-(0[1-9]|1[0-2])")
_ROWS = {"batches", "count", "line_rows", "lines", "voucher_rows", "vouchers"}
_QUANTITIES = _ROWS | {"free", "length", "limit", "most", "needed", "size"}
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")  # Python takes 20261103 and 2026-W45-2 for days too


@dataclass(frozen=True, slots=True)
class Counted:
    """A message in two English forms; the field named `by` says which one fits."""

    singular: str
    plural: str
    by: str = "count"


Message = str | Counted  # English source with named fields


@dataclass(frozen=True, slots=True)
class Quote:
    """A message with its fields that is a field of another one, and is said in the same language."""

    message: Message
    fields: Mapping[str, object]


def counted(singular: str, plural: str, *, by: str = "count") -> Counted:
    """Mark a message that depends on a number for translation, as `noop` does with any other."""
    return Counted(singular, plural, by)


def filled(message: Message, fields: Mapping[str, object]) -> str:
    """Return a message in the active language with its fields filled in."""
    if isinstance(message, Counted):
        text = ngettext(message.singular, message.plural, int(str(fields[message.by])))
    else:
        text = gettext(message)
    said = {name: _said(name, value) for name, value in fields.items()}
    return _with_single_stops(text.format(**said), said.values())


def _with_single_stops(text: str, values: Iterable[object]) -> str:
    """Let a value's own full stop, as in “S.A.C.”, end the sentence that it closes."""
    for value in values:
        if isinstance(value, str) and value.endswith(".") and not value.endswith(".."):
            text = re.sub(rf"{re.escape(value)}\.(?!\.)", lambda found: found[0][:-1], text)
    return text


def general(message: Message) -> str:
    """Return the English source of a message, in the form for many."""
    return message.plural if isinstance(message, Counted) else message


def names(message: Message, field: str) -> bool:
    """Tell whether a message says a field itself."""
    return f"{{{field}}}" in general(message)


def vouchers_in_words(count: int) -> str:
    """Say how many vouchers: `1,234 vouchers`."""
    return _how_many(ngettext("{count} voucher", "{count} vouchers", count), count)


def lines_in_words(count: int) -> str:
    """Say how many lines: `1,234 lines`."""
    return _how_many(ngettext("{count} line", "{count} lines", count), count)


def modified_in_words(count: int) -> str:
    """Say how many vouchers are modified: `1,234 modified`."""
    return _how_many(ngettext("{count} modified", "{count} modified", count), count)


def _how_many(words: str, count: int) -> str:
    return words.format(count=f"{count:,}")


def month_in_words(text: str) -> str:
    """Say a month as people do, `November 2026`; a text that is no month stays as it is."""
    month = MONTH.fullmatch(text)
    return f"{gettext(MONTHS[int(month[2]) - 1])} {month[1]}" if month else text


def day_in_words(text: str) -> str:
    """Write a day as people do, `03/12/2026`; a text that is no day stays as it is."""
    if not _DAY.fullmatch(text):
        return text
    try:
        date.fromisoformat(text)
    except ValueError:
        return text
    return shown_day(text)


def _said(name: str, value: object) -> object:
    if isinstance(value, Quote):
        return filled(value.message, value.fields)
    if isinstance(value, tuple):  # several parts, one after the other
        return ", ".join(str(_said(name, one)) for one in value)
    if isinstance(value, str):
        if name.endswith("period"):
            return month_in_words(value)
        if name.endswith("date"):
            return day_in_words(value)
    if name in _QUANTITIES and isinstance(value, int):
        return f"{value:,}"
    return value
