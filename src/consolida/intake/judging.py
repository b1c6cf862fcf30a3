"""All that is wrong with a file that is refused: what was read wrong and what the rules say, row by row."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import apsw

from consolida.core.errors import Refused
from consolida.core.findings import Finding, Severity, errors
from consolida.core.portable.verify import verify
from consolida.core.rules import MORE
from consolida.intake import complaints
from consolida.intake.complaints import Complaints
from consolida.intake.unread import Rows, Unread
from consolida.masters.models import Company
from consolida.masters.portable import receiver_masters

SAID_OTHERWISE = {"account_unknown", "cost_center_unknown"}  # what a load says in words of its own


def judge(
    company: Company, connection: apsw.Connection, files: Sequence[Path], *, folder: Path
) -> Iterator[Finding]:
    """Ask the rules about the batches of what was read; they do not speak of what could not be read."""
    masters = receiver_masters(company, folder / "masters.db")
    unread = Unread(connection)
    for file in files:
        yield from verify(file, name=file.name, masters=masters, leaving_out=unread.leaves_out).findings


def refusal(read: Complaints, found: Sequence[Finding], rows: Rows, *, file: str) -> Refused:
    """Return the refusal of a file with all findings about it, in the order of its rows."""
    said = [
        *read.findings(),
        *once(one for one in found if one.rule not in SAID_OTHERWISE and rows.are_about(one)),
    ]
    placed = [rows.place(finding) for finding in said]
    placed.sort(key=lambda one: _order(*one, file=file))
    count = read.errors + sum(map(_weight, errors(found)))
    return Refused([finding for _, finding in placed], what=file, count=count)


def once(findings: Iterable[Finding]) -> list[Finding]:
    """Leave out what several batches of a file say alike of the whole file."""
    said = dict[tuple[object, ...], Finding]()
    for number, finding in enumerate(findings):
        counts = finding.voucher or finding.message is MORE
        said.setdefault((finding.rule, finding.sentence(), number if counts else -1), finding)
    return list(said.values())


def _order(row: int, finding: Finding, *, file: str) -> tuple[bool, bool, bool, int]:
    """Order what is about the whole file, then row by row, then what more there is and what only informs."""
    rest = finding.message in {MORE, complaints.MORE}
    informs = not row and finding.severity is not Severity.ERROR
    beside = bool(finding.file) and not finding.file.startswith(file)
    return beside, informs, rest, row


def _weight(finding: Finding) -> int:
    return int(str(finding.fields["count"])) if finding.message is MORE else 1
