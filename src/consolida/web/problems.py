"""The one place that maps errors to pages: a sentence, what to do, and a way back."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from consolida.core.actor import NotAllowed
from consolida.core.errors import ConsolidaError


class SayWhatFailed:
    """Middleware: an error that a view lets through becomes a page with its sentence and remedy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """Answer with the error's page; errors that are not ours stay with Django."""
        if not isinstance(problem, ConsolidaError):
            return None
        status = 403 if isinstance(problem, NotAllowed) else 409
        return render(request, "problem.html", {"problem": problem}, status=status)
