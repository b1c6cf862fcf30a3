"""Folders that files are carried to and fetched from: removable drives, room, and what may not be left."""

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from consolida.core import disk
from consolida.core.errors import ConsolidaError
from consolida.core.language import noop
from consolida.core.printable import printable
from consolida.transfer.transports.folder import NoSuchFolder

if sys.platform == "win32":  # pragma: no cover
    import string
    from ctypes import windll

# Where systems show the sticks and disks that are plugged in
_PLACES = ("media/*", "media/*/*", "run/media/*/*", "Volumes/*")
_REMOVABLE = 2  # what Windows calls a stick


class FolderNotAllowed(ConsolidaError):
    """A folder lies outside those that the installation opens to the browser."""

    message = noop(
        "“{folder}” is neither a stick that is plugged in nor a folder that this installation allows."
    )
    remedy = noop(
        "Plug the stick in again, or choose one of the list; an administrator allows other folders with"
        " CONSOLIDA_FOLDERS."
    )


class NoRoom(ConsolidaError):
    """A folder's disk or stick has too little room for a file."""

    message = noop("“{folder}” has {free} MB free; the file needs {needed} MB.")
    remedy = noop("Free some space or choose another folder, and export again; nothing was exported.")


def drives(root: Path = Path("/"), *, is_mount: Callable[[Path], bool] = os.path.ismount) -> list[Path]:
    """Find the removable drives that are plugged in and mounted."""
    if sys.platform == "win32":  # pragma: no cover
        letters = [f"{letter}:\\" for letter in string.ascii_uppercase]
        return [Path(one) for one in letters if windll.kernel32.GetDriveTypeW(one) == _REMOVABLE]
    return [found for place in _PLACES for found in sorted(root.glob(place)) if is_mount(found)]


def confined(asked: str, roots: Sequence[Path]) -> Path:
    """Return a folder that lies in one of the roots, links followed; any other is refused."""
    shown = printable(asked)
    folder = Path(asked)
    if "\0" in asked or not folder.is_absolute() or ".." in folder.parts:
        raise FolderNotAllowed(folder=shown)
    real = folder.resolve()
    if not any(real.is_relative_to(root.resolve()) for root in roots):
        raise FolderNotAllowed(folder=shown)
    if not real.is_dir():
        raise NoSuchFolder(folder=shown)
    return real


def require_room(folder: Path, needed: int) -> None:
    """Refuse a folder whose disk has too little room."""
    free = disk.room(folder)
    if free is not None and free < needed:
        raise NoRoom(folder=folder, free=free >> 20, needed=(needed >> 20) + 1)
