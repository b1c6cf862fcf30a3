"""Deeds done in a child process, which may be killed in the middle or have a disk of its own."""

import os
import pickle
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from django.db import connections


@dataclass(frozen=True)
class Ended:
    """How a child ended: what it returned or raised, or the signal that killed it."""

    value: object = None
    problem: Exception | None = None
    trace: str = ""
    killed_by: int = 0


def in_child(deed: Callable[[], object]) -> Ended:
    """Do a deed in a forked child; what it changes in memory is gone with it."""
    connections.close_all()  # a SQLite connection must not be carried over a fork
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _run(deed, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return Ended(killed_by=os.WTERMSIG(status))
    return cast("Ended", pickle.loads(answer))


def _run(deed: Callable[[], object], writing: int) -> None:
    """Answer through the pipe and leave without a word to the test runner."""
    try:
        ended = Ended(value=deed())
    except Exception as problem:  # noqa: BLE001 - it is what the parent asks about
        ended = Ended(problem=problem, trace=traceback.format_exc())
    try:
        answer = pickle.dumps(ended)
    except Exception as problem:  # noqa: BLE001 - what cannot be carried over is told in words
        answer = pickle.dumps(Ended(problem=RuntimeError(repr(ended.problem or problem)), trace=ended.trace))
    with os.fdopen(writing, "wb") as pipe:
        pipe.write(answer)
    os._exit(0)
