"""Any order of what people do to vouchers, files, masters and installations ends where the model says."""

import sys
from pathlib import Path

import pytest

from support.campaign import seeds
from support.places import Clock, Place
from support.simulation import OFFICE, Simulation

RUNS, STEPS = 10, 70
ACCOUNTS = ("1212", "70111")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Place]:
    """Two branches and head office, as they are on the first day."""
    folder, clock = tmp_path_factory.mktemp("places"), Clock()
    return {
        OFFICE: Place(
            folder / OFFICE, here=[OFFICE], elsewhere=["0001", "0002"], clock=clock, accounts=ACCOUNTS
        ),
        **{
            code: Place(folder / code, here=[code], elsewhere=[OFFICE], clock=clock, accounts=ACCOUNTS)
            for code in ("0001", "0002")
        },
    }


@pytest.mark.parametrize("seed", seeds(RUNS))
def test_what_people_do_ends_where_the_model_says(prepared: dict[str, Place], seed: int, quick: Path) -> None:
    simulation = Simulation(seed, quick, prepared)
    try:
        simulation.run(STEPS)
    except BaseException as problem:
        problem.add_note("\n".join([f"CONSOLIDA_SEED={seed}", *simulation.log]))
        raise
    done = f"{STEPS} steps, {simulation.imported} imports, {simulation.site_months} site-months"
    sys.stdout.write(f"seed {seed}: {done}; met {dict(sorted(simulation.met.items()))}\n")
