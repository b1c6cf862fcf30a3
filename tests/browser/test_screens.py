"""Every screen in both languages and themes: nothing for axe to say, nothing to be scrolled sideways.

The screens are the addresses that the resolver has and that answer with a page, each about something;
and those that an address shows only at times: a refusal, a wait, a question.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.urls import reverse
from playwright.sync_api import Browser, Page

from consolida.access.models import User
from consolida.core import progress
from consolida.masters import editing, installation
from consolida.masters.models import Company
from consolida.web import jobs
from consolida.web.chosen import now
from consolida.web.exporting.views import EXPORTING, About
from support import installations
from support.browser import picture, serving_here, too_wide, violations
from support.companies import ALICE, BOB, NOW, OTHER_RUC, RUC
from support.doors import Door, every_door, furnished
from support.files import Row  # noqa: TC001 - a plain type
from support.installations import on_one_engine
from support.places import NOVEMBER, Clock, Place
from support.senders import PURCHASE, SALE, SALE_2, Sender
from support.sharing import CENTER, share
from support.visiting import Visitor, visiting, visitor

DESK, PHONE = {"width": 1366, "height": 768}, {"width": 360, "height": 740}
ODD = PURCHASE + "  4212  credit 0.00\n"
STRANGE = SALE.replace("70111", "4699")
ROWS = f"""operation_type,number,date,description,account,debit,credit,party_type,party_number,party_name
20,0001,2026-11-03,Cobranza,101,10.00,,,,
20,0001,2026-11-03,Cobranza,1212,,10.00,6,{OTHER_RUC},Ferretería El Sol S.R.L.
20,0001,2026-11-03,Cobranza,1212,,0.00,6,{OTHER_RUC},Ferretería El Sol S.R.L.
"""
MASTERS = [
    "UPDATE account SET name = 'Facturas por cobrar en cartera'",
    "INSERT INTO account VALUES ('6399', 'Otros servicios de terceros', 1, 0, 1, '941', '791', 1)",
    "INSERT INTO operation_type VALUES ('05', 'Ventas al contado', '14', 1)",
    f"INSERT INTO party VALUES ('6', '{BOB}', 'Bob y Hermanos S.A.', 'Av. Grau 12, Arequipa', 1, '')",
    f"INSERT INTO party VALUES ('6', '{OTHER_RUC}', 'Ferretería El Sol S.R.L.', '', 1, '')",
]

pytestmark = on_one_engine


# Forms, and what they refuse
REFUSED: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "password-refused": ("/clave/", {"old_password": "x", "new_password1": "short"}),
    "entry-refused": ("/comprobantes/nuevo/", {"description": "Sale", "date": "31/02/2026"}),
    "account-refused": ("/maestros/cuentas/nueva/", {"code": "1 2", "charge_account": "94"}),
    "center-refused": ("/maestros/centros/nueva/", {"code": "", "name": "Ventas"}),
    "party-refused": ("/maestros/personas/nueva/", {"number": "1"}),
    "rate-refused": ("/maestros/cambio/nueva/", {"date": "x", "buy": "y"}),
    "site-refused": ("/maestros/sedes/nueva/", {"code": "0000", "name": "Otra"}),
    "user-refused": ("/maestros/usuarios/nuevo/", {"username": "carla", "password": "x"}),
    "company-refused": ("/maestros/empresa/nueva/", {"ruc": "2", "name": "Otra"}),
}


@dataclass
class Eye:
    """A window of each size in turn, which notes what is wrong with what it sees."""

    page: Page
    url: str
    language: str
    wrong: dict[str, list[str]]

    def look(self, name: str, path: str) -> None:
        """Look at a screen."""
        answer = self.page.goto(f"{self.url}{path}")
        assert answer is not None
        assert answer.status < 500, name
        self.judge(name)

    def send(self, name: str, path: str, /, **typed: str) -> None:
        """Type into a screen's form what it refuses, send it, and look at what it says."""
        self.page.goto(f"{self.url}{path}")
        for field, text in typed.items():
            self.page.fill(f"main [name={field}]", text)
        self.page.evaluate("document.querySelectorAll('form').forEach(form => { form.noValidate = true; })")
        self.page.locator("main form button:not([type=button], [formnovalidate])").last.click()
        self.page.wait_for_load_state()
        assert self.page.locator("main .text-danger, main .alert-danger").count(), name
        self.judge(name)

    def judge(self, name: str) -> None:
        """Note what is wrong with what the window shows: in its theme and the other, in both sizes."""
        said = [*violations(self.page), *self._sideways("at a desk")]
        if self.language == "es":  # words do not change colours
            self._picture(f"{name}-light")
            self.page.evaluate("document.documentElement.dataset.bsTheme = 'dark'")
            said += [f"dark: {one}" for one in violations(self.page, "color-contrast")]
            self._picture(f"{name}-dark")
            self.page.evaluate("document.documentElement.dataset.bsTheme = 'light'")
        self.page.set_viewport_size(PHONE)  # type: ignore[arg-type] # its sizes
        said += self._sideways("on a phone")
        self._picture(f"{name}-phone")
        self.page.set_viewport_size(DESK)  # type: ignore[arg-type] # its sizes
        if said:
            self.wrong[name] = said

    def _sideways(self, where: str) -> list[str]:
        wide = too_wide(self.page)
        return [f"{wide} pixels too wide {where}"] if wide else []

    def _picture(self, name: str) -> None:
        if self.language == "es":
            picture(self.page, f"screen-{name}")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "lima", here=["0000"], elsewhere=["0001", "0002"], clock=Clock())


@pytest.fixture(params=["es", "en"])
def eye(request: pytest.FixtureRequest, place: Place, browser: Browser) -> Iterator[Eye]:
    language = str(request.param)
    with serving_here(place.home) as served:
        context = browser.new_context(viewport=DESK, locale="es-PE", reduced_motion="reduce")  # type: ignore[arg-type] # its sizes
        context.add_cookies([{"name": "consolida_language", "value": language, "url": served.url}])
        yield Eye(context.new_page(), served.url, language, {})
        context.close()


def enter(eye: Eye, name: str) -> Visitor:
    """Let the window be where a visitor without one is logged in."""
    carla = Visitor(name)
    carla.cookies["consolida_language"] = eye.language
    session = carla.cookies["sessionid"].value
    eye.page.context.add_cookies([{"name": "sessionid", "value": session, "url": eye.url}])
    return carla


def furnish_more(place: Place, company: Company, mail: Path) -> dict[str, str]:
    """Give every screen something to show; return the addresses of what came of it, by name."""
    share(company)
    editing.change(company, "account", ("1212",), {"requires_party": 1}, by=ALICE, at=NOW)
    editing.change(company, "account", ("101",), {"active": 0}, by=ALICE, at=NOW)
    rate: Row = {"currency": "USD", "date": "2026-11-03", "buy": 3_741_000, "sell": 3_752_000}
    editing.add(company, "exchange_rate", rate, by=ALICE, at=NOW)
    sender = Sender(mail, "0003")
    observed = place.welcome(sender.send(ODD + SALE)).import_id
    brought = place.import_(sender.send(STRANGE), add_masters=True).import_id
    place.undo(brought)
    sender.send(SALE_2.replace("2026-11", "2026-10"), period="2026-10")
    sender.masters()
    (mail / "roto.db").write_bytes(b"nothing")
    place.file("sales")
    keys = {
        "cuentas": company.accounts.get(code="1212").pk,
        "personas": company.parties.get(number=BOB).pk,
        "centros": company.cost_centers.get(code=CENTER).pk,
        "tipos": company.operation_types.get(code="05").pk,
        "cambio": company.exchange_rates.get().pk,
    }
    return {
        "observed": f"/historial/importaciones/{observed}/",
        "brought": f"/historial/importaciones/{brought}/",
        "month-refused": "/historial/?mes=2026-13",
        "files": f"/importar/?carpeta={mail}",
        "outside": "/importar/?carpeta=/etc",
        "lost": "/importar/previa/lost/",
        "nowhere": "/nowhere/",
        "filtered": "/comprobantes/?monto=118.00&texto=sale",
        "filter-refused": "/comprobantes/?monto=x",
        "accounts-below": "/maestros/cuentas/?bajo=12",
        **{f"{kind}-list": f"/maestros/{kind}/" for kind in keys},
        **{f"{kind}-new": f"/maestros/{kind}/nueva/" for kind in keys},
        **{f"{kind}-row": f"/maestros/{kind}/{pk}/" for kind, pk in keys.items()},
    }


def begun_by(carla: Visitor, place: Place, mail: Path) -> dict[str, str]:
    """Return the addresses of what a visitor has begun: previews, a refusal."""
    sender = Sender(mail, "0003")
    sender.number = 9
    changed, unbalanced = sender.send(SALE_2 + ODD), sender.send("05 0001 2026-11-03 Sale\n 1212 debit 1.00")

    def preview(file: Path) -> str:
        return address(carla, "/importar/empezar/", carpeta=str(mail), file=file.name)

    desk, questions = preview(changed), preview(Sender(mail, "0000").masters(sql=MASTERS))
    return {
        "preview": desk,
        "preview-changes": f"{desk}comprobantes/",
        "preview-of-masters": questions,
        "preview-of-load": load(carla, ROWS),
        "preview-of-load-refused": load(carla, ROWS.replace("101,10.00", "101,11.00")),
        "preview-masters": f"{questions}maestros/",
        "preview-refused": preview(unbalanced),
        "preview-of-undo": address(carla, "/historial/importaciones/1/deshacer/"),
    }


def load(carla: Visitor, rows: str) -> str:
    """Upload vouchers of another program; return the address of their preview."""
    file = SimpleUploadedFile("diario-noviembre.csv", rows.encode())
    shown = carla.follow(carla.post("/maestros/cargar/subir/", {"file": file, "site": "0000"}))
    return str(shown.request["PATH_INFO"])


def address(carla: Visitor, path: str, **data: str) -> str:
    """Send a form; return the address of the page that comes of it."""
    return str(carla.follow(carla.post(path, data)).request["PATH_INFO"])


@contextmanager
def waiting(carla: Visitor) -> Iterator[str]:
    """Let a visitor wait for an export; return the address of the page that says how far it is."""
    go = Event()

    def deed() -> None:
        progress.step(progress.TAKING)
        go.wait(60)

    about = About(NOVEMBER, {})
    job = jobs.start(deed, title=EXPORTING, user=carla.name, company=RUC, periods=[], at=now(), about=about)
    try:
        yield reverse("export_job", args=[job.id])
    finally:
        go.set()
        assert job.wait(10)


def screens_of(carla: Visitor, doors: list[Door]) -> dict[str, str]:
    """Return the addresses that answer with a page, by name."""
    found: dict[str, str] = {}
    for door in doors:
        page = carla.follow(carla.get(door.path)) if door.takes_get else None
        if page is not None and b"<main" in getattr(page, "content", b""):
            assert page.status_code == 200, door.name
            found.setdefault(page.request["PATH_INFO"], door.name)
    return {name: path for path, name in found.items()}


def test_every_screen_is_accessible_and_fits(eye: Eye, place: Place, tmp_path: Path) -> None:
    mail = tmp_path / "mail"
    with furnished(place, mail) as company:
        eye.look("first-user", "/primera-vez/")
        visitor(company)
        User.objects.filter(username="carla").update(is_superuser=True)
        eye.look("log-in", "/entrar/")
        carla = enter(eye, "carla")
        screens = screens_of(carla, every_door(company, carla, mail))
        screens |= furnish_more(place, company, mail)
        screens |= begun_by(carla, place, mail)
        for name, path in screens.items():
            eye.look(name, path)
        with waiting(carla) as path:
            eye.look("waiting", path)
    assert eye.wrong == {}


def test_the_first_visit_to_an_empty_installation_is_accessible_and_fits(eye: Eye, tmp_path: Path) -> None:
    home = installations.make_home(tmp_path / "new")
    with installations.at(home), override_settings(CONSOLIDA_HOME=home.path):
        installation.make(NOW, ALICE)
        eye.look("first-visit", "/primera-vez/")
        eye.send("first-visit-refused", "/primera-vez/", username="carla", password="x", ruc="2")
    assert eye.wrong == {}


def test_what_a_form_refuses_is_accessible_and_fits(eye: Eye, place: Place) -> None:
    with visiting(place) as company:
        eye.send("first-user-refused", "/primera-vez/", username="carla", password="x")
        visitor(company)
        User.objects.filter(username="carla").update(is_superuser=True)
        eye.send("log-in-refused", "/entrar/", username="carla", password="x")
        enter(eye, "carla")
        for name, (path, typed) in REFUSED.items():
            eye.send(name, path, **typed)
    assert eye.wrong == {}
