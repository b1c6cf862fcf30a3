"""What every test of the web application starts from: no stick in the machine that runs it."""

import pytest


@pytest.fixture(autouse=True)
def no_stick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("consolida.web.folders.drives", list)
