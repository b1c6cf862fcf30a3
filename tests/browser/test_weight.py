"""What a first visit weighs on the wire: a page and all that it asks for, with nothing kept before."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from support.browser import Served, serving_here
from support.installations import on_one_engine
from support.places import SALE, Clock, Place
from support.visiting import Visitor, visiting, visitor

MOST = 150_000  # bytes

pytestmark = on_one_engine


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    place = Place(tmp_path / "lima", here=["0000"], elsewhere=["0001"], clock=Clock())
    with visiting(place) as company, serving_here(place.home) as served:
        place.type(SALE)
        visitor(company)
        yield served


def weigh(page: Page, url: str) -> dict[str, int]:
    """Open a page; return the bytes of all that came, by address."""
    found: dict[str, int] = {}
    asked: dict[str, str] = {}

    def answered(event: dict[str, Any]) -> None:
        assert event["response"]["status"] == 200, event["response"]["url"]
        asked[event["requestId"]] = event["response"]["url"]

    def came(event: dict[str, Any]) -> None:
        found[asked[event["requestId"]]] = int(event["encodedDataLength"])

    network = page.context.new_cdp_session(page)
    network.on("Network.responseReceived", answered)
    network.on("Network.loadingFinished", came)
    network.send("Network.enable")
    page.goto(url, wait_until="networkidle")
    return found


@pytest.mark.parametrize("path", ["/entrar/", "/"])
def test_a_first_load_is_light(page: Page, served: Served, path: str) -> None:
    if path == "/":
        session = Visitor("carla").cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": served.url}])
    weights = weigh(page, f"{served.url}{path}")
    assert page.url == f"{served.url}{path}"
    kinds = {Path(address).suffix for address in weights}
    assert {".css", ".js", ""} <= kinds, weights
    assert 20_000 < sum(weights.values()) < MOST, weights
