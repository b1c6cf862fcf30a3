"""A measured process counts its own memory, not that of whoever started it."""

import sys

import pytest

from bench.job import peak
from bench.run import do

LARGE = 200 << 20


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux counts the parent's memory in")
def test_the_memory_of_a_large_parent_is_not_counted(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("job")
    held = bytearray(LARGE)
    for place in range(0, LARGE, 4096):
        held[place] = 1
    measured = do("set up", folder, home=folder / "home").peak
    assert 0 < measured < LARGE < peak()
