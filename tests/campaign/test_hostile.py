"""Files changed at random, at every door: refused in words and nothing changed, or what they say they are."""

import resource
import shutil
import sys
import traceback
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from consolida.core.signing import SigningKey
from consolida.transfer.send_masters import send_masters
from support.campaign import seeds
from support.children import in_child
from support.companies import ALICE
from support.mutation.attacks import Hung, Target
from support.mutation.mutants import Base, breed
from support.places import Clock, Place

RUNS, FILES = 4, 40
MOST_MEMORY = 400 << 20

DOCUMENT = "document_type=01 document_series=F001 document_number=123 document_date=2026-11-03"
SOLD = f"""
05 2026-11-03 Sale to Bob: 1212 1180.00 party_type=6 party_number=20512333797 {DOCUMENT}, 70111 -1180.00
05 2026-11-17 Cash sale: 101 590.00, 40111 -90.00, 70111 -500.00
11 2026-11-05 Goods: 6011 100.00, 40111 18.00, 4212 -118.00
"""
MORE = """
05 2026-11-18 Forgotten: 1212 59.00, 40111 -9.00, 70111 -50.00
21 2026-11-19 Bank: 101 50.00, 1212 -50.00
"""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Place, list[Base]]:
    """Head office, which has imported a branch's month, and the files that the branch sends next."""
    folder, clock = tmp_path_factory.mktemp("hostile"), Clock()
    branch = Place(folder / "branch", here=["0001"], elsewhere=["0000"], clock=clock)
    office = Place(folder / "office", here=["0000"], elsewhere=["0001", "0002"], clock=clock)
    branch.type(SOLD)
    office.type("05 2026-11-30 Own sale: 1212 118.00, 40111 -18.00, 70111 -100.00")
    office.welcome(branch.export().file)
    branch.type(MORE)
    month, sales = branch.export(definitive=True), branch.export(operation_type="05")
    empty = branch.export("2026-12")
    with branch.open() as company:
        masters = send_masters(
            company, site=branch.site(), to=branch.outbox, home=branch.home, by=ALICE, at=clock()
        )
        key = branch.home.signing_key()
    stranger = SigningKey.generate()
    made = [(one.file, one.manifest.period or "2026-11") for one in (month, month, sales, empty, masters)]
    return office, [Base(file, key, stranger, period) for file, period in made]


@dataclass
class Siege:
    """What came of many mutants, and the trace of each that did harm."""

    outcomes: Counter[str] = field(default_factory=Counter)
    harm: list[str] = field(default_factory=list)


def besiege(seed: int, office: Place, bases: list[Base], folder: Path) -> Siege:
    """Breed mutants from a seed on and lead each to every door."""
    target, siege = Target(office, folder), Siege()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10
    for number in range(seed * FILES, (seed + 1) * FILES):
        arena = folder / str(number)
        arena.mkdir()
        mutant = breed(number, bases, arena)
        try:
            siege.outcomes[target.attack(mutant)] += 1
        except (Exception, Hung):  # noqa: BLE001 - each mutant that does harm is told, not only the first
            siege.harm.append(f"mutant {number}: {mutant}\n{traceback.format_exc()}")
            target.renew()
        shutil.rmtree(arena)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10) - before
    assert grown < MOST_MEMORY, grown
    return siege


@pytest.mark.parametrize("seed", seeds(RUNS))
def test_a_mutant_is_refused_in_words_or_is_what_it_says(
    prepared: tuple[Place, list[Base]], seed: int, quick: Path
) -> None:
    office, bases = prepared
    ended = in_child(lambda: besiege(seed, office, bases, quick))
    assert isinstance(ended.value, Siege), ended.trace or ended
    siege = ended.value
    sys.stdout.write(f"seed {seed}: {FILES} files, {dict(siege.outcomes)}\n")
    assert not siege.harm, "\n".join(siege.harm)
    assert siege.outcomes.total() == FILES
    assert siege.outcomes["refused"] > FILES // 4
    assert siege.outcomes["accepted"]
