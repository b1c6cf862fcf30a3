"""Where findings point to: the vouchers that they name as people do, `0001-05-110007`."""

import re
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from consolida.core.portable.connect import open_proven

_NAME = re.compile(r"([^-]{1,4})-([^-]{1,4})-([0-9][0-9])(.{1,20})")


class Place(NamedTuple):
    """A voucher's site, T/O, month of the year and number."""

    site: str
    operation_type: str
    month: str
    number: str

    @property
    def name(self) -> str:
        """Name it as people do."""
        return f"{self.site}-{self.operation_type}-{self.month}{self.number}"


def places(names: Iterable[str]) -> list[Place]:
    """Read names of vouchers, each once; what is no name is left out."""
    found = (_NAME.fullmatch(name) for name in sorted(set(names)))
    return [Place(*match.groups()) for match in found if match is not None]


def uids_in(path: Path, names: Iterable[str]) -> dict[str, str]:
    """Return the uids of the vouchers of a proven file that have some of the names."""
    uids = {}
    with closing(open_proven(path)) as connection:
        for place in places(names):
            uid = connection.execute(
                """SELECT uid FROM voucher
                   WHERE (site, operation_type, substr(period, 6), number) = (?, ?, ?, ?)""",
                place,
            ).get
            if uid is not None:
                uids[place.name] = str(uid)
    return uids
