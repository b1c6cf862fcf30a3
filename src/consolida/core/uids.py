"""Time-ordered identifiers of vouchers, files and installations."""

import hashlib
import secrets
from datetime import UTC, datetime
from uuid import UUID

from consolida.core.period import Period


def new_uid(at: datetime) -> str:
    """Return a UUID of version 7 (RFC 9562): 48 bits of time, the rest random."""
    value = int(at.timestamp() * 1000) << 80 | secrets.randbits(80)
    return _as_uuid(value, version=7)


def derived_uid(*, ruc: str, site: str, period: Period, operation_type: str, source: str) -> str:
    """Return the UUID (version 8) of a voucher from another program, the same at every load.

    `source` is the source program's CUO. The month takes the place of the time, so that a month's
    vouchers lie together in the ledger's index.
    """
    month = datetime(period.year, period.month, 1, tzinfo=UTC)
    name = f"{ruc}|{site}|{period}|{operation_type}|{source}"
    value = int(month.timestamp() * 1000) << 80 | int.from_bytes(hashlib.sha256(name.encode()).digest()[:10])
    return _as_uuid(value, version=8)


def _as_uuid(value: int, *, version: int) -> str:
    value = value & ~(0xF << 76) | version << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(UUID(int=value))
