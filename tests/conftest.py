"""What every test has: English sentences, and Django on a throw-away folder until an installation is opened."""

import os
import tempfile
from collections.abc import Iterator

import pytest

os.environ["DJANGO_SETTINGS_MODULE"] = "consolida.project.settings"
os.environ["CONSOLIDA_HOME"] = tempfile.mkdtemp(prefix="consolida-no-installation-")

import django  # noqa: E402 - reads the environment above

django.setup()

from consolida.core import language  # noqa: E402


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with language.speaking("en"):
        yield
