"""The masters of one company given to another."""

from typing import Any

from django.db import models

from consolida.core.chunks import chunks
from consolida.masters import shares
from consolida.masters.models import (
    Account,
    Company,
    CostCenter,
    ExchangeRate,
    OperationType,
    Party,
    PartyAncestor,
)

_CHUNK = 5_000


def copy_masters_of(source: Company, target: Company) -> None:
    """Copy accounts, cost centres, operation types, rates and parties to a company that has none."""
    _copy(Account.objects, source, target)
    _copy(CostCenter.objects, source, target)
    shares.copy(source, target)
    _copy(OperationType.objects, source, target)
    _copy(ExchangeRate.objects, source, target)
    _copy(Party.objects, source, target)
    _copy_ancestors(source, target)


def _copy(manager: models.Manager[Any], source: Company, target: Company) -> None:
    for rows in chunks(manager.filter(company=source).order_by("pk").iterator(_CHUNK), _CHUNK):
        for row in rows:
            row.pk = None
            row.company = target
        manager.bulk_create(rows)


def _copy_ancestors(source: Company, target: Company) -> None:
    ancestors = PartyAncestor.objects.filter(party__company=source).order_by("pk")
    fields = ancestors.values_list("party__type", "party__number", "digest")
    for rows in chunks(fields.iterator(_CHUNK), _CHUNK):
        numbers = {number for _, number, _ in rows}
        keys = {
            (kind, number): pk
            for kind, number, pk in Party.objects.filter(company=target, number__in=numbers).values_list(
                "type", "number", "pk"
            )
        }
        PartyAncestor.objects.bulk_create(
            PartyAncestor(party_id=keys[kind, number], digest=digest) for kind, number, digest in rows
        )
