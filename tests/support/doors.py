"""Addresses of the web application, and an installation in which each of them is about something."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from consolida.core.home import Home
from consolida.masters import senders
from consolida.masters.companies import the_site
from consolida.masters.models import Company, Party, PartyDispute
from consolida.web import jobs
from consolida.web.importing.trays import new_tray
from consolida.web.start.first import FURNISHING
from support.companies import ACCOUNTS, ALICE, BOB, NOW, OTHER_RUC, RUC, make_company
from support.places import SALE, Place
from support.senders import SALE as SENT
from support.senders import Sender
from support.visiting import Visitor

PASSWORD = "clave-larga-de-prueba-9"
PASSING = {"Session", "AccessAttempt", "AccessLog", "AccessFailureLog"}
Rows = dict[str, list[tuple[object, ...]]]


@dataclass(frozen=True)
class Door:
    """One address: what of it is asked for, and what is sent to it."""

    name: str
    args: Mapping[str, object] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    open: bool = False  # for nobody too
    own: bool = False  # changes what is the visitor's own only: session, cookies, password
    takes_get: bool = True
    takes_post: bool = True
    reading: int = 200  # what a reader's GET is answered

    @property
    def path(self) -> str:
        """Its address."""
        return reverse(self.name, kwargs=dict(self.args))

    @property
    def is_about_something(self) -> bool:
        """Whether the address names a thing that belongs to a company."""
        return bool(set(self.args) - {"kind", "suffix", "page", "picture"})


def addresses() -> set[str]:
    """Return the name of every address that the application answers, as its resolver has it."""
    return set(_names(get_resolver().url_patterns))


def _names(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from _names(one.url_patterns)
        else:
            assert one.name, f"{one.pattern} has no name"
            yield one.name


def snapshot(place: Place) -> tuple[Rows, list[str]]:
    """Return every row that the installation has, passing things aside, and its kept files."""
    rows = {
        model.__name__: list(model._default_manager.order_by("pk").values_list())
        for model in apps.get_models()
        if model.__name__ not in PASSING
    }
    # When somebody logged in is noted at the user.
    users = apps.get_model("access", "User")
    rows["User"] = list(
        users.objects.order_by("pk").values_list("username", "password", "is_active", "is_superuser")
    )
    return rows, sorted(path.name for path in place.home.archive.iterdir())


def furnish(place: Place, mail: Path) -> Company:
    """Give an open installation something of each kind, and another company that has something too."""
    company = Company.objects.get()
    place.type(SALE)
    place.export()
    place.welcome(Sender(mail).send(SENT))
    for one in (company, make_company(ruc=OTHER_RUC, name="Ajena S.A.", chart=None, accounts=ACCOUNTS)):
        party = Party.objects.get(company=one, number=BOB)
        PartyDispute.objects.create(
            party=party, site="0001", name="Bob E.I.R.L.", digest="a" * 64, came_at="2026-12-03T15:42:07.125Z"
        )
    sender = "01930000-0000-7000-8000-000000000009"
    senders.accept(the_site(company, "0002"), installation=sender, public_key="ab" * 32, by=ALICE, at=NOW)
    return company


def desk_of(carla: Visitor, mail: Path) -> str:
    """Begin an import; return what its preview is called."""
    file = Sender(mail, "0002").send(SENT)
    began = carla.follow(carla.post("/importar/empezar/", {"carpeta": str(mail), "file": file.name}))
    return str(began.request["PATH_INFO"]).strip("/").split("/")[-1]


def loading_of(carla: Visitor) -> str:
    """Preview the load of a file; return what its job is called."""
    file = SimpleUploadedFile("cuentas.csv", b"account,name\n999,Nueva\n")
    shown = carla.follow(carla.post("/maestros/cargar/subir/", {"file": file}))
    return str(shown.request["PATH_INFO"]).strip("/").split("/")[-1]


def checking_of(carla: Visitor) -> str:
    """Check an export; return what its job is called."""
    checked = carla.post(
        "/exportar/", {"act": "check", "site": "0000", "definitive": "", "to": "download", "as_zip": ""}
    )
    return str(checked["Location"]).strip("/").split("/")[-1] if checked.status_code == 302 else "nada"


def furnishing_of(carla: Visitor) -> str:
    """Begin what ends as the demonstration company's filling does; return what its job is called."""
    tray = new_tray(home=Home(settings.CONSOLIDA_HOME), user=carla.name, company=RUC, at=NOW)
    job = jobs.start(
        lambda: tray, title=FURNISHING, user=carla.name, company=RUC, periods=[], at=NOW, writes=False
    )
    return job.id


def workbook_of(carla: Visitor) -> str:
    """Make a workbook of the month's vouchers; return what its job is called."""
    made = carla.post("/comprobantes/excel/")
    return str(made["Location"]).removeprefix("/comprobantes/excel/").split("/")[0]


def uid_in(carla: Visitor, desk: str) -> str:
    """Return the uid of a voucher that a preview shows."""
    content = carla.get(f"/importar/previa/{desk}/comprobantes/").content.decode()
    found = re.search(r"/comprobantes/([0-9a-f-]{36})/", content)
    return found.group(1) if found else "0" * 36
