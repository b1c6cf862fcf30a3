"""A branch whose ledger is open."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from support import installations
from support.branch import Branch


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Branch]:
    made = Branch(tmp_path)
    with installations.at(made.home):
        yield made
