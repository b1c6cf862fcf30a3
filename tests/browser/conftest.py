"""One Chromium for all browser tests, a fresh page at 1366×768 for each."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from support.browser import launch

# Playwright keeps an event loop in this thread; the tests' own use of the ledger is synchronous all the same.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 1366, "height": 768}, locale="es-PE", accept_downloads=True
    )
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()
