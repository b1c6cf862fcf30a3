"""Queries that read the ledger in the shape of a transfer file's tables, in SQL that every engine speaks."""

from consolida.core.portable import format as spec
from consolida.ledger.models import LINE_BITS

LINE_MASK = (1 << LINE_BITS) - 1
_FLAGS = ("active", "requires_party", "requires_cost_center", "requires_document")


# Debit and credit by (kind, account) of a batch in a transfer file.
TOTALS_BY_ACCOUNT = (
    "SELECT v.kind, l.account, sum(l.debit), sum(l.credit)"
    " FROM {schema}.voucher v CROSS JOIN {schema}.line l ON l.uid = v.uid"
    " WHERE v.site = ? AND v.period = ? AND v.operation_type = ? GROUP BY 1, 2"
)


def master(table: str, company: int) -> str:
    """Return a whole master."""
    columns = ", ".join(
        f"CASE WHEN m.{name} THEN 1 ELSE 0 END AS {name}" if name in _FLAGS else f"m.{name}"
        for name in spec.names(table)
    )
    return f"SELECT {columns} FROM {_ledger_table(table)} m WHERE m.company_id = {company}"


def shares(company: int) -> str:
    """Return the destino percentages of all cost centres."""
    columns = ", ".join(f"s.{name}" for name in spec.names(spec.SHARES)[1:])
    return (
        f"SELECT c.code AS cost_center, {columns} FROM masters_costcentershare s"
        f" JOIN masters_costcenter c ON c.id = s.cost_center_id WHERE c.company_id = {company}"
    )


def party_ancestors(company: int) -> str:
    """Return the earlier versions of all parties."""
    return (
        "SELECT p.type, p.number, a.digest FROM masters_partyancestor a"
        f" JOIN masters_party p ON p.id = a.party_id WHERE p.company_id = {company}"
    )


def _ledger_table(table: str) -> str:
    return "masters_" + table.replace("_", "")
