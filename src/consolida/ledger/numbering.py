"""Voucher numbers: given once, at least four digits, never used again."""

from consolida.ledger.models import Batch

WIDTH = 4


def as_number(value: int) -> str:
    """Write a number as vouchers bear it: `0007`."""
    return f"{value:0{WIDTH}d}"


def next_number(batch: Batch) -> int:
    """Return the number after the highest that the batch ever gave or was given."""
    return batch.last_number + 1
