"""A voucher as a reader found it, before it has a place in a transfer file."""

from dataclasses import dataclass, field

from consolida.core import digest
from consolida.core.period import Period
from consolida.intake.cells import Cell

Line = tuple[Cell, ...]
PLACE = {"operation_type", "number", "date", "site"}  # the columns that say which voucher it is


@dataclass(slots=True)
class Draft:
    """A voucher read; `row` is where it begins in the file.

    An empty number means that the system gives it one; `source` is the source program's CUO, '' where
    the program has none. What could not be read has something that stands in for it, and is marked: the
    file is refused, and the rules judge the rest.
    """

    operation_type: str
    number: str
    date: str
    period: Period
    kind: str
    description: str
    currency: str
    exchange_rate: int
    annulled: int
    source: str
    row: int
    ple_state: int = 1
    ple_period: str = ""
    ple_cuo: str = ""
    lines: list[Line] = field(default_factory=list)
    unread_header: frozenset[str] = frozenset()  # the columns of the header that could not be read
    in_doubt: bool = False  # a row was lost that may be one of its lines
    unread: dict[int, bool] = field(default_factory=dict)  # by line; whether its amounts are unread too
    pieces: list[tuple[int, int]] = field(default_factory=list)  # (line, row) where lines go on after a gap

    @property
    def headless(self) -> bool:
        """Whether so much of its header could not be read that it has no place of its own."""
        return not self.unread_header.isdisjoint(PLACE)

    def header(self) -> tuple[Cell, ...]:
        """Return what is the same in all rows of a voucher."""
        return (
            self.date,
            self.kind,
            self.description,
            self.currency,
            self.exchange_rate,
            self.annulled,
            self.ple_state,
            self.ple_period,
            self.ple_cuo,
        )

    def content_digest(self) -> str:
        """Return the digest of a voucher without the number and CUO that it does not have yet."""
        return digest.of_voucher((self.operation_type, self.period, *self.header()), self.lines)

    def identity(self) -> str:
        """Return what names the voucher in its source program, one name for each SUNAT state."""
        if self.ple_state == 1:
            return self.source
        return f"{self.ple_state}|{self.ple_period}|{self.source}"


def source_cuo(*, operation_type: str, period: Period, number: str) -> str:
    """Return the CUO of a numbered voucher without its site: `05-110007`."""
    return f"{operation_type}-{period.month:02d}{number}"
