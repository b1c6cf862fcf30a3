"""Folders on the server that the browser may choose: those of the installation's setting, and sticks."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from consolida.core import disk
from consolida.transfer.folders import confined, drives

MOST_SHOWN = 100  # folders inside a root
# What systems keep for themselves on a stick: nobody carries vouchers there
_OF_SYSTEMS = {"lost+found", "System Volume Information", "$RECYCLE.BIN"}


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that is offered, and how much room there is: bytes, None where its disk does not tell."""

    path: Path
    is_stick: bool
    free: int | None


def allowed(asked: str) -> Path:
    """Return a folder that the browser asks for, if it lies where the installation allows."""
    return confined(asked, [root for root, _ in _roots()])


def offered() -> list[Folder]:
    """List the folders to choose from: sticks first, each root with the folders right inside it."""
    found = []
    for root, is_stick in _roots():
        with suppress(OSError):  # a stick that was just pulled out is not offered
            free = disk.room(root)
            found += [Folder(path, is_stick, free) for path in [root, *_inside(root)]]
    return found


def _roots() -> list[tuple[Path, bool]]:
    return [(path, True) for path in drives()] + [(path, False) for path in settings.CONSOLIDA_FOLDERS]


def _inside(root: Path) -> Iterator[Path]:
    folders = sorted(
        path
        for path in root.iterdir()
        if not path.name.startswith(".")
        and path.name not in _OF_SYSTEMS
        and path.is_dir()
        and not path.is_symlink()
    )
    yield from folders[:MOST_SHOWN]
