"""What a CUO tells: T/O and number, in the two patterns that programs use.

`05-110007`       subdiario, month, number (CONCAR and most Peruvian programs), maybe after the site's code
`BNK1202600275`   journal, year, number (Odoo)
"""

import re
from dataclasses import dataclass

from consolida.core.period import Period

_BY_MONTH = re.compile(r"(?:([0-9A-Za-z]{1,4})-)?([0-9A-Za-z]{1,4})-([0-9]{2})([0-9]{4,16})")
_BY_YEAR = r"([A-Za-z]{{1,3}}[0-9]?){year}([0-9]{{4,16}})"


@dataclass(frozen=True, slots=True)
class Told:
    """The T/O and number that a CUO tells, '' where it tells none; `source` is the CUO without our site."""

    source: str
    operation_type: str = ""
    number: str = ""


def tell(cuo: str, *, site: str, period: Period, given_type: str = "") -> Told:
    """Read a CUO; a number is told only where it can be no other voucher's in the batch."""
    told = _by_month(cuo, site=site, period=period) or _by_year(cuo, period) or Told(cuo)
    if given_type and told.operation_type != given_type:
        # Vouchers of several T/O put into one may have equal numbers.
        return Told(told.source, given_type)
    return told


def _by_month(cuo: str, *, site: str, period: Period) -> Told | None:
    match = _BY_MONTH.fullmatch(cuo)
    if match is None:
        return None
    prefix, operation_type, month, number = match.groups()
    source = cuo.removeprefix(f"{site}-") if prefix == site else cuo
    if int(month) == period.month and prefix in {None, site}:
        return Told(source, operation_type, number)
    return Told(source, operation_type)


def _by_year(cuo: str, period: Period) -> Told | None:
    match = re.fullmatch(_BY_YEAR.format(year=period.year), cuo)
    return Told(cuo, match[1], match[2]) if match is not None else None
