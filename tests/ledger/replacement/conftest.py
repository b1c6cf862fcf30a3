"""Head office, and a branch that sends."""

import pytest

from support.places import Place


@pytest.fixture
def head_office(lima: Place) -> Place:
    return lima
