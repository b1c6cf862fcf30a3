"""When two names are the same name: case, accents, punctuation and legal form aside.

Likeness decides only whether a difference is worth a word; nothing is ever merged by it.
"""

import re
import unicodedata

_BETWEEN_WORDS = re.compile(r"[\W_]+")
# Single letters in a row are initials, however they were written: "J. C. R.", "J.C.R.", "JCR".
_INITIALS = re.compile(r"\b\w(?: \w)+\b")

_LEGAL_FORMS = (
    "sociedad por acciones cerrada simplificada",
    "s ?a ?c ?s",
    "sociedad anonima cerrada",
    "s ?a ?c",
    "sociedad anonima abierta",
    "s ?a ?a",
    "sociedad anonima",
    "s ?a",
    "sociedad comercial de responsabilidad limitada",
    "s ?c ?r ?l(?:tda)?",
    "sociedad de responsabilidad limitada",
    "s de r ?l",
    "s ?r ?l(?:tda)?",
    "empresa individual de responsabilidad limitada",
    "e ?i ?r ?l(?:tda)?",
    "sociedad civil de responsabilidad limitada",
    "s civil de r ?l",
    "sociedad civil",
    "s civil",
    "sociedad en comandita por acciones",
    "s en c por a",
    "sociedad en comandita simple",
    "sociedad en comandita",
    "s en c",
    "sociedad colectiva",
    "ltda?",
    "inc",
    "llc",
)
_ENDS_IN_LEGAL_FORM = re.compile(rf"(?P<rest>.+?) (?:{'|'.join(_LEGAL_FORMS)})")


def fold(text: str) -> str:
    """Return a text without case, accents and punctuation."""
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", text.casefold())
        if not unicodedata.combining(letter)
    )
    return _BETWEEN_WORDS.sub(" ", plain.casefold()).strip()


def fold_name(name: str) -> str:
    """Return a person's or entity's name without case, accents, punctuation and legal form."""
    folded = fold(name)
    form = _ENDS_IN_LEGAL_FORM.fullmatch(folded)
    rest = form["rest"] if form else folded
    return _INITIALS.sub(lambda initials: initials.group().replace(" ", ""), rest)


def alike(one: str, other: str) -> bool:
    """Tell whether two texts are the same, case, accents and punctuation aside."""
    return one == other or fold(one) == fold(other)


def names_alike(one: str, other: str) -> bool:
    """Tell whether two names are the same, case, accents, punctuation and legal form aside."""
    return one == other or fold_name(one) == fold_name(other)
