"""Finding batches, and putting them in the words people use."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from consolida.core.batches import BatchKey
from consolida.core.digest import EMPTY_BATCH
from consolida.core.errors import ConsolidaError
from consolida.core.language import noop
from consolida.core.portable.format import VoucherKind
from consolida.ledger.models import Batch, Voucher
from consolida.masters.models import Company, OperationType, Site

NEWEST = 200  # vouchers of a batch among which a user's last one is looked for


class NoSuchOperationType(ConsolidaError):
    """The company has no such T/O."""

    message = noop("Company {ruc} has no T/O “{code}”.")
    remedy = noop("Its T/O: {codes}.")


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


def locked(company: Company, key: BatchKey) -> Batch:
    """Return a batch, made where it is missing, held for one writer until the transaction ends."""
    batch, _ = Batch.objects.get_or_create(**_place(company, key), defaults={"digest": EMPTY_BATCH})
    return Batch.objects.select_for_update(of=("self",)).get(pk=batch.pk)


def last_written(company: Company, *, period: str, by: str) -> BatchKey | None:
    """Return the batch here in which a user wrote last in a month, among the newest vouchers of each.

    Openings do not count: they are written once, and what follows them is something else.
    """
    newest = Q(pk__in=())
    for batch in in_scope(company, period=period).filter(site__here=True):
        last = batch.first_voucher_id + batch.last_voucher
        newest |= Q(pk__gt=last - NEWEST, pk__lte=last, batch=batch)
    found = Voucher.objects.filter(newest, created_by=by).exclude(kind=VoucherKind.OPENING)
    voucher = found.select_related("batch__site", "batch__operation_type").order_by("created_at", "pk").last()
    return key_of(voucher.batch) if voucher else None


def the_operation_type(company: Company, code: str) -> OperationType:
    """Return the company's T/O of a code."""
    found = {one.code: one for one in OperationType.objects.filter(company=company)}
    if code not in found:
        raise NoSuchOperationType(ruc=company.ruc, code=code, codes=", ".join(found))
    return found[code]


def make(company: Company, key: BatchKey) -> Batch:
    """Make an empty batch; its site exists."""
    return Batch.objects.create(**_place(company, key), digest=EMPTY_BATCH)


def _place(company: Company, key: BatchKey) -> dict[str, Any]:
    return {
        "company": company,
        "site": Site.objects.get(company=company, code=key.site),
        "period": key.period,
        "operation_type": the_operation_type(company, key.operation_type),
    }
