"""What each batch of a replacement set's scope will hold: the union of the manifests' scopes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from consolida.core.batches import BatchKey
from consolida.core.home import Home
from consolida.ledger.batches import in_scope, key_of
from consolida.ledger.models import Batch, Import
from consolida.ledger.replacement import incoming
from consolida.ledger.replacement.decisions import Answers
from consolida.ledger.replacement.freshness import NEWER_ONLY, ask_about_age, older_keys
from consolida.ledger.replacement.parts import NOBODY, IncomingFile, Part, source_held
from consolida.ledger.replacement.senders import ask_about_resting_sites, ask_about_senders
from consolida.masters.models import Company, ReplaceMode


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked for: company, files, month and T/O, mode, answers."""

    company: Company
    act: str = Import.Act.IMPORT
    mode: str = ReplaceMode.SITES
    period: str = ""
    operation_type: str = ""
    reason: str = ""
    add_masters: bool = False
    undoes: int = 0  # the import that an undo takes back
    decisions: Mapping[str, str] = field(default_factory=dict)


def scope(
    request: Request, files: Sequence[IncomingFile], answers: Answers, *, home: Home
) -> dict[BatchKey, Part]:
    """Say what each batch will hold; asks whose the files are and what becomes of older ones."""
    with_vouchers = incoming.vouchers_only(files)
    left_alone: list[BatchKey] = []
    if request.act == Import.Act.LOAD:
        parts = _all_parts(request.company, with_vouchers)
    else:
        ask_about_senders(request.company, files, answers, home=home)
        ask_about_resting_sites(request.company, with_vouchers, answers)
        parts, left_alone = _fresh_parts(request, with_vouchers, answers)
    if request.mode == ReplaceMode.ALL:
        # Where a file's older batch is left alone, its month and T/O stay as they are at every site.
        staying = {(key.period, key.operation_type) for key in left_alone}
        for file in with_vouchers:
            for key in _standing(request.company, file, of_every_site=True):
                if (key.period, key.operation_type) not in staying:
                    parts.setdefault(key, Part(key=key))
    return parts


def _standing(company: Company, file: IncomingFile, *, of_every_site: bool = False) -> dict[BatchKey, Batch]:
    manifest = file.manifest
    batches = in_scope(
        company,
        period=manifest.period,
        site=None if of_every_site else manifest.site,
        operation_type=manifest.operation_type,
    )
    return {key_of(batch): batch for batch in batches}


def _all_parts(company: Company, files: Sequence[IncomingFile]) -> dict[BatchKey, Part]:
    parts: dict[BatchKey, Part] = {}
    for file in files:
        parts |= incoming.parts_of(file, list(_standing(company, file)), source=NOBODY)
    return parts


def _here_already(
    parts: Mapping[BatchKey, Part], older: Sequence[BatchKey], standing: Mapping[BatchKey, Batch]
) -> dict[BatchKey, Part]:
    """Return what is older and holds what is here: nobody need be asked, and no number is lowered."""
    return {
        key: replace(parts[key], source=source_held(standing[key]))
        for key in older
        if key in standing and standing[key].digest == parts[key].digest
    }


def _fresh_parts(
    request: Request, files: Sequence[IncomingFile], answers: Answers
) -> tuple[dict[BatchKey, Part], list[BatchKey]]:
    """Leave out what is older than the ledger, where that was decided; say also what was left out."""
    company = request.company
    parts, older, newer = [], [], 0
    for file in files:
        standing = _standing(company, file)
        source = incoming.source_of(file.manifest)
        its_parts = incoming.parts_of(file, list(standing), source=source)
        its_older = older_keys(company, file.manifest, its_parts, standing)
        newer += len(its_parts) - len(its_older)
        if request.mode != ReplaceMode.ALL:  # where other sites' vouchers would go, a person decides
            here_already = _here_already(its_parts, its_older, standing)
            its_parts |= here_already
            its_older = [key for key in its_older if key not in here_already]
        parts.append(its_parts)
        older.append(its_older)
    partly = newer > 0
    found: dict[BatchKey, Part] = {}
    left_alone: list[BatchKey] = []
    for file, its_parts, its_older in zip(files, parts, older, strict=True):
        answer = ask_about_age(file, its_older, partly=partly, reason=request.reason, answers=answers)
        dropped = its_older if answer == NEWER_ONLY else []
        left_alone += dropped
        found |= {key: part for key, part in its_parts.items() if key not in dropped}
    return found, left_alone
