"""Moments as text: UTC, ISO 8601 to the millisecond, with a Z."""

from datetime import UTC, datetime


def stamp(at: datetime) -> str:
    """Write a moment as `2026-12-03T15:42:07.125Z`."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"


def read_stamp(text: str) -> datetime:
    """Read a moment that `stamp` wrote."""
    return datetime.fromisoformat(text)
