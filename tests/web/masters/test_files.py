"""Masters downloaded, changed and loaded again; what a preview promises is what is done."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from consolida.core.home import Home
from consolida.ledger.models import Import, Voucher
from consolida.masters.models import Account, Company
from consolida.web.importing import trays
from consolida.web.masters import files
from support.places import Place
from support.visiting import Visitor, visitor, words

CHANGED = "account,name\n1212,Por cobrar\n121299,Otras\n"
VOUCHERS = (
    "operation_type,number,date,account,debit,credit\n"
    "20,0001,2026-11-03,101,10.00,\n"
    "20,0001,2026-11-03,1212,,10.00\n"
)


def uploaded(visitor: Visitor, content: str | bytes, name: str = "cuentas.csv", **asked: str) -> str:
    """Upload a file; return the address of its preview."""
    data = content.encode() if isinstance(content, str) else content
    response = visitor.follow(
        visitor.post("/maestros/cargar/subir/", {"file": SimpleUploadedFile(name, data), **asked})
    )
    return str(response.request["PATH_INFO"])


class TestDownloads:
    @pytest.mark.parametrize("slug", ["cuentas", "personas", "centros", "tipos", "cambio"])
    @pytest.mark.parametrize("suffix", ["csv", "xlsx"])
    def test_every_list_is_a_file(self, carla: Visitor, company: Company, slug: str, suffix: str) -> None:
        response = carla.get(f"/maestros/{slug}/descargar.{suffix}")
        assert response.status_code == 200
        assert f'filename="{company.ruc}_{slug}.{suffix}"' in response["Content-Disposition"]
        assert response.getvalue()[:2] == (b"PK" if suffix == "xlsx" else b"\xef\xbb")

    def test_another_kind_of_file_is_not_there(self, carla: Visitor) -> None:
        assert carla.get("/maestros/cuentas/descargar.pdf").status_code == 404

    def test_a_reader_may_have_them(self, rita: Visitor) -> None:
        assert rita.get("/maestros/cuentas/descargar.csv").status_code == 200

    def test_what_was_downloaded_is_equal_when_it_comes_back(self, carla: Visitor) -> None:
        content = BytesIO(carla.get("/maestros/cuentas/descargar.xlsx").getvalue())
        said = carla.reads(uploaded(carla, content.getvalue(), "cuentas.xlsx"))
        assert "All of it is here already" in said
        assert "Equal 11" in said


class TestLoading:
    def test_a_preview_writes_nothing_and_confirming_does_what_it_says(self, carla: Visitor) -> None:
        preview = uploaded(carla, CHANGED)
        said = carla.reads(preview)
        assert "Nothing was written yet." in said
        assert "Added 1 Changed 0 Equal 0" in said
        assert "1212" in said
        assert not Account.objects.filter(code="121299").exists()
        done = carla.sends(f"{preview}confirmar/")
        assert "It was loaded. Added 1" in done
        assert "where it can be undone" not in done  # masters stay
        assert Account.objects.get(code="121299").name == "Otras"
        assert Account.objects.get(code="1212").name == "Cuenta 1212"
        assert Import.objects.get().by == "carla"

    def test_the_file_is_right_where_that_is_said(self, carla: Visitor) -> None:
        preview = uploaded(carla, CHANGED, replace="on")
        assert "Added 1 Changed 1" in carla.reads(preview)
        carla.sends(f"{preview}confirmar/")
        assert Account.objects.get(code="1212").name == "Por cobrar"

    def test_vouchers_are_loaded_too(self, carla: Visitor) -> None:
        preview = uploaded(carla, VOUCHERS, "diario.csv", site="0000")
        assert "Added 1" in carla.reads(preview)
        assert not Voucher.objects.exists()
        assert "History, where it can be undone" in carla.sends(f"{preview}confirmar/")
        assert Voucher.objects.count() == 1

    def test_what_differs_and_stays_is_counted_and_told(self, carla: Visitor) -> None:
        said = carla.reads(uploaded(carla, "account,name\n1212,Por cobrar\n"))
        assert "Nothing is loaded: what differs stays as it is here." in said
        assert "All of it is here already" not in said
        assert "Added 0 Changed 0 Equal 0 Different, and kept as here 1" in said
        assert "Account 1212 is “Por cobrar” in cuentas.csv and “Cuenta 1212” here" in said
        assert "“Where something differs, the file is right”" in said
        assert "Load it" not in said

    def test_what_refuses_a_file_is_listed(self, carla: Visitor, head_office: Place) -> None:
        said = carla.reads(uploaded(carla, "account,name\n12|,x\n,y\n"))
        assert "cuentas.csv was refused because of 2 errors; nothing was changed." in said
        assert "The account “x” has the code “12|”, which cannot be one." in said
        assert "Row 3: the column “account” is empty." in said
        assert "Load it" not in said
        assert _left(head_office.home) == []

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"", "The file is empty."),
            (b"PK\x03\x04", "no Excel workbook"),
            (b"a,b\n", "no file that can be"),
        ],
    )
    def test_a_file_that_cannot_be_read_says_why(self, carla: Visitor, content: bytes, said: str) -> None:
        assert said in carla.reads(uploaded(carla, content, "x.xlsx"))

    def test_no_file_at_all(self, carla: Visitor) -> None:
        assert "No file was chosen; choose one and try again." in carla.sends("/maestros/cargar/subir/")

    def test_too_large_a_file_is_refused_where_it_becomes_so(
        self, carla: Visitor, head_office: Place
    ) -> None:
        with override_settings(CONSOLIDA_MAX_UPLOAD=10):
            path = uploaded(carla, CHANGED)
        assert path == "/maestros/cargar/"
        assert _left(head_office.home) == []

    def test_a_file_that_was_swept_is_asked_for_again(self, carla: Visitor) -> None:
        preview = uploaded(carla, CHANGED)
        for tray in list(trays._trays.values()):
            tray.close()
        assert "The file is not kept any more; choose it again." in carla.reads(preview)
        assert carla.post(f"{preview}confirmar/").status_code == 404
        assert not Account.objects.filter(code="121299").exists()

    def test_somebody_elses_preview_is_not_there(self, company: Company, carla: Visitor) -> None:
        preview = uploaded(carla, CHANGED)
        carlos = visitor(company, "carlos")
        assert carlos.get(preview).status_code == 404
        assert carlos.post(f"{preview}confirmar/").status_code == 404
        assert not Account.objects.filter(code="121299").exists()

    def test_it_can_be_stopped(self, carla: Visitor) -> None:
        preview = uploaded(carla, CHANGED)
        assert "Nothing was written yet." in carla.sends(f"{preview}parar/")
        assert carla.post("/maestros/cargar/nada/parar/").status_code == 302

    def test_what_a_file_must_have_is_told(self, carla: Visitor) -> None:
        said = carla.reads("/maestros/cargar/")
        assert "Accounts account, name" in said
        assert "Vouchers, a row for each line operation_type, date, account, debit, credit" in said

    def test_a_reader_loads_nothing(self, rita: Visitor) -> None:
        assert rita.get("/maestros/cargar/").status_code == 403
        assert rita.post("/maestros/cargar/subir/").status_code == 403

    def test_an_assistant_loads_vouchers_and_no_masters(self, company: Company) -> None:
        bea = visitor(company, "bea", "assistant", site=company.sites.get(code="0000"))
        assert "Added 1" in bea.reads(uploaded(bea, VOUCHERS, "diario.csv", site="0000"))
        refused = bea.reads(uploaded(bea, CHANGED))
        assert "“bea” may not change companies, sites and masters" in refused


def test_a_form_without_its_token_uploads_nothing(carla: Visitor, head_office: Place) -> None:
    carla.handler.enforce_csrf_checks = True
    file = SimpleUploadedFile("cuentas.csv", CHANGED.encode())
    assert carla.post("/maestros/cargar/subir/", {"file": file}).status_code == 403
    assert _left(head_office.home) == []


def test_formats_and_words(carla: Visitor) -> None:
    assert set(files.FORMATS) == {"xlsx", "csv"}
    assert "Load a file" in words(carla.get("/maestros/cargar/"))


def _left(home: Home) -> list[Path]:
    """Return the uploads that lie there still."""
    return [path for path in home.uploads.rglob("*") if path.is_file() and path.suffix != ".lock"]
