"""What the campaign's tests share: how long it goes on, and folders that are quick."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from consolida.core import language
from support.deeds import Case, prepare

MEMORY = Path("/dev/shm")


@pytest.fixture(scope="session")
def cases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Case]:
    """The deeds to disturb, by name; whoever disturbs one copies its installation."""
    with language.speaking("en"):
        return prepare(tmp_path_factory.mktemp("prepared"))


@pytest.fixture
def quick(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: flushing costs nothing there, and a kill loses nothing."""
    folder = (
        Path(tempfile.mkdtemp(prefix="consolida-", dir=MEMORY)) if os.access(MEMORY, os.W_OK) else tmp_path
    )
    yield folder
    shutil.rmtree(folder)
