"""What an entry form offers while one types: accounts, parties, cost centres and exchange rates."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from consolida.masters.finding import searched
from consolida.masters.models import Account, Company, CostCenter, ExchangeRate, Party

LIMIT = 20


def accounts(company: Company, text: str) -> list[Account]:
    """Return accounts in use, at their last level, by the beginning of their code or words of their name."""
    divided = company.accounts.filter(code__startswith=OuterRef("code")).exclude(code=OuterRef("code"))
    return list(_first(company.accounts.filter(active=True).exclude(Exists(divided)), text))


def parties(company: Company, text: str) -> list[Party]:
    """Return parties in use, by the beginning of their number or by words of their name."""
    return list(_first(company.parties.filter(active=True), text, codes=("number",)))


def cost_centers(company: Company, text: str) -> list[CostCenter]:
    """Return cost centres in use, by the beginning of their code or by words of their name."""
    return list(_first(company.cost_centers.filter(active=True), text))


def _first(rows: QuerySet[Any], text: str, *, codes: tuple[str, ...] = ("code",)) -> QuerySet[Any]:
    # Whoever types digits types a code: no name is looked through.
    found = searched(rows, text, codes=codes, by_name=not text.strip().isdecimal())
    return found[:LIMIT]


def rate(company: Company, currency: str, day: str) -> ExchangeRate | None:
    """Return the rate of a currency that held on a day: of that day, or the last one published before."""
    return company.exchange_rates.filter(currency=currency, date__lte=day).order_by("-date").first()
