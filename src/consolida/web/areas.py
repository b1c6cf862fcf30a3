"""The areas of the application, in the order of the navigation."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from consolida.core.actor import Right
from consolida.core.language import gettext, noop
from consolida.web.chosen import Chosen

Opens = Callable[[Chosen], bool]


def anybody(_here: Chosen) -> bool:
    """Open to whoever is logged in."""
    return True


def somewhere(right: Right) -> Opens:
    """Open to who holds a right at one site at least."""
    return lambda here: here.by.may_somewhere(right, company=here.company.ruc)


def everywhere(right: Right) -> Opens:
    """Open to who holds a right in the whole company."""
    return lambda here: here.by.may(right, company=here.company.ruc)


# (name of the address, title, who opens it); an area adds its line here and its addresses in project/urls.py
AREAS: tuple[tuple[str, str, Opens], ...] = (
    ("home", noop("Start"), anybody),
    ("vouchers", noop("Vouchers"), anybody),
    ("export", noop("Export"), somewhere(Right.EXPORT)),
    ("import", noop("Import"), everywhere(Right.IMPORT)),
    ("history", noop("History"), anybody),
    ("months", noop("Months"), anybody),
    ("masters", noop("Masters"), anybody),
)


@dataclass(frozen=True, slots=True)
class Area:
    """One entry of the navigation."""

    url: str
    title: str
    is_here: bool


def areas(path: str, here: Chosen) -> list[Area]:
    """Return the navigation with what the visitor may open."""
    found = [(reverse(name), title) for name, title, opens in AREAS if opens(here)]
    longest = max((url for url, _ in found if path.startswith(url)), key=len, default="")
    return [Area(url, gettext(title), url == longest) for url, title in found]
