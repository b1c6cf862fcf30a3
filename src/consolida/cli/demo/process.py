"""Runs one command line in a process of its own, on any system without starting Python anew each time."""

import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.context import ForkServerContext, SpawnContext
from pathlib import Path

# What every command imports, and no setting touches: read once, by the process that the others fork from.
_PRELOADED = [
    "consolida.cli.main",
    "consolida.core.difference",
    "consolida.core.portable.verify",
    "django.core.management",
    "django.db.backends.sqlite3.base",
    "django.db.models",
    "environs",
]


def run_apart(
    words: Sequence[str], *, folder: Path, environment: Mapping[str, str], output: Path, errors: Path
) -> int:
    """Run a command in a folder, what it prints going to two files (or one); return its exit status."""
    process = _context().Process(
        target=_run, args=(tuple(words), str(folder), dict(environment), str(output), str(errors))
    )
    process.start()
    process.join()
    return process.exitcode if process.exitcode is not None else 1


def _context() -> ForkServerContext | SpawnContext:
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    return context


def _run(words: tuple[str, ...], folder: str, environment: dict[str, str], output: str, errors: str) -> None:
    os.chdir(folder)
    os.environ.update(environment)
    for path, descriptor in ((output, 1), (errors, 2)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND), descriptor)

    from consolida.cli.main import run  # noqa: PLC0415 - the list of commands holds this one

    status = run(words)
    sys.stdout.flush()
    sys.stderr.flush()
    # Nothing of the process that this one came from is to be cleaned up here.
    os._exit(status)
