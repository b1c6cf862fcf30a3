"""The second row of the navigation, inside Maestros."""

from collections.abc import Mapping

from django.urls import reverse

from consolida.core.language import gettext, noop
from consolida.web.areas import Area
from consolida.web.masters.kinds import KINDS

# (name of the address, title, rights of which one opens it; none: everybody)
_OTHERS = (
    ("masters_sites", noop("Sites"), ()),
    ("masters_company", noop("Company"), ()),
    ("users", noop("Users"), ("users",)),
    ("load_file", noop("Load a file"), ("masters", "load")),
    ("masters_send", noop("Send to the sites"), ("export",)),
)


def tabs(path: str, may: Mapping[str, bool]) -> list[Area]:
    """Return the tabs that the user may open."""
    found = [(reverse("masters_list", args=[kind]), kind.in_words()) for kind in KINDS]
    found += [
        (reverse(name), gettext(title))
        for name, title, rights in _OTHERS
        if not rights or any(may[right] for right in rights)
    ]
    return [Area(url, title, path.startswith(url)) for url, title in found]
