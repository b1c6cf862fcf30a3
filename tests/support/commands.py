"""Running commands in tests: inside the test's process, or as a user would."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest

from consolida.cli.main import run
from consolida.core.home import Home
from support import installations


@dataclass(frozen=True)
class Result:
    """What a command left: its exit status and what it printed."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one JSON object on stdout."""
        return cast("dict[str, Any]", json.loads(self.out))


def _database(words: Sequence[str | Path], environment: Mapping[str, str]) -> dict[str, str]:
    """Name the database of the folder that a command works in, where a server keeps it."""
    named = [str(words[place + 1]) for place, word in enumerate(words[:-1]) if word == "--home"]
    folders = [*named, *([environment["CONSOLIDA_HOME"]] if "CONSOLIDA_HOME" in environment else [])]
    if not installations.ON_POSTGRES or not folders or "DATABASE_URL" in environment:
        return {}
    return {"DATABASE_URL": installations.url_of(Home(Path(folders[0])))}


@dataclass(frozen=True)
class Commands:
    """Runs commands inside the test's process, in English."""

    capture: pytest.CaptureFixture[str]

    def __call__(self, *words: str | Path) -> Result:
        """Run one command line."""
        self.capture.readouterr()
        status = run([str(word) for word in words])
        out, err = self.capture.readouterr()
        return Result(status, out, err)

    def json(self, *words: str | Path) -> dict[str, Any]:
        """Run a command line that must succeed, and return its JSON object."""
        result = self(*words, "--json")
        assert result.status == 0, result
        return result.json


PROGRAM = "import sys; from consolida.cli.main import run; sys.exit(run())"


def as_user(*words: str | Path, program: str = PROGRAM, **environment: str) -> Result:
    """Run one command line in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**_environment(environment), **_database(words, environment)},
    )
    return Result(done.returncode, done.stdout, done.stderr)


def _environment(extra: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return {**kept, "CONSOLIDA_LANG": "en", **extra}
