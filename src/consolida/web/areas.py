"""The areas of the application, in the order of the navigation."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from consolida.core.language import gettext, noop

# (name of the address, title); an area adds its line here and its addresses in project/urls.py
AREAS = (
    ("home", noop("Start")),
    ("vouchers", noop("Vouchers")),
    ("export", noop("Export")),
    ("import", noop("Import")),
    ("history", noop("History")),
    ("months", noop("Months")),
    ("masters", noop("Masters")),
)


@dataclass(frozen=True, slots=True)
class Area:
    """One entry of the navigation."""

    url: str
    title: str
    is_here: bool


def areas(request: HttpRequest) -> list[Area]:
    """Return the navigation as the visitor sees it."""
    found = [(reverse(name), title) for name, title in AREAS]
    here = max((url for url, _ in found if request.path.startswith(url)), key=len, default="")
    return [Area(url, gettext(title), url == here) for url, title in found]
