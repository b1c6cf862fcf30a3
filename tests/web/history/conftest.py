"""Head office that has exported and imported, open as its server would have it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from consolida.masters.models import Company
from support.places import Clock, Place
from support.senders import Sender
from support.visiting import visiting


@pytest.fixture
def head_office(tmp_path: Path) -> Place:
    return Place(tmp_path / "head-office", here=["0000"], elsewhere=["0001", "0002"], clock=Clock())


@pytest.fixture
def company(head_office: Place) -> Iterator[Company]:
    with visiting(head_office) as company:
        yield company


@pytest.fixture
def arequipa(tmp_path: Path) -> Sender:
    (tmp_path / "mail").mkdir()
    return Sender(tmp_path / "mail", "0001")
