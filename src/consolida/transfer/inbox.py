"""What lies in a folder: the files of a month, newest first, and the others with the reason why not."""

from dataclasses import dataclass
from pathlib import Path

from consolida.core.errors import UnreadableFile
from consolida.core.home import Home
from consolida.core.language import gettext
from consolida.core.period import Period
from consolida.core.portable.format import FileKind
from consolida.core.portable.manifest import Manifest
from consolida.core.portable.quarantine import Quarantine
from consolida.core.portable.read import claimed_vouchers, read_manifest
from consolida.ledger.models import Import
from consolida.ledger.replacement.freshness import floor
from consolida.masters import senders
from consolida.masters.installation import installation
from consolida.masters.models import Company, Site
from consolida.transfer.delivery import require_folder

NEW, IMPORTED, OLDER = "new", "already_imported", "older"
UNKNOWN_SITE, UNKNOWN_SIGNATURE = "unknown_site", "unknown_signature"

SUFFIXES = {".db", ".zip"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """A file whose generation data match what was asked; nothing of it is proven yet."""

    path: Path
    manifest: Manifest
    status: str
    vouchers: int  # what the file says of itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """A file that does not match, and why."""

    path: Path
    reason: str
    manifest: Manifest | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """What lies in a folder; files of other companies are counted, never listed."""

    matching: tuple[Matching, ...]
    others: tuple[Other, ...]
    of_other_companies: int


def look(company: Company, *, period: str, operation_type: str = "", folder: Path, home: Home) -> Inbox:
    """List the transfer files and packages of a folder, by header and manifest only."""
    require_folder(folder)
    matching, others, foreign = [], [], 0
    with Quarantine(home.private) as quarantine:
        for path in sorted(folder.iterdir()):
            if path.suffix.lower() not in SUFFIXES or path.name.startswith("."):
                continue
            try:
                copy = quarantine.take(path)
                manifest = read_manifest(copy, name=path.name)
                vouchers = claimed_vouchers(copy, name=path.name)
                copy.unlink()
            except UnreadableFile as problem:
                others.append(Other(path=path, reason=problem.sentence()))
                continue
            if manifest.ruc != company.ruc:
                foreign += 1
                continue
            reason = _why_not(manifest, period, operation_type)
            if reason:
                others.append(Other(path=path, reason=reason, manifest=manifest))
            else:
                status = status_of(company, manifest)
                matching.append(Matching(path=path, manifest=manifest, status=status, vouchers=vouchers))
    matching.sort(key=lambda one: (one.manifest.cutoff, one.manifest.export_number), reverse=True)
    return Inbox(matching=tuple(matching), others=tuple(others), of_other_companies=foreign)


def status_of(company: Company, manifest: Manifest) -> str:
    """Mark a file: new, imported already, older than what is imported, from an unknown site or key."""
    in_force = Import.objects.filter(company=company, act=Import.Act.IMPORT, undone_by=None)
    if in_force.filter(files__file_uid=manifest.file_uid).exists():
        return IMPORTED
    if manifest.installation != installation().uid:
        site = Site.objects.filter(company=company, code=manifest.site).first()
        if site is None:
            return UNKNOWN_SITE
        if not senders.accepted(site, manifest.installation, manifest.public_key):
            return UNKNOWN_SIGNATURE
    return OLDER if manifest.export_number < newest(company, manifest) else NEW


def newest(company: Company, manifest: Manifest) -> int:
    """Return the highest number in force here of the file's installation, for its scope."""
    scope = Import.objects.filter(
        company=company,
        act=Import.Act.IMPORT,
        undone_by=None,
        files__installation=manifest.installation,
        files__site=manifest.site,
        files__period=manifest.period,
    )
    if manifest.operation_type:
        scope = scope.filter(files__operation_type=manifest.operation_type)
    numbers = scope.values_list("files__export_number", flat=True)
    return max(floor(company, manifest), max(numbers, default=0))


def _why_not(manifest: Manifest, period: str, operation_type: str) -> str:
    if manifest.kind is FileKind.MASTERS:
        return gettext("It holds masters, not vouchers.")
    if manifest.period != period:
        return gettext("It is of {month}.").format(month=Period(manifest.period).in_words())
    if operation_type and manifest.operation_type != operation_type:
        if not manifest.operation_type:
            return gettext("It holds the whole month, not only T/O {type}.").format(type=operation_type)
        return gettext("It is of T/O {type}.").format(type=manifest.operation_type)
    return ""
