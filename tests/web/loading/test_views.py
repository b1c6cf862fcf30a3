"""Files of other programs, loaded after the preview that an import has; what it promises is what is done."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from consolida.audit.models import Entry
from consolida.core.home import Home
from consolida.ledger.models import Batch, Import, SiteMonth, Voucher
from consolida.masters.models import Account, Company, Party
from consolida.web.importing import desks, here_already, trays
from support.companies import BOB, CAROL
from support.places import Place
from support.visiting import Visitor, hidden, visitor, words

CHANGED = "account,name\n1212,Por cobrar\n121299,Otras\n"
HEADER = "operation_type,number,date,account,debit,credit,party_type,party_number,party_name\n"
FIRST = "20,0001,2026-11-03,101,10.00,,,,\n20,0001,2026-11-03,1212,,10.00,,,\n"
SECOND = f"20,0002,2026-11-04,101,25.00,,,,\n20,0002,2026-11-04,1212,,25.00,6,{CAROL},Carol S.A.\n"
DECEMBER = "21,0001,2026-12-04,101,5.00,,,,\n21,0001,2026-12-04,1212,,5.00,,,\n"


def uploaded(visitor: Visitor, content: str | bytes, name: str = "cuentas.csv", **asked: str) -> str:
    """Upload a file; return the address of its preview."""
    data = content.encode() if isinstance(content, str) else content
    response = visitor.follow(
        visitor.post("/maestros/cargar/subir/", {"file": SimpleUploadedFile(name, data), **asked})
    )
    return str(response.request["PATH_INFO"])


def vouchers(visitor: Visitor, *texts: str, **asked: str) -> str:
    """Upload vouchers; return the address of their preview."""
    return uploaded(visitor, HEADER + "".join(texts), "diario.csv", site="0000", **asked)


def _left(home: Home) -> list[Path]:
    """Return the uploads that lie there still."""
    return [path for path in home.uploads.rglob("*") if path.is_file() and path.suffix != ".lock"]


class TestMasters:
    def test_a_preview_writes_nothing_and_confirming_does_what_it_says(
        self, carla: Visitor, head_office: Place
    ) -> None:
        preview = uploaded(carla, CHANGED)
        said = carla.reads(preview)
        assert "What loading cuentas.csv would do" in said
        assert "1 row of persons and masters will be added and 0 taken from the file; no voucher" in said
        assert "Accounts 1 0 0 1" in said
        assert "121299 Otras" in carla.reads(f"{preview}maestros/", que="new")
        assert "1212 Cuenta 1212 Cuenta 1212 ≠ Por cobrar" in carla.reads(f"{preview}maestros/", que="kept")
        assert not Account.objects.filter(code="121299").exists()
        done = carla.confirms(preview)
        assert "Load n.º 1" in done
        assert "added: 1 account — 121299" in done
        assert "Undo import" not in done  # masters stay
        assert "Load another file" in done
        assert Account.objects.get(code="121299").name == "Otras"
        assert Account.objects.get(code="1212").name == "Cuenta 1212"
        assert Import.objects.get().by == "carla"
        assert _left(head_office.home) == []

    def test_the_file_is_right_where_that_is_said(self, carla: Visitor) -> None:
        preview = uploaded(carla, CHANGED, replace="on")
        said = carla.reads(preview)
        assert "1 row of persons and masters will be added and 1 taken from the file" in said
        assert "Accounts 1 1 0 0" in said
        assert "≠ Por cobrar" in carla.reads(f"{preview}maestros/", que="changed", maestro="cuentas")
        carla.confirms(preview)
        assert Account.objects.get(code="1212").name == "Por cobrar"

    def test_persons_that_stay_are_listed_with_both_sides(self, carla: Visitor) -> None:
        preview = uploaded(
            carla,
            f"party_type,party_number,name\n6,{BOB},Otro S.A.\n6,{CAROL},Carol S.A.\n",
            "personas.csv",
        )
        assert "Persons and entities 1 0 0 1" in carla.reads(preview)
        kept = carla.reads(f"{preview}maestros/", que="kept")
        assert f"RUC {BOB} Distribuidora Bob S.A.C. Distribuidora Bob S.A.C. ≠ Otro S.A." in kept
        carla.confirms(preview)
        assert Party.objects.get(number=BOB).name == "Distribuidora Bob S.A.C."
        assert Party.objects.get(number=CAROL).name == "Carol S.A."

    def test_what_differs_and_stays_is_told_and_there_is_nothing_to_confirm(self, carla: Visitor) -> None:
        preview = uploaded(carla, "account,name\n1212,Por cobrar\n")
        said = carla.reads(preview)
        assert "Nothing is loaded: what differs stays as it is here." in said
        assert "All of it is here already" not in said
        assert "Accounts 0 0 0 1" in said
        assert "Account 1212 is “Por cobrar” in cuentas.csv and “Cuenta 1212” here" in said
        assert "“Where something differs, the file is right”" in said
        assert "btn-confirm" not in carla.get(preview).content.decode()

    def test_what_was_downloaded_is_equal_when_it_comes_back(self, carla: Visitor) -> None:
        content = BytesIO(carla.get("/maestros/cuentas/descargar.xlsx").getvalue())
        preview = uploaded(carla, content.getvalue(), "cuentas.xlsx")
        said = carla.reads(preview)
        assert "All of it is here already: there is nothing to do." in said
        assert "11 rows of the file are here already, with the same content." in said
        listed = carla.reads(f"{preview}iguales/")
        assert "11 rows of the file are here already" in listed
        assert "Accounts 10 Cuenta 10 Accounts 101 Cuenta 101 Accounts 1011" in listed
        assert listed.count("Accounts ") >= 11
        token = next(iter(desks._desks.values())).preview
        assert token is not None
        carla.sends(preview, act="confirm", token=token.token)  # by hand: there is no button
        assert not Import.objects.exists()


class TestVouchers:
    def test_the_preview_is_that_of_an_import(self, carla: Visitor, head_office: Place) -> None:
        head_office.type("20 2026-11-30 Own: 101 7.00, 1212 -7.00")
        preview = vouchers(carla, FIRST.replace("0001", "0002"), SECOND.replace("0002", "0003"), DECEMBER)
        said = carla.reads(preview)
        assert "3 vouchers will be added; the one that is there stays." in said
        assert "November 2026 0000 20 +2 0 0 1 7.00 42.00" in said
        assert "December 2026 0000 21 +1 0 0 0 — 5.00" in said
        assert "101 7.00 47.00" in said
        assert "Persons and entities 1 0 0 0" in said
        assert CAROL in carla.reads(f"{preview}maestros/", que="new")
        assert Voucher.objects.count() == 1
        done = carla.confirms(preview)
        assert "Load n.º 1" in done
        assert "proved equal to the file" in done
        assert "New persons or entities that came along: 1." in done
        assert "Undo import" in done
        assert Voucher.objects.count() == 4

    def test_every_number_opens_the_vouchers_behind_it(self, carla: Visitor) -> None:
        carla.confirms(vouchers(carla, FIRST, SECOND))
        corrected = SECOND.replace("25.00", "30.00")
        desk = vouchers(carla, corrected, FIRST.replace("0001", "0003"), replace="on")
        shown = carla.get(desk)
        assert "2 vouchers will be removed and 2 put in (+1, −1, 1 modified)." in words(shown)
        led = re.findall(rf'<a href="({desk}comprobantes/\?[^"]*)">([^<]*)</a>', shown.content.decode())
        assert len(led) > 10
        for address, figure in led:
            listed = carla.get(address.replace("&amp;", "&"))
            numbers = re.findall(r"(added|removed|changed|equal) 0000 20 (\d+)", words(listed))
            assert numbers, address
            if "." not in figure and "cuenta" not in address:
                assert len(numbers) == int(figure.strip("+−")), address

    def test_a_changed_one_shows_both_versions(self, carla: Visitor) -> None:
        carla.confirms(vouchers(carla, FIRST))
        desk = vouchers(carla, FIRST.replace("10.00", "12.50"), replace="on")
        listed = carla.get(f"{desk}comprobantes/?que=changed").content.decode()
        (address,) = re.findall(rf'<a href="({desk}comprobantes/[^"?]+)"', listed)
        said = carla.reads(address)
        assert "What differs is marked ≠." in said
        assert "10.00" in said
        assert "≠ 12.50" in said

    def test_an_undo_takes_them_back(self, carla: Visitor) -> None:
        carla.confirms(vouchers(carla, FIRST))
        undo = carla.follow(carla.post(f"/historial/importaciones/{Import.objects.get().pk}/deshacer/"))
        assert "Undo n.º" in carla.confirms(undo.request["PATH_INFO"])
        assert not Voucher.objects.exists()

    def test_what_the_rules_remark_stands_in_its_row_and_leads_to_its_voucher(self, carla: Visitor) -> None:
        zero = "20,0001,2026-11-03,101,0.00,0.00,,,\n"
        desk = vouchers(carla, FIRST, zero)
        shown = carla.get(desk)
        assert "Findings" in words(shown)
        findings = shown.content.decode().split("findings")[-1]
        assert f'href="{desk}comprobantes/' in findings
        assert re.search(r"diario\.csv:4 · .* has no amount at all", words(shown))

    def test_what_is_here_already_is_nothing_to_do(self, carla: Visitor) -> None:
        carla.confirms(vouchers(carla, FIRST))
        said = carla.reads(vouchers(carla, FIRST))
        assert "All of it is here already: there is nothing to do." in said
        assert "1 voucher of the file is here already, with the same content." in said
        assert Import.objects.count() == 1

    @pytest.mark.parametrize("asked", [{}, {"replace": "on"}])
    def test_what_is_here_already_is_listed_and_each_leads_to_its_voucher(
        self, carla: Visitor, asked: dict[str, str]
    ) -> None:
        carla.confirms(vouchers(carla, SECOND, FIRST))
        desk = vouchers(carla, FIRST, SECOND.replace("0002", "0003"), **asked)
        assert "1 voucher of the file is here already" in carla.reads(desk)
        assert f'href="{desk}iguales/"' in carla.get(desk).content.decode()
        page = carla.get(f"{desk}iguales/")
        assert "November 2026 20 0001 03/11/2026" in words(page)
        uid = Voucher.objects.get(number="0001").uid
        assert re.findall(r'href="(/comprobantes/[^"]{20,})"', page.content.decode()) == [
            f"/comprobantes/{uid}/"
        ]

    def test_a_voucher_deleted_meanwhile_is_no_longer_listed(self, carla: Visitor) -> None:
        carla.confirms(vouchers(carla, FIRST, SECOND))
        desk = vouchers(carla, FIRST, SECOND)
        Voucher.objects.filter(number="0001").update(uid="01930000-0000-7000-8000-000000000000")
        listed = carla.reads(f"{desk}iguales/")
        assert "20 0002" in listed
        assert "20 0001" not in listed

    def test_many_are_listed_page_by_page(self, carla: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(here_already, "PAGE", 1)
        carla.confirms(vouchers(carla, FIRST, SECOND))
        desk = vouchers(carla, FIRST, SECOND)
        first, second = (carla.reads(f"{desk}iguales/", pagina=str(page)) for page in (1, 2))
        assert "20 0001" in first
        assert "Next page" in first
        assert "20 0002" in second
        assert "Next page" not in second
        assert "Previous page" in second

    def test_what_is_different_refuses_the_file(self, carla: Visitor) -> None:
        carla.confirms(vouchers(carla, FIRST))
        said = carla.reads(vouchers(carla, FIRST.replace("10.00", "12.50")))
        assert "diario.csv was refused because of 1 error; nothing was changed." in said
        assert "is here already, with other content." in said
        assert "Choose another file" in said

    def test_a_month_that_was_reopened_is_looked_at_again(self, carla: Visitor, head_office: Place) -> None:
        head_office.type("20 2026-11-30 Own: 101 7.00, 1212 -7.00")
        head_office.close("0000")
        desk = vouchers(carla, SECOND)
        assert "is closed here; its vouchers would change." in carla.reads(desk)
        SiteMonth.objects.update(closed=False)
        Batch.objects.update(closed=False)
        assert "1 voucher will be added" in carla.sends(desk, act="look")
        assert "Load n.º" in carla.confirms(desk)

    def test_a_ledger_that_changed_meanwhile_shows_a_new_preview(
        self, carla: Visitor, head_office: Place
    ) -> None:
        desk = vouchers(carla, SECOND)
        head_office.type("20 2026-11-30 Own: 101 7.00, 1212 -7.00")
        said = carla.confirms(desk)
        assert "changed here since the preview; nothing was written." in said
        assert "1 voucher will be added; the one that is there stays." in said
        assert not Import.objects.exists()

    def test_it_is_written_down_under_the_users_name(self, carla: Visitor) -> None:
        carla.confirms(vouchers(carla, FIRST))
        assert Entry.objects.filter(act="load").latest("pk").by == "carla"


class TestWhatIsRefused:
    def test_all_that_is_wrong_is_listed(self, carla: Visitor) -> None:
        said = carla.reads(uploaded(carla, "account,name\n12|,x\n,y\n"))
        assert "cuentas.csv was refused because of 2 errors; nothing was changed." in said
        assert "The account “x” has the code “12|”, which cannot be one." in said
        assert "Row 3: the column “account” is empty." in said
        assert "Look again" in said

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

    def test_what_refuses_a_file_names_the_choice_as_the_page_has_it(self, carla: Visitor) -> None:
        label = "Where something differs, the file is right"
        assert label in carla.reads("/maestros/cargar/")
        carla.confirms(vouchers(carla, FIRST))
        different = carla.reads(vouchers(carla, FIRST.replace("10.00", "11.00")))
        assert f"on the screen with “{label}”" in different
        empty = carla.reads(vouchers(carla, replace="on"))
        assert f"leave out --replace, on the screen “{label}”" in empty

    def test_no_file_at_all(self, carla: Visitor) -> None:
        assert "No file was chosen; choose one and try again." in carla.sends("/maestros/cargar/subir/")

    def test_too_large_a_file_is_refused_where_it_becomes_so(
        self, carla: Visitor, head_office: Place
    ) -> None:
        with override_settings(CONSOLIDA_MAX_UPLOAD=10):
            path = uploaded(carla, CHANGED)
        assert path == "/maestros/cargar/"
        assert _left(head_office.home) == []

    def test_a_form_without_its_token_uploads_nothing(self, carla: Visitor, head_office: Place) -> None:
        carla.handler.enforce_csrf_checks = True
        file = SimpleUploadedFile("cuentas.csv", CHANGED.encode())
        assert carla.post("/maestros/cargar/subir/", {"file": file}).status_code == 403
        assert _left(head_office.home) == []


class TestWhoMay:
    def test_a_reader_loads_nothing(self, rita: Visitor) -> None:
        assert rita.get("/maestros/cargar/").status_code == 403
        assert rita.post("/maestros/cargar/subir/").status_code == 403

    def test_an_assistant_loads_vouchers_and_no_masters(self, company: Company) -> None:
        bea = visitor(company, "bea", "assistant", site=company.sites.get(code="0000"))
        preview = vouchers(bea, FIRST)
        assert "1 voucher will be added." in bea.reads(preview)
        assert "Load n.º 1" in bea.confirms(preview)
        refused = bea.reads(uploaded(bea, CHANGED))
        assert "“bea” may not change companies, sites and masters" in refused

    def test_somebody_elses_preview_is_not_there(self, company: Company, carla: Visitor) -> None:
        preview = uploaded(carla, CHANGED)
        token = hidden(carla.follow(carla.get(preview)), "token")
        carlos = visitor(company, "carlos")
        assert carlos.get(preview).status_code == 404
        assert carlos.post(preview, {"act": "confirm", "token": token}).status_code == 404
        assert carlos.get(f"{preview}maestros/").status_code == 404
        assert not Account.objects.filter(code="121299").exists()


class TestTheWayThere:
    def test_what_a_file_must_have_is_told(self, carla: Visitor) -> None:
        said = carla.reads("/maestros/cargar/")
        assert "Load a file" in said
        assert "Accounts account, name" in said
        assert "Vouchers, a row for each line operation_type, date, account, debit, credit" in said

    def test_with_the_token_of_another_preview_shows_the_newer_one(self, carla: Visitor) -> None:
        said = carla.sends(uploaded(carla, CHANGED), act="confirm", token="0" * 64)
        assert "This is a newer preview than the one you confirmed; nothing was written." in said
        assert not Import.objects.exists()

    def test_an_upload_that_was_swept_is_still_loaded_from_its_preview(self, carla: Visitor) -> None:
        preview = uploaded(carla, CHANGED)
        for tray in list(trays._trays.values()):
            tray.close()
        assert "Load n.º 1" in carla.confirms(preview)

    def test_an_upload_that_was_swept_before_it_is_looked_at_again_is_asked_for(self, carla: Visitor) -> None:
        preview = uploaded(carla, CHANGED)
        for tray in list(trays._trays.values()):
            tray.close()
        said = carla.sends(preview, act="look")
        assert "cuentas.csv" in said
        assert "Choose another file" in said
        assert "btn-confirm" not in carla.get(preview).content.decode()

    def test_leaves_no_private_copy(self, carla: Visitor, head_office: Place) -> None:
        carla.confirms(vouchers(carla, FIRST))
        assert list(head_office.home.private.iterdir()) == []
