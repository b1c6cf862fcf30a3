"""What the campaign's tests share: how long it goes on, and folders that are quick."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from consolida.core import language
from scripts import postgres
from scripts.postgres import Server
from support import installations
from support.deeds import Case, prepare

MEMORY = Path("/dev/shm")
ROOM = 256 << 20  # several run at once


@pytest.fixture(scope="session")
def cases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Case]:
    """The deeds to disturb, by name; whoever disturbs one copies its installation."""
    with language.speaking("en"):
        return prepare(tmp_path_factory.mktemp("prepared"))


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A database server of the module's own, which may die."""
    with postgres.own_server() as server, installations.on_server(server):
        yield server


@pytest.fixture
def quick(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: flushing costs nothing there, and a kill loses nothing."""
    if not os.access(MEMORY, os.W_OK) or shutil.disk_usage(MEMORY).free < ROOM:
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(prefix="consolida-", dir=MEMORY) as folder:
        yield Path(folder)
