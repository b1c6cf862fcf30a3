"""Finding batches, and putting them in the words people use."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from consolida.core.batches import BatchKey
from consolida.core.digest import EMPTY_BATCH
from consolida.ledger.models import Batch
from consolida.masters.models import Company, OperationType, Site


def key_of(batch: Batch) -> BatchKey:
    """Return a batch's key as transfer files write it."""
    return BatchKey(batch.site.code, batch.period, batch.operation_type.code)


def in_scope(
    company: Company, *, period: str, site: str | None = None, operation_type: str = ""
) -> QuerySet[Batch]:
    """Find the batches of a month, of one site or all, of one T/O or all."""
    scope = Q(company=company, period=period)
    if site is not None:
        scope &= Q(site__code=site)
    if operation_type:
        scope &= Q(operation_type__code=operation_type)
    return Batch.objects.filter(scope).select_related("site", "operation_type", "file").order_by("pk")


def by_key(company: Company, keys: Iterable[BatchKey]) -> dict[BatchKey, Batch]:
    """Find the batches that exist among the keys."""
    wanted = set(keys)
    found: dict[BatchKey, Batch] = {}
    for period in {key.period for key in wanted}:
        for batch in in_scope(company, period=period):
            if key_of(batch) in wanted:
                found[key_of(batch)] = batch
    return found


def make(company: Company, key: BatchKey) -> Batch:
    """Make an empty batch; its site and T/O exist."""
    return Batch.objects.create(
        company=company,
        site=Site.objects.get(company=company, code=key.site),
        period=key.period,
        operation_type=OperationType.objects.get(company=company, code=key.operation_type),
        digest=EMPTY_BATCH,
    )
