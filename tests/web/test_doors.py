"""Every address of the application: closed to nobody, to who lacks the right, and to other companies.

The addresses come from the resolver: one that is added and not furnished here fails these tests.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, override_settings

from consolida.access.models import Role, User
from consolida.masters.models import Company
from consolida.web import no_uploads
from support import doors as furnishing
from support.companies import NAME, OTHER_RUC
from support.doors import PASSWORD, Door, snapshot
from support.places import Clock, Place
from support.visiting import Visitor, visitor

NAVIGATION = (
    *("/", "/comprobantes/", "/exportar/", "/importar/", "/historial/", "/meses/"),
    *(
        "/maestros/sedes/",
        "/maestros/empresa/",
        "/maestros/usuarios/",
        "/maestros/cargar/",
        "/maestros/enviar/",
    ),
)
TEMPLATES = sorted((Path(furnishing.__file__).parents[2] / "src/consolida/web/templates").rglob("*.html"))


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "head-office", here=["0000"], elsewhere=["0001", "0002"], clock=Clock())


@pytest.fixture
def company(place: Place, tmp_path: Path) -> Iterator[Company]:
    with furnishing.furnished(place, tmp_path / "mail") as company:
        yield company


@pytest.fixture
def doors(company: Company, carla: Visitor, tmp_path: Path) -> list[Door]:
    return furnishing.every_door(company, carla, tmp_path / "mail")


def closed(response: HttpResponseBase) -> HttpResponseBase:
    """Look at what every answer bears."""
    policy = response.headers["Content-Security-Policy"]
    for rule in ("default-src 'none'", "script-src 'self'", "style-src 'self'", "form-action 'self'"):
        assert rule in policy.split("; ")
    assert "unsafe" not in policy
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    return response


def test_every_address_is_walked(doors: list[Door]) -> None:
    walked = [door.name for door in doors]
    assert sorted(walked) == sorted(set(walked))
    assert set(walked) == furnishing.addresses()


def test_nobody_is_sent_to_log_in_and_changes_nothing(place: Place, doors: list[Door]) -> None:
    before = snapshot(place)
    for door in doors:
        nobody = Client(SERVER_NAME="localhost")
        for answer in (nobody.get(door.path), nobody.post(door.path, dict(door.data))):
            closed(answer)
            if door.open:
                assert answer.status_code in {200, 302, 405}, door.name
            else:
                assert answer.status_code == 302, door.name
                assert answer.headers["Location"].startswith("/entrar/?next="), door.name
    assert snapshot(place) == before


def test_a_user_without_rights_looks_and_changes_nothing(
    place: Place, company: Company, doors: list[Door]
) -> None:
    visitor(company, "rita", "reader")
    before = snapshot(place)
    for door in doors:
        rita = Visitor("rita")
        shown = closed(rita.get(door.path))
        assert shown.status_code == (_got(door, door.reading)), door.name
        done = closed(Visitor("rita").post(door.path, dict(door.data)))
        if not (door.own or door.open):
            assert done.status_code in ({403, 404} if door.takes_post else {200, 302, 403, 404, 405}), (
                door.name
            )
    assert snapshot(place) == before


def _got(door: Door, answered: int) -> int:
    if door.takes_get:
        return 302 if door.name in {"log_in", "first_visit"} else answered
    return 405


@pytest.mark.parametrize("role", ["accountant", "administrator"])
def test_whoever_works_for_another_company_finds_nothing_of_this_one(
    place: Place, doors: list[Door], role: str
) -> None:
    visitor(Company.objects.get(ruc=OTHER_RUC), "otto", role)
    before = snapshot(place)
    for door in doors:
        otto = Visitor("otto")
        shown = closed(otto.get(door.path))
        if isinstance(shown, HttpResponse):
            assert NAME not in shown.content.decode(), door.name
        if door.is_about_something:
            assert shown.status_code in ({403, 404} if door.takes_get else {405}), door.name
            done = closed(otto.post(door.path, dict(door.data)))
            assert done.status_code in {302, 403, 404, 405}, door.name
            if done.status_code == 302:
                assert otto.get(done.headers["Location"]).status_code in {302, 403, 404, 409}, door.name
    assert snapshot(place) == before


def test_a_form_without_its_token_changes_nothing(place: Place, carla: Visitor, doors: list[Door]) -> None:
    before = snapshot(place)
    carla.handler.enforce_csrf_checks = True
    for door in doors:
        assert carla.post(door.path, dict(door.data)).status_code == 403, door.name
    assert snapshot(place) == before


def test_every_form_bears_its_token(carla: Visitor, doors: list[Door]) -> None:
    forms = re.compile(r'<form[^>]*method="post".*?</form>', re.DOTALL)
    for door in doors:
        page = carla.get(door.path)
        if isinstance(page, HttpResponse) and page["Content-Type"].startswith("text/html"):
            for form in forms.findall(page.content.decode()):
                assert 'name="csrfmiddlewaretoken"' in form, door.name
                action = re.search(r'action="([^"]*)"', form.split(">", 1)[0])
                assert action is None or action.group(1).startswith("/"), door.name


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_script_or_style_inside(template: Path) -> None:
    text = re.sub(r"{%(?! include).*?%}", "", template.read_text("utf-8"))
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"<style|\sstyle\s*=|\son[a-z]+\s*=|javascript:|hx-on|\bjs:", text)
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', text)
    assert not re.search(r"\|\s*safe\b|autoescape off", text.replace("field.help_text|safe", ""))


def test_no_file_gets_in_where_none_is_asked_for(carla: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    skipped = []
    real = no_uploads.TakeNone.new_file

    def new_file(self: no_uploads.TakeNone, *args: object, **kwargs: object) -> None:
        skipped.append(args[1])
        real(self, *args, **kwargs)

    monkeypatch.setattr(no_uploads.TakeNone, "new_file", new_file)
    file = SimpleUploadedFile("grande.db", b"x" * 10_000_000)
    answer = carla.post("/elegir/", {"year": "2026", "month": "8", "file": file})
    assert answer.status_code == 302
    assert skipped == ["grande.db"]
    assert not answer.wsgi_request.FILES
    assert carla.session["period"] == "2026-08"


@pytest.mark.parametrize("address", ["/importar/subir/", "/maestros/cargar/subir/"])
def test_uploads_are_limited(place: Place, carla: Visitor, address: str) -> None:
    with override_settings(CONSOLIDA_MAX_UPLOAD=1000):
        said = carla.sends(address, file=SimpleUploadedFile("grande.csv", b"x" * 5_000_000))
    assert "“grande.csv” was not taken: it is larger than the 0 MB that may be uploaded." in said
    assert [path for path in place.home.uploads.rglob("grande*") if path.is_file()] == []


def test_a_form_that_is_too_large_is_refused(carla: Visitor) -> None:
    answer = carla.post("/elegir/", {"year": "2" * 6_000_000})
    assert answer.status_code == 400


@pytest.mark.parametrize("https", [False, True])
def test_cookies_are_for_this_application_alone(company: Company, *, https: bool) -> None:
    user = User.objects.create(username="eva", is_superuser=True)
    user.set_password(PASSWORD)
    user.save()
    with override_settings(SESSION_COOKIE_SECURE=https, CSRF_COOKIE_SECURE=https):
        eva = Client(SERVER_NAME="localhost")
        eva.get("/entrar/")
        logged_in = eva.post(
            "/entrar/", {"username": "eva", "password": PASSWORD}, REMOTE_ADDR="10.0.0.8", secure=https
        )
        assert logged_in.status_code == 302
        preferred = eva.post("/preferir/", {"theme": "dark"}, secure=https)
    for name in ("sessionid", "csrftoken"):
        assert eva.cookies[name]["httponly"], name
        assert eva.cookies[name]["samesite"] == "Lax"
        assert bool(eva.cookies[name]["secure"]) is https
    assert preferred.cookies["consolida_theme"]["httponly"]
    assert preferred.cookies["consolida_theme"]["samesite"] == "Lax"


@pytest.mark.parametrize("at_one_site", [False, True])
@pytest.mark.parametrize("role", Role.Name.values)
def test_the_navigation_offers_what_opens_and_nothing_else(
    company: Company, role: str, at_one_site: bool
) -> None:
    site = company.sites.get(code="0000") if at_one_site else None
    somebody = visitor(company, "nadia", role, site=site)
    content = somebody.get("/maestros/cuentas/").content.decode()
    offered = {url for url in NAVIGATION if f'href="{url}"' in content}
    assert offered == {url for url in NAVIGATION if somebody.get(url).status_code == 200}
    assert {"/", "/comprobantes/", "/maestros/sedes/"} <= offered
