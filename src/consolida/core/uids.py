"""Time-ordered identifiers of vouchers, files and installations."""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from uuid import UUID

from consolida.core.period import Period

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECONDS = (1 << 48) - 1  # what a UUID has room for; a moment before 1970 comes after all others


def new_uid(at: datetime) -> str:
    """Return a UUID of version 7 (RFC 9562): 48 bits of time, the rest random."""
    return _as_uuid(at, secrets.randbits(80), version=7)


def derived_uid(*, ruc: str, site: str, period: Period, operation_type: str, source: str) -> str:
    """Return the UUID (version 8) of a voucher from another program, the same at every load.

    `source` is the source program's CUO. The month takes the place of the time, so that a month's
    vouchers lie together in the ledger's index.
    """
    month = datetime(period.year, period.month, 1, tzinfo=UTC)
    name = f"{ruc}|{site}|{period}|{operation_type}|{source}"
    rest = int.from_bytes(hashlib.sha256(name.encode()).digest()[:10])
    return _as_uuid(month, rest, version=8)


def _as_uuid(at: datetime, rest: int, *, version: int) -> str:
    value = ((at - _EPOCH) // timedelta(milliseconds=1) & _MILLISECONDS) << 80 | rest
    value = value & ~(0xF << 76) | version << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(UUID(int=value))
