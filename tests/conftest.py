"""What every test has: English sentences, and Django on no installation until one is opened."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator

import pytest

from scripts import postgres

os.environ["DJANGO_SETTINGS_MODULE"] = "consolida.project.web"
os.environ["CONSOLIDA_HOME"] = tempfile.mkdtemp(prefix="consolida-no-installation-")
if os.environ.get("CONSOLIDA_TEST_ENGINE") == "postgresql":
    os.environ["DATABASE_URL"] = postgres.server_url()
else:
    os.environ.pop("DATABASE_URL", None)

import django

django.setup()

from consolida.core import language  # noqa: E402 - after the settings are read
from support import installations  # noqa: E402 - needs Django

atexit.register(shutil.rmtree, os.environ["CONSOLIDA_HOME"], ignore_errors=True)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with language.speaking("en"):
        yield


@pytest.fixture(autouse=True)
def _no_databases_left() -> Iterator[None]:
    with installations.dropping_databases():
        yield


@pytest.fixture(autouse=True, scope="session")
def _none_at_the_end() -> Iterator[None]:
    with installations.dropping_databases():
        yield
