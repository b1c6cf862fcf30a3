"""What a full or failing disk raises becomes a sentence."""

import errno
import shutil
import sqlite3
from pathlib import Path
from types import SimpleNamespace

import apsw
import pytest

from consolida.core import language
from consolida.core.disk import DiskFails, DiskFull, naming_failures, reason, room
from consolida.core.errors import ConsolidaError, UnreadableFile
from consolida.core.portable.verify import verify
from support.files import make_file


def named(problem: Exception) -> Exception:
    """Raise an error where failures are named; return what comes out."""
    with pytest.raises(Exception) as raised, naming_failures():  # noqa: PT011 - whatever it is
        raise problem
    return raised.value


def of_sqlite(code: int) -> sqlite3.OperationalError:
    problem = sqlite3.OperationalError("disk I/O error")
    problem.sqlite_errorcode = code
    return problem


def of_apsw(code: int) -> apsw.Error:
    problem = apsw.exception_for(code)
    assert isinstance(problem, apsw.Error)
    return problem


FULL = "The installation's disk is full; nothing was changed. Free some space and try again."


@pytest.mark.parametrize(
    "problem",
    [
        OSError(errno.ENOSPC, "No space left on device", "a.db"),
        OSError(errno.EDQUOT, "Disk quota exceeded"),
        of_sqlite(apsw.SQLITE_FULL),
        of_apsw(apsw.SQLITE_FULL),
    ],
)
def test_a_full_disk_is_named_whoever_notices_it(problem: Exception) -> None:
    found = named(problem)
    assert isinstance(found, DiskFull)
    assert str(found) == FULL
    assert found.__cause__ is problem


def test_a_full_disk_is_seen_behind_the_error_of_the_framework() -> None:
    problem = RuntimeError("wrapped, as Django does")
    problem.__cause__ = of_sqlite(apsw.SQLITE_FULL)
    assert isinstance(named(problem), DiskFull)


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (OSError(errno.EIO, "Input/output error", "a.db"), "a.db: the disk or stick fails."),
        (OSError(errno.EROFS, "Read-only file system", "a.db"), "a.db: the disk can only be read."),
        (OSError(errno.EFBIG, "File too large"), "A file or folder: the disk takes no file of that size."),
        (OSError(errno.ENODEV, "No such device", "a\n.db"), "a?.db: the disk or stick is gone."),
        (of_sqlite(apsw.SQLITE_IOERR | 3 << 8), "The installation's database: the disk or stick fails."),
        (of_apsw(apsw.SQLITE_READONLY), "The installation's database: the disk can only be read."),
        (of_apsw(apsw.SQLITE_CANTOPEN), "The installation's database: it cannot be opened."),
    ],
)
def test_a_failing_disk_is_named_with_the_place(problem: Exception, sentence: str) -> None:
    found = named(problem)
    assert isinstance(found, DiskFails)
    assert found.sentence().startswith(sentence)
    assert found.sentence().endswith(" Nothing was changed.")
    assert "Look after the disk" in found.advice()


@pytest.mark.parametrize(
    "problem",
    [
        OSError(errno.ENOENT, "No such file or directory", "a.db"),
        of_apsw(apsw.SQLITE_CONSTRAINT),
        sqlite3.OperationalError("no such table: a"),
        ValueError("something else"),
        UnreadableFile(file="a.db", reason="it is empty."),
    ],
)
def test_what_is_not_the_disks_fault_passes(problem: Exception) -> None:
    assert named(problem) is problem


def test_a_refusal_that_a_full_disk_caused_keeps_its_own_sentence() -> None:
    problem = ConsolidaError()
    problem.__cause__ = OSError(errno.ENOSPC, "No space left on device")
    assert named(problem) is problem


def test_nothing_happens_where_nothing_fails() -> None:
    with naming_failures():
        done = True
    assert done


def test_a_reason_that_has_no_words_here_is_told_in_the_systems() -> None:
    assert reason(OSError(errno.EPROTO, "Protocol error")) == "Protocol error."
    assert reason(OSError("no number")) == "no number."
    assert reason(sqlite3.OperationalError("no such table")) == "no such table."


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "el disco está lleno."),
        (of_sqlite(13), "el disco está lleno."),
        (of_apsw(13), "el disco está lleno."),
        (of_sqlite(8), "el disco es de solo lectura."),
        (of_sqlite(10 | 4 << 8), "el disco o la memoria falla."),
    ],
)
def test_a_reason_is_told_in_the_language_that_is_spoken(problem: Exception, said: str) -> None:
    with language.speaking("es"):
        assert reason(problem) == said


def test_a_disk_that_is_full_while_a_file_is_judged_says_nothing_against_the_file(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_file(tmp_path_factory.mktemp("sound") / "a.db")

    def full(*_arguments: object, **_more: object) -> None:
        raise of_apsw(apsw.SQLITE_FULL)

    monkeypatch.setattr("consolida.core.rules.check", full)
    with pytest.raises(apsw.FullError):
        verify(path, name="a.db")


def test_the_room_of_a_folder_is_what_its_disk_has_free(tmp_path: Path) -> None:
    free = room(tmp_path)
    assert free is not None
    assert 0 < free <= shutil.disk_usage(tmp_path).total


def test_a_file_system_that_tells_no_size_has_no_known_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(total=0, used=0, free=0))
    assert room(tmp_path) is None
