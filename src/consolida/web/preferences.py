"""Language and theme: a visitor's choice, kept in cookies."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from consolida.core import language

LANGUAGE_COOKIE, THEME_COOKIE = "consolida_language", "consolida_theme"
THEMES = ("light", "dark")
YEAR = 365 * 24 * 3600


class SpeakTheVisitorsLanguage:
    """Middleware: Spanish, unless the visitor chose English; for Django's sentences and our own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Speak the language while the request is answered."""
        spoken = language_of(request)
        with language.speaking(spoken), translation.override(spoken):
            response = self._get_response(request)
        response.headers["Content-Language"] = spoken
        return response


def language_of(request: HttpRequest) -> str:
    """Return the language that the visitor chose."""
    asked = request.COOKIES.get(LANGUAGE_COOKIE, "")
    return asked if asked in language.LANGUAGES else language.DEFAULT


def theme_of(request: HttpRequest) -> str:
    """Return the theme that the visitor chose."""
    asked = request.COOKIES.get(THEME_COOKIE, "")
    return asked if asked in THEMES else THEMES[0]


def remember(response: HttpResponse, cookie: str, value: str) -> None:
    """Keep a choice for a year."""
    response.set_cookie(cookie, value, max_age=YEAR, httponly=True, samesite="Lax")
