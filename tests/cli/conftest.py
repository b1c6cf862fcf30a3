"""What the tests of the command line have: commands that speak English."""

import pytest

from support.commands import Commands


@pytest.fixture
def consolida(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Commands:
    monkeypatch.setenv("CONSOLIDA_LANG", "en")
    return Commands(capsys)
