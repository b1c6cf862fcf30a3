"""Exporting a site's month: extracted, proved, signed, carried to a folder, and noted."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db.models import QuerySet

from consolida.core import progress
from consolida.core.actor import Actor, Right
from consolida.core.errors import Refused
from consolida.core.findings import Finding
from consolida.core.home import Home
from consolida.core.language import gettext
from consolida.core.period import Period
from consolida.core.portable.format import FileKind, file_name
from consolida.core.portable.manifest import Manifest
from consolida.core.portable.package import pack
from consolida.core.portable.quarantine import Quarantine
from consolida.core.portable.read import BatchRow
from consolida.core.portable.verify import Verified, verify
from consolida.core.portable.write import fetch, settle_to_read_back
from consolida.core.totals import Totals
from consolida.ledger import archive
from consolida.ledger.batches import in_scope, the_operation_type
from consolida.ledger.extract import Sending, extract, sources
from consolida.ledger.locks import writing
from consolida.ledger.models import ArchivedFile, Batch
from consolida.ledger.months import close_locked
from consolida.masters.companies import SiteIsElsewhere
from consolida.masters.models import Company, Site
from consolida.masters.portable import receiver_masters
from consolida.transfer import series
from consolida.transfer.folders import require_room
from consolida.transfer.transports.folder import Delivery, carry, require_folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """One export: the file, and what it holds."""

    file: Path
    manifest: Manifest
    held: Totals
    findings: tuple[Finding, ...]


def export(
    company: Company,
    *,
    site: Site,
    period: str,
    operation_type: str = "",
    definitive: bool,
    to: Path | None,
    as_zip: bool = False,
    home: Home,
    by: Actor,
    at: datetime,
) -> Exported:
    """Write a site's month, all or one T/O, to a folder; a definitive export closes what it covers.

    Without a folder the file stays in the archive, from where a browser fetches it.
    """
    require_scope(company, site=site, operation_type=operation_type, by=by)
    if to is not None:
        require_folder(to)
    with Quarantine(home.private) as private:
        file = private.folder / "export.db"
        # A preliminary export lets typists go on where the database can: its file is of one moment anyhow.
        with writing(company, [period], shared=not definitive), archive.withdrawing():
            row = series.locked(company)
            scope = in_scope(company, period=period, site=site.code, operation_type=operation_type)
            sending = Sending(
                kind=FileKind.VOUCHERS,
                site=site,
                period=period,
                operation_type=operation_type,
                definitive=definitive,
                export_number=row.last_number + 1,
                previous=row.last_digest,
            )
            progress.step(progress.EXTRACTING)
            manifest = _extracted(scope, sending, company=company, to=file, home=home, by=by, at=at)
            verified = prove(company, file, name=people_name(manifest), folder=private.folder)
            held = Totals.of(*verified.batches)
            delivery, name = _delivery(file, verified, to=to, as_zip=as_zip, home=home)
            with delivery.until_noted():
                if definitive:
                    close_locked(
                        company, site=site, period=period, operation_type=operation_type, by=by, at=at
                    )
                kept = archive.keep(company, file, manifest=manifest, name=name, home=home, at=at)
                _note_file(scope, verified.batches, kept)
                made = series.advance(row, kept, manifest, held, to=delivery.final, by=by, at=at)
        # Noted and in the archive: from here on the file can only arrive, late at worst.
        series.delivered(made, delivery.final if to is None else delivery.arrive())
    return Exported(file=delivery.final, manifest=manifest, held=held, findings=tuple(verified.findings))


def _note_file(scope: QuerySet[Batch], sent: list[BatchRow], kept: ArchivedFile) -> None:
    """Note which batches still equal the file: of the others somebody typed meanwhile."""
    for one in sent:
        scope.filter(operation_type__code=one.operation_type, digest=one.digest).update(file=kept)


def _extracted(
    scope: QuerySet[Batch],
    sending: Sending,
    *,
    company: Company,
    to: Path,
    home: Home,
    by: Actor,
    at: datetime,
) -> Manifest:
    """Extract a scope; again where a T/O got its first voucher meanwhile, which the file may not pass by."""
    while True:
        found = sources(list(scope.all()), closed=sending.definitive or None)
        manifest = extract(company, found, sending=sending, to=to, home=home, by=by, at=at)
        if {one.pk for one in found} == set(scope.values_list("pk", flat=True)):
            return manifest
        to.unlink()


def prove(company: Company, file: Path, *, name: str, folder: Path) -> Verified:
    """Read a file back from the disk as a receiver would, with the company's masters; errors refuse it."""
    settle_to_read_back(file)
    fetch(file)
    verified = judge(company, file, name=name, folder=folder)
    if not verified.sound:
        raise Refused(verified.findings, what=name)
    return verified


def judge(company: Company, file: Path, *, name: str, folder: Path) -> Verified:
    """Say what a receiver with the company's masters would say of a file."""
    progress.step(progress.READING_BACK)
    return verify(file, name=name, masters=receiver_masters(company, folder / "masters.db"))


def people_name(manifest: Manifest) -> str:
    """Return the name that people know a file by."""
    return file_name(
        ruc=manifest.ruc,
        period=manifest.period,
        operation_type=manifest.operation_type,
        site=manifest.site,
        export_number=manifest.export_number,
    )


def summary(manifest: Manifest, rows: list[BatchRow]) -> str:
    """Tell in a few lines what a package holds, for whoever opens it without the program."""
    title = gettext("Vouchers of {month}, site {site} {name}, export n.º {number}")
    line = gettext("T/O {type}: {what}")
    said = [
        f"{manifest.company} — RUC {manifest.ruc}",
        title.format(
            month=Period(manifest.period).in_words(),
            site=manifest.site,
            name=manifest.site_name,
            number=manifest.export_number,
        ),
        gettext("Verification code: {code}").format(code=manifest.verification_code),
        "",
    ]
    said += [line.format(type=row.operation_type, what=Totals.of(row).in_words()) for row in rows]
    return "\r\n".join([*said, ""])


def require_scope(company: Company, *, site: Site, operation_type: str, by: Actor) -> None:
    """Refuse who may not export a site, a site that is elsewhere, and a T/O that there is not."""
    by.require(Right.EXPORT, company=company.ruc, site=site.code)
    if not site.here:
        here = "; ".join(str(other) for other in Site.objects.filter(company=company, here=True))
        raise SiteIsElsewhere(code=site.code, name=site.name, sites=here or "-")
    if operation_type:
        the_operation_type(company, operation_type)


def _delivery(
    file: Path, verified: Verified, *, to: Path | None, as_zip: bool, home: Home
) -> tuple[Delivery, str]:
    """Carry a file, packed where that was asked; return it with the name people know it by."""
    progress.step(progress.CARRYING)
    name = people_name(verified.manifest)
    if to is None:
        return Delivery(home.archived(verified.manifest.file_uid)), name
    whole, name = _packed(file, verified) if as_zip else (file, name)
    require_room(to, whole.stat().st_size)
    return carry(whole, to=to, name=name), name


def _packed(file: Path, verified: Verified) -> tuple[Path, str]:
    """Put a file into a package; return it and the name people know it by."""
    name = people_name(verified.manifest)
    inner = file.rename(file.with_name(name))
    package = inner.with_suffix(".zip")
    pack(inner, package, summary(verified.manifest, verified.batches))
    inner.rename(file)
    return package, package.name
