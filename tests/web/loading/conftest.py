"""An installation with the PCGE chart, open as its server would have it, with an accountant."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from consolida.masters.models import Company
from support.places import Clock, Place
from support.visiting import visiting


@pytest.fixture
def head_office(tmp_path: Path) -> Place:
    return Place(
        tmp_path / "head-office",
        here=["0000"],
        elsewhere=["0001", "0002"],
        clock=Clock(),
        accounts=("10", "101", "1011", "12", "121", "1212", "63", "6311", "791", "94", "941"),
    )


@pytest.fixture
def company(head_office: Place) -> Iterator[Company]:
    with visiting(head_office) as company:
        yield company
