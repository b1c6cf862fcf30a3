"""Addresses of the web application, and an installation in which each of them is about something."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from consolida.access.models import Role
from consolida.core.home import Home
from consolida.ledger.models import ArchivedFile, Import, Voucher
from consolida.masters import senders
from consolida.masters.companies import the_site
from consolida.masters.models import Company, Party, PartyDispute
from consolida.transfer.models import Export
from consolida.web import jobs
from consolida.web.chosen import now
from consolida.web.importing import desks, trays
from consolida.web.importing.trays import new_tray
from consolida.web.start.first import FURNISHING
from support.companies import ACCOUNTS, ALICE, BOB, NOW, OTHER_RUC, RUC, make_company
from support.places import SALE, Place
from support.senders import SALE as SENT
from support.senders import Sender
from support.visiting import Visitor, visiting

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


@contextmanager
def furnished(place: Place, mail: Path) -> Iterator[Company]:
    """Open a furnished installation as its server would; what was uploaded and previewed goes after."""
    mail.mkdir()
    with visiting(place, mail):
        yield furnish(place, mail)
        for tray in list(trays._trays.values()):
            tray.close()
        for desk in list(desks._desks.values()):
            desk.close()


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


def loading_of(company: Company, carla: Visitor) -> str:
    """Begin the load of a row that is here already; return what its preview is called."""
    row = f"account,name\n1212,{company.accounts.get(code='1212').name}\n"
    file = SimpleUploadedFile("cuenta.csv", row.encode())
    began = carla.follow(carla.post("/maestros/cargar/subir/", {"file": file}))
    return str(began.request["PATH_INFO"]).strip("/").split("/")[-1]


def checking_of(carla: Visitor) -> str:
    """Check an export; return what its job is called."""
    checked = carla.post(
        "/exportar/", {"act": "check", "site": "0000", "definitive": "", "to": "download", "as_zip": ""}
    )
    return str(checked["Location"]).strip("/").split("/")[-1] if checked.status_code == 302 else "nada"


def furnishing_of(carla: Visitor) -> str:
    """Begin what ends as the demonstration company's filling does; return what its job is called."""
    tray = new_tray(home=Home(settings.CONSOLIDA_HOME), user=carla.name, company=RUC, at=now())
    job = jobs.start(
        lambda: tray, title=FURNISHING, user=carla.name, company=RUC, periods=[], at=now(), writes=False
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


def every_door(company: Company, carla: Visitor, mail: Path) -> list[Door]:
    """Return a door for every address, about things that are the company's, begun by Carla."""
    desk, loaded = desk_of(carla, mail), loading_of(company, carla)
    check_job = checking_of(carla)
    demo_job, workbook_job = furnishing_of(carla), workbook_of(carla)
    party = Party.objects.get(company=company, number=BOB)
    site = the_site(company, "0002")
    export = Export.objects.get()
    noted = Import.objects.filter(company=company).latest("pk")
    role = Role.objects.get(user__username="carla")
    account = company.accounts.get(code="1212")
    archived = ArchivedFile.objects.get(pk=export.file_id)
    uid = uid_in(carla, desk)
    csv = SimpleUploadedFile("cuentas.csv", b"account,name\n998,Nueva\n")
    whole = {"site": "0000", "operation_type": "", "definitive": "", "to": "download", "as_zip": ""}
    new_user = {"username": "eva", "password": PASSWORD, "again": PASSWORD, "role": "reader"}
    new_company = {"ruc": "20100053455", "name": "Nueva", "masters": "none", "replace": "sites"}
    user = {"username": "carla"}
    voucher = {"uid": Voucher.objects.get(company=company, batch__site__code="0000").uid}
    return [
        Door("home", takes_post=False),
        Door("log_in", data={"username": "carla", "password": "otra"}, open=True),
        Door("log_out", own=True, takes_get=False),
        Door("first_visit", open=True),
        Door("demo_job", {"job_id": demo_job}, reading=404, takes_post=False),
        Door("password", own=True),
        Door("choose", data={"year": "2026", "month": "9"}, own=True, takes_get=False),
        Door("prefer", data={"theme": "dark"}, own=True, open=True, takes_get=False),
        Door("vouchers", takes_post=False),
        Door("vouchers_csv", takes_post=False),
        Door("vouchers_xlsx", own=True, takes_get=False),
        Door("vouchers_job", {"job_id": workbook_job}, reading=404, takes_post=False),
        Door("vouchers_stop", {"job_id": workbook_job}, own=True, takes_get=False),
        Door("vouchers_workbook", {"job_id": workbook_job}, reading=404, takes_post=False),
        Door("new_voucher", data={"operation_type": "05"}, reading=403),
        Door("offer_accounts", reading=403, takes_post=False),
        Door("offer_parties", reading=403, takes_post=False),
        Door("offer_centers", reading=403, takes_post=False),
        Door("offer_header", reading=403, takes_post=False),
        Door("offer_destino", takes_get=False),
        Door("voucher", voucher, takes_post=False),
        Door("change_voucher", voucher, {"description": "Otra glosa"}, reading=403),
        Door("reverse_voucher", voucher, {"day": "30/11/2026"}, takes_get=False),
        Door("annul_voucher", voucher, {"reason": "x"}, takes_get=False),
        Door("delete_voucher", voucher, takes_get=False),
        Door("months", data={"act": "close", "site": "0000"}),
        Door("export", data={**whole, "act": "export"}, reading=403),
        Door("export_job", {"job_id": check_job}, reading=404, takes_post=False),
        Door("export_stop", {"job_id": check_job}, own=True, takes_get=False),
        Door("import", reading=403, takes_post=False),
        Door("upload", data={"file": csv}, takes_get=False),
        Door("import_begin", data={"file": "x.db"}, takes_get=False),
        Door("import_preview", {"desk_id": desk}, {"act": "confirm"}, reading=404),
        Door("import_changes", {"desk_id": desk}, reading=404, takes_post=False),
        Door("import_change", {"desk_id": desk, "uid": uid}, reading=404, takes_post=False),
        Door("import_masters", {"desk_id": desk}, reading=404, takes_post=False),
        Door("load_equal", {"desk_id": loaded}, reading=404, takes_post=False),
        Door("history", takes_post=False),
        Door("exported", {"number": export.number}, reading=403, takes_post=False),
        Door("imported", {"number": noted.pk}, takes_post=False),
        Door("undo_import", {"number": noted.pk}, takes_get=False),
        Door("see_import", {"number": noted.pk}, takes_get=False),
        Door("archived_file", {"file_uid": archived.file_uid}, reading=403, takes_post=False),
        Door("manual", open=True, takes_post=False),
        Door("manual_page", {"page": "exportar"}, open=True, takes_post=False),
        Door("manual_picture", {"picture": "exportar.png"}, open=True, takes_post=False),
        Door("masters", reading=302, takes_post=False),
        Door("masters_queue", takes_post=False),
        Door("masters_settle", {"pk": party.disputes.get().pk}, {"take": "theirs"}, takes_get=False),
        Door("masters_sites", takes_post=False),
        Door("masters_new_site", data={"code": "0009", "name": "Puno"}, reading=403),
        Door("masters_site", {"code": "0002"}, {"name": "Otro nombre"}),
        Door("masters_withdraw", {"code": "0002", "pk": site.senders.latest("pk").pk}, takes_get=False),
        Door("masters_company", data={"name": "Otro nombre", "replace": "all"}),
        Door("masters_new_company", data=new_company, reading=404),
        Door("masters_send", data={"site": "0000"}, reading=403),
        Door("load_file", reading=403, takes_post=False),
        Door("load_upload", data={"file": csv}, takes_get=False),
        Door("users", reading=403, takes_post=False),
        Door("new_user", data=new_user, reading=403),
        Door("known_user", data={"username": "carla", "role": "reader"}, takes_get=False),
        Door("user", user, {"role": "administrator"}, reading=403),
        Door("user_role", {**user, "pk": role.pk}, takes_get=False),
        Door("user_password", user, {"password": PASSWORD, "again": PASSWORD}, takes_get=False),
        Door("user_access", user, {"act": "out"}, takes_get=False),
        Door("masters_list", {"kind": "cuentas"}, takes_post=False),
        Door("masters_new_row", {"kind": "cuentas"}, {"code": "997", "name": "Nueva"}, reading=403),
        Door("masters_row", {"kind": "cuentas", "pk": account.pk}, {"name": "Otro nombre"}),
        Door("masters_download", {"kind": "cuentas", "suffix": "csv"}, takes_post=False),
    ]
