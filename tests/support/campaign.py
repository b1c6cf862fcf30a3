"""How long a campaign goes on, and with which seeds; said by the environment."""

import os

from support import installations


def times() -> int:
    """How many times as long as in `make test`: CONSOLIDA_CAMPAIGN."""
    return max(1, int(os.environ.get("CONSOLIDA_CAMPAIGN", "1")))


def seeds(count: int) -> range:
    """The seeds of so many runs, times the campaign's length, from CONSOLIDA_SEED on."""
    first = int(os.environ.get("CONSOLIDA_SEED", "1"))
    return range(first, first + count * times())


def points(count: int) -> int:
    """How many points a deed is disturbed at: on a server, where each costs a database, a third."""
    return max(4, count // 3 if installations.ON_POSTGRES else count) * times()
