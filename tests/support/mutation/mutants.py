"""Mutants: a transfer file that was changed as a seed says, and what may rightly come of it."""

import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import apsw

from consolida.core.signing import SigningKey
from support.mutation import raw, rows, shape
from support.mutation.sealing import Seal, opened, reseal

NAMES = (
    "a.db",
    "a.zip",
    "20131312955_2026-11_0001_0002.db",
    "sin nombre",
    "ñandú.DB",
    "x" * 200 + ".db",
    "a\x1b[31m\n.db",
)
SEALS = {Seal.WHOLE: 60, Seal.NOTHING: 15, Seal.DIGESTS: 8, Seal.SIGNATURE: 8, Seal.STRANGER: 9}


@dataclass(frozen=True)
class Base:
    """An honest file that is changed, and the key of who made it."""

    path: Path
    key: SigningKey
    stranger: SigningKey
    period: str


@dataclass
class Mutant:
    """A changed file: how it came about, and whether its maker's key was used for the change."""

    base: Base
    path: Path
    log: list[str] = field(default_factory=list)
    resealed: bool = False  # with the site's key: its content may be another one

    def __str__(self) -> str:
        return f"{self.base.path.name}: {'; '.join(self.log)}"


def breed(seed: int, bases: list[Base], folder: Path) -> Mutant:
    """Make the mutant of a seed in an empty folder."""
    dice = Random(seed)
    base = dice.choice(bases)
    mutant = Mutant(base, folder / "a.db")
    shutil.copyfile(base.path, mutant.path)
    way = dice.choices(WAYS, [weight for _, weight in _WAYS])[0]
    way(mutant, dice)
    if dice.random() < 0.25:
        mutant.log.append(raw.wrap(mutant.path, dice))
        if dice.random() < 0.3:
            mutant.log.append(raw.damage(mutant.path, dice))
    if dice.random() < 0.2:
        mutant.path = mutant.path.rename(folder / dice.choice(NAMES))
        mutant.log.append(f"named {mutant.path.name!r:.40}")
    if dice.random() < 0.02:
        mutant.log.append(raw.add_sibling(mutant.path, dice))
    return mutant


def _apply(mutant: Mutant, connection: apsw.Connection, change: Callable[[], str]) -> None:
    """Do one change; one that the engine itself refuses leaves the file as it was."""
    try:
        mutant.log.append(change())
    except (apsw.Error, UnicodeError, IndexError, ValueError, OverflowError) as problem:
        mutant.log.append(f"(refused by the engine: {problem})")


def forged(mutant: Mutant, dice: Random) -> None:
    """Change rows and compute again what the seal says."""
    seal = dice.choices(list(SEALS), list(SEALS.values()))[0]
    with closing(opened(str(mutant.path))) as connection:
        for _ in range(dice.choice((1, 1, 1, 2, 3))):
            change = dice.choices(list(rows.FORGERIES), list(rows.FORGERIES.values()))[0]
            _apply(mutant, connection, lambda change=change: change(connection, dice))  # type: ignore[misc] # bound now
        _seal(mutant, connection, seal)


def corrected(mutant: Mutant, dice: Random) -> None:
    """Change rows as the site itself might have done, and seal them with its key."""
    with closing(opened(str(mutant.path))) as connection:
        for _ in range(dice.choice((1, 2, 4))):
            change = dice.choices(list(rows.CORRECTIONS), list(rows.CORRECTIONS.values()))[0]
            _apply(mutant, connection, lambda change=change: change(connection, dice))  # type: ignore[misc] # bound now
        _seal(mutant, connection, Seal.WHOLE)


def _seal(mutant: Mutant, connection: apsw.Connection, seal: Seal) -> None:
    mutant.log.append(seal.value)
    mutant.resealed = seal in {Seal.WHOLE, Seal.SIGNATURE}
    try:
        reseal(connection, seal=seal, site=mutant.base.key, stranger=mutant.base.stranger)
    except (apsw.Error, UnicodeError, ValueError, OverflowError) as problem:
        mutant.log.append(f"(could not be sealed: {problem})")


def relabelled(mutant: Mutant, dice: Random) -> None:
    """Change the manifest, signed by the site or not."""
    key = mutant.base.key if dice.random() < 0.75 else None
    mutant.resealed = key is not None
    with closing(opened(str(mutant.path))) as connection:
        if dice.random() < 0.05:
            _apply(mutant, connection, lambda: shape.change_manifests(connection, dice))
            return
        for _ in range(dice.choice((1, 1, 2))):
            _apply(mutant, connection, lambda: shape.change_manifest(connection, dice, key))


def grafted(mutant: Mutant, dice: Random) -> None:
    """Change the schema, by statements or behind the engine's back."""
    with closing(opened(str(mutant.path))) as connection:
        change = shape.graft if dice.random() < 0.5 else shape.rewrite_schema
        _apply(mutant, connection, lambda: change(connection, dice))


def damaged(mutant: Mutant, dice: Random) -> None:
    """Spoil bytes."""
    for _ in range(dice.choice((1, 1, 2))):
        if mutant.path.stat().st_size:
            mutant.log.append(raw.damage(mutant.path, dice))


def unharmed(mutant: Mutant, dice: Random) -> None:
    """Leave the file itself as it is: only what is around it changes."""
    mutant.log.append("as it was")


_WAYS: tuple[tuple[Callable[[Mutant, Random], None], int], ...] = (
    (forged, 45),
    (corrected, 15),
    (relabelled, 12),
    (grafted, 10),
    (damaged, 14),
    (unharmed, 4),
)
WAYS = [way for way, _ in _WAYS]
