"""What every test has: English sentences, Django on no installation until one is opened, and who takes part.

A branch and head office are installations of their own; files arrive in a folder, from another branch, too.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

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
from support.places import Clock, Place  # noqa: E402 - needs Django
from support.senders import Sender  # noqa: E402 - needs Django

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


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def branch(tmp_path: Path, clock: Clock) -> Place:
    return Place(tmp_path / "branch", here=["0001"], elsewhere=["0000"], clock=clock)


@pytest.fixture
def head_office(tmp_path: Path, clock: Clock) -> Place:
    return Place(tmp_path / "head-office", here=["0000"], elsewhere=["0001", "0002"], clock=clock)


@pytest.fixture
def mail(tmp_path: Path) -> Path:
    """The folder in which files arrive."""
    folder = tmp_path / "mail"
    folder.mkdir()
    return folder


@pytest.fixture
def arequipa(mail: Path) -> Sender:
    return Sender(mail, "0001")
