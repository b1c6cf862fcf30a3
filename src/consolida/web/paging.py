"""Which page of a list an address asks for."""

from django.http import HttpRequest

_MOST_DIGITS = 6  # no list is longer, and no database counts farther than it is asked to


def page_of(request: HttpRequest) -> int:
    """Return the page that is asked for; the first where none is, or none that can be."""
    asked = request.GET.get("pagina", "")
    return max(int(asked), 1) if asked.isdecimal() and len(asked) <= _MOST_DIGITS else 1
