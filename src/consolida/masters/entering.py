"""What a person enters in a master: cleaned of what is invisible, or refused."""

import re
import unicodedata

from consolida.core.errors import ConsolidaError
from consolida.core.language import gettext, noop
from consolida.core.printable import is_printable, printable

NAME_LIMIT = 200
ADDRESS_LIMIT = 300
CONSTANCIA_LIMIT = 40
_SITE_CODE = re.compile(r"[0-9A-Za-z]{1,4}")
_WHAT = {
    "name": noop("name"),
    "address": noop("address"),
    "constancia": noop("constancia's number"),
}


class UnusableText(ConsolidaError):
    """A text is empty, too long or holds control characters."""

    message = noop("The {what} “{text}” cannot be used.")
    remedy = noop("Write from {least} to {most} letters, without line breaks.")

    def sentence(self) -> str:
        """Say which text cannot be used, in the active language."""
        what = gettext(_WHAT[str(self.fields["what"])])
        return gettext(self.message).format(**{**self.fields, "what": what})


class NotACode(ConsolidaError):
    """A text cannot be the code of a site."""

    message = noop("“{text}” cannot be the code of a site.")
    remedy = noop("A code has 1 to 4 letters and digits, like 0000 or 0001.")


def text(value: str, *, what: str, least: int = 1, most: int = NAME_LIMIT) -> str:
    """Return a text in NFC, with single spaces and none at its ends, or refuse it."""
    spaced = "".join(" " if unicodedata.category(letter) == "Zs" else letter for letter in value)
    cleaned = re.sub(" +", " ", unicodedata.normalize("NFC", spaced)).strip(" ")
    if not least <= len(cleaned) <= most or not is_printable(cleaned):
        raise UnusableText(what=what, text=printable(value), least=least, most=most)
    return cleaned


def site_code(value: str) -> str:
    """Return the code of a site as it was entered, or refuse it."""
    if _SITE_CODE.fullmatch(value) is None:
        raise NotACode(text=value)
    return value
