"""What speaks against a replacement: findings about the files and this ledger."""

from collections.abc import Iterable, Mapping, Sequence

from consolida.core.batches import BatchKey
from consolida.core.findings import Finding, Severity
from consolida.core.language import noop
from consolida.core.portable.format import FileKind
from consolida.ledger.bulk import Elsewhere
from consolida.ledger.filing import book_name, filed
from consolida.ledger.models import Balance, Batch, SiteMonth
from consolida.ledger.replacement.parts import IncomingFile, Part
from consolida.masters.models import Company


def _error(rule: str, message: str, remedy: str, /, *, file: str = "", **fields: object) -> Finding:
    return Finding(rule, Severity.ERROR, message, remedy, fields, file)


def files_fit(
    company: Company,
    files: Sequence[IncomingFile],
    *,
    period: str,
    operation_type: str,
) -> list[Finding]:
    """Find files of another company, kind, month or T/O than was asked for, and two files of one scope."""
    found: list[Finding] = []
    for file in files:
        found += _file_fits(company, file, period=period, operation_type=operation_type)
    for position, file in enumerate(files):
        found += [_overlap(file, other) for other in files[:position] if _overlapping(file, other)]
    return found


def _file_fits(
    company: Company, file: IncomingFile, *, period: str, operation_type: str
) -> Iterable[Finding]:
    manifest = file.manifest
    if manifest.ruc != company.ruc:
        yield _error(
            "other-company",
            noop("{file} is of RUC {theirs} ({name}), not of RUC {ours}."),
            noop("Choose the company of the file, or a file of this company."),
            file=file.name,
            theirs=manifest.ruc,
            name=manifest.company,
            ours=company.ruc,
        )
    if manifest.kind is FileKind.VOUCHERS and period and manifest.period != period:
        yield _error(
            "other-month",
            noop("{file} is of month {theirs}, not of {asked}."),
            noop("Import it with its own month, {theirs}."),
            file=file.name,
            theirs=manifest.period,
            asked=period,
        )
    if manifest.kind is FileKind.VOUCHERS and operation_type and manifest.operation_type != operation_type:
        yield _error(
            "other-operation-type",
            noop("{file} is of T/O {theirs}, not of {asked}."),
            noop("Import it with its own T/O, or without one if it holds the whole month."),
            file=file.name,
            theirs=manifest.operation_type or noop("whole month"),
            asked=operation_type,
        )


def _overlapping(one: IncomingFile, other: IncomingFile) -> bool:
    a, b = one.manifest, other.manifest
    if FileKind.MASTERS in {a.kind, b.kind} or (a.site, a.period) != (b.site, b.period):
        return False
    return a.operation_type == b.operation_type or "" in {a.operation_type, b.operation_type}


def _overlap(file: IncomingFile, other: IncomingFile) -> Finding:
    return _error(
        "two-files-of-one-scope",
        noop("{file} and {other} both hold vouchers of site {site} and the same T/O in {period}."),
        noop("Keep only the newer one in the set."),
        file=file.name,
        other=other.name,
        site=file.manifest.site,
        period=file.manifest.period,
    )


def states_allow(
    company: Company, parts: Mapping[BatchKey, Part], held: Mapping[BatchKey, Batch]
) -> list[Finding]:
    """Find batches whose content would change although they are closed or their book was filed."""
    changing = [
        key
        for key, part in parts.items()
        if part.digest != (held[key].digest if key in held else Part(key=key).digest)
    ]
    return [*_closed(company, changing, held), *_filed(company, changing)]


def _closed(
    company: Company, changing: Sequence[BatchKey], held: Mapping[BatchKey, Batch]
) -> Iterable[Finding]:
    closed_months = {
        (month.site.code, month.period)
        for month in SiteMonth.objects.filter(company=company, closed=True).select_related("site")
    }
    for key in changing:
        if (key.site, key.period) in closed_months or (key in held and held[key].closed):
            yield _error(
                "batch-closed",
                noop("{batch} is closed here; its vouchers would change."),
                noop("Reopen it, with a reason, and import again."),
                batch=key.in_words(),
            )


def _filed(company: Company, changing: Sequence[BatchKey]) -> Iterable[Finding]:
    for key, fact in filed(company, changing).items():
        yield _error(
            "book-filed",
            noop("{batch} was filed with SUNAT ({book}, constancia {constancia}); it takes no import."),
            noop("Record the difference in the open month, as a voucher of state 8 or 9 where it applies."),
            batch=key.in_words(),
            book=book_name(fact.book),
            constancia=fact.constancia,
        )


def vouchers_stand_elsewhere(found: Sequence[Elsewhere]) -> list[Finding]:
    """Say which vouchers of the files the ledger holds in batches that would stay: they would be doubled."""
    return [
        _error(
            "voucher-moved",
            noop("Voucher {number} of the file stands here as {held} in {batch}; it would be doubled."),
            noop("Import the file of {batch} in the same set, or the whole month, so that it leaves there."),
            number=one.number,
            held=one.held_number,
            batch=one.key.in_words(),
        )
        if one.same_uid
        else _error(
            "cuo-taken",
            noop("The CUO {cuo} of voucher {number} belongs here to voucher {held} in {batch}."),
            noop("Ask the site to correct the voucher's CUO and to export again."),
            cuo=one.cuo,
            number=one.number,
            held=one.held_number,
            batch=one.key.in_words(),
        )
        for one in found
    ]


def opening_comes_from_one_site(
    company: Company, opening_sites: Mapping[str, set[str]], leaving: Sequence[int]
) -> list[Finding]:
    """Find opening vouchers of a year for which another site's opening vouchers stand here.

    `opening_sites` has the sites with opening vouchers by year, as the files have them.
    """
    found = []
    for year, sites in opening_sites.items():
        standing = set(
            Balance.objects.filter(company=company, kind="A", batch__period__startswith=year)
            .exclude(batch_id__in=leaving)
            .values_list("batch__site__code", flat=True)
        )
        if len(sites | standing) > 1:
            found.append(
                _error(
                    "opening-from-one-site",
                    noop(
                        "Opening vouchers of {year} come from several sites ({sites}): they would be doubled."
                    ),
                    noop("Keep the opening entry at one site only, and annul it at the others."),
                    year=year,
                    sites=", ".join(sorted(sites | standing)),
                )
            )
    return found
