"""Whether a file is older than what the ledger holds; numbers compare within one installation only."""

from collections.abc import Iterable, Mapping, Sequence

from consolida.core.batches import BatchKey
from consolida.core.findings import Finding, Severity
from consolida.core.language import noop
from consolida.core.portable.format import FileKind
from consolida.core.portable.manifest import Manifest
from consolida.ledger.models import ArchivedFile, Batch
from consolida.ledger.replacement.chain import in_force
from consolida.ledger.replacement.decisions import Answers
from consolida.ledger.replacement.parts import IncomingFile
from consolida.masters.models import Company

REPLACE = "replace"
NEWER_ONLY = "newer_only"


def floors(company: Company, manifest: Manifest) -> dict[str, int]:
    """Return, by T/O, the highest number in force here of the installation's files of a site and month.

    '' stands for files of the whole month, which speak for every T/O, those without a voucher too.
    """
    files = in_force(company, manifest).filter(installation=manifest.installation)
    numbers = files.values_list("operation_type", "export_number")
    highest: dict[str, int] = {}
    for operation_type, number in numbers:
        highest[operation_type] = max(number, highest.get(operation_type, 0))
    return highest


def older_keys(
    company: Company, manifest: Manifest, keys: Iterable[BatchKey], held: Mapping[BatchKey, Batch]
) -> list[BatchKey]:
    """List the batches for which the ledger holds something newer than a file."""
    lowest = floors(company, manifest)
    return [
        key
        for key in keys
        if manifest.export_number
        < max(
            lowest.get("", 0),
            lowest.get(key.operation_type, 0),
            _number_held(held.get(key), manifest.installation),
        )
    ]


def _number_held(batch: Batch | None, installation: str) -> int:
    return batch.export_number if batch is not None and batch.installation == installation else 0


def ask_about_age(
    file: IncomingFile, older: Sequence[BatchKey], *, partly: bool, reason: str, answers: Answers
) -> str:
    """Return what to do where a file is older: `replace`, `newer_only`, or '' while nobody has decided.

    `partly` tells whether the set also brings something newer.
    """
    if not older:
        return REPLACE
    manifest = file.manifest
    reason = reason.strip()
    name = ":".join(filter(None, ("older", manifest.site, manifest.period, manifest.operation_type)))
    if reason and name not in answers.given:
        return REPLACE
    answer = answers.ask(
        name,
        noop(
            "{file} (n.º {number}) is older than what was imported of T/O {types}, {period}, site {site}."
            " Import only the T/O that are newer, or put all of it back with a reason?"
        )
        if partly
        else noop(
            "{file} (n.º {number}) is older than what was imported of T/O {types}, {period}, site {site}."
            " To put it back all the same a reason is needed."
        ),
        values=(NEWER_ONLY, REPLACE) if partly else (REPLACE,),
        file=file.name,
        number=manifest.export_number,
        types=", ".join(sorted(key.operation_type for key in older)),
        period=manifest.period,
        site=manifest.site,
    )
    if answer == REPLACE and not reason:
        answers.ask(
            f"{name}:reason",
            noop("Why is the older file {file} put back?"),
            values=(),
            file=file.name,
        )
        return ""
    return answer


def gaps(company: Company, files: Sequence[IncomingFile]) -> list[Finding]:
    """Tell which numbers before a file's never came; that is information, they may be of other months."""
    found = []
    for file in files:
        manifest = file.manifest
        kept = ArchivedFile.objects.filter(
            company=company, installation=manifest.installation, export_number__lt=manifest.export_number
        )
        known = {
            *kept.exclude(kind=FileKind.BEFORE).values_list("export_number", flat=True),
            *_numbers_before(manifest, files),
        }
        if known and max(known) < manifest.export_number - 1 and not _came(company, manifest):
            found.append(
                Finding(
                    "numbers_missing",
                    Severity.NOTE,
                    noop(
                        "{file} is n.º {number}; the last that came before it is n.º {last}."
                        " Those between did not come here; they may be of other months."
                    ),
                    noop("If vouchers are missing, ask site {site} what it exported in between."),
                    {
                        "file": file.name,
                        "number": manifest.export_number,
                        "last": max(known),
                        "site": manifest.site,
                    },
                    file.name,
                )
            )
    return found


def _came(company: Company, manifest: Manifest) -> bool:
    """Tell whether a file came before; what is missing was said then."""
    return ArchivedFile.objects.filter(company=company, file_uid=manifest.file_uid).exists()


def _numbers_before(manifest: Manifest, files: Iterable[IncomingFile]) -> Iterable[int]:
    return (
        other.manifest.export_number
        for other in files
        if other.manifest.installation == manifest.installation
        and other.manifest.export_number < manifest.export_number
    )
