"""A branch and head office, each an installation of its own."""

from pathlib import Path

import pytest

from support.places import Clock, Place
from support.senders import Sender


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def branch(tmp_path: Path, clock: Clock) -> Place:
    return Place(tmp_path / "branch", here=["0001"], elsewhere=["0000"], clock=clock)


@pytest.fixture
def head_office(tmp_path: Path, clock: Clock) -> Place:
    return Place(tmp_path / "head-office", here=["0000"], elsewhere=["0001", "0002"], clock=clock)


@pytest.fixture
def mail(tmp_path: Path) -> Path:
    folder = tmp_path / "mail"
    folder.mkdir()
    return folder


@pytest.fixture
def arequipa(mail: Path) -> Sender:
    return Sender(mail, "0001")
