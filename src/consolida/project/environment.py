"""Settings from the environment; a wrong value stops the start with a hint."""

import os
from pathlib import Path

from environs import Env, EnvError, validate

from consolida.core.errors import ConsolidaError
from consolida.core.language import noop
from consolida.core.printable import printable

_env = Env()


class WrongSetting(ConsolidaError):
    """A variable of the environment holds what it cannot mean."""

    message = noop("The variable {name} of the environment cannot be “{value}”.")


class NotAWholeNumber(WrongSetting):
    """The variable counts something."""

    remedy = noop("Write a whole number from {least} to {highest}, or leave it out.")


class NeitherYesNorNo(WrongSetting):
    """The variable switches something on or off."""

    remedy = noop("Write “true” or “false”, or leave it out.")


class NamesNothing(WrongSetting):
    """The variable lists names."""

    remedy = noop("Write one name or several with commas between them, or leave it out.")


def whole_number(name: str, default: int, *, most: int) -> int:
    """Read a whole number from 1 on; an empty variable is like none."""
    if not os.environ.get(name):
        return default
    try:
        return _env.int(name, validate=validate.Range(min=1, max=most))
    except EnvError as problem:
        raise NotAWholeNumber(name=name, value=_said(name), least=1, highest=most) from problem


def switch(name: str) -> bool:
    """Read whether something is wanted; what is not named is not."""
    if not os.environ.get(name):
        return False
    try:
        return _env.bool(name)
    except EnvError as problem:
        raise NeitherYesNorNo(name=name, value=_said(name)) from problem


def names(name: str, default: list[str]) -> list[str]:
    """Read names with commas between them."""
    if not os.environ.get(name):
        return default
    found = [one.strip() for one in os.environ[name].split(",")]
    if not all(found):
        raise NamesNothing(name=name, value=_said(name))
    return found


def folders(name: str) -> list[Path]:
    """Read folders, with what the system puts between paths between them."""
    return [Path(one).expanduser().absolute() for one in os.environ.get(name, "").split(os.pathsep) if one]


def _said(name: str) -> str:
    return printable(os.environ[name], limit=40)
