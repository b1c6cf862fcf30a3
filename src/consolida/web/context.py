"""What every template is given: company, month, rights, language and theme."""

from functools import partial

from django.http import HttpRequest

from consolida.core import language
from consolida.core.actor import Right
from consolida.core.errors import ConsolidaError
from consolida.core.period import month_names
from consolida.web.areas import areas
from consolida.web.chosen import chosen
from consolida.web.manual.screens import help_for
from consolida.web.masters.tabs import tabs
from consolida.web.preferences import theme_of


def everywhere(request: HttpRequest) -> dict[str, object]:
    """Give templates what the header shows."""
    context: dict[str, object] = {
        "language": language.active(),
        "theme": theme_of(request),
        "help_url": help_for(request),
    }
    if not request.user.is_authenticated:
        return context
    try:
        here = chosen(request)
    except ConsolidaError:
        return context
    may = {right.value: here.by.may_somewhere(right, company=here.company.ruc) for right in Right}
    context["months"] = month_names()
    return context | {
        "chosen": here,
        "companies": here.offered,
        "may": may,
        "areas": areas(request.path, here),
        "master_tabs": partial(tabs, request.path, here),
    }
