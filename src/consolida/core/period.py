"""Months of the books, written `2026-11`."""

import calendar
from datetime import date
from typing import Self

from consolida.core.errors import ConsolidaError
from consolida.core.language import gettext, noop
from consolida.core.wording import MONTH, MONTHS, month_in_words


def month_names() -> list[tuple[int, str]]:
    """Return the months by number, in the active language."""
    return [(number, gettext(name)) for number, name in enumerate(MONTHS, start=1)]


class NotAPeriod(ConsolidaError):
    """A text is not a month."""

    message = noop("“{text}” is not a month.")
    remedy = noop("Write year and month like 2026-11; months go from 01 to 12.")


class Period(str):
    """A month as text, `AAAA-MM`; months 01 to 12 only."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        """Refuse a text that is not a month."""
        if not MONTH.fullmatch(text):
            raise NotAPeriod(text=text)
        return super().__new__(cls, text)

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the month in which a day lies."""
        return cls(f"{day:%Y-%m}")

    @property
    def year(self) -> int:
        """The year."""
        return int(self[:4])

    @property
    def month(self) -> int:
        """The month's number, 1 to 12."""
        return int(self[5:])

    @property
    def first_day(self) -> date:
        """The month's first day."""
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        """The month's last day."""
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    def previous(self) -> Self:
        """Return the month before."""
        year, month = divmod(self.year * 12 + self.month - 2, 12)
        return type(self)(f"{year:04d}-{month + 1:02d}")

    def next(self) -> Self:
        """Return the month after."""
        year, month = divmod(self.year * 12 + self.month, 12)
        return type(self)(f"{year:04d}-{month + 1:02d}")

    def in_words(self) -> str:
        """Say it as people do: `noviembre 2026`."""
        return month_in_words(self)
