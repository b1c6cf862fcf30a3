"""Amounts, dates and months as Peruvian accountants read them."""

from collections.abc import Mapping
from datetime import datetime

from django import template

from consolida.core.digest import verification_code
from consolida.core.errors import ConsolidaError
from consolida.core.findings import Finding
from consolida.core.language import gettext
from consolida.core.moment import LIMA, shown_day, shown_moment
from consolida.core.money import format_amount, plain_rate
from consolida.core.period import Period
from consolida.core.wording import lines_in_words, vouchers_in_words

register = template.Library()


@register.filter
def amount(cents: int) -> str:
    """Write céntimos as `1,234,567.50`."""
    return format_amount(cents)


@register.filter
def amount_or_blank(cents: int) -> str:
    """Write céntimos as `1,234,567.50`, and nothing for zero."""
    return format_amount(cents) if cents else ""


@register.filter
def count(number: int) -> str:
    """Write a count as `1,234`."""
    return f"{number:,}"


@register.filter
def vouchers(number: int) -> str:
    """Write how many vouchers: `1,234 vouchers`."""
    return vouchers_in_words(number)


@register.filter
def lines(number: int) -> str:
    """Write how many lines: `1,234 lines`."""
    return lines_in_words(number)


@register.filter
def clock(at: datetime) -> str:
    """Write a moment's time as `10:42`, in the company's time."""
    return f"{at.astimezone(LIMA):%H:%M}"


@register.filter
def rate(millionths: int) -> str:
    """Write an exchange rate as `3.752`."""
    return plain_rate(millionths)


@register.filter
def day(text: str) -> str:
    """Write an ISO date as `03/12/2026`."""
    return shown_day(text)


@register.filter
def moment(text: str) -> str:
    """Write a moment as `03/12/2026 10:42`, in the company's time."""
    return shown_moment(text)


@register.filter
def month(period: str) -> str:
    """Write a month as `noviembre 2026`."""
    return Period(period).in_words() if period else ""


@register.filter
def month_short(period: str) -> str:
    """Write a month as `nov 26`."""
    return f"{Period(period).in_words()[:3]} {period[2:4]}"


@register.filter
def of(values: Mapping[str, object] | None, key: str) -> object:
    """Return what a mapping has for a key; '' where it has nothing, or where there is no mapping."""
    return values.get(key, "") if values else ""


@register.filter
def code(digest: str) -> str:
    """Write a digest as the verification code that is read over the phone."""
    return verification_code(digest) if digest else ""


@register.filter
def sentence(said: Finding | ConsolidaError) -> str:
    """Say what a finding or an error says."""
    return said.sentence()


@register.filter
def advice(said: Finding | ConsolidaError) -> str:
    """Say what to do about a finding or an error."""
    return said.advice()


@register.simple_tag
def _(message: str, **fields: object) -> str:
    """Translate a message of a template, with named fields."""
    return gettext(message).format(**fields) if fields else gettext(message)
