"""The destino percentages of cost centres: what part of an expense each pair of accounts takes.

A cost centre's row carries them as one more text, `94/79 60.00 %; 95/79 40.00 %`, so that what compares,
shows and records the rows of masters has one form for all of them. A pair that takes everything is the cost
centre's own, in its two columns; so a cost centre with percentages has two parts or more.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from consolida.core.chunks import chunks
from consolida.core.errors import ConsolidaError
from consolida.core.language import noop
from consolida.core.percent import WHOLE, parse_percent, percent
from consolida.masters.models import Company, CostCenterShare

COLUMN = "shares"  # of a cost centre's row, beside the columns that a file has
_CHUNK = 2_000
_ACCOUNT = re.compile(r"[0-9A-Za-z.-]{0,24}")
_PART = re.compile(r"([^/]*)/([^ ]*) (\S+) %")


class Part(NamedTuple):
    """What one pair of accounts takes, in hundredths of a percent."""

    charge: str
    credit: str
    share: int


class NotAnAccountCode(ConsolidaError):
    """A text cannot be the code of an account."""

    message = noop("“{text}” cannot be the code of an account.")
    remedy = noop("An account's code has digits, letters, dots and hyphens.")


class PartTwice(ConsolidaError):
    """Two parts go to the same pair of accounts."""

    message = noop("The pair {charge} / {credit} comes twice.")
    remedy = noop("Put its percentages together in one row.")


def fields(parts: Sequence[Part]) -> dict[str, str]:
    """Return what a cost centre's row has of its parts: one that takes everything is its own pair."""
    seen = set[tuple[str, str]]()
    for part in parts:
        for code in (part.charge, part.credit):
            if not _ACCOUNT.fullmatch(code):
                raise NotAnAccountCode(text=code)
        if part[:2] in seen:
            raise PartTwice(charge=part.charge, credit=part.credit)
        seen.add(part[:2])
    alone = parts[0] if len(parts) == 1 and parts[0].share == WHOLE else Part("", "", 0)
    listed = "" if alone.share else in_words(parts)
    return {"charge_account": alone.charge, "credit_account": alone.credit, COLUMN: listed}


def in_words(parts: Iterable[Part]) -> str:
    """Write parts as the one text that a row carries, in the order of their accounts."""
    return "; ".join(f"{part.charge}/{part.credit} {percent(part.share)} %" for part in sorted(parts))


def parts_of(text: str) -> tuple[Part, ...]:
    """Read what `in_words` writes."""
    found = (_PART.fullmatch(one) for one in text.split("; ") if one)
    return tuple(Part(one[1], one[2], parse_percent(one[3])) for one in found if one)


def rows_of(shares: Mapping[str, str]) -> Iterable[tuple[str, str, str, int]]:
    """Yield texts by cost centre as the rows of a file's table, in the order of its key."""
    return ((code, *part) for code, text in sorted(shares.items()) for part in parts_of(text))


def from_rows(rows: Iterable[Sequence[object]]) -> dict[str, str]:
    """Return a text by cost centre from the rows of a file's table, which come in the order of its key."""
    return {
        str(code): in_words(
            Part(str(charge), str(credit), int(str(share))) for _, charge, credit, share in group
        )
        for code, group in groupby(rows, lambda row: row[0])
    }


def of_company(company: Company, codes: Iterable[str] | None = None) -> dict[str, str]:
    """Return the text of each of a company's cost centres that has parts, or of some of them."""
    found = CostCenterShare.objects.filter(cost_center__company=company)
    if codes is not None:
        found = found.filter(cost_center__code__in=list(codes))
    rows = found.values_list("cost_center__code", "charge_account", "credit_account", "share")
    return from_rows(sorted(rows))


def put(company: Company, shares: Mapping[str, str]) -> None:
    """Give cost centres the parts of a text, in place of those they have."""
    for some in chunks(sorted(shares), _CHUNK):
        CostCenterShare.objects.filter(cost_center__company=company, cost_center__code__in=some).delete()
        keys = dict(company.cost_centers.filter(code__in=some).values_list("code", "pk"))
        CostCenterShare.objects.bulk_create(
            CostCenterShare(
                cost_center_id=keys[code],
                charge_account=part.charge,
                credit_account=part.credit,
                share=part.share,
            )
            for code in some
            for part in parts_of(shares[code])
        )


def copy(source: Company, target: Company) -> None:
    """Give a company's cost centres the parts that another's of the same code have."""
    put(target, of_company(source))
