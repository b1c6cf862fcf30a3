"""The manual in a real browser: opened from a screen's help link, readable, and accessible in both themes."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from consolida.web.manual import pages
from support.browser import add_accountant, log_in, picture, requests_elsewhere, serving, violations
from support.installations import on_one_engine
from support.places import Clock, Place

pytestmark = on_one_engine


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_is_accessible_and_shows_its_pictures(tmp_path: Path, page: Page, theme: str) -> None:
    place = Place(tmp_path / "lima", here=["0001"], clock=Clock())
    with serving(place.home) as served:
        elsewhere = requests_elsewhere(page, served)
        page.context.add_cookies([{"name": "consolida_theme", "value": theme, "url": served.url}])
        for name in pages.names():
            page.goto(f"{served.url}/manual/{name}/")
            assert violations(page) == [], name
            for shown in page.locator("img").all():
                assert shown.evaluate("one => one.complete && one.naturalWidth") == 1366, name
            wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert wide <= 0, f"{name} is {wide} pixels too wide"
        picture(page, f"manual-{theme}")
        assert elsewhere == []


def test_help_opens_the_screens_page_in_another_tab(tmp_path: Path, page: Page) -> None:
    place = Place(tmp_path / "lima", here=["0001"], clock=Clock())
    with place.open() as company:
        add_accountant(company)
    with serving(place.home) as served:
        log_in(page, served)
        page.goto(f"{served.url}/exportar/")
        with page.context.expect_page() as opened:
            page.click("header a[target=_blank]")
        expect(opened.value.locator("h1")).to_have_text("Exportar")
        opened.value.set_viewport_size({"width": 390, "height": 844})
        assert opened.value.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
        opened.value.click("text=Historial >> nth=-1")
        expect(opened.value.locator("h1")).to_have_text("Historial")
