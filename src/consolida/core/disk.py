"""A disk that is full, fails or may not be written: told in a sentence, whoever noticed it."""

import errno
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw

from consolida.core import server
from consolida.core.errors import ConsolidaError, causes
from consolida.core.language import gettext, noop
from consolida.core.printable import printable

_REASONS = {
    errno.ENOSPC: noop("the disk is full."),
    errno.EDQUOT: noop("the disk is full."),
    errno.EFBIG: noop("the disk takes no file of that size."),
    errno.EACCES: noop("you may not read or write it."),
    errno.EPERM: noop("you may not read or write it."),
    errno.EROFS: noop("the disk can only be read."),
    errno.ENOENT: noop("it does not exist."),
    errno.ENOTDIR: noop("part of its path is not a folder."),
    errno.EISDIR: noop("it is a folder, not a file."),
    errno.EEXIST: noop("it exists already."),
    errno.ENAMETOOLONG: noop("its name is too long."),
    errno.EIO: noop("the disk or stick fails."),
    errno.ENODEV: noop("the disk or stick is gone."),
    errno.ENXIO: noop("the disk or stick is gone."),
}
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_FAILING = frozenset(
    {errno.EFBIG, errno.EACCES, errno.EPERM, errno.EROFS, errno.EIO, errno.ENODEV, errno.ENXIO}
)
# What both SQLite libraries say of the disk, without the details that come in the higher bits
_SQLITE_FULL = 13
_SQLITE_FAILING = {
    8: noop("the disk can only be read."),
    10: noop("the disk or stick fails."),
    14: noop("it cannot be opened."),
}
_OF_SQLITE = {**_SQLITE_FAILING, _SQLITE_FULL: _REASONS[errno.ENOSPC]}
_PRIMARY = 0xFF
_LONGEST_PATH = 4096


class DiskFull(ConsolidaError):
    """The installation's disk has no room left."""

    message = noop("The installation's disk is full; nothing was changed.")
    remedy = noop("Free some space and try again.")


class DiskFails(ConsolidaError):
    """The installation's disk cannot be read or written."""

    message = noop("{what}: {reason} Nothing was changed.")
    remedy = noop(
        "Look after the disk or the rights to its folders and try again; then run “consolida doctor”."
    )


def room(folder: Path) -> int | None:
    """Return how many bytes are free where a folder lies; None where the file system does not tell.

    Some network drives say 0 of 0 bytes: whether a file fits shows when it is written.
    """
    found = shutil.disk_usage(folder)
    return found.free if found.total else None


def shown_path(path: object) -> str:
    """Write a path for people, whole however long it is."""
    return printable(str(path), limit=_LONGEST_PATH)


def named_file(problem: OSError) -> str:
    """Name the file or folder that the system refused, where it says which."""
    return shown_path(problem.filename) if problem.filename else gettext("A file or folder")


def reason(problem: Exception) -> str:
    """Say in the active language, in a sentence, why the system or a database refused a file or folder."""
    if isinstance(problem, OSError):
        code = problem.errno or 0
        return gettext(_REASONS[code]) if code in _REASONS else f"{problem.strerror or problem}."
    code = _sqlite_code(problem)
    return gettext(_OF_SQLITE[code]) if code in _OF_SQLITE else f"{problem}."


@contextmanager
def naming_failures() -> Iterator[None]:
    """Turn what a full or failing disk or server raises into a refusal; what was done must be undone."""
    try:
        yield
    except ConsolidaError:
        raise
    except Exception as problem:
        refusal = server.refusal(problem) or _refusal(problem)
        if refusal is None:
            raise
        raise refusal from problem


def _refusal(problem: Exception) -> ConsolidaError | None:
    for cause in causes(problem):
        if isinstance(cause, OSError):
            return _of_system(cause)
        code = _sqlite_code(cause)
        if code == _SQLITE_FULL:
            return DiskFull()
        if code in _SQLITE_FAILING:
            return DiskFails(
                what=gettext("The installation's database"), reason=gettext(_SQLITE_FAILING[code])
            )
    return None


def _of_system(problem: OSError) -> ConsolidaError | None:
    if problem.errno in _FULL:
        return DiskFull()
    if problem.errno in _FAILING:
        return DiskFails(what=named_file(problem), reason=reason(problem))
    return None


def _sqlite_code(cause: BaseException) -> int:
    """Return SQLite's primary result code, 0 where it is no error of SQLite."""
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorcode", 0) & _PRIMARY
    if isinstance(cause, apsw.Error):
        return getattr(cause, "result", 0) & _PRIMARY
    return 0
