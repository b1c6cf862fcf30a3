"""What people type into cells, read: amounts with commas, short dates, a person's number."""

import re
from datetime import date

from consolida.core.errors import ConsolidaError
from consolida.core.identity import DNI, OTHER, RUC
from consolida.core.language import noop
from consolida.core.moment import shown_day
from consolida.core.money import parse_amount
from consolida.core.period import Period
from consolida.masters.models import Company

_GROUPED = re.compile(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]{1,2})?")
_DAY = re.compile(r"([0-9]{1,2})(?:[/.-]([0-9]{1,2})(?:[/.-]([0-9]{2}|[0-9]{4}))?)?")
_KINDS_BY_LENGTH = {11: RUC, 8: DNI}


class NotADay(ConsolidaError):
    """A text is not a day."""

    message = noop("“{text}” is not a day.")
    remedy = noop("Write it like 03/12/2026, 03/12, or 3 for the third of the month.")


def amount_of(text: str) -> int:
    """Read an amount as people write it, with or without commas; empty text is zero."""
    typed = text.strip().replace(" ", "")
    return parse_amount(typed.replace(",", "") if _GROUPED.fullmatch(typed) else typed)


def day_of(text: str, period: Period) -> str:
    """Read a day as an ISO date; what is left out is the month's. Empty text is no day."""
    typed = text.strip()
    if not typed:
        return ""
    found = _DAY.fullmatch(typed)
    try:
        return _as_date(found, period).isoformat() if found else date.fromisoformat(typed).isoformat()
    except ValueError as problem:
        raise NotADay(text=typed) from problem


def _as_date(found: re.Match[str], period: Period) -> date:
    day, month, year = found.groups()
    in_full = period.year if year is None else int(year) + (2000 if len(year) == 2 else 0)
    return date(in_full, int(month or period.month), int(day))


def party_of(company: Company, text: str) -> tuple[str, str]:
    """Read a person's identity document: its number, or `type-number` where the number is not enough."""
    typed = text.strip()
    if not typed:
        return "", ""
    if len(typed) > 2 and typed[1] == "-":
        return typed[0], typed[2:]
    known = list(company.parties.filter(number=typed).values_list("type", flat=True)[:2])
    return known[0] if len(known) == 1 else _kind_of(typed), typed


def party_text(kind: str, number: str) -> str:
    """Write a person's identity document as `party_of` reads it."""
    return number if not number or kind == _kind_of(number) else f"{kind}-{number}"


def _kind_of(number: str) -> str:
    return _KINDS_BY_LENGTH.get(len(number), OTHER) if number.isdecimal() else OTHER


def day_text(iso: str) -> str:
    """Write an ISO date into a cell."""
    return shown_day(iso)
