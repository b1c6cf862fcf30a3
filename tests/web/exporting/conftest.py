"""A branch, open as its server would have it, with an accountant and a stick."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from consolida.masters.models import Company
from consolida.web import jobs
from support.places import Place
from support.visiting import visiting


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def company(branch: Place, stick: Path) -> Iterator[Company]:
    with visiting(branch, stick) as company:
        yield company
        for job in list(jobs._jobs.values()):
            assert job.wait(10)
