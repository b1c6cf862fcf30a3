"""Head office, open as its server would have it, with an accountant and a folder that files come into."""

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
def mail(tmp_path: Path) -> Path:
    folder = tmp_path / "mail"
    folder.mkdir()
    return folder


@pytest.fixture
def company(head_office: Place, mail: Path) -> Iterator[Company]:
    with visiting(head_office, mail) as company:
        yield company


@pytest.fixture
def arequipa(mail: Path) -> Sender:
    return Sender(mail, "0001")
