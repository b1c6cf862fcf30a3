"""A sealed file, ready to be read or spoilt."""

from pathlib import Path

import pytest

from support import files


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    return files.make_file(tmp_path / "20131312955_2026-11_0001_0001.db")
