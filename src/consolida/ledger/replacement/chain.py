"""The chain of an installation's files: what contradicts it, and what goes on from what is in force."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import QuerySet

from consolida.core.portable.format import FileKind
from consolida.core.portable.manifest import Manifest
from consolida.ledger import imports
from consolida.ledger.models import ArchivedFile, Import
from consolida.masters.models import Company


def chain_is_broken(company: Company, manifest: Manifest, together: Sequence[Manifest] = ()) -> bool:
    """Tell whether a file contradicts the numbers and digests of its installation's files.

    Those are the ones kept here and the ones that came together with it.
    """
    kept = ArchivedFile.objects.filter(company=company, installation=manifest.installation)
    kept = kept.exclude(kind=FileKind.BEFORE)
    if kept.filter(file_uid=manifest.file_uid).exists():
        return False
    number = manifest.export_number
    links = [
        *(_link(one) for one in kept.filter(export_number__range=(number - 1, number + 1))),
        *(
            _link(other)
            for other in together
            if other.installation == manifest.installation and other.file_uid != manifest.file_uid
        ),
    ]
    mine = _link(manifest)
    former = {link.digest for link in links if link.number == number - 1}
    later = {link.previous for link in links if link.number == number + 1}
    return (
        any(link.statement != mine.statement for link in links if link.number == number)
        or (bool(former) and mine.previous not in former)
        or (bool(later) and mine.digest not in later)
    )


class _Link(NamedTuple):
    """A file in the chain of its installation's exports."""

    number: int
    previous: str
    digest: str
    scope: tuple[str, str, str]

    @property
    def statement(self) -> tuple[str, tuple[str, str, str]]:
        """What the file says, of what: two months without vouchers have one digest."""
        return self.digest, self.scope


def _link(file: Manifest | ArchivedFile) -> _Link:
    scope = file.site, file.period, file.operation_type
    return _Link(file.export_number, file.previous, file.content_digest, scope)


def another_copy_is_in_force(company: Company, manifest: Manifest) -> bool:
    """Tell whether a file would replace what was taken from another copy of its site's installation.

    Such a file may know nothing of what it would undo, and its number says nothing about it.
    """
    if manifest.kind is not FileKind.VOUCHERS:
        return False
    return any(
        _is_beside(company, manifest, last)
        if last.installation == manifest.installation
        else not _is_the_sites(company, manifest)
        for last in _replaced(company, manifest)
    )


def in_force(company: Company, manifest: Manifest) -> QuerySet[ArchivedFile]:
    """Select the files of a file's site and month that an import took and nobody undid."""
    return ArchivedFile.objects.filter(
        company=company,
        kind=FileKind.VOUCHERS,
        site=manifest.site,
        period=manifest.period,
        imports__act=Import.Act.IMPORT,
        imports__undone_by=None,
    )


def _replaced(company: Company, manifest: Manifest) -> list[ArchivedFile]:
    """List the files in force that a file would replace: the last one of each T/O."""
    files = in_force(company, manifest).order_by("-imports__pk")
    if manifest.operation_type:
        return list(files.filter(operation_type__in=("", manifest.operation_type))[:1])
    last: dict[str, ArchivedFile] = {}
    for file in files:
        last.setdefault(file.operation_type, file)
        if not file.operation_type:  # it spoke for every T/O
            break
    return list(last.values())


def _is_the_sites(company: Company, manifest: Manifest) -> bool:
    """Tell whether the last import of a file's site took what the file's installation sent."""
    came = imports.in_force(company).filter(files__kind=FileKind.VOUCHERS, files__site=manifest.site)
    last = came.order_by("-pk")[:1]
    return ArchivedFile.objects.filter(
        imports__in=list(last), site=manifest.site, kind=FileKind.VOUCHERS, installation=manifest.installation
    ).exists()


def _is_beside(company: Company, manifest: Manifest, last: ArchivedFile) -> bool:
    """Tell whether a file does not go on from one of its installation; one that is older is asked about.

    Where files between them did not come it is not known, and counts where two chains did.
    """
    mine, number = _link(manifest), manifest.export_number - 1
    if number < last.export_number:
        return number == last.export_number - 1 and mine.statement != _link(last).statement
    kept = ArchivedFile.objects.filter(company=company, installation=manifest.installation)
    between = kept.exclude(kind=FileKind.BEFORE).filter(export_number__range=(last.export_number, number))
    links: dict[int, set[_Link]] = {}
    for file in between:
        links.setdefault(file.export_number, set()).add(_link(file))
    wanted = {mine.previous}
    while number > last.export_number:
        found = [link for link in links.get(number, ()) if link.digest in wanted]
        if not found:
            return any(len({link.statement for link in ones}) > 1 for ones in links.values())
        wanted, number = {link.previous for link in found}, number - 1
    return last.content_digest not in wanted
