"""Head office that has exported and imported, open as its server would have it."""

from collections.abc import Iterator

import pytest

from consolida.masters.models import Company
from support.places import Place
from support.visiting import visiting


@pytest.fixture
def company(head_office: Place) -> Iterator[Company]:
    with visiting(head_office) as company:
        yield company
