"""The name of a batch: one site's vouchers of one month and T/O."""

from typing import NamedTuple

from consolida.core.language import gettext
from consolida.core.period import Period


class BatchKey(NamedTuple):
    """What names a batch inside a company."""

    site: str
    period: str
    operation_type: str

    def in_words(self) -> str:
        """Say it as people do: `05, November 2026, site 0001`."""
        return gettext("{operation_type}, {month}, site {site}").format(
            operation_type=self.operation_type, month=Period(self.period).in_words(), site=self.site
        )
