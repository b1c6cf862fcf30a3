"""What no form expects, in any of its fields: an answer, never a fault, and nothing half done."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

import pytest
from django.http import HttpResponse
from django.http.response import HttpResponseBase

from consolida.access.models import User
from consolida.ledger import doctor
from consolida.ledger.models import Import, Voucher
from consolida.masters.models import Party
from support import doors as furnishing
from support.companies import ALICE, BOB
from support.doors import PASSWORD
from support.places import Clock, Place
from support.visiting import BACKEND, Visitor, visiting, words

# What people paste, programs send and attackers try.
NASTY = {
    "nothing": "",
    "blanks": " \t ",
    "a NUL": "a\x00b",
    "a broken line": "one\r\ntwo",
    "strange letters": "\x1b[31m \u202e Cafe\u0301 🍚 ٢٠٢٦",
    "a long text": "x" * 5000,
    "a number that is too big": "9" * 40,
    "a negative number": "-1",
    "marks": "<script>alert(1)</script> %_ =1+1 x' OR '1'='1",
    "another folder": "../../etc/passwd",
    "braces": "{0.__class__} {voucher}",
}
# Those that one field after the other is tried with; the others come in all fields at once.
EACH = ("blanks", "a NUL", "a number that is too big")
FORMS: Mapping[str, Mapping[str, str]] = {
    "/elegir/": {"company": "20131312955", "year": "2026", "month": "9", "next": "/"},
    "/preferir/": {"theme": "dark", "language": "en", "next": "/"},
    "/entrar/": {"username": "sonia", "password": "x", "next": "/"},
    "/clave/": {"old_password": PASSWORD, "new_password1": "una clave larga", "new_password2": "otra"},
    "/comprobantes/nuevo/": {
        "operation_type": "05",
        "site": "0000",
        "number": "",
        "date": "03/11/2026",
        "description": "Venta",
        "currency": "PEN",
        "exchange_rate": "",
        "kind": "M",
        "account": "1212",
        "debit": "1.00",
        "credit": "",
        "lines": "2",
    },
    "/comprobantes/{uid}/cambiar/": {"description": "Otra", "version": "1", "date": "03/11/2026"},
    "/comprobantes/{uid}/extornar/": {"day": "30/11/2026", "operation_type": "05", "reason": "x"},
    "/comprobantes/{uid}/anular/": {"reason": "x", "version": "1"},
    "/meses/": {"act": "close", "site": "0000", "operation_type": "05"},
    "/meses/#reopen": {"act": "reopen", "site": "0000", "operation_type": "05", "reason": "tardío"},
    "/meses/#file": {"act": "file", "book": "sales", "constancia": "12-345"},
    "/meses/#take_back": {"act": "take_back", "book": "sales", "reason": "error"},
    "/exportar/": {
        "act": "check",
        "site": "0000",
        "operation_type": "05",
        "definitive": "",
        "to": "download",
        "as_zip": "",
    },
    "/importar/empezar/": {"carpeta": "{mail}", "file": "x.db", "tipo": "05", "mode": "sites"},
    "/historial/importaciones/{import}/deshacer/": {"token": "x", "act": "confirm"},
    "/maestros/personas/por-resolver/{dispute}/": {"take": "theirs", "name": "Bob", "address": ""},
    "/maestros/sedes/nueva/": {"code": "0009", "name": "Puno", "here": "on"},
    "/maestros/sedes/0002/": {"name": "Otro nombre"},
    "/maestros/empresa/": {"name": "Otro nombre", "replace": "sites", "confirm": ""},
    "/maestros/empresa/nueva/": {
        "ruc": "20100053455",
        "name": "Nueva",
        "masters": "none",
        "replace": "sites",
    },
    "/maestros/enviar/": {"site": "0000", "to": "download"},
    "/maestros/cuentas/nueva/": {"code": "997", "name": "N", "charge_account": "", "credit_account": ""},
    "/maestros/personas/nueva/": {"type": "6", "number": "20100053455", "name": "N", "address": ""},
    "/maestros/centros/nueva/": {"code": "TI", "name": "Tienda", "charge_account": "", "credit_account": ""},
    "/maestros/tipos/nueva/": {"code": "77", "name": "Otros", "book": "14"},
    "/maestros/cambios/nueva/": {
        "currency": "USD",
        "date": "30/11/2026",
        "buy": "3.740",
        "sell": "3.750",
    },
    "/maestros/usuarios/nuevo/": {
        "username": "eva",
        "password": PASSWORD,
        "again": PASSWORD,
        "role": "reader",
        "site": "0000",
    },
    "/maestros/usuarios/conocido/": {"username": "carla", "role": "reader", "site": "0000"},
    "/maestros/usuarios/de/sonia/": {"role": "reader", "site": "0000"},
    "/maestros/usuarios/de/sonia/clave/": {"password": PASSWORD, "again": PASSWORD},
    "/maestros/usuarios/de/sonia/acceso/": {"act": "out"},
}
PAGES: Mapping[str, Mapping[str, str]] = {
    "/comprobantes/": {
        "tipo": "05",
        "sede": "0000",
        "origen": "",
        "texto": "venta",
        "cuenta": "1212",
        "persona": "20512333797",
        "monto": "118.00",
        "anulados": "si",
        "desde": "0000|05|0001",
    },
    "/comprobantes/ofrecer/cuentas/": {"q": "12", "cuenta": "12"},
    "/comprobantes/ofrecer/personas/": {"q": "bob"},
    "/comprobantes/ofrecer/centros/": {"q": "ti"},
    "/comprobantes/ofrecer/cabecera/": {"operation_type": "05", "site": "0000", "date": "03/11/2026"},
    "/importar/": {"carpeta": "{mail}", "tipo": "05", "todo": ""},
    "/historial/": {"desde": "1", "pagina": "2", "mes": "2026-11"},
    "/maestros/cuentas/": {"buscar": "12", "q": "12", "pagina": "2"},
    "/maestros/personas/": {"buscar": "bob", "q": "bob", "pagina": "2"},
}


@dataclass(frozen=True)
class Stage:
    """An installation furnished once for all tries, and somebody who may everything."""

    place: Place
    root: Visitor
    names: Mapping[str, str]

    def filled(self, text: str) -> str:
        for name, value in self.names.items():
            text = text.replace("{" + name + "}", value)
        return text


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("lima")
    place = Place(folder / "head-office", here=["0000"], elsewhere=["0001", "0002"], clock=Clock())
    mail = folder / "mail"
    mail.mkdir()
    with visiting(place, mail, PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        company = furnishing.furnish(place, mail)
        user = User(username="sonia", is_superuser=True)
        user.set_password(PASSWORD)
        user.save()
        root = Visitor("sonia")
        root.post("/elegir/", {"company": company.ruc})
        names = {
            "uid": Voucher.objects.get(company=company, batch__site__code="0000").uid,
            "import": str(Import.objects.filter(company=company).latest("pk").pk),
            "dispute": str(Party.objects.get(company=company, number=BOB).disputes.get().pk),
            "mail": str(mail),
        }
        yield Stage(place, root, names)


def tries(fields: Mapping[str, str]) -> Iterator[tuple[str, dict[str, str]]]:
    for what, value in NASTY.items():
        yield f"{what} everywhere", dict.fromkeys(fields, value)
    for field in fields:
        for what in EACH:
            yield f"{what} as {field}", {**fields, field: NASTY[what]}


def answered(stage: Stage, what: str, response: HttpResponseBase) -> None:
    assert response.status_code in {200, 302, 400, 403, 404, 405, 409, 422}, what
    if isinstance(response, HttpResponse) and response.headers["Content-Type"].startswith("text/html"):
        assert "<script>alert(1)" not in response.content.decode(), what
    # Whoever was logged out by a password of his own comes in again.
    if "_auth_user_id" not in stage.root.session:
        stage.root.force_login(User.objects.get(username="sonia"), backend=BACKEND)


@pytest.mark.parametrize("form", FORMS)
def test_no_form_breaks(stage: Stage, form: str) -> None:
    path = stage.filled(form.partition("#")[0])
    for what, data in tries({name: stage.filled(value) for name, value in FORMS[form].items()}):
        answered(stage, f"{form}: {what}", stage.root.post(path, data))


@pytest.mark.parametrize("page", PAGES)
def test_no_address_breaks(stage: Stage, page: str) -> None:
    for what, asked in tries({name: stage.filled(value) for name, value in PAGES[page].items()}):
        answered(stage, f"{page}: {what}", stage.root.get(page, asked))


def test_no_part_of_an_address_breaks(stage: Stage) -> None:
    for path in (
        "/comprobantes/{}/",
        "/historial/archivos/{}/",
        "/historial/importaciones/{}/",
        "/importar/previa/{}/",
        "/maestros/sedes/{}/",
        "/maestros/usuarios/de/{}/",
        "/maestros/{}/",
        "/manual/{}/",
        "/manual/imagenes/{}",
        "/exportar/trabajo/{}/",
    ):
        for what, value in NASTY.items():
            answered(stage, f"{path}: {what}", stage.root.get(path.format(quote(value))))


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/meses/", {"act": "file", "book": "sales", "constancia": "1\x002"}),
        ("/meses/", {"act\x00": "file"}),
        ("/entrar/", {"username": "ro\x00ot", "password": "x"}),
    ],
)
def test_what_is_no_text_is_refused_with_a_sentence(stage: Stage, path: str, data: dict[str, str]) -> None:
    refused = stage.root.post(path, data)
    assert refused.status_code == 400
    assert "What was sent holds a character that is no text (NUL); nothing was changed." in words(refused)
    assert "Go back and type it anew" in words(refused)


def test_nothing_of_it_was_kept_by_halves(stage: Stage) -> None:
    assert doctor.examine(home=stage.place.home, by=ALICE, at=stage.place.clock()) == []
