"""Server time of the trial balance and of every main page, as one user asks for them."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from time import perf_counter, process_time

from django.conf import settings
from django.db import connection
from django.test import Client

from bench import filling, month
from bench.filling import HERE, USER
from bench.ledger import BALANCE, READING
from bench.month import Content
from consolida.access.models import User
from consolida.core.signing import SigningKey
from consolida.ledger.balances import trial_balance
from consolida.ledger.models import Batch, Import, Voucher
from consolida.masters import companies

SITE = "0002"  # its months were imported
Asked = tuple[str, Mapping[str, str]]


def look(folder: Path, times: str) -> Mapping[str, float]:
    """Ask for everything some times after a first; return the quickest, which other work disturbed least."""
    settings.CONSOLIDA_FOLDERS = [_with_a_file(folder)]
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(username=USER), backend="django.contrib.auth.backends.ModelBackend")
    year, _, number = month.PERIOD.partition("-")
    client.post("/elegir/", {"year": year, "month": number})
    company = companies.the_company(None)
    deeds: dict[str, Callable[[], object]] = {BALANCE: lambda: trial_balance(company, month.PERIOD)}
    for name, (path, asked) in _pages():
        deeds[name] = partial(_get, client, path, asked)
    seconds = {name: [_seconds(deed) for _ in range(int(times) + 1)][1:] for name, deed in deeds.items()}
    return {name: min(taken) for name, taken in seconds.items()}


def _seconds(deed: Callable[[], object]) -> float:
    # SQLite works in this process: its processor time is what a page takes where nobody else works.
    clock = process_time if connection.vendor == "sqlite" else perf_counter
    start = clock()
    deed()
    return clock() - start


def _get(client: Client, path: str, asked: Mapping[str, str]) -> None:
    response = client.get(path, asked)
    assert response.status_code == 200, (path, asked, response.status_code)


def _with_a_file(folder: Path) -> Path:
    """Make a folder with one file that could be imported."""
    mail = folder / "mail"
    if not mail.exists():
        mail.mkdir()
        month.write_month(mail / "month.db", Content(lines=400), key=SigningKey.generate())
    return mail


def _pages() -> Iterator[tuple[str, Asked]]:
    """Yield the pages by their names in the menu, and what is asked of them."""
    newest = Import.objects.order_by("-pk").filter(act=Import.Act.IMPORT)[0]
    mail = str(settings.CONSOLIDA_FOLDERS[0])
    yield "Inicio", ("/", {})
    yield "Exportar", ("/exportar/", {})
    yield "Exportar: card", ("/historial/exportaciones/1/", {})
    yield "Importar", ("/importar/", {"carpeta": mail})
    yield "Historial", ("/historial/", {})
    yield "Historial: page 3", ("/historial/", {"pagina": "3"})
    yield "Historial: of a month", ("/historial/", {"mes": month.PERIOD})
    yield "Historial: an import", (f"/historial/importaciones/{newest.pk}/", {})
    yield from _lists()
    yield from _vouchers()
    yield "Meses", ("/meses/", {})
    for kind in ("cuentas", "personas", "centros", "tipos", "cambio"):
        yield f"Maestros: {kind}", (f"/maestros/{kind}/", {})
    yield "Maestros: cuentas, by name", ("/maestros/cuentas/", {"q": "igv"})
    yield "Maestros: personas, by name", ("/maestros/personas/", {"q": "cliente"})
    yield f"Maestros: personas{READING}a number", ("/maestros/personas/", {"q": "40000001"})
    yield "Maestros: por resolver", ("/maestros/personas/por-resolver/", {})
    yield "Maestros: sedes", ("/maestros/sedes/", {})
    yield "Maestros: empresa", ("/maestros/empresa/", {})


def _lists() -> Iterator[tuple[str, Asked]]:
    """Yield the list of vouchers with each filter, for what is there and for what is not."""
    batch = Batch.objects.filter(site__code=SITE, period=month.PERIOD).order_by("operation_type__code")[0]
    voucher = Voucher.objects.filter(batch=batch).order_by("-pk")[0]
    line = voucher.lines[0]
    origin = Import.objects.filter(act=Import.Act.IMPORT, batches__site=SITE).order_by("-pk")[0]
    answered: dict[str, Mapping[str, str]] = {
        "": {},
        "T/O": {"tipo": "20"},
        "site": {"sede": SITE},
        "typed here": {"origen": "here"},
        "of other sites": {"origen": "elsewhere"},
        "of an import": {"origen": str(origin.pk)},
        "number": {"numero": voucher.number},
        "CUO": {"numero": voucher.cuo},
        "no such number": {"numero": "99999999"},
        "not annulled": {"anulados": "no"},
        "annulled": {"anulados": "si"},
        "account": {"cuenta": "70121"},
        "division of accounts": {"cuenta": "7"},
        "account that did not move": {"cuenta": "60"},
        "text": {"texto": "mercaderías"},
    }
    for name, asked in answered.items():
        yield f"Comprobantes{name and ': '}{name}", ("/comprobantes/", asked)
    read: dict[str, Mapping[str, str]] = {
        "party": {"persona": line.party_number},
        "party by name": {"persona": f"prueba {line.party_number}"},
        "no such party": {"persona": "10000000"},
        "document": {"documento": f"{line.document_series}-{line.document_number}"},
        "no such document": {"documento": "F999-1"},
        "no such text": {"texto": "xyzzy"},
        "amount": {"monto": f"{line.debit / 100:.2f}"},
        "no such amount": {"monto": "0.01"},
    }
    for name, asked in read.items():
        yield f"Comprobantes{READING}{name}", ("/comprobantes/", asked)
    place = f"{batch.operation_type.code}|{SITE}|{voucher.number}"
    yield "Comprobantes: a later page", ("/comprobantes/", {"desde": place})


def _vouchers() -> Iterator[tuple[str, Asked]]:
    """Yield the pages of a voucher: one imported, one typed here, a new one."""
    for what, site in (("imported", SITE), ("typed here", HERE)):
        batch = Batch.objects.filter(site__code=site, period=month.PERIOD).order_by("-pk")[0]
        found = Voucher.objects.filter(batch=batch).order_by("pk")[0]
        yield f"Comprobante {what}", (f"/comprobantes/{found.uid}/", {})
    yield "Comprobante: change", (f"/comprobantes/{found.uid}/cambiar/", {})
    yield "Comprobante: new", ("/comprobantes/nuevo/", {})


DEEDS: Mapping[str, Callable[..., Mapping[str, float]]] = {
    "set up head office": filling.set_up_head_office,
    "fill": filling.fill,
    "look": look,
}
