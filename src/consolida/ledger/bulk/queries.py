"""Queries that read the ledger in the shape of a transfer file's tables, in SQL that every engine speaks."""

from collections.abc import Sequence
from typing import Any

from consolida.core.batches import BatchKey
from consolida.core.portable import format as spec
from consolida.ledger.bulk import Elsewhere
from consolida.ledger.models import LINE_BITS

LINE_MASK = (1 << LINE_BITS) - 1
VOUCHER_COLUMNS = tuple(name for name in spec.names("voucher") if name not in BatchKey._fields)
LINE_COLUMNS = tuple(name for name in spec.names("line") if name not in {"uid", "line"})  # the key says those
_FLAGS = ("active", "requires_party", "requires_cost_center", "requires_document")


# Debit and credit by (kind, account) of a batch in a transfer file.
TOTALS_BY_ACCOUNT = (
    "SELECT v.kind, l.account, sum(l.debit), sum(l.credit)"
    " FROM {schema}.voucher v CROSS JOIN {schema}.line l ON l.uid = v.uid"
    " WHERE v.site = ? AND v.period = ? AND v.operation_type = ? GROUP BY 1, 2"
)


def elsewhere(
    cursor: Any, pairs: str, *, company: int, leaving: Sequence[int], limit: int
) -> list[Elsewhere]:
    """List vouchers of a file, `i`, that the ledger holds, as `v`, in another batch than theirs.

    Those in batches that leave do not count; `pairs` joins the two.
    """
    gone = ", ".join(map(str, (0, *leaving)))
    same_cuo = f"v.company_id = {company} AND v.period = i.period AND v.cuo = i.cuo AND v.uid <> i.uid"
    found: list[Elsewhere] = []
    for same_uid, same in ((True, "v.uid = i.uid"), (False, same_cuo)):
        cursor.execute(
            f"SELECT i.number, s.code, b.period, t.code, v.number, v.cuo FROM {pairs} ON {same}"
            " JOIN ledger_batch b ON b.id = v.batch_id JOIN masters_site s ON s.id = b.site_id"
            " JOIN masters_operationtype t ON t.id = b.operation_type_id"
            f" WHERE v.batch_id NOT IN ({gone}) AND (v.company_id <> {company}"
            f" OR (s.code, b.period, t.code) <> (i.site, i.period, i.operation_type)) LIMIT {limit}"
        )
        found += [
            Elsewhere(number, BatchKey(site, period, operation_type), held, cuo, same_uid)
            for number, site, period, operation_type, held, cuo in cursor.fetchall()
        ]
    return found


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
