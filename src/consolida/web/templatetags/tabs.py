"""The second row of the navigation, inside Maestros."""

from django import template
from django.template import Context
from django.urls import reverse

from consolida.core.language import gettext, noop
from consolida.web.areas import Area
from consolida.web.masters.kinds import KINDS

register = template.Library()

# (name of the address, title, rights of which one opens it; none: everybody)
_OTHERS = (
    ("masters_sites", noop("Sites"), ()),
    ("masters_company", noop("Company"), ()),
    ("users", noop("Users"), ("users",)),
    ("load_file", noop("Load a file"), ("masters", "load")),
    ("masters_send", noop("Send to the sites"), ("export",)),
)


@register.inclusion_tag("masters/_tabs.html", takes_context=True)
def masters_tabs(context: Context) -> dict[str, object]:
    """Show the tabs that the user may open."""
    may, path = context["may"], context["request"].path
    found = [(reverse("masters_list", args=[kind]), kind.in_words()) for kind in KINDS]
    found += [
        (reverse(name), gettext(title))
        for name, title, rights in _OTHERS
        if not rights or any(may[right] for right in rights)
    ]
    return {"tabs": [Area(url, title, path.startswith(url)) for url, title in found]}
