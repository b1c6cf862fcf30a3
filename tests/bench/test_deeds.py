"""The steps that the benchmark measures are there to be measured."""

import pytest

from bench.deeds import EXPORT_STEPS, IMPORT_STEPS
from bench.stopwatch import watching


@pytest.mark.parametrize("steps", [IMPORT_STEPS, EXPORT_STEPS], ids=["import", "export"])
def test_every_step_of_a_deed_is_found_by_its_name(steps: dict[str, tuple[str, ...]]) -> None:
    with watching(steps) as seconds:
        assert not seconds
