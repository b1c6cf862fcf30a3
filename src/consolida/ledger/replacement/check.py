"""What speaks against a replacement: findings about the files and this ledger."""

from collections.abc import Iterable, Mapping, Sequence

from consolida.core.batches import BatchKey
from consolida.core.errors import UnreadableFile
from consolida.core.findings import Finding, Severity
from consolida.core.home import Home
from consolida.core.language import noop
from consolida.core.portable.format import FileKind
from consolida.core.portable.manifest import Manifest
from consolida.core.portable.read import read_manifest
from consolida.ledger.bulk import Elsewhere
from consolida.ledger.filing import book_name, filed
from consolida.ledger.models import ArchivedFile, Batch, SiteMonth
from consolida.ledger.replacement.parts import IncomingFile, Part
from consolida.ledger.replacement.senders import is_own
from consolida.masters.models import Company


def _error(rule: str, message: str, remedy: str, /, *, file: str = "", **fields: object) -> Finding:
    return Finding(rule, Severity.ERROR, message, remedy, {**fields, "file": file}, file)


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
            "other_company",
            noop("{file} is of RUC {theirs} ({name}), not of RUC {ours}."),
            noop("Choose the company of the file, or a file of this company."),
            file=file.name,
            theirs=manifest.ruc,
            name=manifest.company,
            ours=company.ruc,
        )
    if manifest.currency != company.currency:
        yield _error(
            "other_currency",
            noop("{file} has books in {theirs}; those of this company are in {ours}."),
            noop("Have the company's currency corrected where the file was made, and export again."),
            file=file.name,
            theirs=manifest.currency,
            ours=company.currency,
        )
    if manifest.kind is FileKind.VOUCHERS and period and manifest.period != period:
        yield _error(
            "other_month",
            noop("{file} is of {its_period}, not of {period}."),
            noop("Import it with its own month, {its_period}."),
            file=file.name,
            its_period=manifest.period,
            period=period,
        )
    if manifest.kind is FileKind.VOUCHERS and operation_type and manifest.operation_type != operation_type:
        yield _error(
            "other_operation_type",
            noop("{file} is of T/O {theirs}, not of T/O {asked}.")
            if manifest.operation_type
            else noop("{file} holds the whole month, not only T/O {asked}."),
            noop("Import it with its own T/O, {theirs}.")
            if manifest.operation_type
            else noop("Import it without a T/O, or ask the site for a file of this T/O only."),
            file=file.name,
            theirs=manifest.operation_type,
            asked=operation_type,
        )


def _overlapping(one: IncomingFile, other: IncomingFile) -> bool:
    a, b = one.manifest, other.manifest
    if FileKind.MASTERS in {a.kind, b.kind} or (a.site, a.period) != (b.site, b.period):
        return False
    return a.operation_type == b.operation_type or "" in {a.operation_type, b.operation_type}


def _overlap(file: IncomingFile, other: IncomingFile) -> Finding:
    return _error(
        "two_files_of_one_scope",
        noop("{file} and {other} both hold vouchers of site {site} and the same T/O in {period}."),
        noop("Keep only the newer one in the set."),
        file=file.name,
        other=other.name,
        site=file.manifest.site,
        period=file.manifest.period,
    )


def files_are_themselves(company: Company, files: Sequence[IncomingFile], home: Home) -> list[Finding]:
    """Find files that bear the identity of another one, in the set or kept here, or that name no sender."""
    kept = {
        one.file_uid: one
        for one in ArchivedFile.objects.filter(
            company=company, file_uid__in=[file.manifest.file_uid for file in files]
        )
    }
    found: list[Finding] = []
    seen = dict[str, Manifest]()
    for file in files:
        uid = file.manifest.file_uid
        another = uid in kept and not _is_the_same(file, kept[uid], home)
        if another or seen.get(uid, file.manifest) != file.manifest:
            found.append(
                _error(
                    "file_identity",
                    noop("{file} has the identity of another file and another content."),
                    noop("Have it exported again with the program that made it."),
                    file=file.name,
                )
            )
        if not file.manifest.site and not is_own(file.manifest, home):
            found.append(
                _error(
                    "no_sender",
                    noop("{file} does not say which site sends it."),
                    noop("Have it sent again with the program that made it."),
                    file=file.name,
                )
            )
        seen[uid] = file.manifest
    return found


def _is_the_same(file: IncomingFile, kept: ArchivedFile, home: Home) -> bool:
    """Tell whether a file says of itself all that the kept one of its uid says; the signature covers it."""
    try:
        manifest = read_manifest(home.archived(kept.file_uid))
    except UnreadableFile:  # the kept one is lost: this one takes its place
        return kept.content_digest == file.manifest.content_digest
    return manifest == file.manifest


def states_allow(
    company: Company,
    parts: Mapping[BatchKey, Part],
    held: Mapping[BatchKey, Batch],
    *,
    books: Mapping[str, str],
) -> list[Finding]:
    """Find batches that would change or cease to exist although they are closed or their book was filed.

    `books` are the books of the T/O that the files bring and this company does not have yet.
    """
    changing = [
        key
        for key, part in sorted(parts.items())
        if part.digest != (held[key].digest if key in held else Part(key=key).digest)
        or (key in held and not part.exists)
    ]
    return taking_no_change(company, changing, held, books=books)


def taking_no_change(
    company: Company,
    changing: Sequence[BatchKey],
    held: Mapping[BatchKey, Batch],
    *,
    books: Mapping[str, str],
) -> list[Finding]:
    """Find batches among those that would change that are closed or whose book was filed."""
    return [*_closed(company, changing, held), *_filed(company, changing, books)]


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
                "batch_closed",
                noop("{batch} is closed here; its vouchers would change."),
                noop("Reopen it, with a reason, and try again."),
                batch=key.in_words(),
                period=key.period,
            )


def _filed(company: Company, changing: Sequence[BatchKey], books: Mapping[str, str]) -> Iterable[Finding]:
    for key, fact in filed(company, changing, also=books).items():
        yield _error(
            "book_filed",
            noop("{batch} was filed with SUNAT in {book}, constancia {constancia}; it takes no change."),
            noop("Record the difference in the open month, as a voucher of state 8 or 9 where it applies."),
            batch=key.in_words(),
            period=key.period,
            book=book_name(fact.book),
            constancia=fact.constancia,
        )


def vouchers_stand_elsewhere(found: Sequence[Elsewhere]) -> list[Finding]:
    """Say which vouchers of the files the ledger holds in batches that would stay: they would be doubled."""
    return [
        _error(
            "voucher_moved",
            noop("Voucher {number} of the file stands here as {held} in {batch}; it would be doubled."),
            noop("Import the file of {batch} in the same set, or the whole month, so that it leaves there."),
            number=one.number,
            held=one.held_number,
            batch=one.key.in_words(),
        )
        if one.same_uid
        else _error(
            "cuo_taken",
            noop("The CUO {cuo} of voucher {number} belongs here to voucher {held} in {batch}."),
            noop("Ask the site to correct the voucher's CUO and to export again."),
            cuo=one.cuo,
            number=one.number,
            held=one.held_number,
            batch=one.key.in_words(),
        )
        for one in found
    ]
