"""Runs real command lines in several installations, shows them as a user would type them, and keeps score."""

import json
import shlex
import tempfile
from dataclasses import dataclass
from pathlib import Path

from consolida.cli.demo.process import run_apart
from consolida.cli.failures import Status
from consolida.cli.output import Output
from consolida.cli.session import DATABASE_VARIABLE, HOME_VARIABLE, LANGUAGE_VARIABLE
from consolida.core import language
from consolida.core.language import gettext


class NotAsExpected(Exception):
    """Something in the story is not as it should be; it ends there."""


@dataclass(frozen=True, slots=True)
class Place:
    """One installation: what people call it, and its folder."""

    name: str
    home: Path


@dataclass(slots=True)
class Stage:
    """The folder in which everything happens, and what was proved there so far."""

    folder: Path
    output: Output
    proved: int = 0

    def show(self, text: str) -> None:
        """Print a line of the story; with --json it is no result and goes beside it."""
        (self.output.say if self.output.as_json else self.output.write)(text)

    def chapter(self, title: str) -> None:
        """Begin a part of the story."""
        self.show(f"\n== {title}\n")

    def run(self, place: Place, *words: str, status: Status = Status.DONE, last: int = 0) -> None:
        """Run a command, show it with what it prints, and prove that it ends as it should.

        Of what was printed before already only the `last` lines are shown.
        """
        self.show(f"{place.name} $ consolida {shlex.join(words)}")
        found, printed = self._call(place, words, also_errors=True)
        lines = printed.splitlines()
        for line in ["...", *lines[-last:]] if 0 < last < len(lines) else lines:
            self.show(f"    {line}".rstrip())
        if found != status:
            raise NotAsExpected(
                gettext("“consolida {words}” ended with {found} instead of {expected}").format(
                    words=shlex.join(words), found=found, expected=int(status)
                )
            )
        self.proved += 1

    def ask(self, place: Place, *words: str) -> dict[str, object]:
        """Run a command with --json, unseen, and return its one object."""
        _, printed = self._call(place, (*words, "--json"), also_errors=False)
        answer = json.loads(printed or "{}")
        return answer if isinstance(answer, dict) else {}

    def prove(self, sentence: str, *, holds: bool) -> None:
        """Show whether what was said is so."""
        self.show(f"  {'✓' if holds else '✗'} {sentence}")
        if not holds:
            raise NotAsExpected(sentence)
        self.proved += 1

    def _call(self, place: Place, words: tuple[str, ...], *, also_errors: bool) -> tuple[int, str]:
        environment = {HOME_VARIABLE: str(place.home), LANGUAGE_VARIABLE: language.active()}
        environment[DATABASE_VARIABLE] = ""  # three folders, three ledgers, none of them the user's own
        with tempfile.TemporaryDirectory(prefix="consolida-demo-output-") as folder:
            output = Path(folder) / "output"
            errors = output if also_errors else Path(folder) / "errors"
            status = run_apart(
                words, folder=self.folder, environment=environment, output=output, errors=errors
            )
            return status, output.read_text("utf-8")
