"""Maestros and users in a real browser, the work done by keyboard."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from consolida.access.models import User
from consolida.masters.models import Account
from support.browser import PASSWORD, Served, add_accountant, log_in, serving_here, violations
from support.places import Clock, Place
from support.sharing import CENTER, parts, share
from support.visiting import visiting


@pytest.fixture
def place(tmp_path: Path) -> Place:
    place = Place(tmp_path / "lima", here=["0000"], elsewhere=["0001"], clock=Clock(), chart="pcge")
    with place.open() as company:
        add_accountant(company)
        add_accountant(company, "root", "administrator")
        User.objects.filter(username="root").update(is_superuser=True)
        share(company, "9411/791 60.00 %; 9511/791 40.00 %", with_accounts=False)
    return place


@pytest.fixture
def served(place: Place) -> Iterator[Served]:
    with visiting(place), serving_here(place.home) as served:
        yield served


def page_of_center(place: Place) -> str:
    """Return the address of the cost centre whose expenses are divided."""
    with place.open() as company:
        return f"/maestros/centros/{company.cost_centers.get(code=CENTER).pk}/"


def prefer(page: Page, served: Served, **choices: str) -> None:
    """Choose language and theme, as the buttons do."""
    page.context.add_cookies(
        [{"name": f"consolida_{name}", "value": value, "url": served.url} for name, value in choices.items()]
    )


def test_a_list_is_searched_as_one_types_and_a_row_is_changed_by_keyboard(
    place: Place, served: Served, page: Page
) -> None:
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


def test_the_parts_of_a_cost_centre_are_added_up_as_one_types(
    place: Place, served: Served, page: Page
) -> None:
    prefer(page, served, language="en")
    log_in(page, served)
    page.goto(served.url + page_of_center(place))
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


def test_the_accounts_of_a_part_are_found_by_code_or_name(place: Place, served: Served, page: Page) -> None:
    prefer(page, served, language="en")
    log_in(page, served)
    page.goto(served.url + page_of_center(place))
    charged = page.locator("[name=charge_account]")
    offered = page.locator("#offered-accounts option")
    charged.nth(2).press_sequentially("energia electr")
    expect(offered.first).to_have_attribute("value", "6361")
    assert charged.nth(2).get_attribute("list") == "offered-accounts"
    charged.nth(2).fill("9411")
    expect(charged.nth(2)).to_have_attribute("title", "")
    page.locator("[name=credit_account]").nth(2).fill("6361")
    expect(page.locator("[name=credit_account]").nth(2)).to_have_attribute("title", "Energía eléctrica")
    charged.nth(3).press_sequentially("63")  # a row that the page has added
    assert charged.nth(4).count() == 1
    charged.nth(4).press_sequentially("carga")
    expect(offered.first).to_have_attribute("value", "63111")
    page.goto(f"{served.url}/maestros/cuentas/nueva/")
    page.locator("[name=credit_account]").press_sequentially("79")
    expect(offered.first).to_have_attribute("value", "791")


def test_a_workbook_goes_out_and_comes_back_changed(
    place: Place, served: Served, page: Page, tmp_path: Path
) -> None:
    file = tmp_path / "centros.csv"
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
    confirm = page.get_by_role("button", name="1 row of persons and masters will be added")
    confirm.wait_for()
    assert violations(page) == []
    page.get_by_role("row", name="Cost centres").get_by_role("link", name="1", exact=True).click()
    expect(page.get_by_role("row", name="V2 Ventas Cusco")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="Back to the preview").click()
    confirm.click()
    page.get_by_role("heading", name="Load n.º").wait_for()
    expect(page.get_by_text("added: 1 cost centre — V2")).to_be_visible()
    page.goto(f"{served.url}/maestros/centros/?q=cusco")
    assert page.get_by_role("link", name="V2").count() == 1


def test_a_user_is_added_and_logs_in(place: Place, served: Served, page: Page) -> None:
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
