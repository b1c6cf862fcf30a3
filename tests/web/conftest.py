"""What every test of the web application starts from: two users, and no stick in the machine that runs it."""

import pytest

from consolida.masters.models import Company
from support.visiting import Visitor, visitor


@pytest.fixture(autouse=True)
def no_stick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("consolida.web.folders.drives", list)


@pytest.fixture
def carla(company: Company) -> Visitor:
    """An accountant of the company that a test has open."""
    return visitor(company)


@pytest.fixture
def rita(company: Company) -> Visitor:
    """Somebody who only looks."""
    return visitor(company, "rita", "reader")
