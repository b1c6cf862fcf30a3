"""What left and what came: exports and imports, the newest first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from consolida.core.batches import BatchKey
from consolida.core.language import gettext, noop
from consolida.ledger.brought import in_short
from consolida.ledger.models import ArchivedFile, BroughtMasters, Import
from consolida.masters.models import Company
from consolida.transfer.models import Export

EXPORT = "export"
ACTS = {
    EXPORT: noop("export"),
    Import.Act.IMPORT.value: noop("import"),
    Import.Act.LOAD.value: noop("load"),
    Import.Act.UNDO.value: noop("undo"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One export, import, load or undo."""

    act: str  # export, import, load, undo
    number: int  # the export's number, or the import's, which “undo” takes
    at: str
    by: str
    files: tuple[str, ...]
    digests: tuple[str, ...]
    batches: tuple[BatchKey, ...] = ()  # what an import replaced
    period: str = ""  # of an export; '' where it sent masters
    site: str = ""
    operation_type: str = ""
    definitive: bool = False
    added: int = 0
    removed: int = 0
    changed: int = 0
    equal: int = 0
    vouchers: int = 0  # of an export
    undone_by: int | None = None
    undoes: int | None = None
    reason: str = ""
    delivered_to: str = ""
    brought: tuple[BroughtMasters, ...] = ()  # what an import brought to the masters

    @property
    def act_in_words(self) -> str:
        """Say what was done, in the active language."""
        return gettext(ACTS[self.act])

    @property
    def places(self) -> tuple[tuple[str, str, str], ...]:
        """What an import replaced, short: month, site, and the T/O in one text."""
        types: dict[tuple[str, str], list[str]] = {}
        for key in self.batches:
            types.setdefault((key.period, key.site), []).append(key.operation_type)
        return tuple((*place, " ".join(codes)) for place, codes in sorted(types.items()))

    @property
    def only_masters(self) -> bool:
        """Whether it came without vouchers: its counts of vouchers say nothing."""
        return self.act != EXPORT and not self.batches and bool(self.brought)

    @property
    def brought_in_short(self) -> str:
        """Say what an import brought to the masters, in the active language; '' where it brought nothing."""
        return in_short(self.brought)

    @property
    def note(self) -> str:
        """Say what became of it, in the active language."""
        if self.undone_by is not None:
            return gettext("undone by {number}").format(number=self.undone_by)
        if self.undoes is not None:
            return gettext("undoes {number}").format(number=self.undoes)
        if self.act == EXPORT and not self.delivered_to:
            return gettext("never arrived")
        return self.reason


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the passages, and how many there are in all."""

    passages: tuple[Passage, ...]
    total: int


def history(company: Company, *, period: str = "", acts: Sequence[str] = ()) -> list[Passage]:
    """Return the passages of a company, the newest first; of one month and of some kinds only where asked."""
    return list(page(company, period=period, acts=acts).passages)


def page(
    company: Company,
    *,
    period: str = "",
    acts: Sequence[str] = (),
    offset: int = 0,
    limit: int | None = None,
) -> Page:
    """Return some of the passages; however many there are, the same few questions are asked."""
    places = sorted(
        [*_exports(company, period, acts), *_imports(company, period, acts)],
        key=lambda one: one[:2],
        reverse=True,
    )
    shown = places[offset:] if limit is None else places[offset : offset + limit]
    exports, imports = Export.objects.filter(company=company), Import.objects.filter(company=company)
    if limit is not None:
        exports = exports.filter(pk__in=[pk for *_, pk, act in shown if act == EXPORT])
        imports = imports.filter(pk__in=[pk for *_, pk, act in shown if act != EXPORT])
    made = {one.pk: _of_export(one) for one in exports.select_related("file")}
    came = {
        one.pk: _of_import(one)
        for one in imports.prefetch_related("files", "batches", "brought").select_related("undoes")
    }
    found = (made[pk] if act == EXPORT else came[pk] for *_, pk, act in shown)
    return Page(tuple(found), len(places))


# What orders a passage: when, its number; then its key and its kind
_Place = tuple[str, int, int, str]


def _exports(company: Company, period: str, acts: Sequence[str]) -> Iterable[_Place]:
    if acts and EXPORT not in acts:
        return
    exports = Export.objects.filter(company=company)
    if period:
        exports = exports.filter(file__period=period)
    for at, number, pk in exports.order_by().values_list("at", "number", "pk"):
        yield at, number, pk, EXPORT


def _imports(company: Company, period: str, acts: Sequence[str]) -> Iterable[_Place]:
    imports = Import.objects.filter(company=company)
    if acts:
        imports = imports.filter(act__in=acts)
    if period:
        imports = imports.filter(batches__period=period).distinct()
    for at, pk, act in imports.order_by().values_list("at", "pk", "act"):
        yield at, pk, pk, act


def _of_export(made: Export) -> Passage:
    return Passage(
        act=EXPORT,
        number=made.number,
        at=made.at,
        by=made.by,
        files=(made.file.name,),
        digests=(made.file.content_digest,),
        period=made.file.period,
        site=made.file.site,
        operation_type=made.file.operation_type,
        definitive=made.definitive,
        vouchers=made.vouchers,
        delivered_to=made.delivered_to,
    )


def _of_import(noted: Import) -> Passage:
    files: list[ArchivedFile] = list(noted.files.all())
    undone = getattr(noted, "undoes", None)
    return Passage(
        act=noted.act,
        number=noted.pk,
        at=noted.at,
        by=noted.by,
        files=tuple(file.name for file in files),
        digests=tuple(file.content_digest for file in files),
        batches=tuple(sorted(row.key for row in noted.batches.all())),
        added=noted.added,
        removed=noted.removed,
        changed=noted.changed,
        equal=noted.equal,
        undone_by=noted.undone_by_id,
        undoes=undone.pk if undone is not None else None,
        reason=noted.reason,
        brought=tuple(noted.brought.all()),
    )
