"""Percentages in hundredths of a percent: read and written as people do, and amounts divided by them."""

import re
from collections.abc import Sequence

from consolida.core.errors import ConsolidaError
from consolida.core.language import noop
from consolida.core.money import format_amount

WHOLE = 10_000
_PERCENT = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,2}))?")


class NotAPercentage(ConsolidaError):
    """A text is no percentage."""

    message = noop("“{text}” is no percentage.")
    remedy = noop("Write it like 60 or 33.33: more than 0, at most 100, with up to two decimals.")


def percent(share: int) -> str:
    """Write hundredths of a percent for people: `60.00`."""
    return format_amount(share)


def parse_percent(text: str) -> int:
    """Read a percentage such as `60`, `33.33` or `40.00 %` as hundredths."""
    found = _PERCENT.fullmatch(text.strip().removesuffix("%").rstrip())
    share = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")) if found else 0
    if not 0 < share <= WHOLE:
        raise NotAPercentage(text=text)
    return share


def divided(cents: int, shares: Sequence[int]) -> list[int]:
    """Divide an amount by percentages that make a whole; the parts add up to it exactly.

    Each part is cut to the céntimo; the céntimos that are left go one each to the parts that lost most by
    the cut, of equals to the first.
    """
    size = abs(cents)
    parts = [size * share // WHOLE for share in shares]
    by_loss = sorted(range(len(shares)), key=lambda place: -(size * shares[place] % WHOLE))
    for place in by_loss[: size - sum(parts)]:
        parts[place] += 1
    return [-part for part in parts] if cents < 0 else parts
