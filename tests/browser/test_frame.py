"""The frame of every page: log in, log out, company and month, language and theme."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from support.browser import add_accountant, log_in, picture, requests_elsewhere, serving, violations
from support.installations import on_one_engine
from support.places import Clock, Place

pytestmark = on_one_engine


@pytest.mark.parametrize(("language", "theme"), [("es", "light"), ("en", "dark")])
def test_the_frame_is_accessible_and_asks_nobody_else(
    tmp_path: Path, page: Page, theme: str, language: str
) -> None:
    place = Place(tmp_path / "lima", here=["0001"], clock=Clock())
    with place.open() as company:
        add_accountant(company)
    with serving(place.home) as served:
        elsewhere = requests_elsewhere(page, served)
        page.goto(f"{served.url}/entrar/")
        if language == "en":
            page.click("[name=language]")
        if theme == "dark":
            page.click("[name=theme]")
        assert violations(page) == []
        picture(page, f"log-in-{language}-{theme}")
        log_in(page, served)
        assert page.locator("html").get_attribute("lang") == language
        assert violations(page) == []
        picture(page, f"home-{language}-{theme}")
        page.select_option("#chosen-month", "9")
        page.wait_for_load_state()
        assert page.locator("#chosen-month").input_value() == "9"
        assert elsewhere == []
