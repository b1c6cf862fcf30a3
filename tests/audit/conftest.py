"""An open installation for the audit trail's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from consolida.core.home import Home
from support.installations import at, make_home


@pytest.fixture
def lima(tmp_path: Path) -> Iterator[Home]:
    with at(make_home(tmp_path / "lima")) as home:
        yield home
