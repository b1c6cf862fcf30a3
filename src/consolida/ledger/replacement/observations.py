"""What the rules remarked in files that were let in, until somebody has looked at it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Max

from consolida.audit.record import acting, record
from consolida.core.actor import Actor, Right
from consolida.core.errors import ConsolidaError
from consolida.core.findings import Finding, Severity
from consolida.core.language import noop
from consolida.core.moment import stamp
from consolida.core.portable.format import FileKind
from consolida.core.wording import Counted, Message, Quote
from consolida.ledger.imports import in_force
from consolida.ledger.models import Import, Observation
from consolida.ledger.replacement.parts import IncomingFile
from consolida.masters.models import Company

KEPT = 200  # findings of a file; how many there were is kept all the same
_TOLD = ("rule", "file", "voucher", "line")
_WORDS = ("message", "remedy")


class NothingToSee(ConsolidaError):
    """An import left no remark that somebody has not seen."""

    message = noop("Import {number} has no remark that is still to be seen.")
    remedy = noop("Look at it: somebody else may have marked it meanwhile.")


def note(noted: Import, files: Iterable[IncomingFile], findings: Iterable[Finding]) -> None:
    """Keep the warnings about files that an import lets in; notes inform and are not kept."""
    if noted.act != Import.Act.IMPORT:
        return
    warnings = [one for one in findings if one.severity is Severity.WARNING]
    for file in files:
        # What names no file is about all of them.
        told = [one for one in warnings if one.file in {file.name, ""}]
        if told and file.manifest.kind is FileKind.VOUCHERS:
            Observation.objects.create(
                of_import=noted,
                site=file.manifest.site,
                period=file.manifest.period,
                operation_type=file.manifest.operation_type,
                findings=[_kept(one) for one in told[:KEPT]],
                count=len(told),
            )


def findings_of(observations: Iterable[Observation]) -> list[Finding]:
    """Return what was remarked, as findings that speak the active language."""
    return [_finding(row) for one in observations for row in one.findings]


def unseen(company: Company, year: int) -> dict[tuple[str, str], int]:
    """Return the sites' months with remarks that nobody has seen, each with the import that left them.

    What was imported again since, as a whole or that T/O, is what the later file says.
    """
    months = f"{year:04d}-"
    standing = in_force(company)
    rows = (
        Observation.objects.filter(of_import__in=standing, seen_at="", period__startswith=months)
        .order_by("of_import_id")
        .values_list("site", "period", "operation_type", "of_import_id")
    )
    open_ = list(rows)
    if not open_:
        return {}
    last = {
        (site, period, kind): number
        for site, period, kind, number in standing.filter(files__period__startswith=months)
        .values_list("files__site", "files__period", "files__operation_type")
        .annotate(last=Max("pk"))
    }
    return {
        (site, period): number
        for site, period, kind, number in open_
        if number >= last.get((site, period, ""), 0) and number >= last.get((site, period, kind), 0)
    }


def mark_seen(noted: Import, *, by: Actor, at: datetime) -> int:
    """Note that somebody has looked at what an import left; return how many remarks that were.

    Where and how to go on is theirs to decide.
    """
    by.require(Right.IMPORT, company=noted.company.ruc)
    with acting():
        waiting = Observation.objects.filter(of_import=noted, seen_at="")
        remarks = sum(waiting.values_list("count", flat=True))
        if not waiting.update(seen_by=by.name, seen_at=stamp(at)):
            raise NothingToSee(number=noted.pk)
        record(
            by=by.name,
            at=at,
            act="import-seen",
            company=noted.company.ruc,
            subject=str(noted.pk),
            details={"import": noted.pk},
        )
    return remarks


def _kept(finding: Finding) -> dict[str, object]:
    told = {name: getattr(finding, name) for name in _TOLD}
    words = {name: _written(getattr(finding, name)) for name in _WORDS}
    return {**told, **words, "fields": _kept_fields(finding.fields)}


def _kept_fields(fields: Mapping[str, object]) -> dict[str, object]:
    return {name: _kept_value(value) for name, value in fields.items()}


def _kept_value(value: object) -> object:
    if isinstance(value, Quote):
        return {"message": _written(value.message), "fields": _kept_fields(value.fields)}
    return value if isinstance(value, int) else str(value)


def _written(message: Message) -> str | list[str]:
    """Write a message's English source as JSON can hold it: one that depends on a number has two forms."""
    return [message.singular, message.plural, message.by] if isinstance(message, Counted) else message


def _finding(row: Mapping[str, Any]) -> Finding:
    told = {name: row[name] for name in _TOLD}
    message, remedy = (_read(row[name]) for name in _WORDS)
    fields = {name: _read_value(value) for name, value in row["fields"].items()}
    return Finding(severity=Severity.WARNING, message=message, remedy=remedy, fields=fields, **told)


def _read_value(kept: Any) -> object:
    return Quote(_read(kept["message"]), kept["fields"]) if isinstance(kept, dict) else kept


def _read(written: str | list[str]) -> Message:
    return written if isinstance(written, str) else Counted(*written)
