"""What this ledger has against new content of its batches, be that content sound or not."""

from collections.abc import Mapping
from pathlib import Path

from consolida.core.batches import BatchKey
from consolida.core.findings import Finding
from consolida.ledger import opening
from consolida.ledger.batches import by_key
from consolida.ledger.replacement import check, incoming
from consolida.ledger.replacement.preview import doubled
from consolida.masters.models import Company


def objections(company: Company, files: Mapping[BatchKey, Path]) -> list[Finding]:
    """Find what a preview would say of batches after their files were proven, without proving them.

    The files are of this installation's own making, one for each batch: whoever corrects one of
    another program hears all there is to correct at once.
    """
    held = by_key(company, files)
    leaving = [batch.pk for batch in held.values()]
    openings: dict[str, set[str]] = {}
    elsewhere: list[Finding] = []
    for file in files.values():
        elsewhere += doubled(company, file, leaving)
        for year, sites in incoming.opening_sites(file).items():
            openings.setdefault(year, set()).update(sites)
    return [
        *check.taking_no_change(company, sorted(files), held, books={}),
        *elsewhere,
        *opening.of_several_sites(company, openings, leaving=leaving),
    ]
