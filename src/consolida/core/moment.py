"""Moments and days as text: as they are kept (ISO 8601, UTC to the millisecond), and as people read them."""

from datetime import UTC, datetime, timedelta, timezone

LIMA = timezone(timedelta(hours=-5))  # Peru has no summer time


def stamp(at: datetime) -> str:
    """Write a moment as `2026-12-03T15:42:07.125Z`."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"


def read_stamp(text: str) -> datetime:
    """Read a moment that `stamp` wrote."""
    return datetime.fromisoformat(text)


def shown_day(text: str) -> str:
    """Write a day for people: `03/12/2026`; what is not shaped like one stays as it is."""
    year, _, rest = text.partition("-")
    month, _, day = rest.partition("-")
    return f"{day}/{month}/{year}" if day and len(text) == 10 else text


def shown_moment(text: str) -> str:
    """Write a moment for people, by the clocks of Peru: `03/12/2026 10:42`; no moment stays as it is."""
    try:
        return f"{read_stamp(text).astimezone(LIMA):%d/%m/%Y %H:%M}"
    except (ValueError, OverflowError):  # a file that is not verified yet may say anything
        return text
