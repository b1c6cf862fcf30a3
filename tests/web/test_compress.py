"""Pages, styles and scripts travel compressed; files that are fetched do not."""

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from consolida.ledger.models import ArchivedFile
from consolida.masters.models import Company
from support.places import SALE, Clock, Place
from support.visiting import Visitor, visiting, visitor

SQUEEZED = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.fixture
def lima(tmp_path: Path) -> Place:
    return Place(tmp_path / "lima", here=["0000"], clock=Clock())


@pytest.fixture
def carla(lima: Place) -> Iterator[Visitor]:
    with visiting(lima) as company:
        yield visitor(company)


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/nowhere/",
        "/estaticos/vendor/bootstrap.min.css",
        "/estaticos/vendor/bootstrap.bundle.min.js",
        "/estaticos/django_htmx/htmx-2.min.js",
    ],
)
def test_a_text_is_compressed_for_whoever_can_read_it(carla: Visitor, address: str) -> None:
    whole, squeezed = carla.get(address), carla.get(address, headers=SQUEEZED)
    assert whole.headers.get("Content-Encoding") is None
    assert squeezed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in squeezed.headers["Vary"]
    small = body(squeezed)
    plain = gzip.decompress(small)
    if address.startswith("/estaticos/"):
        assert plain == body(whole)
    assert len(small) < len(plain)


def test_a_file_that_is_fetched_goes_as_it_is(carla: Visitor, lima: Place) -> None:
    lima.type(SALE)
    made = lima.export()
    kept = ArchivedFile.objects.get()
    for address in (
        f"/historial/archivos/{kept.file_uid}/",
        f"/historial/archivos/{kept.file_uid}/?como=zip",
        "/comprobantes/descargar.csv",
        "/manual/imagenes/exportar.png",
    ):
        assert carla.get(address, headers=SQUEEZED).headers.get("Content-Encoding") is None, address
    assert (
        body(carla.get(f"/historial/archivos/{kept.file_uid}/", headers=SQUEEZED)) == made.file.read_bytes()
    )


def test_an_answer_without_content_stays_so(carla: Visitor) -> None:
    company = Company.objects.get()
    sent = carla.post("/elegir/", {"company": company.ruc, "year": 2026, "month": 9}, headers=SQUEEZED)
    assert (sent.status_code, sent.content) == (302, b"")
    assert "Content-Encoding" not in sent.headers
