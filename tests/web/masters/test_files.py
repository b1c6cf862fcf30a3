"""Masters downloaded as files."""

import pytest

from consolida.masters.models import Company
from consolida.web.masters import files
from support.visiting import Visitor


@pytest.mark.parametrize("slug", ["cuentas", "personas", "centros", "tipos", "cambio"])
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_every_list_is_a_file(carla: Visitor, company: Company, slug: str, suffix: str) -> None:
    response = carla.get(f"/maestros/{slug}/descargar.{suffix}")
    assert response.status_code == 200
    assert f'filename="{company.ruc}_{slug}.{suffix}"' in response["Content-Disposition"]
    assert response.getvalue()[:2] == (b"PK" if suffix == "xlsx" else b"\xef\xbb")


def test_another_kind_of_file_is_not_there(carla: Visitor) -> None:
    assert carla.get("/maestros/cuentas/descargar.pdf").status_code == 404
    assert set(files.FORMATS) == {"xlsx", "csv"}


def test_a_reader_may_have_them(rita: Visitor) -> None:
    assert rita.get("/maestros/cuentas/descargar.csv").status_code == 200
