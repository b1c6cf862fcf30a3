"""The places of the stories: two branches and head office, each an installation of its own."""

from pathlib import Path

import pytest

from support.places import Clock, Place
from support.senders import Sender


@pytest.fixture
def cusco(tmp_path: Path, clock: Clock) -> Place:
    return Place(tmp_path / "cusco", here=["0002"], elsewhere=["0000"], clock=clock)


@pytest.fixture
def trujillo(mail: Path) -> Sender:
    return Sender(mail, "0002")
