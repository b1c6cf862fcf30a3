"""What goes wrong on a working day, in a real browser: each says why, and what was typed is kept."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile
from threading import Event

import pytest
from django.test import override_settings
from playwright.sync_api import Browser, Page, expect

from consolida.ledger import months
from consolida.ledger.models import Import, Voucher
from consolida.ledger.replacement.preview import Preview
from consolida.ledger.replacement.swap import Done
from consolida.ledger.replacement.swap import swap as real_swap
from consolida.masters.models import Company
from consolida.web.importing import desks
from support.browser import serving_here, violations
from support.companies import ALICE, BOB, OTHER_RUC
from support.places import SALE as TYPED_SALE
from support.places import Clock, Place
from support.senders import SALE, SALE_2, Sender
from support.visiting import visiting, visitor

CONFIRM = ".btn-confirm[value=confirm]"
DANGER = "rgb(220, 53, 69)"  # what is wrong, on a light page


@dataclass
class Office:
    """Head office that is served from here, with a file that waits in its mail."""

    place: Place
    company: Company
    mail: Path
    url: str
    browser: Browser
    stack: ExitStack

    def window(self, name: str, role: str = "accountant") -> Page:
        """Open a window in which somebody is logged in and reads English."""
        someone = visitor(self.company, name, role)
        context = self.browser.new_context(viewport={"width": 1366, "height": 768}, locale="es-PE")
        self.stack.callback(context.close)
        context.set_default_timeout(20_000)
        for cookie in ("sessionid", "consolida_language"):
            context.add_cookies([{"name": cookie, "value": someone.cookies[cookie].value, "url": self.url}])
        page = context.new_page()
        page.goto(f"{self.url}/?mes=2026-11")
        return page

    def preview(self, page: Page, file: Path) -> None:
        """Choose one file of the mail, and wait for its preview."""
        page.goto(f"{self.url}/importar/?carpeta={self.mail}")
        for box in page.locator("#choose-files [type=checkbox]").all():
            box.set_checked(box.get_attribute("aria-label") == file.name)
        page.click("text=Preview what is chosen")
        page.wait_for_url("**/importar/previa/*/")
        page.wait_for_selector("h1:has-text('What importing would do')")


@pytest.fixture
def office(tmp_path: Path, browser: Browser) -> Iterator[Office]:
    place = Place(tmp_path / "office", here=["0000"], elsewhere=["0001"], clock=Clock())
    mail = tmp_path / "mail"
    mail.mkdir()
    with visiting(place, mail) as company, serving_here(place.home) as served, ExitStack() as stack:
        yield Office(place, company, mail, served.url, browser, stack)


@pytest.fixture
def sender(office: Office) -> Sender:
    """Arequipa, which has sent before."""
    sender = Sender(office.mail)
    office.place.welcome(sender.send(SALE))
    return sender


@dataclass
class Held:
    """An import that goes on until it is let go."""

    begun: Event
    go: Event


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    held = Held(Event(), Event())

    def swap(preview: Preview, **asked: object) -> Done:
        held.begun.set()
        assert held.go.wait(60)
        return real_swap(preview, **asked)  # type: ignore[arg-type] # passed through

    monkeypatch.setattr(desks, "swap", swap)
    yield held
    held.go.set()


def test_whose_connection_is_lost_in_the_middle_of_an_import_sees_the_truth_when_it_is_back(
    office: Office, sender: Sender, held: Held
) -> None:
    page = office.window("carla")
    office.preview(page, sender.send(SALE + SALE_2))
    page.click(CONFIRM)
    assert held.begun.wait(20)
    expect(page.get_by_text("You may leave this page and come back.")).to_be_visible()
    page.context.set_offline(True)
    held.go.set()
    desk = desks.find_desk(page.url.rstrip("/").split("/")[-1], user="carla", company=office.company.ruc)
    assert desk is not None
    assert desk.job is not None
    assert desk.job.wait(20)
    page.context.set_offline(False)
    page.reload()
    expect(page.get_by_text("Done, counted again and proved equal to the file.")).to_be_visible()
    assert Import.objects.count() == 2
    page.go_back()
    page.reload()
    expect(page.get_by_role("heading", name="Import n.º 2")).to_be_visible()
    assert Import.objects.count() == 2
    assert Voucher.objects.count() == 2


def test_whose_server_was_started_again_in_the_middle_is_led_to_the_history(
    office: Office, sender: Sender
) -> None:
    page = office.window("carla")
    office.preview(page, sender.send(SALE_2))
    desks._desks.clear()  # as in a new process
    page.click(CONFIRM)
    expect(page.get_by_role("alert")).to_contain_text("the server was started again since")
    page.click("text=History >> nth=-1")
    expect(page.get_by_role("heading", name="History")).to_be_visible()
    assert Import.objects.count() == 1


def test_who_uploads_without_a_file_is_told_beside_the_button_and_may_go_on(
    office: Office, tmp_path: Path
) -> None:
    page = office.window("carla")
    for address, button in (
        ("/importar/", "Upload"),
        ("/maestros/cargar/", "Show what would be done"),
    ):
        page.goto(f"{office.url}{address}")
        page.get_by_role("button", name=button, exact=True).click()
        expect(page.locator("[data-chosen]")).to_have_text("No file was chosen: choose one first.")
        expect(page.locator("[data-chosen]")).to_have_css("color", DANGER)
        expect(page.locator("input[type=file]")).to_be_focused()
        assert page.url == f"{office.url}{address}"
        assert violations(page) == []
    file = tmp_path / "cuentas.csv"
    file.write_text("account,name\n1041,Banco\n")
    page.set_input_files("#file", file)
    expect(page.locator("[data-chosen]")).to_have_text("cuentas.csv")
    expect(page.locator("[data-chosen]")).to_contain_class("text-body-secondary")
    page.get_by_role("button", name="Show what would be done", exact=True).click()
    page.wait_for_url("**/importar/previa/*/")


def test_of_two_who_import_one_month_the_second_is_told_who_is_at_it(
    office: Office, sender: Sender, held: Held
) -> None:
    first, second = sender.send(SALE_2), sender.send(SALE + SALE_2)
    carla, rosa = office.window("carla"), office.window("rosa")
    office.preview(carla, first)
    office.preview(rosa, second)
    expect(rosa.get_by_role("status")).to_contain_text("“carla” has a preview of the same month open since")
    carla.click(CONFIRM)
    assert held.begun.wait(20)
    rosa.click(CONFIRM)
    expect(rosa.get_by_role("alert")).to_contain_text("“carla” has been at the same month since")
    expect(rosa.get_by_role("alert")).to_contain_text("Wait until that is done")
    assert violations(rosa) == []
    held.go.set()
    expect(carla.get_by_text("proved equal to the file")).to_be_visible()
    rosa.click(CONFIRM)
    expect(rosa.get_by_role("alert")).to_contain_text("changed")
    expect(rosa.locator(CONFIRM)).to_contain_text("(+1, −0, 0 modified)")
    rosa.click(CONFIRM)
    expect(rosa.get_by_text("proved equal to the file")).to_be_visible()
    assert list(Import.objects.values_list("by", flat=True)) == ["alice", "carla", "rosa"]


def test_a_closed_month_is_said_with_the_way_to_reopen_it_and_taken_after_that(
    office: Office, sender: Sender
) -> None:
    site = office.company.sites.get(code="0001")
    months.close(office.company, site=site, period="2026-11", by=ALICE, at=office.place.clock())
    page = office.window("carla")
    office.preview(page, sender.send(SALE_2))
    expect(page.locator("main")).to_contain_text("closed")
    expect(page.locator("main")).to_contain_text("eopen")
    assert page.locator(CONFIRM).count() == 0
    assert violations(page) == []
    preview = page.url
    page.goto(f"{office.url}/meses/")
    page.locator("details summary", has_text="Reopen").first.click()
    page.locator("[name=reason]").first.fill("Late documents of Arequipa")
    page.locator("button[value=reopen]").first.click()
    expect(page.get_by_role("status")).to_contain_text("was reopened")
    page.goto(preview)
    page.get_by_role("button", name="Look again").click()
    expect(page.locator(CONFIRM)).to_contain_text("1 voucher")
    page.click(CONFIRM)
    expect(page.get_by_text("proved equal to the file")).to_be_visible()


def test_a_voucher_of_a_closed_month_is_refused_and_stays_on_the_screen(office: Office) -> None:
    office.place.type(TYPED_SALE)
    office.place.close("0000")
    page = office.window("carla")
    page.goto(f"{office.url}/comprobantes/nuevo/")
    page.select_option("#h-type", "05")
    page.fill("#h-date", "30/11/2026")
    page.fill("#h-description", "Late sale")
    page.uncheck("#with-destino")
    line = page.locator(".entry-grid tbody.line").first
    line.locator("[name=account]").fill("1212")
    line.locator("[name=debit]").fill("118.00")
    page.keyboard.press("Alt+g")
    expect(page.get_by_role("alert")).to_contain_text("closed")
    assert page.input_value("#h-description") == "Late sale"
    assert page.locator("[name=debit]").first.input_value() == "118.00"
    assert Voucher.objects.count() == 1


def test_of_uploads_each_that_is_not_taken_says_why(office: Office, sender: Sender) -> None:
    good = sender.send(SALE_2)
    double = copyfile(good, office.mail / "otra copia.db")
    huge, cut, empty, note = (
        office.mail / name for name in ("enorme.db", "cortado.db", "vacio.db", "nota.txt")
    )
    huge.write_bytes(b"x" * 2_000_000)
    cut.write_bytes(good.read_bytes()[:-4096])
    empty.write_bytes(b"")
    note.write_text("Hola", "utf-8")
    foreign = Sender(office.mail, "0007").send(SALE, ruc=OTHER_RUC)
    page = office.window("carla")
    page.goto(f"{office.url}/importar/")
    with override_settings(CONSOLIDA_MAX_UPLOAD=1 << 20):
        page.set_input_files("[name=files]", [good, double, huge, cut, empty, note, foreign])
        page.wait_for_url("**/importar/?*")
    said = page.locator("main").inner_text()
    assert "“otra copia.db” is the same file as" in said
    assert "“enorme.db” was not taken: it is larger than the 1 MB that may be uploaded." in said
    reasons = {
        row.locator("td").nth(0).inner_text(): row.locator("td").nth(1).inner_text()
        for row in page.locator(".others tbody tr").all()
    }
    assert "cut short or damaged" in reasons["cortado.db"]
    assert "It is not a transfer file" in reasons["nota.txt"]
    assert "It is of RUC" in reasons[foreign.name]
    assert "ask whoever sent it for the right file" in reasons[foreign.name]
    assert "vacio.db" in said
    assert page.locator("#choose-files [type=checkbox]").count() == 1
    assert violations(page) == []
    assert Import.objects.count() == 1


def test_the_same_file_again_is_told_and_changes_nothing(office: Office, sender: Sender) -> None:
    page = office.window("carla")
    (file,) = office.mail.glob("0001*.db")
    page.goto(f"{office.url}/importar/?carpeta={office.mail}")
    expect(page.get_by_text("imported already")).to_be_visible()
    office.preview(page, file)
    expect(page.locator(CONFIRM)).to_contain_text("The content is the same as here: no voucher changes")
    page.click(CONFIRM)
    page.wait_for_url("**/historial/importaciones/**")
    assert Voucher.objects.count() == 1


REFUSED: Mapping[str, tuple[str, dict[str, str]]] = {
    "/maestros/cuentas/nueva/": ("1212", {"code": "1212", "name": "Otra cuenta", "charge_account": "9411"}),
    "/maestros/sedes/nueva/": ("0001", {"code": "0001", "name": "Arequipa Sur"}),
    "/maestros/centros/nueva/": ("%", {"code": "V1", "name": "Ventas", "share": "60"}),
    "/maestros/personas/nueva/": (BOB, {"number": BOB, "name": "Otro Bob", "address": "Lima"}),
    "/maestros/cambio/nueva/": (
        "tres",
        {"date": "2026-11-03", "buy": "tres", "sell": "4"},
    ),
}


@pytest.mark.parametrize("path", REFUSED)
def test_a_form_keeps_what_was_typed_and_says_what_to_do(office: Office, path: str) -> None:
    said, typed = REFUSED[path]
    page = office.window("carla")
    page.goto(f"{office.url}{path}")
    for name, text in typed.items():
        page.locator(f"main [name={name}]").first.fill(text)
    page.locator("main [type=submit]").last.click()
    expect(page.locator("main")).to_contain_text(said)
    for name, text in typed.items():
        assert page.locator(f"main [name={name}]").first.input_value() == text, name
    assert page.locator("main .text-danger, main .alert-danger").count()


def test_who_was_logged_out_meanwhile_logs_in_and_goes_on_where_he_was(office: Office) -> None:
    page = office.window("carla")
    user = office.company.role_set.get(user__username="carla").user
    user.set_password("clave-larga-de-prueba-9")
    user.save()
    page.context.clear_cookies(name="sessionid")
    page.goto(f"{office.url}/meses/?mes=2026-10")
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    page.fill("[name=username]", "carla")
    page.fill("[name=password]", "clave-larga-de-prueba-9")
    page.click("main [type=submit]")
    page.wait_for_url("**/meses/?mes=2026-10")
    expect(page.locator("h1")).to_contain_text("October 2026")


def test_a_form_of_an_older_session_is_refused_with_a_sentence(office: Office) -> None:
    page = office.window("carla")
    page.goto(f"{office.url}/maestros/cuentas/nueva/")
    page.context.clear_cookies(name="csrftoken")
    page.fill("[name=code]", "997")
    page.fill("[name=name]", "Nueva")
    page.click("main [type=submit]")
    expect(page.get_by_role("alert")).to_contain_text("is too old; nothing was changed")
    page.go_back()
    assert page.input_value("[name=code]") == "997"
    assert not office.company.accounts.filter(code="997").exists()
