"""Destino lines: what an expense is charged to (class 9, or stock), and the account that is credited for it.

They are made where a voucher is born, seen and taken out there, and travel like any other line.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from consolida.ledger.draft import DraftLine
from consolida.masters.models import Account, Company, CostCenter


@dataclass(frozen=True, slots=True)
class Pair:
    """Where the destino lines of an account or a cost centre go."""

    charge: str
    credit: str


Pairs = Mapping[str, Pair]


def proposed(company: Company, lines: Sequence[DraftLine]) -> list[DraftLine]:
    """Return the destino lines of a voucher's lines, in their order; those flagged automatic have none."""
    typed = [line for line in lines if not line.automatic]
    accounts = _pairs(Account, company, {line.account for line in typed})
    centers = _pairs(CostCenter, company, {line.cost_center for line in typed if line.cost_center})
    return [made for line in typed for made in _of_line(line, pair_of(line, accounts, centers))]


def pair_of(line: DraftLine, accounts: Pairs, centers: Pairs) -> Pair | None:
    """Return where a line goes: an expense where its cost centre sends it, else where its account does.

    Purchases (60) go to stock, which is the account's affair; only accounts 62 to 68 are spent somewhere.
    """
    if "62" <= line.account[:2] <= "68" and line.cost_center in centers:
        return centers[line.cost_center]
    return accounts.get(line.account)


def _pairs(master: type[Account | CostCenter], company: Company, codes: set[str]) -> dict[str, Pair]:
    """Return the pairs of masters; half a pair is none."""
    rows = master.objects.filter(company=company, code__in=codes).exclude(charge_account="")
    found = rows.exclude(credit_account="").values_list("code", "charge_account", "credit_account")
    return {code: Pair(charge, credit) for code, charge, credit in found}


def _of_line(line: DraftLine, pair: Pair | None) -> Iterator[DraftLine]:
    """Charge what the line debits and credit the other account; what it credits, the other way round."""
    if pair is None or not (line.debit or line.credit):
        return
    original = line.original_amount
    for account, debit, credit, sign, center in (
        (pair.charge, line.debit, line.credit, 1, line.cost_center),
        (pair.credit, line.credit, line.debit, -1, ""),
    ):
        yield DraftLine(
            account=account,
            debit=debit,
            credit=credit,
            original_amount=None if original is None else sign * original,
            currency=line.currency,
            cost_center=center,
            description=line.description,
            automatic=1,
        )
