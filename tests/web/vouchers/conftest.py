"""Head office, open as its server would have it, with an accountant and somebody who only looks."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from consolida.masters.models import Company
from support.places import Clock, Place
from support.senders import SALE as SENT_SALE
from support.senders import Sender
from support.visiting import visiting

ACCOUNTS = ("101", "1212", "40111", "4212", "6011", "6361", "70111", "791", "9411", "9511")


@pytest.fixture
def lima(tmp_path: Path) -> Place:
    return Place(tmp_path / "lima", here=["0000"], elsewhere=["0001"], clock=Clock(), accounts=ACCOUNTS)


@pytest.fixture
def company(lima: Place) -> Iterator[Company]:
    with visiting(lima) as company:
        yield company


@pytest.fixture
def imported(lima: Place, company: Company) -> int:
    """An import of a sale of site 0001."""
    mail = lima.home.path / "mail"
    mail.mkdir()
    return lima.welcome(Sender(mail, "0001").send(SENT_SALE)).import_id
