"""Money as integer céntimos and exchange rates as integer millionths."""

import re

from consolida.core.errors import ConsolidaError
from consolida.core.language import noop

MAX_AMOUNT = 99_999_999_999_999  # 12 integer digits and 2 decimals (PLE 5.1, fields 18 and 19)
RATE_OF_BOOKS_CURRENCY = 1_000_000  # one for one, in millionths
_AMOUNT = re.compile(r"(-?)([0-9]{1,12})(?:\.([0-9]{1,2}))?")
_RATE = re.compile(r"([0-9]{1,6})(?:\.([0-9]{1,6}))?")


class NotAnAmount(ConsolidaError):
    """A text is not an amount with a dot and at most two decimals."""

    message = noop("“{text}” is not an amount.")
    remedy = noop("Write it with a dot and two decimals and no thousands separator, like 1234567.50.")


class NotARate(ConsolidaError):
    """A text is not an exchange rate with a dot and at most six decimals."""

    message = noop("“{text}” is not an exchange rate.")
    remedy = noop("Write it with a dot and up to six decimals, like 3.752.")


def parse_amount(text: str) -> int:
    """Read an amount such as `1234567.50` as céntimos; empty text is zero."""
    if not text:
        return 0
    match = _AMOUNT.fullmatch(text)
    if match is None:
        raise NotAnAmount(text=text)
    sign, whole, decimals = match.groups()
    cents = int(whole) * 100 + int((decimals or "").ljust(2, "0"))
    return -cents if sign else cents


def plain_amount(cents: int) -> str:
    """Write céntimos with a dot and two decimals, for files: `-1234567.50`."""
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def format_amount(cents: int) -> str:
    """Write céntimos for people: `1,234,567.50`."""
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100:,}.{abs(cents) % 100:02d}"


def converted(cents: int, rate: int) -> int:
    """Return an amount at an exchange rate in millionths; half a céntimo is rounded away from zero."""
    whole = (abs(cents) * rate * 2 + 1_000_000) // 2_000_000
    return -whole if cents < 0 else whole


def parse_rate(text: str) -> int:
    """Read an exchange rate such as `3.752` as millionths."""
    match = _RATE.fullmatch(text)
    if match is None:
        raise NotARate(text=text)
    whole, decimals = match.groups()
    return int(whole) * 1_000_000 + int((decimals or "").ljust(6, "0"))


def plain_rate(millionths: int) -> str:
    """Write millionths with a dot and at least three decimals: `3.752`."""
    decimals = f"{millionths % 1_000_000:06d}".rstrip("0").ljust(3, "0")
    return f"{millionths // 1_000_000}.{decimals}"
