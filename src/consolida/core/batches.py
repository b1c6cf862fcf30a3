"""The names of batches, one site's vouchers of one month and T/O, and of their vouchers."""

from typing import NamedTuple

from consolida.core.language import gettext
from consolida.core.period import Period


class BatchKey(NamedTuple):
    """What names a batch inside a company."""

    site: str
    period: str
    operation_type: str

    def in_words(self) -> str:
        """Say it as people do: `T/O 05, November 2026, site 0001`."""
        return gettext("T/O {operation_type}, {month}, site {site}").format(
            operation_type=self.operation_type, month=Period(self.period).in_words(), site=self.site
        )

    def voucher(self, number: str) -> str:
        """Name a voucher of it: `0001-05-110007`, which is the CUO of one that is numbered here."""
        return f"{self.site}-{self.operation_type}-{self.period[5:7]}{number}"


# The same in SQL, of a voucher `v` of a transfer file.
VOUCHER_NAME = "v.site || '-' || v.operation_type || '-' || substr(v.period, 6, 2) || v.number"
