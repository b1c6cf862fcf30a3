"""What batches hold in numbers: vouchers, lines, debit and credit."""

from dataclasses import dataclass
from typing import Protocol, Self

from consolida.core.digest import EMPTY_BATCH
from consolida.core.language import gettext
from consolida.core.money import format_amount, plain_amount
from consolida.core.wording import lines_in_words, vouchers_in_words


class Counts(Protocol):
    """Whatever says how many vouchers and lines it has, and what they debit and credit."""

    @property
    def vouchers(self) -> int:
        """Return how many vouchers it has."""

    @property
    def lines(self) -> int:
        """Return how many lines they have."""

    @property
    def debit(self) -> int:
        """Return what they debit, in céntimos."""

    @property
    def credit(self) -> int:
        """Return what they credit, in céntimos."""


class Digested(Counts, Protocol):
    """A batch, of the ledger or of a file."""

    @property
    def digest(self) -> str:
        """Return what names its vouchers."""


@dataclass(frozen=True, slots=True)
class Totals:
    """How many vouchers and lines there are, and what they debit and credit, in céntimos."""

    vouchers: int = 0
    lines: int = 0
    debit: int = 0
    credit: int = 0

    @classmethod
    def of(cls, *parts: Counts) -> Self:
        """Add up what several hold."""
        return cls(
            vouchers=sum(part.vouchers for part in parts),
            lines=sum(part.lines for part in parts),
            debit=sum(part.debit for part in parts),
            credit=sum(part.credit for part in parts),
        )

    def in_words(self) -> str:
        """Say them: `2 vouchers, 6 lines, debit 354.00, credit 354.00`."""
        return gettext("{rows}, debit {debit}, credit {credit}").format(
            rows=rows_in_words(self.vouchers, self.lines),
            debit=format_amount(self.debit),
            credit=format_amount(self.credit),
        )

    def as_json(self) -> dict[str, object]:
        """Return them as the command line prints them with --json."""
        return {
            "vouchers": self.vouchers,
            "lines": self.lines,
            "debit": plain_amount(self.debit),
            "credit": plain_amount(self.credit),
        }


def rows_in_words(vouchers: int, lines: int) -> str:
    """Say how many vouchers and lines: `2 vouchers, 6 lines`."""
    return f"{vouchers_in_words(vouchers)}, {lines_in_words(lines)}"


@dataclass(frozen=True, slots=True)
class Content:
    """What a batch holds: its totals, and the digest that names its vouchers."""

    totals: Totals
    digest: str

    @classmethod
    def of(cls, batch: Digested) -> Self:
        """Return what a batch says of itself."""
        return cls(Totals.of(batch), batch.digest)


ABSENT = Content(Totals(), "")  # the batch does not exist
EMPTY = Content(Totals(), EMPTY_BATCH)
