"""The journey of a month in two real browsers' windows: branch → head office → corrected → undone."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from consolida.ledger.doctor import examine
from consolida.ledger.models import Import, Voucher
from support.browser import (
    Served,
    add_accountant,
    log_in,
    picture,
    requests_elsewhere,
    serving,
    violations,
)
from support.companies import ALICE, NOW
from support.places import Clock, Place

SALES = """
05 2026-11-03 Sale to Bob: 1212 1180.00 party_type=6 party_number=20512333797, 40111 -180.00, 70111 -1000.00
05 2026-11-17 Cash sale: 101 590.00, 40111 -90.00, 70111 -500.00
11 2026-11-05 Goods: 6011 100.00, 40111 18.00, 4212 -118.00
"""
FORGOTTEN = "05 2026-11-18 Forgotten: 1212 59.00, 40111 -9.00, 70111 -50.00"
PREVIEWED = "h1:has-text('What importing would do')"  # and not still at it
PHONE = {"width": 390, "height": 844}


@dataclass
class Window:
    """A page of a server, with a user logged in who has chosen November 2026."""

    page: Page
    served: Served

    def open(self, path: str) -> None:
        self.page.goto(f"{self.served.url}{path}")

    def looks_right(self, name: str) -> None:
        """See that axe finds nothing and that nothing has to be scrolled sideways; take a picture."""
        self.page.wait_for_load_state()
        assert violations(self.page) == [], name
        wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{name} is {wide} pixels too wide"
        picture(self.page, name)

    def export_to_browser(self, folder: Path) -> Path:
        """Export the month, let the browser fetch it, and keep what it fetched."""
        self.open("/exportar/")
        self.page.select_option("[name=to]", "download")
        with self.page.expect_download() as download:
            self.page.click("button[value=export]")
        file = folder / download.value.suggested_filename
        download.value.save_as(file)
        return file

    def upload(self, *files: Path) -> None:
        """Choose files from this computer; they are sent at once."""
        self.open("/importar/")
        self.page.set_input_files("[name=files]", list(files))
        self.page.wait_for_url("**/importar/?*")

    def preview(self) -> None:
        self.page.click("text=Preview what is chosen")
        self.page.wait_for_selector(PREVIEWED)

    def confirm(self) -> None:
        self.page.click(".btn-confirm")
        self.page.wait_for_url("**/historial/importaciones/**")


@dataclass
class Journey:
    """Both places, each with its server and a window."""

    branch: Place
    office: Place
    at_branch: Window
    at_office: Window
    stick: Path
    elsewhere: list[str]


def window(browser: Browser, served: Served, stack: ExitStack, *, theme: str, phone: bool = False) -> Window:
    context = browser.new_context(
        viewport=PHONE if phone else {"width": 1366, "height": 768},  # type: ignore[arg-type] # its sizes
        locale="es-PE",
        accept_downloads=True,
    )
    stack.callback(context.close)
    context.set_default_timeout(15_000)
    for name, value in (("consolida_language", "en"), ("consolida_theme", theme)):
        context.add_cookies([{"name": name, "value": value, "url": served.url}])
    page = context.new_page()
    log_in(page, served)
    page.select_option("#chosen-month", "11")
    page.wait_for_load_state()
    page.fill("#chosen-year", "2026")
    page.press("#chosen-year", "Enter")
    page.wait_for_load_state()
    return Window(page, served)


@pytest.fixture
def theme(request: pytest.FixtureRequest) -> str:
    return str(getattr(request, "param", "light"))


@pytest.fixture
def journey(tmp_path: Path, browser: Browser, theme: str) -> Iterator[Journey]:
    clock = Clock()
    branch = Place(tmp_path / "branch", here=["0001"], elsewhere=["0000"], clock=clock)
    office = Place(tmp_path / "office", here=["0000"], elsewhere=["0001"], clock=clock)
    stick = tmp_path / "stick"
    stick.mkdir()
    for place in (branch, office):
        with place.open() as company:
            add_accountant(company)
    branch.type(SALES)
    office.type("05 2026-11-30 Own sale: 1212 118.00, 40111 -18.00, 70111 -100.00")
    with ExitStack() as stack:
        servers = [
            stack.enter_context(serving(place.home, CONSOLIDA_FOLDERS=str(stick)))
            for place in (branch, office)
        ]
        at_branch, at_office = (window(browser, served, stack, theme=theme) for served in servers)
        elsewhere = requests_elsewhere(at_branch.page, servers[0])
        others = requests_elsewhere(at_office.page, servers[1])
        yield Journey(branch, office, at_branch, at_office, stick, elsewhere)
        assert elsewhere == others == []


def examined(place: Place) -> list[str]:
    with place.open():
        return [finding.sentence() for finding in examine(home=place.home, by=ALICE, at=NOW)]


def test_a_month_goes_from_the_branch_to_head_office_is_corrected_and_undone(
    journey: Journey, tmp_path: Path, theme: str
) -> None:
    branch, office = journey.at_branch, journey.at_office

    branch.open("/exportar/")
    branch.looks_right(f"export-{theme}")
    branch.page.click("text=Only check")
    expect(branch.page.get_by_text("It can be exported.")).to_be_visible()
    branch.looks_right(f"export-checked-{theme}")
    file = branch.export_to_browser(tmp_path)
    code = branch.page.inner_text("#verification-code")
    branch.looks_right(f"exported-{theme}")

    office.open("/importar/")
    office.looks_right(f"import-{theme}")
    office.upload(file)
    expect(office.page.get_by_text("unknown signature")).to_be_visible()
    office.looks_right(f"import-list-{theme}")
    office.page.check(f"[aria-label='{file.name}']")
    office.preview()
    office.looks_right(f"import-questions-{theme}")
    expect(office.page.get_by_text(code)).to_be_visible()
    office.page.check("text=Yes, I asked: it is theirs")
    office.page.click("text=Decide, and show the preview again")
    expect(office.page.locator(".btn-confirm")).to_have_text(
        "0 vouchers will be removed and 3 put in (+3, −0, 0 modified)."
    )
    office.confirm()
    expect(office.page.get_by_text("proved equal to the file")).to_be_visible()
    office.looks_right(f"imported-{theme}")

    journey.branch.type(FORGOTTEN)
    branch.open("/exportar/")
    expect(branch.page.get_by_text("1 voucher changed since (+1, −0, 0 modified).")).to_be_visible()
    branch.page.select_option("[name=to]", str(journey.stick))
    branch.page.check("text=Package for e-mail (.zip)")
    branch.page.click("button[value=export]")
    expect(branch.page.get_by_text("you may take the stick out now")).to_be_visible()
    branch.looks_right(f"exported-to-a-stick-{theme}")

    office.open("/importar/")
    office.page.select_option("[name=carpeta]", str(journey.stick))
    office.page.click("text=Look")
    office.preview()
    expect(office.page.locator(".btn-confirm")).to_contain_text("3 vouchers will be removed and 4 put in")
    office.looks_right(f"import-preview-{theme}")
    office.page.click("tfoot >> text=+1")
    office.looks_right(f"import-changes-{theme}")
    office.page.click("tbody a")
    expect(office.page.get_by_text("It is not here: it would be added.")).to_be_visible()
    office.looks_right(f"import-change-{theme}")
    office.page.click("text=Back to the preview")
    office.confirm()
    assert examined(journey.office) == []

    office.page.click("text=Undo import")
    expect(office.page.locator(".btn-confirm")).to_contain_text("4 vouchers will be removed and 3 put in")
    office.looks_right(f"undo-{theme}")
    office.confirm()
    office.open("/historial/")
    office.looks_right(f"history-{theme}")
    expect(office.page.get_by_text("undone by 3")).to_be_visible()
    with journey.office.open():
        assert Voucher.objects.filter(batch__site__code="0001").count() == 3
    assert examined(journey.office) == []


def test_mistakes_say_what_to_do_and_change_nothing(journey: Journey, tmp_path: Path) -> None:
    file = journey.branch.export(to=tmp_path).file
    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(file.read_bytes()[:-4096])
    spoilt = tmp_path / "spoilt.db"
    content = bytearray(file.read_bytes())
    place = content.index(b"Cash sale")
    content[place : place + 4] = b"Cost"
    spoilt.write_bytes(content)
    office = journey.at_office
    office.upload(damaged, spoilt)
    expect(office.page.get_by_text("it is cut short or damaged")).to_be_visible()
    office.page.check("[aria-label='spoilt.db']")
    office.preview()
    expect(office.page.get_by_role("alert").first).to_contain_text("was refused")
    office.looks_right("import-refused")
    office.open("/importar/?carpeta=/etc")
    expect(office.page.get_by_role("alert")).to_contain_text("nor a folder that this installation allows")
    office.open("/importar/previa/unknown/")
    expect(office.page.get_by_text("Look at the history")).to_be_visible()
    office.looks_right("lost")
    with journey.office.open():
        assert not Import.objects.exists()


def test_files_are_dropped_on_the_page(journey: Journey, tmp_path: Path) -> None:
    file = journey.branch.export(to=tmp_path).file
    office = journey.at_office
    office.open("/importar/")
    dropped = office.page.evaluate_handle(
        """bytes => { const data = new DataTransfer();
           data.items.add(new File([new Uint8Array(bytes)], "dropped.db")); return data; }""",
        list(file.read_bytes()),
    )
    office.page.dispatch_event("[data-drop]", "dragover", {"dataTransfer": dropped})
    office.page.dispatch_event("[data-drop]", "drop", {"dataTransfer": dropped})
    expect(office.page.get_by_text("dropped.db")).to_be_visible()
    expect(office.page.get_by_text("unknown signature")).to_be_visible()


@pytest.mark.parametrize("theme", ["dark"], indirect=True)
def test_the_keyboard_alone_imports(journey: Journey) -> None:
    journey.office.welcome(journey.branch.export(to=journey.stick).file)
    journey.branch.type(FORGOTTEN)
    journey.branch.export(to=journey.stick)
    page = journey.at_office.page
    journey.at_office.open("/importar/")

    def go_to(text: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if text in str(page.evaluate("document.activeElement.innerText || document.activeElement.value")):
                return
        raise AssertionError("no way to it by keyboard", text)

    go_to("Look")
    page.keyboard.press("Enter")
    page.wait_for_url("**/importar/?carpeta=*")
    go_to("Preview what is chosen")
    page.keyboard.press("Enter")
    page.wait_for_selector(PREVIEWED)
    go_to("3 vouchers will be removed and 4 put in")
    page.keyboard.press("Enter")
    page.wait_for_url("**/historial/importaciones/**")
    with journey.office.open():
        assert Import.objects.count() == 2


def test_a_phone_shows_it_all(journey: Journey, browser: Browser) -> None:
    journey.office.welcome(journey.branch.export(to=journey.stick).file)
    journey.branch.type(FORGOTTEN)
    journey.branch.export(to=journey.stick)
    with ExitStack() as stack:
        phone = window(browser, journey.at_office.served, stack, theme="light", phone=True)
        phone.open(f"/importar/?carpeta={journey.stick}")
        phone.looks_right("phone-import-list")
        phone.preview()
        phone.looks_right("phone-import-preview")
        phone.confirm()
        phone.looks_right("phone-imported")
        phone.open("/historial/")
        phone.looks_right("phone-history")
        phone.open("/exportar/")
        phone.looks_right("phone-export")


def test_without_script_it_imports_all_the_same(journey: Journey, browser: Browser, tmp_path: Path) -> None:
    journey.office.welcome(journey.branch.export(to=journey.stick).file)
    journey.branch.type(FORGOTTEN)
    file = journey.branch.export(to=tmp_path).file
    served = journey.at_office.served
    with ExitStack() as stack:
        context = browser.new_context(java_script_enabled=False, locale="es-PE")
        stack.callback(context.close)
        context.add_cookies([{"name": "consolida_language", "value": "en", "url": served.url}])
        page = context.new_page()
        log_in(page, served)
        page.select_option("#chosen-month", "11")
        page.fill("#chosen-year", "2026")
        page.click("header >> text=Choose")
        page.goto(f"{served.url}/importar/")
        page.set_input_files("[name=files]", file)
        page.click("text=Upload")
        page.click("text=Preview what is chosen")
        page.click(".btn-confirm")
        page.wait_for_url("**/historial/importaciones/**")
    with journey.office.open():
        assert Import.objects.count() == 2
