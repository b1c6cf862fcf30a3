"""Destino lines: what an expense is charged to (class 9, or stock), and the account that is credited for it.

They are made where a voucher is born, seen and taken out there, and travel like any other line.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from consolida.core.percent import WHOLE, divided
from consolida.ledger.draft import DraftLine
from consolida.masters import shares
from consolida.masters.models import Account, Company, CostCenter
from consolida.masters.shares import Part

Parts = Mapping[str, Sequence[Part]]  # by the code of an account or a cost centre


def proposed(company: Company, lines: Sequence[DraftLine]) -> list[DraftLine]:
    """Return the destino lines of a voucher's lines, in their order; those flagged automatic have none."""
    typed = [line for line in lines if not line.automatic]
    codes = {line.cost_center for line in typed if line.cost_center}
    accounts = _pairs(Account, company, {line.account for line in typed})
    centers = {**_pairs(CostCenter, company, codes), **_shared(company, codes)}
    return [made for line in typed for made in _of_line(line, parts_of(line, accounts, centers))]


def follow(company: Company, lines: Sequence[DraftLine]) -> bool:
    """Tell whether a voucher's automatic lines are those that would be proposed for the others."""
    standing = [line for line in lines if line.automatic]
    return _said(standing) == _said(proposed(company, lines))


def _said(lines: Sequence[DraftLine]) -> list[tuple[str, str, str, int, int]]:
    return sorted(
        (line.account, line.cost_center, line.description, line.debit, line.credit) for line in lines
    )


def parts_of(line: DraftLine, accounts: Parts, centers: Parts) -> Sequence[Part]:
    """Return where a line goes: an expense where its cost centre sends it, else where its account does.

    Purchases (60) go to stock, which is the account's affair; only accounts 62 to 68 are spent somewhere.
    """
    if "62" <= line.account[:2] <= "68" and line.cost_center in centers:
        return centers[line.cost_center]
    return accounts.get(line.account, ())


def _pairs(master: type[Account | CostCenter], company: Company, codes: set[str]) -> Parts:
    """Return the pairs of masters, which take everything; half a pair is none."""
    rows = master.objects.filter(company=company, code__in=codes).exclude(charge_account="")
    found = rows.exclude(credit_account="").values_list("code", "charge_account", "credit_account")
    return {code: [Part(charge, credit, WHOLE)] for code, charge, credit in found}


def _shared(company: Company, codes: set[str]) -> Parts:
    """Return the parts of cost centres that divide what is spent there by percentages."""
    return {code: shares.parts_of(text) for code, text in shares.of_company(company, codes).items()}


@dataclass(slots=True)
class _Sum:
    """What one destino line comes to; a line that comes to nothing is not made."""

    debit: int = 0
    credit: int = 0
    original: int = 0

    def __bool__(self) -> bool:
        return bool(self.debit or self.credit or self.original)


def _of_line(line: DraftLine, parts: Sequence[Part]) -> Iterator[DraftLine]:
    """Charge what the line debits and credit the other account; what it credits, the other way round.

    Each part is charged in a line of its own; what several parts credit to one account is one line.
    """
    if not parts or not (line.debit or line.credit):
        return
    charged, credited = [], dict[str, _Sum]()
    for part, one in zip(parts, _divided(line, parts), strict=True):
        charged.append((part.charge, one))
        other = credited.setdefault(part.credit, _Sum())
        other.debit += one.credit
        other.credit += one.debit
        other.original -= one.original
    for account, one in charged:
        if one:
            yield _made(line, account, one, cost_center=line.cost_center)
    for account, one in credited.items():
        if one:
            yield _made(line, account, one, cost_center="")


def _divided(line: DraftLine, parts: Sequence[Part]) -> Iterator[_Sum]:
    by = [part.share for part in parts]
    amounts = (divided(cents, by) for cents in (line.debit, line.credit, line.original_amount or 0))
    return (_Sum(*one) for one in zip(*amounts, strict=True))


def _made(line: DraftLine, account: str, one: _Sum, *, cost_center: str) -> DraftLine:
    return DraftLine(
        account=account,
        debit=one.debit,
        credit=one.credit,
        original_amount=None if line.original_amount is None else one.original,
        currency=line.currency,
        cost_center=cost_center,
        description=line.description,
        automatic=1,
    )
