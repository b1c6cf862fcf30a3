"""Head office, and a branch that sends."""

from pathlib import Path

import pytest

from support.places import Place
from support.senders import Sender


@pytest.fixture
def mail(tmp_path: Path) -> Path:
    folder = tmp_path / "mail"
    folder.mkdir()
    return folder


@pytest.fixture
def arequipa(mail: Path) -> Sender:
    return Sender(mail, "0001")


@pytest.fixture
def head_office(lima: Place) -> Place:
    return lima
