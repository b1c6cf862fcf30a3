"""The one place that maps errors to pages: a sentence, what to do, and a way back."""

import sys
from collections.abc import Callable

from django.contrib.sessions.exceptions import SessionInterrupted
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from consolida.core import language, server
from consolida.core.actor import NotAllowed
from consolida.core.errors import ConsolidaError
from consolida.core.language import noop


class Unforeseen(ConsolidaError):
    """A fault of the program; its details are in the server's log."""

    message = noop("Something happened that the program did not foresee; nothing was changed.")
    remedy = noop("Try again; if it happens again, report it with the time and what you were doing.")


class NothingThere(ConsolidaError):
    """An address that leads nowhere, or to what is not the visitor's."""

    message = noop("There is nothing at this address that you may see.")
    remedy = noop("It may have been removed, or belong to another company: look for it from the start.")


class OldForm(ConsolidaError):
    """A form was sent from a page that is older than the visitor's session, or from elsewhere."""

    message = noop("The page that this was sent from is too old; nothing was changed.")
    remedy = noop("Go back, load the page again and send it once more. The browser must accept cookies.")


class TooMuchAtOnce(ConsolidaError):
    """What was sent cannot be read, or is larger than any form is."""

    message = noop("What was sent is too large or cannot be read; nothing was changed.")
    remedy = noop("Go back and send less at once.")


class SessionEnded(ConsolidaError):
    """The visitor's session went away while a request was answered."""

    message = noop("You were logged out meanwhile, perhaps in another window.")
    remedy = noop("Log in again, and see whether what you sent was done.")


class SayWhatFailed:
    """Middleware: an error that a view lets through becomes a page with its sentence and remedy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """Answer with the error's page; what is neither ours nor the server's stays with Django."""
        if isinstance(problem, ConsolidaError):
            status = 403 if isinstance(problem, NotAllowed) else 409
            return render(request, "problem.html", {"problem": problem}, status=status)
        refusal = server.refusal(problem)
        return None if refusal is None else plain_page(refusal, status=503)


def nothing_there(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's
    """Answer where an address leads nowhere."""
    return render(request, "problem.html", {"problem": NothingThere()}, status=404)


def old_form(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's
    """Answer where a form bears no token of this session."""
    return render(request, "problem.html", {"problem": OldForm()}, status=403)


def not_taken(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer where a request cannot be taken, or its session cannot be kept."""
    if not isinstance(exception, SessionInterrupted):
        return render(request, "problem.html", {"problem": TooMuchAtOnce()}, status=400)
    cause: BaseException | None = exception
    while cause is not None:  # Django keeps what the database said as a context only
        refusal = server.refusal(cause)
        if refusal is not None:
            return plain_page(refusal, status=503)
        cause = cause.__context__
    return plain_page(SessionEnded(), status=409)


def failed(_request: HttpRequest) -> HttpResponse:
    """Answer where even finding out who asks failed, or where the program is at fault."""
    problem = sys.exception()
    refusal = server.refusal(problem) if problem is not None else None
    return plain_page(refusal or Unforeseen(), status=500 if refusal is None else 503)


def plain_page(problem: ConsolidaError, *, status: int) -> HttpResponse:
    """Return a page that asks the database for nothing."""
    context = {"problem": problem, "language": language.active()}
    return HttpResponse(render_to_string("failed.html", context), status=status)
