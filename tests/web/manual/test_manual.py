"""The manual: a page for every area and screen, whole in its links and pictures, and open to everybody."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client, RequestFactory
from django.urls import resolve, reverse

from consolida.core import language
from consolida.masters.models import Company
from consolida.transfer import inbox, overview
from consolida.web.areas import AREAS
from consolida.web.manual import pages
from consolida.web.manual.screens import PAGE_OF, SCREENS, help_for
from support.doors import addresses
from support.places import Clock, Place
from support.visiting import visiting, visitor

NAMES = pages.names()
PICTURES = sorted(path.name for path in (pages.FOLDER / pages.PICTURES).iterdir())
# Addresses that show no screen: files, what a cell of the grid is offered, and what only does something
SHOW_NOTHING = {
    *("log_out", "choose", "prefer", "archived_file", "masters_download", "masters_withdraw"),
    *("offer_accounts", "offer_parties", "offer_centers", "offer_header", "offer_destino"),
    *("export_stop", "vouchers_stop", "vouchers_csv", "vouchers_workbook"),
    *("manual", "manual_page", "manual_picture"),
}


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    with visiting(Place(tmp_path / "lima", here=["0001"], clock=Clock())) as company:
        yield company


def got(path: str) -> str:
    """Return a page as nobody in particular gets it."""
    shown = Client(SERVER_NAME="localhost").get(path)
    assert shown.status_code == 200
    return shown.content.decode()


def targets(name: str) -> list[str]:
    """Return what a page links to and which pictures it shows."""
    text = (pages.FOLDER / f"{name}.md").read_text("utf-8")
    return [target.partition("#")[0] for target in re.findall(r"\]\(([^)]+)\)", text)]


def reached(start: str) -> set[str]:
    """Return the pages that one gets to from a page."""
    found, open_ = set(), [start]
    while open_:
        name = open_.pop()
        if name not in found:
            found.add(name)
            open_ += [target.removesuffix(".md") for target in targets(name) if target.endswith(".md")]
    return found


def test_every_area_of_the_navigation_has_a_page_of_its_own() -> None:
    found = [PAGE_OF[name] for name, *_ in AREAS]
    assert len(found) == len(set(found))
    assert set(found) <= set(NAMES)


def test_every_screen_has_a_page() -> None:
    assert addresses() - set(PAGE_OF) == SHOW_NOTHING, "say in web/manual/screens.py which page explains it"
    assert set(PAGE_OF) <= addresses()
    assert set(SCREENS) == set(NAMES) - {pages.FIRST}


@pytest.mark.parametrize("name", NAMES)
def test_what_a_page_leads_to_is_there(name: str) -> None:
    for target in targets(name):
        assert (pages.FOLDER / target).is_file(), target


def test_no_page_and_no_picture_is_left_alone() -> None:
    assert reached(pages.FIRST) == set(NAMES)
    shown = {target.removeprefix("imagenes/") for name in NAMES for target in targets(name)}
    assert set(PICTURES) <= shown


@pytest.mark.parametrize("name", sorted(set(NAMES) - {pages.FIRST}))
def test_a_screens_page_shows_the_screen(name: str) -> None:
    assert any(target.startswith("imagenes/") for target in targets(name))


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_a_light_png_of_a_whole_window(name: str) -> None:
    content = (pages.FOLDER / pages.PICTURES / name).read_bytes()
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    assert len(content) < 300_000
    width, height = (int.from_bytes(content[at : at + 4], "big") for at in (16, 20))
    assert (width, height) == (1366, 768)


def test_pages_are_shown_with_their_titles_links_and_pictures(company: Company) -> None:
    for name in NAMES:
        content = got(reverse("manual_page", args=[name]))
        title = (pages.FOLDER / f"{name}.md").read_text("utf-8").splitlines()[0].removeprefix("# ")
        assert f"<title>{title} · Manual · Consolida</title>" in content
        for target in targets(name):
            assert f'="{pages.address(target)}"' in content
        assert ".md" not in content


def test_pictures_come_as_what_they_are(company: Company) -> None:
    for name in PICTURES:
        sent = Client(SERVER_NAME="localhost").get(reverse("manual_picture", args=[name]))
        assert sent.headers["Content-Type"] == "image/png"
        assert b"".join(sent) == (pages.FOLDER / pages.PICTURES / name).read_bytes()


def test_nothing_else_is_given_out(company: Company) -> None:
    for path in ("otra-cosa/", "imagenes/otra.png", "imagenes/..%2Fexportar.md"):
        assert Client(SERVER_NAME="localhost").get(f"/manual/{path}").status_code == 404


def test_the_first_page_leads_to_the_others_and_each_of_them_back(company: Company) -> None:
    assert "Manual de Consolida" in got("/manual/")
    assert "← Manual" not in got("/manual/")
    assert "← Manual" in got("/manual/meses/")


def test_the_manual_explains_every_state_and_every_mark_as_the_screen_says_it() -> None:
    def rows(page: str) -> set[str]:
        text = (pages.FOLDER / f"{page}.md").read_text("utf-8")
        return set(re.findall(r"^\| ([^|]+?) \|", text, re.MULTILINE))

    with language.speaking("es"):
        states = {language.gettext(name) for name in overview.NAMES.values()}
        marks = {language.gettext(name) for name in inbox.STATUSES.values()}
    assert states <= rows("inicio")
    assert marks <= rows("importar")


def test_a_link_to_another_place_stays_what_it_is() -> None:
    assert pages.address("https://example.org/x") == "https://example.org/x"
    assert pages.address("meses.md#cerrar") == "/manual/meses/#cerrar"
    assert pages.address("README.md") == "/manual/"


def test_markdown_lets_no_html_through() -> None:
    assert "<b>" not in pages._MARKDOWN.render("<b>x</b>")


def test_each_screen_leads_to_its_page(company: Company) -> None:
    carla = visitor(company)
    for path, page in (("/exportar/", "exportar"), ("/maestros/sedes/", "maestros"), ("/", "inicio")):
        assert f'href="/manual/{page}/"' in carla.get(path).content.decode()
    assert 'href="/manual/primera-vez/"' in got("/entrar/")


def test_where_no_page_fits_help_leads_to_the_whole_manual() -> None:
    request = RequestFactory().get("/manual/")
    assert help_for(request) == "/manual/"
    request.resolver_match = resolve("/manual/")
    assert help_for(request) == "/manual/"
