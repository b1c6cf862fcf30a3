"""The doctor: proves that what is kept agrees with itself; it changes nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from django.db import DatabaseError, connection

from consolida.audit.record import broken_links
from consolida.core.actor import Actor
from consolida.core.errors import UnreadableFile
from consolida.core.findings import Finding, Severity, errors
from consolida.core.home import Home
from consolida.core.language import noop
from consolida.core.portable.quarantine import Quarantine
from consolida.core.portable.verify import prove, verify
from consolida.core.totals import Totals
from consolida.core.wording import Message, Quote, counted
from consolida.ledger import totals
from consolida.ledger.batches import key_of
from consolida.ledger.extract import database_damage, extract_batches
from consolida.ledger.models import VOUCHER_BITS, ArchivedFile, Balance, Batch, Line, Voucher
from consolida.masters.models import Company

RESTORE = noop(
    "Restore the last backup in which “consolida doctor” finds nothing, and import again what came since."
)


def examine(*, home: Home, by: Actor, at: datetime) -> list[Finding]:
    """Prove the whole installation: database, audit chain, and each company's batches, lines and archive."""
    findings = [*_database(), *broken_links(), *_strays()]
    for company in Company.objects.all():
        findings += [finding for batch in _batches(company) for finding in _batch(batch)]
        findings += _rules(company, home=home, by=by, at=at)
        findings += _archive(company, home)
    return findings


def _finding(rule: str, message: Message, /, remedy: str = RESTORE, **fields: object) -> Finding:
    return Finding(rule, Severity.ERROR, message, remedy, fields)


def _database() -> Iterator[Finding]:
    for problem in database_damage():
        yield _finding("database_damaged", noop("The database is damaged: {problem}."), problem=problem)
    try:
        connection.check_constraints()
    except DatabaseError as problem:
        yield _finding(
            "dangling_reference",
            noop("The database lacks something that is used (for support: {problem})"),
            problem=problem,
        )


def _strays() -> Iterator[Finding]:
    """Find vouchers outside of their batch's range, and lines without a voucher."""
    astray = sum(
        1
        for pk, batch in Voucher.objects.values_list("pk", "batch_id").iterator()
        if pk >> VOUCHER_BITS != batch
    )
    if astray:
        yield _finding(
            "voucher_astray",
            counted(
                "{count} voucher lies outside of its batch.",
                "{count} vouchers lie outside of their batch.",
            ),
            count=astray,
        )
    found, expected = Line.objects.count(), sum(Batch.objects.values_list("lines", flat=True))
    if found != expected:
        yield _finding(
            "line_astray",
            noop("Lines in the ledger: {found}; its months and T/O account for {expected}."),
            found=f"{found:,}",
            expected=f"{expected:,}",
        )


def _batches(company: Company) -> Iterable[Batch]:
    return Batch.objects.filter(company=company).select_related("site", "operation_type").order_by("pk")


def _batch(batch: Batch) -> Iterator[Finding]:
    """Compare a batch's counts, totals, digest and balances with its rows."""
    words = key_of(batch).in_words()
    counted = totals.recount(batch.pk)
    expected = Totals.of(batch)
    if counted != expected:
        yield _finding(
            "ledger_totals",
            noop("{batch} should have {expected}; its rows are {counted}."),
            batch=words,
            counted=counted.in_words(),
            expected=expected.in_words(),
        )
    if totals.digest_and_number(batch.pk)[0] != batch.digest:
        yield _finding(
            "ledger_digest", noop("The vouchers of {batch} are not the ones that were recorded."), batch=words
        )
    kept = {(row.kind, row.account): (row.debit, row.credit) for row in Balance.objects.filter(batch=batch)}
    if kept != totals.balances(batch.pk):
        yield _finding(
            "batch_balances", noop("The balances of {batch} are not the sums of its lines."), batch=words
        )


def _rules(company: Company, *, home: Home, by: Actor, at: datetime) -> Iterator[Finding]:
    """Put every month through the rules, voucher digests among them."""
    periods = Batch.objects.filter(company=company).values_list("period", flat=True).distinct()
    for period in sorted(set(periods)):
        keys = [key_of(batch) for batch in _batches(company) if batch.period == period]
        with Quarantine(home.private) as private:
            file = private.folder / "month.db"
            extract_batches(company, keys, file, home=home, by=by, at=at)
            verified = verify(file, name=period)
        yield from map(_of_the_ledger, errors(verified.findings))


def _of_the_ledger(finding: Finding) -> Finding:
    """Say of what stands here what a rule says of a file that a site could send again."""
    if finding.rule != "voucher_digest":
        return finding
    changed = noop("Voucher {voucher} is not as it was recorded: it was changed outside of the program.")
    if finding.voucher:
        return replace(finding, message=changed, remedy=RESTORE)
    example = Quote(changed, finding.fields)
    return replace(finding, fields={**finding.fields, "example": example}, remedy=RESTORE)


def _archive(company: Company, home: Home) -> Iterator[Finding]:
    """Find archived files that are gone, damaged or not what was noted."""
    for kept in ArchivedFile.objects.filter(company=company):
        path = home.archived(kept.file_uid)
        name = kept.name or path.name
        remedy = noop(
            "Copy the folder “archive” back from a backup; without the file that import cannot be undone."
        )
        if not path.exists():
            yield _finding("archive_gone", noop("The archive lacks {file}."), remedy, file=name)
            continue
        try:
            verified = prove(path, name=name)
        except UnreadableFile as problem:
            yield _finding(
                "archive_damaged", noop("In the archive, {problem}"), remedy, problem=problem.sentence()
            )
            continue
        if verified.manifest.content_digest != kept.content_digest or not verified.sound:
            yield _finding(
                "archive_changed", noop("The archived file {file} is not what was kept."), remedy, file=name
            )
