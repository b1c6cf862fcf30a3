"""The work on a phone: a small header, everything within the window's width, a voucher typed by thumb."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from consolida.access.models import Role, User
from consolida.ledger.models import Voucher
from support.browser import Served, add_accountant, log_in, picture, serving, too_wide, violations
from support.companies import OTHER_RUC, RUC, make_company
from support.installations import on_one_engine
from support.places import SALE, Clock, Place

PHONE: ViewportSize = {"width": 360, "height": 740}
MONTH = "?mes=2026-11"
CONTROLS = "main :is(h1, a, button, input, select, tbody, td, dd)"
LONG = "05 2026-11-04 A sale with a description that is longer than a phone is wide: 1212 1.00, 70111 -1.00"

pytestmark = on_one_engine


@pytest.fixture
def lima(tmp_path: Path) -> Place:
    place = Place(tmp_path / "lima", here=["0001"], elsewhere=["0000"], clock=Clock())
    with place.open() as company:
        add_accountant(company)
    place.type(f"{SALE}\n{LONG}")
    place.export()
    return place


@pytest.fixture
def served(lima: Place) -> Iterator[Served]:
    with serving(lima.home) as served:
        yield served


@pytest.fixture
def phone(browser: Browser, served: Served) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, locale="es-PE", has_touch=True)
    context.add_cookies([{"name": "consolida_language", "value": "en", "url": served.url}])
    page = context.new_page()
    log_in(page, served)
    page.goto(f"{served.url}/{MONTH}")
    yield page
    context.close()


def outside(page: Page, selector: str) -> list[str]:
    """Return those that can be seen and reach out of the window, or of what holds them, to the side."""
    found: list[str] = page.locator(selector).evaluate_all(
        """all => all.filter((one) => one.checkVisibility()).filter((one) => {
             const box = one.getBoundingClientRect();
             return box.left < 0 || box.right > window.innerWidth;
           }).map((one) => one.name || one.textContent.trim())"""
    )
    return found


def test_the_header_is_small_and_still_says_company_ruc_and_month(phone: Page) -> None:
    box = phone.locator("header").bounding_box()
    assert box is not None
    assert box["height"] <= 90
    assert outside(phone, "header *") == []
    expect(phone.locator(".company-name")).to_be_visible()
    expect(phone.locator(".company-ruc")).to_have_text(f"RUC {RUC}")
    assert phone.locator("#chosen-month").input_value() == "11"
    phone.select_option("#chosen-month", "10")
    expect(phone.locator("h1")).to_contain_text("October 2026")


def test_the_areas_are_behind_the_menu(phone: Page) -> None:
    masters = phone.get_by_role("link", name="Masters")
    expect(masters).to_be_hidden()
    phone.get_by_role("button", name="Menu").click()
    expect(phone.get_by_role("link", name="Start")).to_have_attribute("aria-current", "page")
    expect(phone.get_by_role("button", name="Log out")).to_be_visible()
    assert outside(phone, "#menu *") == []
    assert violations(phone) == []
    picture(phone, "phone-menu")
    phone.keyboard.press("Escape")
    expect(masters).to_be_hidden()
    phone.get_by_role("button", name="Menu").click()
    masters.click()
    expect(phone.locator("h1")).to_have_text("Accounts")
    expect(masters).to_be_hidden()


def test_who_has_several_companies_changes_between_them(phone: Page, lima: Place, served: Served) -> None:
    with lima.open():
        other = make_company(ruc=OTHER_RUC, chart=None, with_party=False, name="Otra S.A.")
        carla = User.objects.get(username="carla")
        Role.objects.create(user=carla, company=other, name=Role.Name.ACCOUNTANT)
    phone.reload()
    expect(phone.locator(".company-name")).to_be_hidden()
    assert outside(phone, "header *") == []
    phone.select_option("#chosen-company", OTHER_RUC)
    expect(phone.locator(".company-ruc")).to_have_text(f"RUC {OTHER_RUC}")
    expect(phone.locator("#chosen-company option:checked")).to_have_text("Otra S.A.")


def test_a_voucher_is_typed_by_thumb_without_scrolling_sideways(
    phone: Page, served: Served, lima: Place
) -> None:
    phone.goto(f"{served.url}/comprobantes/nuevo/{MONTH}")
    phone.select_option("#h-type", "11")
    for place, (account, side) in enumerate((("6011", "debit"), ("40111", "debit"), ("4212", "credit"))):
        if place:
            phone.get_by_role("button", name="Add a line").tap()
        line = phone.locator("tbody.line").nth(place)
        line.locator("[name=account]").press_sequentially(account)
        phone.locator("#offers li").first.tap()
        line.locator(f"[name={side}]").fill(("100", "18", "118")[place])
    expect(phone.locator("#total-difference")).to_have_text("balances")
    expect(phone.locator("#total-difference")).to_be_in_viewport()
    assert outside(phone, CONTROLS) == []
    wide = phone.locator("tbody.line .money").evaluate_all(
        "all => all.filter((one) => one.checkVisibility()).map((one) => one.offsetWidth)"
    )
    assert min(wide) >= 95, "1,234,567.50 fits"
    assert violations(phone) == []
    picture(phone, "phone-entry")
    phone.get_by_role("button", name="Save", exact=True).tap()
    expect(phone.get_by_role("status").first).to_contain_text("0001-11-110001 was recorded.")
    with lima.open():
        lines = Voucher.objects.get(batch__operation_type__code="11").lines
        assert [(line.account, line.debit, line.credit) for line in lines] == [
            ("6011", 10000, 0),
            ("40111", 1800, 0),
            ("4212", 0, 11800),
        ]


def test_the_rarer_cells_and_another_currency_fit_too(phone: Page, served: Served) -> None:
    phone.goto(f"{served.url}/comprobantes/nuevo/{MONTH}")
    phone.select_option("#h-currency", "USD")
    phone.get_by_role("button", name="More cells").tap()
    expect(phone.locator("[name=due_date]")).to_be_focused()
    expect(phone.locator("[name=original_debit]")).to_be_visible()
    assert outside(phone, CONTROLS) == []
    order = phone.locator("tbody.line tr:first-child .cell").evaluate_all(
        "all => all.map((one) => one.getBoundingClientRect()).map((box) => [Math.round(box.top), box.left])"
    )
    assert order == sorted(order), "the cells stand in the order in which they are typed"


@pytest.mark.parametrize("width", [768, 1000, 1190, 1366])
@pytest.mark.parametrize("currency", ["PEN", "USD"])
def test_the_grid_fits_wider_windows_too(phone: Page, served: Served, width: int, currency: str) -> None:
    phone.set_viewport_size({"width": width, "height": 768})
    phone.goto(f"{served.url}/comprobantes/nuevo/{MONTH}")
    phone.select_option("#h-currency", currency)
    expect(phone.locator("[name=original_debit]")).to_be_visible(visible=currency == "USD")
    hidden = phone.locator(".grid-frame").evaluate("frame => frame.scrollWidth - frame.clientWidth")
    assert hidden == 0
    assert outside(phone, CONTROLS) == []
    order = phone.locator("tbody.line tr:first-child .cell").evaluate_all(
        "all => all.map((one) => one.getBoundingClientRect()).filter((box) => box.width)"
        ".map((box) => [Math.round(box.top), box.left])"
    )
    assert order == sorted(order), "the cells stand in the order in which they are typed"


def test_the_masters_open_from_one_button(phone: Page, served: Served) -> None:
    phone.goto(f"{served.url}/maestros/cuentas/")
    button = phone.get_by_role("button", name="Masters: Accounts")
    sites = phone.locator("#tabs").get_by_role("link", name="Sites", exact=True)
    expect(sites).to_be_hidden()
    button.tap()
    expect(phone.locator("#tabs [aria-current=page]")).to_have_text("Accounts")
    assert outside(phone, "#tabs *") == []
    assert violations(phone) == []
    picture(phone, "phone-masters")
    sites.tap()
    expect(phone.get_by_role("button", name="Masters: Sites")).to_be_visible()
    assert violations(phone) == []
    phone.set_viewport_size({"width": 1366, "height": 768})
    expect(sites).to_be_visible()
    expect(phone.get_by_role("button", name="Masters: Sites")).to_be_hidden()


def test_the_filters_open_over_the_list_and_leave_it_when_they_are_used(phone: Page, served: Served) -> None:
    phone.goto(f"{served.url}/comprobantes/{MONTH}")
    rows = phone.locator(".voucher-list tbody tr")
    expect(rows).to_have_count(2)
    assert outside(phone, CONTROLS) == []
    expect(phone.locator("#f-texto")).to_be_hidden()
    phone.get_by_role("button", name="Filters").click()
    assert violations(phone) == []
    phone.fill("#f-texto", "longer")
    phone.get_by_role("button", name="Search").click()
    expect(rows).to_have_count(1)
    expect(phone.locator("#f-texto")).to_be_hidden()
    expect(rows).to_contain_text("longer than a phone is wide")


@pytest.mark.parametrize("path", ["historial/", "meses/", "maestros/personas/", "exportar/"])
def test_a_wide_table_shows_each_cell_behind_its_column_s_title(
    phone: Page, served: Served, path: str
) -> None:
    phone.goto(f"{served.url}/{path}{MONTH}")
    table = phone.locator("table.flow").first
    titles = table.evaluate("table => [...table.tHead.rows[0].cells].map((one) => one.textContent.trim())")
    labels = table.evaluate("table => [...table.tBodies[0].rows[0].cells].map((one) => one.dataset.label)")
    assert set(labels) - {""} <= set(titles)
    assert len(set(labels)) >= 3
    assert outside(phone, "table.flow :is(td, th)") == []
    assert too_wide(phone) == 0
    picture(phone, f"phone-{path.split('/', maxsplit=1)[0]}")


def test_the_picture_of_the_month_is_as_wide_as_the_phone(phone: Page) -> None:
    bar, name = phone.locator(".movement rect").bounding_box(), phone.locator(".movement dt").bounding_box()
    assert bar is not None
    assert name is not None
    assert bar["width"] >= 300
    assert name["height"] >= 14
    assert phone.locator(".movement dd").last.text_content() == "119.00"


def test_the_year_begins_where_one_works(phone: Page) -> None:
    assert outside(phone, "th.chosen-month") == []
    expect(phone.locator(".year-of-sites th[scope=row]").first).to_be_in_viewport()


def test_without_script_the_month_is_chosen_by_a_button_and_wide_tables_stay_tables(
    browser: Browser, served: Served
) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    context.add_cookies([{"name": "consolida_language", "value": "en", "url": served.url}])
    page = context.new_page()
    log_in(page, served)
    page.select_option("#chosen-month", "11")
    page.fill("#chosen-year", "2026")
    page.get_by_role("button", name="Choose").click()
    expect(page.locator("h1")).to_contain_text("November 2026")
    page.get_by_role("button", name="Menu").click()  # the browser opens it by itself
    page.get_by_role("link", name="History").click()
    expect(page.locator("table.flow thead th").first).to_be_visible()
    page.goto(f"{served.url}/maestros/cuentas/")
    page.get_by_role("button", name="Masters: Accounts").click()
    expect(page.locator("#tabs").get_by_role("link", name="Sites", exact=True)).to_be_visible()
    context.close()
