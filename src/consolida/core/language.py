"""The language of every sentence: English in the source, Spanish on screen unless told otherwise."""

import gettext as _gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

LOCALE_DIR = Path(__file__).resolve().parent.parent / "locale"
DOMAIN = "django"  # one catalogue serves the core, the commands and Django's templates
DEFAULT = "es"
LANGUAGES = ("es", "en")

_active: ContextVar[str] = ContextVar("language", default=DEFAULT)


@cache
def _catalogue(language: str) -> _gettext.NullTranslations:
    if language == "en":
        return _gettext.NullTranslations()
    return _gettext.translation(DOMAIN, LOCALE_DIR, [language], fallback=True)


def gettext(message: str) -> str:
    """Return the message in the active language."""
    # To gettext the empty message is the catalogue's header.
    return _catalogue(_active.get()).gettext(message) if message else ""


def ngettext(singular: str, plural: str, number: int) -> str:
    """Return the message that fits the number, in the active language."""
    return _catalogue(_active.get()).ngettext(singular, plural, number)


def noop(message: str) -> str:
    """Mark a message for translation where it is written, to be translated where it is shown."""
    return message


def active() -> str:
    """Return the code of the active language."""
    return _active.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language inside a block."""
    token = _active.set(language)
    try:
        yield
    finally:
        _active.reset(token)
