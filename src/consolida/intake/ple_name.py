"""The names of PLE files: `LE` RUC year month day book opportunity and four flags (33 characters)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from consolida.core.errors import ConsolidaError
from consolida.core.language import noop
from consolida.core.period import Period

_NAME = re.compile(r"LE(\d{11})(\d{4})(\d{2})(\d{2})(\d{6})(\d{2})(\d)(\d)(\d)(\d)", re.IGNORECASE | re.ASCII)

DIARY = "050100"
SIMPLE_DIARY = "050200"
CHART = "050300"
SIMPLE_CHART = "050400"
CHART_OF = {DIARY: CHART, SIMPLE_DIARY: SIMPLE_CHART}
CURRENCY_FLAGS = {"1": "PEN", "2": "USD"}


@dataclass(frozen=True, slots=True)
class PleName:
    """What a PLE file's name says."""

    ruc: str
    year: int
    month: int
    book: str
    has_data: bool
    currency_flag: str

    @property
    def period(self) -> Period | None:
        """The month of the book, None for a yearly book."""
        return Period(f"{self.year:04d}-{self.month:02d}") if 1 <= self.month <= 12 else None


class AnotherCompany(ConsolidaError):
    """A PLE file's name has the RUC of another company."""

    message = noop("{file} is of RUC {theirs}, not of RUC {ours}.")
    remedy = noop("Choose the company of the file with --company, or a file of this company.")


def parse(name: str) -> PleName | None:
    """Read a file's name; None if it is no PLE file's."""
    match = _NAME.fullmatch(Path(name).stem)
    if match is None or match[2][:2] not in {"19", "20"}:
        return None
    ruc, year, month, _, book, _, _, has_data, currency, _ = match.groups()
    return PleName(ruc, int(year), int(month), book, has_data == "1", currency)


def charts_beside(path: Path, name: PleName) -> Iterator[Path]:
    """Find the 5.3 files of the same company beside a 5.1, up to its month, the oldest first.

    The chart is sent in January and when it changes, so the newest file rarely has it whole.
    """
    found = []
    for other in path.parent.iterdir():
        theirs = parse(other.name)
        if theirs is None or theirs.book != CHART_OF.get(name.book) or theirs.ruc != name.ruc:
            continue
        if (theirs.year, theirs.month) <= (name.year, name.month):
            found.append(((theirs.year, theirs.month, other.name), other))
    for _, other in sorted(found):
        yield other


def require_company(file: str, *, ours: str) -> None:
    """Refuse the file of another company."""
    name = parse(file)
    if name is not None and name.ruc != ours:
        raise AnotherCompany(file=file, theirs=name.ruc, ours=ours)
