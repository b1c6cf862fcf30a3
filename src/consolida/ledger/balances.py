"""The trial balance, from kept balances."""

from dataclasses import dataclass

from django.db.models import Sum

from consolida.ledger.models import Balance
from consolida.masters.models import Account, Company


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceRow:
    """What an account moved; `site` is '' where sites are added up."""

    account: str
    name: str
    debit: int
    credit: int
    site: str = ""

    @property
    def balance(self) -> int:
        """Debit less credit."""
        return self.debit - self.credit


def trial_balance(company: Company, period: str, *, by_site: bool = False) -> list[BalanceRow]:
    """Return what each account moved in a month, by code, and by site where asked."""
    columns = ("account", "batch__site__code") if by_site else ("account",)
    rows = (
        Balance.objects.filter(company=company, batch__company=company, batch__period=period)
        .values(*columns)
        .annotate(moved_debit=Sum("debit"), moved_credit=Sum("credit"))
        .order_by(*columns)
    )
    names = dict(Account.objects.filter(company=company).values_list("code", "name"))
    return [
        BalanceRow(
            account=row["account"],
            name=names.get(row["account"], ""),
            debit=row["moved_debit"],
            credit=row["moved_credit"],
            site=row.get("batch__site__code", ""),
        )
        for row in rows
    ]
