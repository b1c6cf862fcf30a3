"""Voucher numbers: given once, at least four digits, never used again."""

from consolida.core.batches import BatchKey
from consolida.ledger.batches import by_key
from consolida.ledger.models import Batch
from consolida.masters.models import Company

WIDTH = 4
MOST_DIGITS = 18  # what an integer of the database holds; longer ones are other programs' identifiers


def as_number(value: int) -> str:
    """Write a number as vouchers bear it: `0007`."""
    return f"{value:0{WIDTH}d}"


def counted(number: str) -> int:
    """Return the value of a number after which numbering goes on; 0 where it is none of ours."""
    return int(number) if number.isdecimal() and len(number) <= MOST_DIGITS else 0


def next_number(batch: Batch) -> int:
    """Return the number after the highest that the batch ever gave or was given."""
    return batch.last_number + 1


def proposed(company: Company, key: BatchKey) -> str:
    """Return the number that the next voucher of a batch, which need not exist yet, will be given."""
    batch = by_key(company, [key]).get(key)
    return as_number(next_number(batch) if batch is not None else 1)
