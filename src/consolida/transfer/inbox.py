"""What lies in a folder: the files of a month, newest first, and the others with the reason why not."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from consolida.core.disk import naming_failures
from consolida.core.errors import UnreadableFile
from consolida.core.home import Home
from consolida.core.language import gettext, noop
from consolida.core.period import NotAPeriod, Period
from consolida.core.portable import header
from consolida.core.portable.format import FileKind
from consolida.core.portable.manifest import Manifest
from consolida.core.portable.quarantine import Quarantine
from consolida.core.portable.read import claimed_vouchers, read_manifest
from consolida.core.printable import printable
from consolida.ledger.imports import in_force
from consolida.ledger.replacement.freshness import floors
from consolida.ledger.replacement.senders import is_own, there_are_copies, was_made_here
from consolida.masters import senders
from consolida.masters.models import Company, Site
from consolida.transfer.transports.folder import require_folder

NEW, IMPORTED, OLDER = "new", "already_imported", "older"
UNKNOWN_SITE, UNKNOWN_SIGNATURE, COPIES = "unknown_site", "unknown_signature", "two_copies"
RESTING = "site_not_in_use"

STATUSES = {
    NEW: noop("new"),
    IMPORTED: noop("imported already"),
    OLDER: noop("older than what is imported"),
    UNKNOWN_SITE: noop("unknown site"),
    UNKNOWN_SIGNATURE: noop("unknown signature"),
    COPIES: noop("two copies of the same site"),
    RESTING: noop("site no longer in use"),
}

SUFFIXES = {".db", ".zip"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """A file whose generation data match what was asked; nothing of it is proven yet."""

    path: Path
    manifest: Manifest
    status: str
    vouchers: int  # what the file says of itself

    @property
    def status_in_words(self) -> str:
        """Say the mark, in the active language."""
        return gettext(STATUSES[self.status])


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """A file that does not match, and why; what to do about it, and whose it is."""

    path: Path
    reason: str
    remedy: str = ""
    foreign: str = ""  # the RUC it is of
    manifest: Manifest | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """What lies in a folder; files of other companies are counted, never listed."""

    matching: tuple[Matching, ...]
    others: tuple[Other, ...]
    of_other_companies: int

    def conforming(self) -> tuple[Matching, ...]:
        """Return the files that may be imported together without a question, the newest of each scope."""
        taken: list[Matching] = []
        for one in self.matching:
            if one.status == NEW and not any(_overlapping(one.manifest, other.manifest) for other in taken):
                taken.append(one)
        return tuple(taken)


def look(company: Company, *, period: str, operation_type: str = "", folder: Path, home: Home) -> Inbox:
    """List the transfer files and packages of a folder, by header and manifest only."""
    require_folder(folder)
    with naming_failures():
        paths = [
            path
            for path in sorted(folder.iterdir())
            if path.suffix.lower() in SUFFIXES and not path.name.startswith(".")
        ]
    return sort(company, paths, period=period, operation_type=operation_type, home=home)


@naming_failures()
def sort(
    company: Company,
    paths: Iterable[Path],
    *,
    period: str,
    operation_type: str = "",
    home: Home,
    name_foreign: bool = False,
) -> Inbox:
    """Tell files that match from the others, by header and manifest only.

    With `name_foreign` those of other companies are listed with the others: who brought them may know.
    """
    matching, others, foreign = [], [], 0
    with Quarantine(home.private) as quarantine:
        for path in paths:
            try:
                manifest, vouchers = _claims(path, quarantine)
            except UnreadableFile as problem:
                others.append(Other(path=path, reason=problem.why(), remedy=problem.advice()))
                continue
            if manifest.ruc != company.ruc:
                foreign += 1
                if name_foreign:
                    reason = _of_another(manifest, company)
                    others.append(Other(path=path, reason=reason, foreign=manifest.ruc))
                continue
            reason = _why_not(manifest, period, operation_type)
            if reason:
                others.append(Other(path=path, reason=reason, manifest=manifest))
            else:
                status = status_of(company, manifest, home=home)
                matching.append(Matching(path=path, manifest=manifest, status=status, vouchers=vouchers))
    matching.sort(key=lambda one: (one.manifest.cutoff, one.manifest.export_number), reverse=True)
    return Inbox(matching=tuple(matching), others=tuple(others), of_other_companies=foreign)


def _overlapping(one: Manifest, other: Manifest) -> bool:
    return one.site == other.site and (
        one.operation_type == other.operation_type or "" in {one.operation_type, other.operation_type}
    )


def _claims(path: Path, quarantine: Quarantine) -> tuple[Manifest, int]:
    """Read what a file says of itself; only what is packed has to be copied for that."""
    file = quarantine.take(path) if _is_package(path) else path
    manifest = read_manifest(file, name=path.name)
    vouchers = claimed_vouchers(file, name=path.name)
    if file is not path:
        file.unlink()
    return manifest, vouchers


def _is_package(path: Path) -> bool:
    with header.open_regular(path, name=printable(path.name)) as file:
        return file.read(len(header.ZIP_MAGIC)) == header.ZIP_MAGIC


def status_of(company: Company, manifest: Manifest, *, home: Home) -> str:
    """Mark a file: new, imported already, older than what is imported, or of a sender to ask about."""
    if in_force(company).filter(files__file_uid=manifest.file_uid).exists():
        return IMPORTED
    site = Site.objects.filter(company=company, code=manifest.site).first()
    if not was_made_here(company, manifest, home):
        if site is None:
            return UNKNOWN_SITE
        known = senders.known_key(site, manifest.installation, manifest.public_key)
        if not known and not is_own(manifest, home):
            return UNKNOWN_SIGNATURE
        if there_are_copies(company, manifest, home):
            return COPIES
    if site is not None and not site.active:
        return RESTING
    return OLDER if manifest.export_number < newest(company, manifest) else NEW


def newest(company: Company, manifest: Manifest) -> int:
    """Return the highest number in force here of the file's installation, for its scope."""
    highest = floors(company, manifest)
    if manifest.whole_month:
        return max(highest.values(), default=0)
    return max(highest.get("", 0), highest.get(manifest.operation_type, 0))


def _of_another(manifest: Manifest, company: Company) -> str:
    return gettext("It is of RUC {theirs}, not of RUC {ours}.").format(theirs=manifest.ruc, ours=company.ruc)


def _why_not(manifest: Manifest, period: str, operation_type: str) -> str:
    if manifest.kind is FileKind.MASTERS:
        return gettext("It holds masters, not vouchers.")
    if manifest.kind is not FileKind.VOUCHERS:
        return gettext("It holds what an import replaced, kept for undoing that import.")
    if manifest.period != period:
        return gettext("It is of {month}.").format(month=_month(manifest.period))
    if operation_type and manifest.operation_type != operation_type:
        if not manifest.operation_type:
            return gettext("It holds the whole month, not only T/O {type}.").format(type=operation_type)
        return gettext("It is of T/O {type}.").format(type=manifest.operation_type)
    return ""


def _month(claimed: str) -> str:
    try:
        return Period(claimed).in_words()
    except NotAPeriod:
        return f"“{claimed}”"
