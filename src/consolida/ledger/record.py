"""Recording vouchers by hand: record, change, annul, delete, reverse."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import date, datetime

from django.db.models import Q

from consolida.audit.record import record as record_act
from consolida.core.actor import Actor, Right
from consolida.core.batches import BatchKey
from consolida.core.errors import ConsolidaError, Refused
from consolida.core.findings import Finding, errors
from consolida.core.language import noop
from consolida.core.moment import stamp
from consolida.core.period import Period
from consolida.core.portable.format import FileKind, VoucherKind
from consolida.core.uids import new_uid
from consolida.ledger.batches import key_of, locked
from consolida.ledger.draft import LINE_FIELDS, ORDINARY, Draft, DraftLine, judge, line_values, voucher_values
from consolida.ledger.filing import book_name, filed
from consolida.ledger.locks import writing
from consolida.ledger.models import LINE_BITS, ArchivedFile, Batch, Import, Line, Voucher
from consolida.ledger.months import is_closed
from consolida.ledger.moved import Weight, settle, weigh
from consolida.ledger.numbering import as_number, next_number
from consolida.ledger.opening import of_several_sites
from consolida.masters.companies import require_in_use
from consolida.masters.locks import hold_masters
from consolida.masters.models import Company, Site

MONTHS_AHEAD = 24  # that are looked through for an open one


class SiteElsewhere(ConsolidaError):
    """A site's vouchers are typed where the site is."""

    message = noop("Site {site} is not here: its vouchers are read-only in this installation.")
    remedy = noop("Ask the site to correct it and export again, or record an adjustment of your own site.")


class BatchClosed(ConsolidaError):
    """The batch or its month is closed."""

    message = noop("{batch} is closed; nothing was recorded.")
    remedy = noop("Reopen it, with a reason, or date the voucher in an open month.")


class NumberTaken(ConsolidaError):
    """The batch has a voucher of that number."""

    message = noop("{batch} has a voucher {number} already.")
    remedy = noop("Leave the number empty: the next free one is given.")


class LeftInAFile(ConsolidaError):
    """A voucher that left in an export is annulled or reversed, never deleted."""

    message = noop("Voucher {voucher} left in an export and cannot be deleted.")
    remedy = noop("Annul it, or reverse it in an open month.")


class BatchFiled(ConsolidaError):
    """Vouchers of a filed book are reversed in an open month instead."""

    message = noop("{batch} was filed with SUNAT in {book}, constancia {constancia}; nothing was recorded.")
    remedy = noop("Record it in the open month; a voucher that was filed is reversed there.")


class AnnulledForNothing(ConsolidaError):
    """A voucher is annulled for a reason."""

    message = noop("Voucher {voucher} was not annulled: a reason is needed.")
    remedy = noop("Say why; it is kept in the audit trail.")


class AnnulledAlready(ConsolidaError):
    """An annulled voucher has nothing left to annul or to reverse."""

    message = noop("Voucher {voucher} is annulled already; nothing was recorded.")
    remedy = noop("Annul or reverse a voucher that stands: an annulled one moves no account.")


class VoucherChanged(ConsolidaError):
    """Somebody else changed or removed the voucher meanwhile."""

    message = noop(
        "Voucher {voucher} was changed or removed meanwhile by somebody else; nothing was recorded."
    )
    remedy = noop("Open it again and repeat the change.")


def record(
    company: Company, draft: Draft, *, site: Site, by: Actor, at: datetime
) -> tuple[Voucher, tuple[Finding, ...]]:
    """Record a voucher; returns it with the rules' warnings, or refuses with their errors."""
    key = BatchKey(site.code, Period(draft.date[:7]), draft.operation_type)
    with _typing(company, key, site, by) as batch:
        number, cuo = _name(batch, key, draft.number)
        voucher = Voucher(
            id=batch.first_voucher_id + batch.last_voucher + 1,
            company=company,
            batch=batch,
            period=key.period,
            uid=new_uid(at),
            number=number,
            cuo=cuo,
            created_by=by.name,
            created_at=stamp(at),
        )
        findings = _fill(company, voucher, draft, key, by=by, at=at)
        voucher.save(force_insert=True)
        _insert_lines(company, voucher, draft)
        batch.last_voucher += 1
        settle(batch, voucher.uid, after=_weight(voucher, draft))
        _audit("voucher-recorded", company, voucher, {}, by=by, at=at)
    return voucher, findings


def change(
    company: Company, voucher: Voucher, draft: Draft, *, by: Actor, at: datetime
) -> tuple[Voucher, tuple[Finding, ...]]:
    """Change a voucher; number, T/O, month and uid stay."""
    key = _key(voucher)
    with _typing(company, key, voucher.batch.site, by, voucher) as batch:
        before = draft_of(voucher)
        weight = _weight(voucher, before)
        draft = replace(draft, operation_type=key.operation_type, number=voucher.number)
        findings = _fill(company, voucher, draft, key, by=by, at=at)
        voucher.lines.delete()
        voucher.save(force_update=True)
        _insert_lines(company, voucher, draft)
        settle(batch, voucher.uid, before=weight, after=_weight(voucher, draft))
        _audit("voucher-changed", company, voucher, {"before": asdict(before)}, by=by, at=at)
    return voucher, findings


def annul(company: Company, voucher: Voucher, *, reason: str, by: Actor, at: datetime) -> Voucher:
    """Annul a voucher: header and number stay, its lines go to the audit entry."""
    key = _key(voucher)
    if not reason.strip():
        raise AnnulledForNothing(voucher=voucher.cuo)
    _require_standing(voucher)
    with _typing(company, key, voucher.batch.site, by, voucher) as batch:
        before = draft_of(voucher)
        weight = _weight(voucher, before)
        draft = replace(before, annulled=1, lines=())
        _fill(company, voucher, draft, key, by=by, at=at)
        voucher.lines.delete()
        voucher.save(force_update=True)
        settle(batch, voucher.uid, before=weight, after=_weight(voucher, draft))
        details = {"before": asdict(before), "reason": reason.strip()}
        _audit("voucher-annulled", company, voucher, details, by=by, at=at)
    return voucher


def delete(company: Company, voucher: Voucher, *, by: Actor, at: datetime) -> None:
    """Delete a voucher that never left in a file; its number is not given again."""
    key = _key(voucher)
    # Alone: an export that has it already will have been noted.
    with _typing(company, key, voucher.batch.site, by, voucher, alone=True) as batch:
        if left_in_a_file(company, voucher, key):
            raise LeftInAFile(voucher=voucher.cuo)
        before = draft_of(voucher)
        voucher.lines.delete()
        Voucher.objects.filter(pk=voucher.pk).delete()
        settle(batch, voucher.uid, before=_weight(voucher, before))
        _audit("voucher-deleted", company, voucher, {"before": asdict(before)}, by=by, at=at)


def reverse(
    company: Company, voucher: Voucher, *, on: date, by: Actor, at: datetime
) -> tuple[Voucher, tuple[Finding, ...]]:
    """Record the opposite of a voucher in an open month, as an ordinary voucher of it."""
    _require_standing(voucher)
    draft = draft_of(voucher)
    lines = tuple(
        replace(
            line,
            debit=line.credit,
            credit=line.debit,
            original_amount=-(line.original_amount or 0),
        )
        for line in draft.lines
    )
    opposite = replace(
        draft,
        number="",
        date=on.isoformat(),
        lines=lines,
        description=f"Extorno {voucher.cuo}"[:200],
        **ORDINARY,
    )
    return record(company, opposite, site=voucher.batch.site, by=by, at=at)


def obstacle(company: Company, key: BatchKey, *, site: Site) -> ConsolidaError | None:
    """Return why nothing can be typed in a batch, if anything forbids it to everybody."""
    if not site.here:
        return SiteElsewhere(site=site.code)
    if is_closed(company, key):
        return BatchClosed(batch=key.in_words())
    for fact in filed(company, [key]).values():
        return BatchFiled(batch=key.in_words(), book=book_name(fact.book), constancia=fact.constancia)
    return None


def open_month(company: Company, key: BatchKey, *, site: Site) -> Period:
    """Return the batch's month where it can be typed in, else the first month after it that can."""
    period = Period(key.period)
    for _ in range(MONTHS_AHEAD):
        if obstacle(company, key._replace(period=period), site=site) is None:
            return period
        period = period.next()
    return Period(key.period)


def draft_of(voucher: Voucher) -> Draft:
    """Return a voucher as it would be typed again."""
    return Draft(
        operation_type=voucher.batch.operation_type.code,
        date=voucher.date,
        number=voucher.number,
        kind=voucher.kind,
        description=voucher.description,
        currency=voucher.currency,
        exchange_rate=voucher.exchange_rate,
        annulled=voucher.annulled,
        ple_state=voucher.ple_state,
        ple_period=voucher.ple_period,
        ple_cuo=voucher.ple_cuo,
        lines=tuple(
            DraftLine(
                currency=line.currency,
                original_amount=line.original_amount,
                **{name: getattr(line, name) for name in LINE_FIELDS},
            )
            for line in voucher.lines
        ),
    )


def _require_standing(voucher: Voucher) -> None:
    """Refuse what a page that was left open still offers."""
    if voucher.annulled:
        raise AnnulledAlready(voucher=voucher.cuo)


def _key(voucher: Voucher) -> BatchKey:
    try:
        return key_of(voucher.batch)
    except Batch.DoesNotExist as problem:
        raise VoucherChanged(voucher=voucher.cuo) from problem


def _name(batch: Batch, key: BatchKey, wanted: str) -> tuple[str, str]:
    """Return the number that is wanted, or the next free one, and the CUO that goes with it."""
    number = wanted or as_number(next_number(batch))
    while True:
        cuo = key.voucher(number)
        # A CUO that another program gave may look like one of ours.
        same = Q(batch=batch, number=number) | Q(company=batch.company_id, period=key.period, cuo=cuo)
        if not Voucher.objects.filter(same).exists():
            return number, cuo
        if wanted:
            raise NumberTaken(batch=key.in_words(), number=number)
        number = as_number(int(number) + 1)


@contextmanager
def _typing(
    company: Company,
    key: BatchKey,
    site: Site,
    by: Actor,
    voucher: Voucher | None = None,
    *,
    alone: bool = False,
) -> Iterator[Batch]:
    """Lock the month for a typist and the batch for one, and refuse what is not open to typing."""
    by.require(Right.TYPE, company=company.ruc, site=site.code)
    with writing(company, [key.period], shared=not alone):
        forbidding = obstacle(company, key, site=site)
        if forbidding is not None:
            raise forbidding
        batch = locked(company, key)
        found = Site.objects.filter(pk=site.pk, here=True).first()
        if found is None:  # moved just now
            raise SiteElsewhere(site=site.code)
        if voucher is None:  # what is there may still be corrected
            require_in_use(found)
        if voucher is not None and not Voucher.objects.filter(pk=voucher.pk, digest=voucher.digest).exists():
            raise VoucherChanged(voucher=voucher.cuo)
        yield batch


def _fill(
    company: Company, voucher: Voucher, draft: Draft, key: BatchKey, *, by: Actor, at: datetime
) -> tuple[Finding, ...]:
    """Give a voucher a draft's header and digest, once the rules have no error against it."""
    voucher.changed_by, voucher.changed_at = by.name, stamp(at)
    names = {"uid": voucher.uid, "number": voucher.number, "cuo": voucher.cuo}
    stamps = {
        name: getattr(voucher, name) for name in ("created_by", "created_at", "changed_by", "changed_at")
    }
    judged = judge(company, draft, key=key, names=names, stamps=stamps)
    findings = judged.findings
    if draft.kind == VoucherKind.OPENING and not draft.annulled:
        hold_masters(company)  # whoever types or imports openings at another site waits
        findings += tuple(of_several_sites(company, {key.period[:4]: [key.site]}))
    if errors(findings):
        raise Refused(findings, what=voucher.cuo)
    for name, value in voucher_values(company, draft).items():
        setattr(voucher, name, value)
    voucher.digest = judged.digest
    return judged.findings


def _insert_lines(company: Company, voucher: Voucher, draft: Draft) -> None:
    first = voucher.pk << LINE_BITS
    Line.objects.bulk_create(
        Line(id=first + number, company=company, **line_values(company, draft, line))
        for number, line in enumerate(draft.lines, start=1)
    )


def _weight(voucher: Voucher, draft: Draft) -> Weight:
    return weigh(draft, digest=voucher.digest, number=voucher.number)


def left_in_a_file(company: Company, voucher: Voucher, key: BatchKey) -> bool:
    """Tell whether a voucher was in a file that its site exported; a file that was only loaded is none."""
    files = ArchivedFile.objects.filter(
        company=company,
        kind=FileKind.VOUCHERS,
        site=key.site,
        period=key.period,
        operation_type__in=("", key.operation_type),
        kept_at__gte=voucher.created_at,
    )
    return files.exclude(imports__act=Import.Act.LOAD).exists()


def _audit(
    act: str, company: Company, voucher: Voucher, details: Mapping[str, object], *, by: Actor, at: datetime
) -> None:
    record_act(
        by=by.name,
        at=at,
        act=act,
        company=company.ruc,
        subject=voucher.cuo,
        details={"uid": voucher.uid, "digest": voucher.digest, **details},
    )
