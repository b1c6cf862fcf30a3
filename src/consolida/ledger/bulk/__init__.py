"""Moves rows between the ledger and transfer files; the one home of engine-specific SQL."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.db import connection

from consolida.core.batches import BatchKey


@dataclass(frozen=True, slots=True)
class BatchSource:
    """A batch to be extracted: its key in the ledger and what the file says of it."""

    pk: int
    key: BatchKey
    closed: bool
    definitive: bool
    installation: str
    export_number: int


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A voucher of a file that the ledger already holds in a batch that stays."""

    number: str  # in the file
    key: BatchKey  # where the ledger has it
    held_number: str
    cuo: str
    same_uid: bool  # else the same CUO


class Feed(Protocol):
    """A transfer file open beside the ledger's transaction."""

    def elsewhere(self, *, company: int, leaving: Sequence[int], limit: int) -> list[Elsewhere]:
        """List the file's vouchers that the ledger holds in another batch than theirs, but those leaving."""
        ...

    def insert(self, *, company: int, batch: int, key: BatchKey) -> None:
        """Copy a batch's vouchers and lines from the file into the range of a batch's keys."""
        ...

    def totals_by_account(self, *, key: BatchKey) -> dict[tuple[str, str], tuple[int, int]]:
        """Return debit and credit by (kind, account) of a batch in the file."""
        ...


class Engine(Protocol):
    """What replacement and extraction ask of the database that keeps the ledger."""

    def extract(self, *, company: int, sources: Sequence[BatchSource], to: Path, parties: bool) -> None:
        """Copy batches and what they refer to into an empty transfer file, from one snapshot.

        With `parties` all parties go along, else those that the lines name.
        """
        ...

    def damage(self) -> list[str]:
        """Return what the database's own check says is damaged."""
        ...

    def copy_to(self, path: Path) -> None:
        """Write all that is committed, as it is at one moment, to a new SQLite database."""
        ...

    def lock_months(self, months: Sequence[int], *, shared: bool) -> None:
        """Lock rows of months in the transaction, shared among typists or for one writer alone."""
        ...

    def feeding(self, file: Path) -> AbstractContextManager[Feed]:
        """Open a proven transfer file beside the ledger; entered before the transaction, left after it."""
        ...


def engine() -> Engine:
    """Choose the engine of the ledger's database, at each call."""
    if connection.vendor == "postgresql":
        from consolida.ledger.bulk.postgres import PostgresEngine  # noqa: PLC0415 - only what is in use is loaded

        return PostgresEngine()
    from consolida.ledger.bulk.sqlite import SqliteEngine  # noqa: PLC0415 - only what is in use is loaded

    return SqliteEngine()
