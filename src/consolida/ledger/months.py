"""Closing and reopening months: a site's whole month, or one T/O of it."""

from dataclasses import dataclass
from datetime import datetime

from consolida.audit.record import record
from consolida.core.actor import Actor, Right
from consolida.core.batches import BatchKey
from consolida.core.errors import ConsolidaError
from consolida.core.language import gettext, ngettext, noop
from consolida.core.period import Period
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


@dataclass(frozen=True, slots=True)
class Outcome:
    """What closing or reopening did."""

    changed: bool  # not where the month, or its T/O, was so already
    still_closed: tuple[str, ...]  # the T/O of the site's month that stay closed while others are open

    def sentence(self, scope: str, *, closed: bool) -> str:
        """Say what became of a month, or of a T/O of it, that was to be closed or opened."""
        if not self.changed and closed:
            return gettext("{scope} was closed already; nothing was changed.").format(scope=scope)
        if not self.changed:
            said = gettext("{scope} was open already; nothing was changed.")
        else:
            said = gettext("{scope} was closed.") if closed else gettext("{scope} was reopened.")
        return " ".join(filter(None, (said.format(scope=scope), self._what_stays_closed())))

    def _what_stays_closed(self) -> str:
        if not self.still_closed:
            return ""
        return ngettext(
            "This T/O stays closed: {codes}.", "These T/O stay closed: {codes}.", len(self.still_closed)
        ).format(codes=", ".join(self.still_closed))


def close(
    company: Company, *, site: Site, period: str, operation_type: str = "", by: Actor, at: datetime
) -> Outcome:
    """Close a site's month, or one T/O of it; where it is closed already, nothing is done."""
    with writing(company, [period]):
        changed = close_locked(company, site=site, period=period, operation_type=operation_type, by=by, at=at)
    return Outcome(changed, ())


def close_locked(
    company: Company, *, site: Site, period: str, operation_type: str, by: Actor, at: datetime
) -> bool:
    """Close a site's month, or one T/O of it, under the caller's lock; tell whether it was open."""
    by.require(Right.CLOSE, company=company.ruc, site=site.code)
    if not _set_closed(company, site, period, operation_type, closed=True):
        return False
    _note("month-closed", site, period, operation_type, {}, by=by, at=at)
    return True


def reopen(
    company: Company,
    *,
    site: Site,
    period: str,
    operation_type: str = "",
    reason: str,
    by: Actor,
    at: datetime,
) -> Outcome:
    """Reopen a site's month, or one T/O of it, with a reason; what was filed stays closed."""
    by.require(Right.REOPEN, company=company.ruc, site=site.code)
    if not reason.strip():
        raise ReasonMissing(scope=in_words(site, period, operation_type))
    with writing(company, [period]):
        batches = in_scope(company, period=period, site=site.code, operation_type=operation_type)
        for key, fact in filed(company, [key_of(batch) for batch in batches]).items():
            raise MonthFiled(batch=key.in_words(), book=book_name(fact.book), constancia=fact.constancia)
        changed = _set_closed(company, site, period, operation_type, closed=False)
        if changed:
            _note("month-reopened", site, period, operation_type, {"reason": reason.strip()}, by=by, at=at)
        closed = in_scope(company, period=period, site=site.code).filter(closed=True)
        return Outcome(
            changed,
            tuple(closed.order_by("operation_type__code").values_list("operation_type__code", flat=True)),
        )


def is_closed(company: Company, key: BatchKey) -> bool:
    """Tell whether a batch takes no voucher: it or its site's month is closed."""
    batch = by_key(company, [key]).get(key)
    return (batch is not None and batch.closed) or _is_month_closed(company, key.site, key.period)


def _is_month_closed(company: Company, site: str, period: str) -> bool:
    return SiteMonth.objects.filter(company=company, site__code=site, period=period, closed=True).exists()


def _set_closed(company: Company, site: Site, period: str, operation_type: str, *, closed: bool) -> bool:
    """Close or open; tell whether that changed anything."""
    batches = in_scope(company, period=period, site=site.code, operation_type=operation_type)
    month_is_closed = _is_month_closed(company, site.code, period)
    if operation_type:
        key = BatchKey(site.code, period, operation_type)
        if is_closed(company, key) is closed:
            return False
        if month_is_closed:
            _close_types_instead_of_month(company, site, period)
        if key not in by_key(company, [key]):
            make(company, key)
    elif month_is_closed is closed and not batches.filter(closed=not closed).exists():
        return False
    else:
        SiteMonth.objects.update_or_create(
            company=company, site=site, period=period, defaults={"closed": closed}
        )
    batches.update(closed=closed)
    return True


def _close_types_instead_of_month(company: Company, site: Site, period: str) -> None:
    """Let every T/O of a closed month be closed on its own, those without a voucher too."""
    SiteMonth.objects.filter(company=company, site=site, period=period).update(closed=False)
    standing = {batch.operation_type.code for batch in in_scope(company, period=period, site=site.code)}
    for code in OperationType.objects.filter(company=company).values_list("code", flat=True):
        if code not in standing:
            make(company, BatchKey(site.code, period, code))
    in_scope(company, period=period, site=site.code).update(closed=True)


def in_words(site: Site, period: str, operation_type: str) -> str:
    """Say a site's month, or a T/O of it, as people do: `T/O 05, November 2026, site 0001`."""
    if operation_type:
        return BatchKey(site.code, period, operation_type).in_words()
    return gettext("{month}, site {site}").format(month=Period(period).in_words(), site=site.code)


def _note(
    act: str, site: Site, period: str, operation_type: str, more: dict[str, str], *, by: Actor, at: datetime
) -> None:
    details = {"site": site.code, "period": period, "operation_type": operation_type} | more
    subject = " ".join(filter(None, (period, operation_type, site.code)))
    record(by=by.name, at=at, act=act, company=site.company.ruc, subject=subject, details=details)
