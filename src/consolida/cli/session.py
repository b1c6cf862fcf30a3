"""What is said to all commands alike: company, form of the answer, folder and language."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from consolida.cli.command import common_options
from consolida.cli.output import Output
from consolida.core import language
from consolida.core.errors import ConsolidaError
from consolida.core.home import Home
from consolida.core.language import noop

HOME_VARIABLE = "CONSOLIDA_HOME"
LANGUAGE_VARIABLE = "CONSOLIDA_LANG"
DATABASE_VARIABLE = "DATABASE_URL"


class UnknownLanguage(ConsolidaError):
    """CONSOLIDA_LANG names a language that the program does not speak."""

    message = noop("The variable CONSOLIDA_LANG of the environment cannot be “{value}”.")
    remedy = noop("Give one of {languages}, or leave the variable out.")


@dataclass(frozen=True, slots=True)
class Session:
    """One run of the command line."""

    output: Output
    company: str | None = None
    language: str = language.DEFAULT

    def require_language(self) -> None:
        """Refuse a language that the program does not speak, rather than speak another."""
        if self.language not in language.LANGUAGES:
            raise UnknownLanguage(value=self.language, languages=", ".join(language.LANGUAGES))

    @property
    def home(self) -> Home:
        """The installation's folder."""
        return Home(home_folder())


def home_folder() -> Path:
    """Return the folder that the environment names, or the one in the user's own folder."""
    return Path(os.environ.get(HOME_VARIABLE) or Path.home() / "consolida").expanduser().absolute()


@contextmanager
def starting(arguments: Sequence[str]) -> Iterator[Session]:
    """Look at the options of all commands, wherever they stand, before any command is chosen.

    Wrong usage must already be told in the right language and form, and the folder must be known
    before the settings are read.
    """
    said = _looked_at(arguments)
    wanted = _language(said["lang"])
    spoken = wanted if wanted in language.LANGUAGES else language.DEFAULT
    with _environment(HOME_VARIABLE, said["home"]), language.speaking(spoken):
        yield Session(Output(as_json=bool(said["as_json"])), said["company"], wanted)


def _looked_at(arguments: Sequence[str]) -> dict[str, str | None]:
    looking = click.Command(
        "consolida",
        params=common_options(exposed=True),
        add_help_option=False,
        context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
    )
    return looking.make_context("consolida", list(arguments), resilient_parsing=True).params


def _language(said: str | None) -> str:
    return said or os.environ.get(LANGUAGE_VARIABLE) or language.DEFAULT


@contextmanager
def _environment(name: str, value: str | None) -> Iterator[None]:
    before = os.environ.get(name)
    if value:
        os.environ[name] = value
    try:
        yield
    finally:
        if value:
            os.environ.pop(name)
            if before is not None:
                os.environ[name] = before
