"""What left and what came: exports and imports, the newest first."""

from dataclasses import dataclass

from consolida.ledger.models import Import
from consolida.masters.models import Company
from consolida.transfer.models import Export


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One export, import, load or undo."""

    act: str  # export, import, load, undo
    number: int  # the export's number, or the import's, which “undo” takes
    at: str
    by: str
    files: tuple[str, ...]
    digests: tuple[str, ...]
    added: int = 0
    removed: int = 0
    changed: int = 0
    equal: int = 0
    vouchers: int = 0  # of an export
    undone_by: int | None = None
    undoes: int | None = None
    reason: str = ""
    delivered_to: str = ""


def history(company: Company) -> list[Passage]:
    """Return every passage of a company, the newest first."""
    exports = Export.objects.filter(company=company).select_related("file")
    imports = Import.objects.filter(company=company).prefetch_related("files").select_related("undoes")
    passages = [_of_export(made) for made in exports] + [_of_import(noted) for noted in imports]
    return sorted(passages, key=lambda passage: (passage.at, passage.number), reverse=True)


def _of_export(made: Export) -> Passage:
    return Passage(
        act="export",
        number=made.number,
        at=made.at,
        by=made.by,
        files=(made.file.name,),
        digests=(made.file.content_digest,),
        vouchers=made.vouchers,
        delivered_to=made.delivered_to,
    )


def _of_import(noted: Import) -> Passage:
    files = list(noted.files.all())
    undone = getattr(noted, "undoes", None)
    return Passage(
        act=noted.act,
        number=noted.pk,
        at=noted.at,
        by=noted.by,
        files=tuple(file.name for file in files),
        digests=tuple(file.content_digest for file in files),
        added=noted.added,
        removed=noted.removed,
        changed=noted.changed,
        equal=noted.equal,
        undone_by=noted.undone_by_id,
        undoes=undone.pk if undone is not None else None,
        reason=noted.reason,
    )
