"""Visitors of the web application, without a browser: one logged in at an installation that stays open."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any

from django.test import Client, override_settings

from consolida.access.models import Role, User
from consolida.access.users import add_user
from consolida.core.period import Period
from consolida.masters.models import Company, Site
from consolida.web.importing import desks, trays
from support.companies import ALICE, NOW
from support.places import NOVEMBER, Place

LANGUAGE = "consolida_language"
BACKEND = "django.contrib.auth.backends.ModelBackend"


class Visitor(Client):
    """A user with a browser that reads English and has chosen a month."""

    def __init__(self, name: str, period: str = NOVEMBER) -> None:
        super().__init__(SERVER_NAME="localhost")
        self.name = name
        self.cookies[LANGUAGE] = "en"
        self.force_login(User.objects.get(username=name), backend=BACKEND)
        self.choose(period)

    def choose(self, period: str) -> None:
        """Choose a month in the header."""
        month = Period(period)
        self.post("/elegir/", {"year": month.year, "month": month.month})

    def follow(self, response: Any) -> Any:
        """Go where a response leads, and wait for what runs in the background."""
        for _ in range(3000):
            if response.status_code in {301, 302}:
                response = self.get(response["Location"])
            elif b'aria-busy="true"' in getattr(response, "content", b""):
                time.sleep(0.02)  # what runs has the processor
                response = self.get(response.request["PATH_INFO"])
            else:
                return response
        raise AssertionError("it never ended")

    def reads(self, path: str, **asked: Any) -> str:
        """Get a page, and what it leads to; return its words."""
        return words(self.follow(self.get(path, asked)))

    def sends(self, path: str, **said: Any) -> str:
        """Send a form and wait for what comes of it; return the words of that page."""
        return words(self.follow(self.post(path, said)))

    def confirms(self, desk: str) -> str:
        """Press the one button of a preview; return the words of what comes of it."""
        shown = self.follow(self.get(desk))
        return self.sends(desk, act="confirm", token=hidden(shown, "token"))


def hidden(response: Any, name: str) -> str:
    """Return the value of a page's hidden field."""
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', response.content.decode())
    assert found is not None, words(response)
    return unescape(found.group(1))


def words(response: Any) -> str:
    """Return what a page says, without its marks, on one line."""
    text = response.content.decode()
    main = text[text.index("<main") : text.index("</main>")] if "<main" in text else text
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", main))).strip()


@contextmanager
def visiting(place: Place, *folders: Path, **settings: object) -> Iterator[Company]:
    """Open an installation as its server would, with the folders that it allows; what waits there goes."""
    with (
        place.open() as company,
        override_settings(CONSOLIDA_HOME=place.home.path, CONSOLIDA_FOLDERS=list(folders), **settings),
    ):
        yield company
        for tray in list(trays._trays.values()):
            tray.close()
        for desk in list(desks._desks.values()):
            desk.close()


def visitor(
    company: Company,
    name: str = "carla",
    role: str = Role.Name.ACCOUNTANT,
    *,
    site: Site | None = None,
    period: str = NOVEMBER,
) -> Visitor:
    """Add a user and log in."""
    if not User.objects.filter(username=name).exists():
        add_user(username=name, password=None, role=role, company=company, site=site, by=ALICE, at=NOW)
    return Visitor(name, period)
