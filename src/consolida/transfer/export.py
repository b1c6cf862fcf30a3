"""Exporting a site's month: extracted, proved, signed, carried to a folder, and noted."""

import filecmp
import shutil
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from consolida.audit.record import record
from consolida.core.actor import Actor, Right
from consolida.core.errors import ConsolidaError, Refused
from consolida.core.findings import Finding, errors
from consolida.core.home import Home
from consolida.core.language import gettext, noop
from consolida.core.moment import stamp
from consolida.core.money import format_amount
from consolida.core.period import Period
from consolida.core.portable import connect
from consolida.core.portable.format import FileKind, file_name
from consolida.core.portable.manifest import Manifest
from consolida.core.portable.package import pack
from consolida.core.portable.quarantine import Quarantine
from consolida.core.portable.read import BatchRow
from consolida.core.portable.verify import verify
from consolida.core.portable.write import WouldOverwrite, publish
from consolida.ledger import archive
from consolida.ledger.batches import in_scope
from consolida.ledger.extract import Sending, extract, sources
from consolida.ledger.locks import writing
from consolida.ledger.models import ArchivedFile
from consolida.ledger.months import close_locked
from consolida.masters.companies import SiteIsElsewhere
from consolida.masters.models import Company, OperationType, Site
from consolida.masters.portable import write_masters
from consolida.transfer.models import Export, ExportSeries


class NoSuchFolder(ConsolidaError):
    """The folder to export to is not there."""

    message = noop("There is no folder “{folder}”.")
    remedy = noop("Plug the stick in or choose another folder; nothing was exported.")


class NoSuchOperationType(ConsolidaError):
    """The company has no such T/O."""

    message = noop("Company {ruc} has no T/O “{code}”.")
    remedy = noop("Its T/O: {codes}.")


class NotDelivered(ConsolidaError):
    """The file could not be written whole where it was asked."""

    message = noop("“{file}” could not be written to “{folder}” ({problem}).")
    remedy = noop("Free some space or choose another folder and export again; nothing was exported.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """One export: the file, and what it holds; amounts in céntimos."""

    file: Path
    manifest: Manifest
    vouchers: int
    lines: int
    debit: int
    credit: int
    findings: tuple[Finding, ...]


def export(
    company: Company,
    *,
    site: Site,
    period: str,
    operation_type: str = "",
    definitive: bool,
    to: Path,
    as_zip: bool,
    home: Home,
    by: Actor,
    at: datetime,
) -> Exported:
    """Write a site's month, all or one T/O, to a folder; a definitive export closes what it covers."""
    by.require(Right.EXPORT, company=company.ruc, site=site.code)
    _require_place(company, site, operation_type, to)
    with Quarantine(home.private) as private:
        file = private.folder / "export.db"
        with writing(company, [period]):
            series, _ = ExportSeries.objects.select_for_update().get_or_create(company=company)
            scope = in_scope(company, period=period, site=site.code, operation_type=operation_type)
            manifest = extract(
                company,
                sources(list(scope), closed=definitive or None),
                sending=Sending(
                    kind=FileKind.VOUCHERS,
                    site=site,
                    period=period,
                    operation_type=operation_type,
                    definitive=definitive,
                    export_number=series.last_number + 1,
                    previous=series.last_digest,
                ),
                to=file,
                home=home,
                by=by,
                at=at,
            )
            findings, rows = _prove(company, file, manifest, private.folder)
            part, final = _carry(file, manifest, rows, to=to, as_zip=as_zip)
            try:
                if definitive:
                    close_locked(
                        company, site=site, period=period, operation_type=operation_type, by=by, at=at
                    )
                kept = archive.keep(company, file, manifest=manifest, name=final.name, home=home, at=at)
                scope.update(file=kept)
                exported = _note(series, kept, manifest, rows, by=by, at=at)
            except BaseException:
                part.unlink(missing_ok=True)
                raise
    # Noted and in the archive: from here on the file can only arrive, late at worst.
    publish(part, final)
    exported.delivered_to = str(final)
    exported.save(update_fields=["delivered_to"])
    return Exported(
        file=final,
        manifest=manifest,
        vouchers=exported.vouchers,
        lines=exported.lines,
        debit=exported.debit,
        credit=exported.credit,
        findings=tuple(findings),
    )


def undelivered(company: Company) -> list[Export]:
    """List exports that were noted and never arrived where they were asked: a run was interrupted."""
    return list(Export.objects.filter(company=company, delivered_to="").select_related("file"))


def _require_place(company: Company, site: Site, operation_type: str, to: Path) -> None:
    if not site.here:
        here = "; ".join(str(other) for other in Site.objects.filter(company=company, here=True))
        raise SiteIsElsewhere(code=site.code, name=site.name, sites=here or "-")
    known = list(OperationType.objects.filter(company=company).values_list("code", flat=True))
    if operation_type and operation_type not in known:
        raise NoSuchOperationType(ruc=company.ruc, code=operation_type, codes=", ".join(known))
    if not to.is_dir():
        raise NoSuchFolder(folder=to)


def _prove(
    company: Company, file: Path, manifest: Manifest, folder: Path
) -> tuple[list[Finding], list[BatchRow]]:
    """Read the file back with the receiver's eyes; errors refuse it."""
    masters = folder / "masters.db"
    with closing(connect.create(masters)) as connection:
        write_masters(company, connection, parties=False)
    name = _name(manifest)
    verified = verify(file, name=name, masters=masters)
    if not verified.sound:
        raise Refused(verified.findings, what=name, count=len(errors(verified.findings)))
    return verified.findings, list(verified.batches)


def _name(manifest: Manifest) -> str:
    return file_name(
        ruc=manifest.ruc,
        period=manifest.period,
        operation_type=manifest.operation_type,
        site=manifest.site,
        export_number=manifest.export_number,
    )


def _carry(
    file: Path, manifest: Manifest, rows: list[BatchRow], *, to: Path, as_zip: bool
) -> tuple[Path, Path]:
    """Copy the file beside its final name and read it back; only the rename is left."""
    final = to / _name(manifest)
    whole = file
    if as_zip:
        whole = file.with_suffix(".zip")
        final = final.with_suffix(".zip")
        pack(file, whole, summary(manifest, rows))
    if final.exists():
        raise WouldOverwrite(file=final)
    part = to / f".{final.name}.part"
    try:
        shutil.copyfile(whole, part)
        same = filecmp.cmp(whole, part, shallow=False)
    except OSError as problem:
        part.unlink(missing_ok=True)
        raise NotDelivered(file=final.name, folder=to, problem=problem.strerror) from problem
    if not same:
        part.unlink()
        raise NotDelivered(file=final.name, folder=to, problem=gettext("what was read back differs"))
    return part, final


def summary(manifest: Manifest, rows: list[BatchRow]) -> str:
    """Tell in a few lines what a package holds, for whoever opens it without the program."""
    lines = [
        f"{manifest.company} — RUC {manifest.ruc}",
        gettext("Vouchers of {month}, site {site} {name}, export n.º {number}").format(
            month=Period(manifest.period).in_words(),
            site=manifest.site,
            name=manifest.site_name,
            number=manifest.export_number,
        ),
        gettext("Verification code: {code}").format(code=manifest.verification_code),
        "",
        *(
            gettext("T/O {type}: {vouchers} vouchers, {lines} lines, debit {debit}, credit {credit}").format(
                type=row.operation_type,
                vouchers=row.vouchers,
                lines=row.lines,
                debit=format_amount(row.debit),
                credit=format_amount(row.credit),
            )
            for row in rows
        ),
    ]
    return "\r\n".join(lines) + "\r\n"


def _note(
    series: ExportSeries,
    kept: ArchivedFile,
    manifest: Manifest,
    rows: list[BatchRow],
    *,
    by: Actor,
    at: datetime,
) -> Export:
    series.last_number, series.last_digest = manifest.export_number, manifest.content_digest
    series.save()
    exported = Export.objects.create(
        company=series.company,
        file=kept,
        number=manifest.export_number,
        definitive=manifest.definitive,
        at=stamp(at),
        by=by.name,
        vouchers=sum(row.vouchers for row in rows),
        lines=sum(row.lines for row in rows),
        debit=sum(row.debit for row in rows),
        credit=sum(row.credit for row in rows),
    )
    record(
        by=by.name,
        at=at,
        act="export",
        company=manifest.ruc,
        subject=kept.name,
        details={
            "file_uid": manifest.file_uid,
            "digest": manifest.content_digest,
            "number": manifest.export_number,
            "definitive": manifest.definitive,
            "vouchers": exported.vouchers,
        },
    )
    return exported
