"""The part of a backup that is being written: it holds the key, so that none is ever left lying unseen."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from consolida.core.disk import shown_path
from consolida.core.findings import Finding, Severity
from consolida.core.home import Home
from consolida.core.language import noop
from consolida.core.portable.quarantine import Quarantine
from consolida.core.portable.write import settle

_NOTES = "backup-*.note"
_TOLD = b"\ntold"


@contextmanager
def noted(to: Path, home: Home, private: Quarantine) -> Iterator[Path]:
    """Name the part that a backup is written to, and note it for the next run; the part ends with the block.

    Note and part bear the name of this run's private folder, which is gone once the run is.
    """
    run = private.folder.name
    part, note = _part(to.absolute(), run), home.path / f"backup-{run}.note"
    try:
        note.write_bytes(os.fsencode(to.absolute()))
        settle(note)
        yield part
    finally:
        # Where the disk fails the note stays, and the next run goes on.
        with suppress(OSError):
            part.unlink(missing_ok=True)
            note.unlink(missing_ok=True)


def _part(to: Path, run: str) -> Path:
    return to.with_name(f".{to.name}.{run}.part")


def sweep(home: Home) -> list[Finding]:
    """Remove what backups that were killed left; say which was removed, and once which is out of reach."""
    found: list[Finding] = []
    for note in sorted(home.path.glob(_NOTES)):
        run = note.stem.removeprefix("backup-")
        # A private folder that is there belongs to a run that is writing its backup just now.
        if not (home.private / run).exists():
            with suppress(OSError):
                found += _swept(note, run)
    return found


def _swept(note: Path, run: str) -> Iterator[Finding]:
    path, *told = note.read_bytes().split(_TOLD)
    to = Path(os.fsdecode(path))
    part = _part(to, run)
    was_there = part.exists()
    with suppress(OSError):
        part.unlink(missing_ok=True)
        if to.exists() and not to.stat().st_size:
            to.unlink()  # the name was only reserved when the run ended (core.portable.write)
    if to.parent.is_dir() and not part.exists():
        note.unlink()
        if was_there:
            yield _removed(to, part)
    elif not told:
        note.write_bytes(path + _TOLD)
        yield _out_of_reach(to, part)


def _removed(to: Path, part: Path) -> Finding:
    return Finding(
        "backup_part_removed",
        Severity.NOTE,
        noop("The backup “{file}” was interrupted; what it had written, “{part}”, was removed."),
        noop("If “{file}” is not there, make the backup again."),
        _fields(to, part),
    )


def _out_of_reach(to: Path, part: Path) -> Finding:
    return Finding(
        "backup_part_left",
        Severity.WARNING,
        noop("The backup “{file}” was interrupted, and what it had written cannot be removed from here."),
        noop(
            "“{part}” may hold the key with which files are signed: put in the stick and run"
            " “consolida history”, or delete it yourself."
        ),
        _fields(to, part),
    )


def _fields(to: Path, part: Path) -> dict[str, object]:
    return {"file": shown_path(to), "part": shown_path(part)}
