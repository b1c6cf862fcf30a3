"""The second row of the navigation, inside Maestros."""

from django.urls import reverse

from consolida.core.actor import Right
from consolida.core.language import gettext, noop
from consolida.web.areas import Area, Opens, anybody, everywhere, somewhere
from consolida.web.chosen import Chosen
from consolida.web.masters.kinds import KINDS

# (name of the address, title, who opens it, by one of these)
_OTHERS: tuple[tuple[str, str, tuple[Opens, ...]], ...] = (
    ("masters_sites", noop("Sites"), (anybody,)),
    ("masters_company", noop("Company"), (anybody,)),
    ("users", noop("Users"), (everywhere(Right.USERS),)),
    ("load_file", noop("Load a file"), (everywhere(Right.MASTERS), somewhere(Right.LOAD))),
    ("masters_send", noop("Send to the sites"), (everywhere(Right.EXPORT),)),
)


def tabs(path: str, here: Chosen) -> list[Area]:
    """Return the tabs that the user may open."""
    found = [(reverse("masters_list", args=[kind]), kind.in_words()) for kind in KINDS]
    found += [
        (reverse(name), gettext(title)) for name, title, ways in _OTHERS if any(way(here) for way in ways)
    ]
    return [Area(url, title, path.startswith(url)) for url, title in found]
