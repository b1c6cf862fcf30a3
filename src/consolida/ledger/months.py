"""Closing and reopening months: a site's whole month, or one T/O of it."""

from datetime import datetime

from consolida.audit.record import record
from consolida.core.actor import Actor, Right
from consolida.core.batches import BatchKey
from consolida.core.errors import ConsolidaError
from consolida.core.language import noop
from consolida.ledger.batches import by_key, in_scope, key_of, make
from consolida.ledger.filing import book_name, filed
from consolida.ledger.locks import writing
from consolida.ledger.models import SiteMonth
from consolida.masters.models import Company, OperationType, Site


class ReasonMissing(ConsolidaError):
    """A closed month is opened only with a reason."""

    message = noop("{scope} was not reopened: a reason is needed.")
    remedy = noop("Say why with --reason; it is kept in the audit trail.")


class MonthFiled(ConsolidaError):
    """A book of the month was filed with SUNAT."""

    message = noop("{batch} was filed with SUNAT in {book}, constancia {constancia}; it cannot be reopened.")
    remedy = noop("Record the correction in the open month, as a voucher of state 8 or 9 where it applies.")


def close(
    company: Company, *, site: Site, period: str, operation_type: str = "", by: Actor, at: datetime
) -> None:
    """Close a site's month, or one T/O of it."""
    with writing(company, [period]):
        close_locked(company, site=site, period=period, operation_type=operation_type, by=by, at=at)


def close_locked(
    company: Company, *, site: Site, period: str, operation_type: str, by: Actor, at: datetime
) -> None:
    """Close a site's month, or one T/O of it, under a lock that the caller holds."""
    by.require(Right.CLOSE, company=company.ruc, site=site.code)
    _set_closed(company, site, period, operation_type, closed=True)
    record(
        by=by.name,
        at=at,
        act="month-closed",
        company=company.ruc,
        subject=_scope(site, period, operation_type),
        details={"site": site.code, "period": period, "operation_type": operation_type},
    )


def reopen(
    company: Company,
    *,
    site: Site,
    period: str,
    operation_type: str = "",
    reason: str,
    by: Actor,
    at: datetime,
) -> None:
    """Reopen a site's month, or one T/O of it, with a reason; what was filed stays closed."""
    by.require(Right.REOPEN, company=company.ruc, site=site.code)
    if not reason.strip():
        raise ReasonMissing(scope=_scope(site, period, operation_type))
    with writing(company, [period]):
        batches = in_scope(company, period=period, site=site.code, operation_type=operation_type)
        for key, fact in filed(company, [key_of(batch) for batch in batches]).items():
            raise MonthFiled(batch=key.in_words(), book=book_name(fact.book), constancia=fact.constancia)
        _set_closed(company, site, period, operation_type, closed=False)
        record(
            by=by.name,
            at=at,
            act="month-reopened",
            company=company.ruc,
            subject=_scope(site, period, operation_type),
            details={
                "site": site.code,
                "period": period,
                "operation_type": operation_type,
                "reason": reason.strip(),
            },
        )


def is_closed(company: Company, key: BatchKey) -> bool:
    """Tell whether a batch takes no voucher: it or its site's month is closed."""
    batch = by_key(company, [key]).get(key)
    return (batch is not None and batch.closed) or SiteMonth.objects.filter(
        company=company, site__code=key.site, period=key.period, closed=True
    ).exists()


def _set_closed(company: Company, site: Site, period: str, operation_type: str, *, closed: bool) -> None:
    if operation_type:
        if not closed:
            _close_types_instead_of_month(company, site, period)
        key = BatchKey(site.code, period, operation_type)
        if key not in by_key(company, [key]):
            make(company, key)
    else:
        SiteMonth.objects.update_or_create(
            company=company, site=site, period=period, defaults={"closed": closed}
        )
    in_scope(company, period=period, site=site.code, operation_type=operation_type).update(closed=closed)


def _close_types_instead_of_month(company: Company, site: Site, period: str) -> None:
    """Let every T/O of a closed month be closed on its own, those without a voucher too."""
    if not SiteMonth.objects.filter(company=company, site=site, period=period, closed=True).exists():
        return
    SiteMonth.objects.filter(company=company, site=site, period=period).update(closed=False)
    standing = {batch.operation_type.code for batch in in_scope(company, period=period, site=site.code)}
    for code in OperationType.objects.filter(company=company).values_list("code", flat=True):
        if code not in standing:
            make(company, BatchKey(site.code, period, code))
    in_scope(company, period=period, site=site.code).update(closed=True)


def _scope(site: Site, period: str, operation_type: str) -> str:
    return " ".join(part for part in (period, operation_type, site.code) if part)
