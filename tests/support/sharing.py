"""Cost centres whose expenses are divided, for tests: 0101 sends 60 % to 94/79 and 40 % to 95/79."""

from consolida.masters import editing
from consolida.masters.models import Account, Company, CostCenter
from support.companies import ALICE, NOW

CENTER = "0101"
WORDS = "94/79 60.00 %; 95/79 40.00 %"
OTHER_WORDS = "92/78 33.34 %; 94/79 33.33 %; 95/79 33.33 %"


def share(
    company: Company, words: str = WORDS, *, code: str = CENTER, with_accounts: bool = True
) -> CostCenter:
    """Give a company a cost centre, with the accounts of its parts where the chart lacks them."""
    if with_accounts:
        Account.objects.bulk_create(
            [
                Account(company=company, code=one, name=f"Cuenta {one}")
                for one in ("78", "79", "92", "94", "95")
            ],
            ignore_conflicts=True,
        )
    if company.cost_centers.filter(code=code).exists():
        editing.change(company, "cost_center", (code,), {"shares": words}, by=ALICE, at=NOW)
    else:
        row = {"code": code, "name": "Taller", "shares": words}
        editing.add(company, "cost_center", row, by=ALICE, at=NOW)
    return company.cost_centers.get(code=code)


def parts(company: Company, code: str = CENTER) -> list[tuple[str, str, int]]:
    """Return a cost centre's parts as the database has them."""
    found = company.cost_centers.get(code=code).shares.order_by("charge_account", "credit_account")
    return list(found.values_list("charge_account", "credit_account", "share"))
