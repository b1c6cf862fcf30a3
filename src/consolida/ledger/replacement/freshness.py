"""Whether a file is older than what the ledger holds; numbers compare within one installation only."""

from collections.abc import Iterable, Mapping, Sequence

from consolida.core.batches import BatchKey
from consolida.core.language import noop
from consolida.core.portable.manifest import Manifest
from consolida.ledger.models import Batch, Import
from consolida.ledger.replacement.decisions import Answers
from consolida.ledger.replacement.parts import IncomingFile
from consolida.masters.models import Company

REPLACE = "replace"
NEWER_ONLY = "newer_only"


def floor(company: Company, manifest: Manifest) -> int:
    """Return the highest number of the whole-month files of its site and month that are in force here."""
    numbers = Import.objects.filter(
        company=company,
        act=Import.Act.IMPORT,
        undone_by=None,
        files__site=manifest.site,
        files__period=manifest.period,
        files__operation_type="",
        files__installation=manifest.installation,
    ).values_list("files__export_number", flat=True)
    return max(numbers, default=0)


def older_keys(
    company: Company, manifest: Manifest, keys: Iterable[BatchKey], held: Mapping[BatchKey, Batch]
) -> list[BatchKey]:
    """List the batches for which the ledger holds something newer than a file."""
    lowest = floor(company, manifest)
    return [
        key
        for key in keys
        if manifest.export_number < max(lowest, _number_held(held.get(key), manifest.installation))
    ]


def _number_held(batch: Batch | None, installation: str) -> int:
    return batch.export_number if batch is not None and batch.installation == installation else 0


def ask_about_age(
    file: IncomingFile, older: Sequence[BatchKey], covered: int, *, reason: str, answers: Answers
) -> str:
    """Return what to do where a file is older: `replace`, `newer_only`, or '' while nobody has decided."""
    if not older:
        return REPLACE
    name = f"older:{file.manifest.site}:{file.manifest.period}"
    if reason and name not in answers.given:
        return REPLACE
    partly = len(older) < covered
    answer = answers.ask(
        name,
        noop(
            "{file} (n.º {number}) is older than what was imported of {batches}. To put it back all the same"
            " a reason is needed (--reason)."
        )
        if not partly
        else noop(
            "{file} (n.º {number}) is older than what was imported of {batches}. Import only the T/O that are"
            " newer, or put all of it back with a reason (--reason)?"
        ),
        values=(NEWER_ONLY, REPLACE) if partly else (REPLACE,),
        file=file.name,
        number=file.manifest.export_number,
        batches="; ".join(key.in_words() for key in older),
    )
    if answer == REPLACE and not reason:
        answers.ask(
            f"{name}:reason",
            noop("Why is the older file {file} put back? Give the reason with --reason."),
            values=(),
            file=file.name,
        )
        return ""
    return answer
