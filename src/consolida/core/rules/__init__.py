"""The rules: whether vouchers are well formed, decided by one list, in the same words everywhere."""

from functools import cache
from typing import Any

import apsw

from consolida.core.findings import Finding
from consolida.core.portable.format import FileKind
from consolida.core.rules import (
    advice,
    balance,
    corrections,
    dates,
    digests,
    documents,
    identifiers,
    kinds,
    manifest,
    master_rows,
    masters,
    parties,
    references,
    scope,
    shape,
    shares,
    sides,
    text,
    totals,
)
from consolida.core.rules.functions import register
from consolida.core.rules.judge import MORE, RECOMPUTED, Beside, Judge, LeavingOut
from consolida.core.rules.rule import Rule, Stage

__all__ = [
    "MORE",
    "RECOMPUTED",
    "Beside",
    "LeavingOut",
    "Rule",
    "Stage",
    "all_rules",
    "ask",
    "check",
    "check_digests",
    "register",
]

FAMILIES = (
    manifest,
    shape,
    text,
    scope,
    identifiers,
    balance,
    sides,
    dates,
    kinds,
    corrections,
    references,
    parties,
    documents,
    master_rows,
    shares,
    totals,
    digests,
    masters,
    advice,
)


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return every rule, in the order in which findings are listed."""
    return tuple(rule for family in FAMILIES for rule in family.RULES)


def check(
    connection: apsw.Connection,
    *,
    kind: FileKind,
    file: str = "",
    with_masters: bool = False,
    limit: int = 50,
    beside: Beside | None = None,
    leaving_out: LeavingOut | None = None,
) -> list[Finding]:
    """Ask every rule that applies to a file of this kind.

    Each rule gives at most `limit` findings and one that says how many more there are. With
    `with_masters` the receiver's masters are attached as the schema `masters`. What is asked of all rows
    at once somebody may answer who looks at the same file `beside` this process. A rule does not speak of
    the rows that `leaving_out` names.
    """
    register(connection)
    applying = _applying(kind, with_masters=with_masters)
    return Judge(
        connection, applying, file=file, limit=limit, beside=beside, leaving_out=leaving_out
    ).findings()


def check_digests(
    connection: apsw.Connection,
    *,
    kind: FileKind,
    file: str = "",
    limit: int = 50,
    beside: Beside | None = None,
) -> list[Finding]:
    """Ask only whether a file is what was sealed: a rule that became stricter since has no say."""
    register(connection)
    applying = [rule for rule in digests.RULES if kind in rule.kinds]
    return Judge(connection, applying, file=file, limit=limit, beside=beside).findings()


def ask(connection: apsw.Connection, name: str, *, kind: FileKind) -> dict[str, Any]:
    """Answer one question about all rows: what a scan saw and computed, or RECOMPUTED digests."""
    register(connection)
    return Judge(connection, _applying(kind, with_masters=False), file="", limit=0).answer(name)


def _applying(kind: FileKind, *, with_masters: bool) -> list[Rule]:
    return [rule for rule in all_rules() if kind in rule.kinds and (with_masters or not rule.needs_masters)]
