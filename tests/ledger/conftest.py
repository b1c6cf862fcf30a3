"""An open installation at head office, where vouchers are typed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from consolida.masters.models import Company
from support.places import Clock, Place


@pytest.fixture
def lima(tmp_path: Path, clock: Clock) -> Place:
    return Place(tmp_path / "lima", here=["0000"], elsewhere=["0001"], clock=clock)


@pytest.fixture
def company(lima: Place) -> Iterator[Company]:
    """The company of an installation that stays open."""
    with lima.open() as company:
        yield company
