"""Maestros and users in a real browser: nothing for axe to say, and the work done by keyboard."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from consolida.access.models import User
from consolida.masters import editing, parties, senders
from consolida.masters.companies import the_site
from consolida.masters.models import Account, Company, Party, PartyDispute
from support.browser import PASSWORD, Served, add_accountant, log_in, picture, serving, violations
from support.companies import ALICE, BOB, NOW
from support.files import Row  # noqa: TC001 - a plain type
from support.places import Clock, Place
from support.sharing import CENTER, parts, share

SCREENS = {
    "accounts": "/maestros/cuentas/",
    "accounts-below": "/maestros/cuentas/?bajo=12",
    "account": "/maestros/cuentas/{account}/",
    "account-new": "/maestros/cuentas/nueva/",
    "parties": "/maestros/personas/",
    "party": "/maestros/personas/{party}/",
    "queue": "/maestros/personas/por-resolver/",
    "cost-centres": "/maestros/centros/",
    "cost-centre": "/maestros/centros/{center}/",
    "cost-centre-new": "/maestros/centros/nueva/",
    "operation-types": "/maestros/tipos/",
    "operation-type-new": "/maestros/tipos/nueva/",
    "rates": "/maestros/cambio/",
    "rate-new": "/maestros/cambio/nueva/",
    "sites": "/maestros/sedes/",
    "site": "/maestros/sedes/0001/",
    "site-new": "/maestros/sedes/nueva/",
    "company": "/maestros/empresa/",
    "company-new": "/maestros/empresa/nueva/",
    "send-masters": "/maestros/enviar/",
    "load": "/maestros/cargar/",
    "users": "/maestros/usuarios/",
    "user": "/maestros/usuarios/de/bea/",
    "user-new": "/maestros/usuarios/nuevo/",
}


@pytest.fixture
def place(tmp_path: Path) -> Place:
    place = Place(tmp_path / "lima", here=["0000"], elsewhere=["0001"], clock=Clock(), chart="pcge")
    with place.open() as company:
        furnish(company)
    return place


def furnish(company: Company) -> None:
    """Give a company something of everything that the screens show."""
    add_accountant(company)
    add_accountant(company, "bea", "assistant")
    add_accountant(company, "root", "administrator")
    User.objects.filter(username="root").update(is_superuser=True)
    pair: Row = {"charge_account": "9411", "credit_account": "791", "requires_party": 1}
    editing.change(company, "account", ("1212",), pair, by=ALICE, at=NOW)
    editing.change(company, "account", ("1213",), {"active": 0}, by=ALICE, at=NOW)
    editing.add(company, "cost_center", {"code": "V1", "name": "Ventas"}, by=ALICE, at=NOW)
    share(company, "9411/791 60.00 %; 9511/791 40.00 %", with_accounts=False)
    rate: Row = {"currency": "USD", "date": "2026-11-03", "buy": 3_741_000, "sell": 3_752_000}
    editing.add(company, "exchange_rate", rate, by=ALICE, at=NOW)
    bob = Party.objects.get(number=BOB)
    parties.change(bob, name="Bob S.A.C.", address="Av. Arequipa 1234, Lince", active=True, by=ALICE, at=NOW)
    PartyDispute.objects.create(
        party=bob, site="0001", name="Bob E.I.R.L.", digest="a" * 64, came_at="2026-12-03T15:42:07.125Z"
    )
    installation = "01930000-0000-7000-8000-000000000001"
    senders.accept(
        the_site(company, "0001"), installation=installation, public_key="ab" * 32, by=ALICE, at=NOW
    )


def addresses(place: Place) -> dict[str, str]:
    with place.open() as company:
        keys = {
            "account": Account.objects.get(code="1212").pk,
            "party": Party.objects.get(number=BOB).pk,
            "center": company.cost_centers.get(code=CENTER).pk,
        }
    return {name: path.format(**keys) for name, path in SCREENS.items()}


def prefer(page: Page, served: Served, **choices: str) -> None:
    """Choose language and theme, as the buttons do."""
    page.context.add_cookies(
        [{"name": f"consolida_{name}", "value": value, "url": served.url} for name, value in choices.items()]
    )


@pytest.mark.parametrize(
    ("language", "theme"), [("es", "light"), ("es", "dark"), ("en", "light"), ("en", "dark")]
)
def test_every_screen_is_accessible(place: Place, page: Page, language: str, theme: str) -> None:
    found = addresses(place)
    said: dict[str, list[str]] = {}
    with serving(place.home) as served:
        prefer(page, served, language=language, theme=theme)
        log_in(page, served, "root")
        for name, path in found.items():
            page.goto(served.url + path)
            picture(page, f"masters-{name}-{language}-{theme}")
            if wrong := violations(page):
                said[name] = wrong
            assert page.evaluate("document.documentElement.scrollWidth") <= 1366, name
    assert said == {}


def test_every_screen_fits_a_phone(place: Place, page: Page) -> None:
    found = addresses(place)
    page.set_viewport_size({"width": 390, "height": 780})
    with serving(place.home) as served:
        prefer(page, served, language="es")
        log_in(page, served, "root")
        for name, path in found.items():
            page.goto(served.url + path)
            picture(page, f"masters-{name}-phone")
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, name


def test_a_list_is_searched_as_one_types_and_a_row_is_changed_by_keyboard(place: Place, page: Page) -> None:
    with serving(place.home) as served:
        prefer(page, served, language="en")
        log_in(page, served)
        page.goto(f"{served.url}/maestros/cuentas/")
        page.locator("#search").press_sequentially("63111")
        page.wait_for_url("**/maestros/cuentas/?q=63111*")
        page.get_by_role("link", name="63111").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/maestros/cuentas/*/")
        page.locator("[name=charge_account]").fill("9411")
        page.locator("[name=credit_account]").fill("79")
        page.keyboard.press("Enter")
        page.get_by_text("63111 De carga was saved.").wait_for()
        assert page.get_by_text("which is not in the chart").count() == 1  # 9411 is not in the PCGE
    with place.open():
        assert Account.objects.get(code="63111").charge_account == "9411"


def test_the_parts_of_a_cost_centre_are_added_up_as_one_types(place: Place, page: Page) -> None:
    with serving(place.home) as served:
        prefer(page, served, language="en")
        log_in(page, served)
        page.goto(served.url + addresses(place)["cost-centre"])
        shares, total = page.locator("[name=share]"), page.locator("[data-sum]")
        assert (shares.count(), total.inner_text()) == (4, "100.00")
        shares.nth(0).fill("33.34")
        assert (total.inner_text(), "off" in (total.get_attribute("class") or "")) == ("73.34", True)
        shares.nth(1).fill("33.33")
        page.locator("[name=charge_account]").nth(2).fill("9211")
        page.locator("[name=credit_account]").nth(2).fill("791")
        shares.nth(2).fill("33.33")
        assert (total.inner_text(), total.get_attribute("class")) == ("100.00", "")
        page.locator("[name=charge_account]").nth(3).press_sequentially("9")
        assert shares.count() == 5  # there is always a row to spare
        assert page.locator("[name=share]").nth(4).get_attribute("aria-label") == "Part 5: percentage"
        page.locator("[name=charge_account]").nth(3).fill("")
        page.keyboard.press("Enter")
        page.get_by_text("0101 Taller was saved.").wait_for()
    with place.open() as company:
        assert [share for *_, share in parts(company)] == [3_333, 3_334, 3_333]


def test_a_workbook_goes_out_and_comes_back_changed(place: Place, page: Page, tmp_path: Path) -> None:
    file = tmp_path / "centros.csv"
    with serving(place.home) as served:
        prefer(page, served, language="en")
        log_in(page, served)
        page.goto(f"{served.url}/maestros/centros/")
        with page.expect_download() as download:
            page.get_by_role("link", name="CSV").click()
        download.value.save_as(file)
        file.write_bytes(file.read_bytes() + b"V2,Ventas Cusco,,,,1\r\n")
        page.get_by_role("link", name="Load a file").click()
        page.set_input_files("[name=file]", file)
        page.get_by_role("button", name="Show what would be done").click()
        page.get_by_role("button", name="Load it").wait_for()
        picture(page, "masters-preview")
        assert violations(page) == []
        page.get_by_role("button", name="Load it").click()
        page.get_by_role("heading", name="It was loaded.").wait_for()
        page.goto(f"{served.url}/maestros/centros/?q=cusco")
        assert page.get_by_role("link", name="V2").count() == 1


def test_a_user_is_added_and_logs_in(place: Place, page: Page) -> None:
    with serving(place.home) as served:
        prefer(page, served, language="en")
        log_in(page, served, "root")
        page.goto(f"{served.url}/maestros/usuarios/nuevo/")
        page.fill("[name=username]", "eva")
        page.fill("[name=password]", PASSWORD)
        page.fill("[name=again]", PASSWORD)
        page.select_option("[name=role]", "reader")
        page.select_option("[name=site]", "0001")
        page.keyboard.press("Enter")
        page.get_by_text("User “eva” was added.").wait_for()
        page.get_by_role("button", name="Log out").click()
        log_in(page, served, "eva")
        page.goto(f"{served.url}/maestros/cuentas/")
        assert page.get_by_role("link", name="New account").count() == 0
        page.goto(f"{served.url}/maestros/usuarios/")
        assert "may not add users" in page.locator("main").inner_text()
