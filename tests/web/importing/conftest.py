"""Head office, open as its server would have it, with an accountant and a folder that files come into."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from consolida.masters.models import Company
from support.places import Place
from support.visiting import visiting


@pytest.fixture
def company(head_office: Place, mail: Path) -> Iterator[Company]:
    with visiting(head_office, mail) as company:
        yield company
