"""No NUL gets in: nobody types it, one engine keeps it and the other breaks on it."""

from collections.abc import Callable, Iterator, Mapping
from itertools import chain

from django.http import HttpRequest, HttpResponse

from consolida.core.errors import ConsolidaError
from consolida.core.language import noop
from consolida.web.problems import plain_page


class NotText(ConsolidaError):
    """What was sent cannot be kept as text."""

    message = noop("What was sent holds a character that is no text (NUL); nothing was changed.")
    remedy = noop("Go back and type it anew, instead of pasting it.")


class TakeTextOnly:
    """Middleware: an address or form with a NUL in it is refused before any view sees it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        return self._get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        _args: tuple[object, ...],
        named: Mapping[str, object],
    ) -> HttpResponse | None:
        """Refuse what holds a NUL; a view that takes files reads its form itself."""
        reads_itself = getattr(view, "csrf_exempt", False)
        texts = chain(map(str, named.values()), _texts(request, form=not reads_itself))
        return plain_page(NotText(), status=400) if any("\0" in text for text in texts) else None


def _texts(request: HttpRequest, *, form: bool) -> Iterator[str]:
    for said in (request.GET, request.POST) if form else (request.GET,):
        for name, values in said.lists():
            yield name
            yield from map(str, values)
