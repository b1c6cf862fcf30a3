"""Takes the pictures of the manual from invented installations: `make pictures`, and look at them then."""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, Locator, Page, sync_playwright

from consolida.intake.demo import trading

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "manual" / "imagenes"
CONSOLIDA = str(Path(sys.executable).with_name("consolida"))
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
IN_SPANISH = {"LANGUAGE": "es"}  # what Chromium itself writes, where its translations are installed
STICK = Path(tempfile.gettempdir()) / "memoria"  # its name is in the pictures
SIZE = {"width": 1366, "height": 768}
PASSWORD = "una-clave-inventada-7"  # noqa: S105 - of installations that are thrown away
ACCOUNTANT, ADMINISTRATOR = "rosa", "teresa"


@dataclass(frozen=True)
class Camera:
    """A browser window at one installation."""

    page: Page
    url: str

    def open(self, path: str) -> None:
        """Go to a page."""
        self.page.goto(f"{self.url}{path}")

    def log_in(self, name: str) -> None:
        """Log in and choose the month of the story."""
        self.open("/entrar/")
        self.page.fill("[name=username]", name)
        self.page.fill("[name=password]", PASSWORD)
        self.page.click("main [type=submit]")
        self.page.wait_for_url(f"{self.url}/")
        year, month = trading.MONTH.split("-")
        self.page.fill("#chosen-year", year)
        self.page.select_option("#chosen-month", str(int(month)))
        self.page.press("#chosen-year", "Enter")
        self.page.wait_for_load_state()

    def press(self, button: str, then: str) -> None:
        """Press a button and wait for the page it leads to."""
        self.page.click(button)
        self.page.wait_for_url(then)

    def shoot(self, name: str, *, at: str = "") -> None:
        """Take the picture, of what the window shows; `at` is brought into view first."""
        self.page.wait_for_load_state()
        self.page.locator("[aria-busy]").wait_for(state="detached")
        if at:
            self.page.locator(at).first.scroll_into_view_if_needed()
        self.page.screenshot(path=PICTURES / f"{name}.png", animations="disabled")
        sys.stdout.write(f"{name}\n")


def main() -> None:
    """Make the installations, serve them, and take all pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--demo", type=Path, help="folder of a `consolida demo` to use; made anew otherwise")
    given = parser.parse_args().demo
    PICTURES.mkdir(parents=True, exist_ok=True)
    STICK.mkdir()  # not that of somebody else
    try:
        _take_all(given)
    finally:
        shutil.rmtree(STICK)


def _take_all(given: Path | None) -> None:
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        folder = Path(temporary)
        demo = folder / "demo"
        if given is None:
            _run(folder, "demo", "--in", str(demo))
        else:
            shutil.copytree(given, demo)
        _furnish_office(folder / "oficina", demo / "datos")
        _furnish_branch(demo / "arequipa", demo / "datos")
        for file in (demo / "correo").glob(f"{trading.RUC}*"):  # without the damaged ones
            shutil.copy(file, STICK)
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=ARGUMENTS, env={**os.environ, **IN_SPANISH}
        )
        with _camera(browser, folder / "nueva") as camera:
            _first_visit(camera)
        with _camera(browser, demo / "arequipa") as camera:
            _at_the_branch(camera)
        with _camera(browser, folder / "oficina", CONSOLIDA_FOLDERS=str(STICK)) as camera:
            _at_the_office(camera)
        browser.close()


def _furnish_office(home: Path, papers: Path) -> None:
    """Make a head office that has its own vouchers and has never imported."""
    _run(home, "init")
    _run(home, "company", "add", trading.RUC, trading.COMPANY, "--chart", "pcge")
    _run(home, "site", "add", "0000", trading.HEAD_OFFICE.name, "--here", "--head-office")
    for paper in ("cuentas.csv", "centros.csv", "cambio.csv", "lima.csv"):
        _run(home, "load", str(papers / paper))
    _add_users(home)


def _furnish_branch(home: Path, papers: Path) -> None:
    """Let the branch have a user, and an account whose destino lines are proposed."""
    _run(home, "user", "add", ACCOUNTANT, "--role", "accountant", "--password-stdin")
    destino = papers / "destino.csv"
    destino.write_text(
        "account,name,charge_account,credit_account\n6361,Energía eléctrica,941,791\n", "utf-8"
    )
    _run(home, "load", str(destino), "--replace")


def _add_users(home: Path) -> None:
    for name, role in ((ACCOUNTANT, "accountant"), (ADMINISTRATOR, "administrator"), ("hugo", "assistant")):
        where = ("--site", "0000") if role == "assistant" else ()
        _run(home, "user", "add", name, "--role", role, *where, "--password-stdin")


def _run(home: Path, *words: str) -> None:
    subprocess.run(
        [CONSOLIDA, *words],
        env=_environment(home),
        input=PASSWORD,
        text=True,
        check=True,
        capture_output=True,
    )


def _environment(home: Path, **more: str) -> dict[str, str]:
    own = {"CONSOLIDA_HOME": str(home), "CONSOLIDA_LANG": "es", "DATABASE_URL": "", "LOGNAME": ACCOUNTANT}
    return {**os.environ, **own, **more}


@contextmanager
def _camera(browser: Browser, home: Path, **settings: str) -> Iterator[Camera]:
    """Serve an installation and look at it in a window of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [CONSOLIDA, "serve", "--port", str(port), "--no-browser"]
    process = subprocess.Popen(
        command, env=_environment(home, **settings), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{url}/entrar/")
        context = browser.new_context(viewport=SIZE, locale="es-PE")  # type: ignore[arg-type] # its sizes
        context.set_default_timeout(15_000)
        yield Camera(context.new_page(), url)
        context.close()
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(url: str) -> None:
    for _ in range(300):
        try:
            urlopen(url, timeout=5).close()  # noqa: S310 - the server that was just started
        except URLError:
            time.sleep(0.1)
        else:
            return
    sys.exit(f"{url} does not answer")


def _first_visit(camera: Camera) -> None:
    camera.open("/entrar/")
    page = camera.page
    for field, text in (("username", ACCOUNTANT), ("password", PASSWORD), ("again", PASSWORD)):
        page.fill(f"[name={field}]", text)
    for field, text in (("ruc", trading.RUC), ("company", trading.COMPANY), ("site", "0001")):
        page.fill(f"[name={field}]", text)
    page.fill("[name=site_name]", trading.AREQUIPA.name)
    camera.shoot("primera-vez")
    camera.press("main [type=submit]", f"{camera.url}/")
    page.click("header form[action='/salir/'] button")
    page.wait_for_url("**/entrar/")
    camera.shoot("ingreso")


def _at_the_branch(camera: Camera) -> None:
    camera.log_in(ACCOUNTANT)
    camera.open("/exportar/")
    camera.shoot("exportar")
    camera.press("button[value=export]", "**/historial/exportaciones/**")
    camera.shoot("exportado")
    camera.open("/comprobantes/?tipo=11")
    camera.shoot("comprobantes")
    camera.page.locator("main tbody a").first.click()
    camera.shoot("comprobante")
    _type_a_voucher(camera)


def _type_a_voucher(camera: Camera) -> None:
    """Fill the grid far enough to show the names, the offers and the difference."""
    camera.open("/comprobantes/nuevo/")
    page = camera.page
    page.select_option("#h-type", "11")
    page.fill("#h-date", "31/01/2026")
    page.fill("#h-description", "Energía eléctrica, enero")
    page.uncheck("#with-destino")  # so that lines stay where they are counted
    lines = page.locator(".entry-grid tbody.line")
    for number, (code, amount) in enumerate((("6361", "250.00"), ("401111", "45.00"))):
        _choose(lines.nth(number), "account", code)
        if number == 0:
            _choose(lines.nth(number), "cost_center", "100")
        lines.nth(number).locator("[name=debit]").fill(amount)
        lines.nth(number).locator("[name=line_description]").press("Enter")
    _choose(lines.nth(2), "account", "421201")
    page.check("#with-destino")
    page.locator(".entry-grid .automatic").first.wait_for()
    lines.nth(2).locator("[name=party]").press_sequentially("del", delay=40)
    page.locator(".offers li").first.wait_for()
    camera.shoot("registrar")


def _choose(line: Locator, cell: str, code: str) -> None:
    """Type a code and take what is offered, as a typist does."""
    line.locator(f"[name={cell}]").press_sequentially(code, delay=40)
    line.page.locator(".offers li").first.wait_for()
    line.locator(f"[name={cell}]").press("Enter")


def _at_the_office(camera: Camera) -> None:
    camera.log_in(ACCOUNTANT)
    page = camera.page
    camera.open(f"/importar/?carpeta={STICK}")
    camera.shoot("importar")
    for box in page.locator("#choose-files [type=checkbox]").all():
        box.set_checked("_0002.db" not in (box.get_attribute("aria-label") or ""))
    camera.press("#choose-files [type=submit]", "**/importar/previa/*/")
    camera.shoot("decisiones")
    _decide_all(page)
    camera.shoot("vista-previa")
    _confirm(camera)
    camera.open(f"/importar/?carpeta={STICK}")
    for box in page.locator("#choose-files [type=checkbox]").all():
        box.set_checked("_0002.db" in (box.get_attribute("aria-label") or ""))
    camera.press("#choose-files [type=submit]", "**/importar/previa/*/")
    camera.open(page.url.removeprefix(camera.url) + "comprobantes/?que=changed")
    page.locator("main tbody a").first.click()
    camera.shoot("dos-versiones")
    page.go_back()
    page.go_back()
    _confirm(camera)
    camera.shoot("importado")
    for path, name in (
        ("/", "inicio"),
        ("/historial/", "historial"),
        ("/meses/", "meses"),
        ("/maestros/personas/", "maestros"),
        ("/maestros/cargar/", "cargar"),
        ("/maestros/sedes/", "sedes"),
    ):
        camera.open(path)
        camera.shoot(name)
    page.click("header form[action='/salir/'] button")
    camera.log_in(ADMINISTRATOR)
    camera.open("/maestros/usuarios/")
    camera.shoot("usuarios")


def _decide_all(page: Page) -> None:
    """Answer every question with the first value it takes, until none is left."""
    while page.locator("form.card fieldset").count():
        for question in page.locator("form.card fieldset").all():
            question.locator("[type=radio]").first.check()
        page.locator("form.card .btn").first.click()
        page.wait_for_load_state()
        page.locator("[aria-busy]").wait_for(state="detached")


def _confirm(camera: Camera) -> None:
    camera.press("main .btn-confirm[value=confirm]", "**/historial/importaciones/**")


if __name__ == "__main__":
    main()
