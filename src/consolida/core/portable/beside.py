"""Half of a large file's checks, made by a second process beside this one; each says the same in either.

The second process opens the same private copy with the same guards, asks the same queries, and writes one
line of JSON for each answer. Whatever it does not answer, this process finds out itself.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, Any

import apsw

from consolida.core import rules
from consolida.core.batches import BatchKey
from consolida.core.portable import read
from consolida.core.portable.connect import open_hostile, open_proven
from consolida.core.portable.format import FileKind
from consolida.core.portable.read import Moved

LARGE = 12 << 20  # bytes; what is smaller is judged before another process has started
MOVED = "moved"
# In the order in which they are asked for; the last only where it is wanted.
SHARE = ("texts", "sums", rules.RECOMPUTED, MOVED)


class Beside:
    """The answers of the second process, as they come."""

    def __init__(self, lines: IO[bytes]) -> None:
        self._lines = lines
        self._answers: dict[str, Any] = {}

    def answer(self, name: str) -> Any | None:
        """Wait for an answer; None where the second process has none."""
        while name in SHARE and name not in self._answers:
            line = self._lines.readline()
            if not line.endswith(b"\n"):
                return None
            self._answers.update(json.loads(line))
        return self._answers.get(name)


@contextmanager
def judging(path: Path, *, kind: FileKind, adding_up: bool = False) -> Iterator[Beside | None]:
    """Let a second process judge its share of a file while the block runs; a small file needs none.

    Where asked it adds up debits and credits by account, too.
    """
    if path.stat().st_size < LARGE or (os.cpu_count() or 1) < 2:
        yield None
        return
    # -P: whatever lies in the working folder, perhaps a stick, is not the program.
    share = SHARE if adding_up else SHARE[:-1]
    command = [sys.executable, "-P", "-m", __name__, str(path.absolute()), kind.value, *share]
    with subprocess.Popen(  # noqa: S603 - this program
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None  # noqa: S101 - it was asked for
        try:
            yield Beside(process.stdout)
        finally:
            process.kill()


def main(path: str, kind: str, *share: str) -> None:
    """Answer the share, one line for each question."""
    with closing(open_hostile(Path(path))) as connection:
        for name in share:
            if name == MOVED:
                found: object = _listed(read.moved(connection))
            else:
                found = rules.ask(connection, name, kind=FileKind(kind))
            sys.stdout.write(json.dumps({name: found}) + "\n")
            sys.stdout.flush()


def moved(path: Path, beside: Beside | None) -> dict[BatchKey, Moved]:
    """Add up debit and credit of a sound file by batch, kind and account, unless the other process has."""
    listed = beside.answer(MOVED) if beside is not None else None
    if listed is None:
        with closing(open_proven(path)) as connection:
            return read.moved(connection)
    return {
        BatchKey(*key): {(kind, account): (debit, credit) for kind, account, debit, credit in sums}
        for key, sums in listed
    }


def _listed(found: dict[BatchKey, Moved]) -> list[object]:
    return [
        [key, [[kind, account, debit, credit] for (kind, account), (debit, credit) in sums.items()]]
        for key, sums in found.items()
    ]


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (apsw.Error, OSError, UnicodeError):
        sys.exit(1)  # the first process will find out, and say so
