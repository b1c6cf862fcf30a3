"""Importar: where the files are, the list with its marks, and uploads that go straight to the disk."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from consolida.access.models import Role, User
from consolida.access.users import give_role
from consolida.core.home import Home
from consolida.core.portable import format as spec
from consolida.ledger.models import Import
from consolida.masters.models import Company
from consolida.web import chosen
from consolida.web import folders as offers
from consolida.web.importing import trays
from support.companies import ALICE, NOW, OTHER_RUC, RUC, make_company
from support.files import edit
from support.places import Place
from support.senders import PURCHASE, SALE, SALE_2, Sender
from support.visiting import Visitor, visitor, words

LIST, UPLOAD, BEGIN = "/importar/", "/importar/subir/", "/importar/empezar/"


@contextmanager
def asking(visitor: Visitor, most: int) -> Iterator[None]:
    """See that no more questions are asked of the database than a page may ask."""
    with CaptureQueriesContext(connection) as asked:
        yield
    assert len(asked) <= most, [one["sql"] for one in asked]


def uploaded(*files: Path) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(file.name, file.read_bytes()) for file in files]


def ticked(answer: Any) -> list[bool]:
    """Return for each file of a list whether it is chosen."""
    lines = answer.content.decode().splitlines()
    return ["checked" in line for line in lines if 'type="checkbox" name="file"' in line]


def uploads(home: Home) -> list[str]:
    """Return the names of the uploaded files that are kept."""
    if not home.uploads.exists():
        return []
    return sorted(path.name for path in home.uploads.rglob("*") if path.is_file() and path.suffix != ".lock")


class TestTheList:
    def test_asks_where_before_anything_else(self, carla: Visitor, mail: Path) -> None:
        page = carla.reads(LIST)
        assert str(mail) in page
        assert "Or from this computer: drop files here" in page
        assert "Mark" not in page

    def test_marks_each_file(self, carla: Visitor, head_office: Place, arequipa: Sender, mail: Path) -> None:
        head_office.welcome(arequipa.send(SALE))
        arequipa.send(SALE_2)
        arequipa.send(SALE + SALE_2, definitive=True)
        Sender(mail, "0009").send(SALE)
        page = carla.reads(LIST, carpeta=str(mail))
        for mark in ("new", "imported already", "unknown site", "preliminary", "definitive"):
            assert mark in page
        assert "none of these files is verified yet" in page

    def test_chooses_those_that_conform(
        self, carla: Visitor, head_office: Place, arequipa: Sender, mail: Path
    ) -> None:
        head_office.welcome(arequipa.send(SALE))
        new = arequipa.send(SALE_2)
        html = carla.get(LIST, {"carpeta": str(mail)}).content.decode()
        boxes = [line for line in html.splitlines() if 'type="checkbox"' in line]
        assert len(boxes) == 2
        assert [new.name in line for line in boxes if "checked" in line] == [True]

    def test_offers_several_conforming_ones_at_one_press(
        self, carla: Visitor, head_office: Place, mail: Path
    ) -> None:
        for site in ("0001", "0002"):
            sender = Sender(mail, site)
            head_office.welcome(sender.send(SALE))
            sender.send(SALE + SALE_2)
        assert "Preview the conforming ones (2)" in carla.reads(LIST, carpeta=str(mail))

    def test_lists_the_others_below_with_their_reasons(
        self, carla: Visitor, arequipa: Sender, mail: Path
    ) -> None:
        october = arequipa.send(SALE.replace("2026-11", "2026-10"), period="2026-10")
        (mail / "roto.db").write_bytes(b"nothing")
        arequipa.masters()
        page = carla.reads(LIST, carpeta=str(mail))
        assert "No file here is of November 2026." in page
        assert f"{october.name} It is of October 2026. Go to its month" in page
        assert "roto.db It is not a transfer file." in page
        assert "Preview these masters" in page

    def test_goes_to_another_files_month_at_one_press(
        self, carla: Visitor, arequipa: Sender, mail: Path
    ) -> None:
        arequipa.send(SALE.replace("2026-11", "2026-10"), period="2026-10")
        there = carla.get(LIST, {"carpeta": str(mail)}).content.decode()
        following = there.split('name="next" value="')[-1].split('"')[0].replace("&amp;", "&")
        answer = carla.post("/elegir/", {"year": "2026", "month": "10", "next": following})
        assert "Import October 2026" in words(carla.follow(answer))
        assert "unknown signature" in words(carla.follow(answer))

    def test_of_one_type_says_of_which_the_others_are(
        self, carla: Visitor, arequipa: Sender, mail: Path
    ) -> None:
        arequipa.send(PURCHASE, operation_type="11", batches=["11"])
        arequipa.send(SALE + PURCHASE)
        page = carla.reads(LIST, carpeta=str(mail), to="05")
        assert "It is of T/O 11. Go to its T/O" in page
        assert "It holds the whole month, not only T/O 05. Go to its T/O" in page

    @pytest.mark.parametrize("value", ["hello", "2026-19-39T29:59:59.000Z", "2026-13", " ", "<b>"])
    def test_lists_files_whose_manifest_says_anything_at_all(
        self, carla: Visitor, arequipa: Sender, mail: Path, value: str
    ) -> None:
        sound = arequipa.send(SALE)
        told = [column.name for column in spec.columns("manifest") if column.is_text and column.name != "ruc"]
        for column in told:
            odd = Path(shutil.copy(sound, mail / f"odd-{column}.db"))
            edit(odd, f"UPDATE manifest SET {column} = '{value}'")
        page = carla.reads(LIST, carpeta=str(mail))
        assert [column for column in told if f"odd-{column}.db" not in page] == []

    def test_counts_files_of_other_companies_and_names_them_not(
        self, carla: Visitor, arequipa: Sender, mail: Path
    ) -> None:
        file = arequipa.send(SALE, ruc=OTHER_RUC)
        page = carla.reads(LIST, carpeta=str(mail))
        assert "Files of other companies that are not listed: 1." in page
        assert file.name not in page

    def test_asks_few_questions_of_the_database(
        self, carla: Visitor, head_office: Place, arequipa: Sender, mail: Path
    ) -> None:
        for _ in range(3):
            arequipa.send(SALE)
        with asking(carla, 45):
            carla.get(LIST, {"carpeta": str(mail)})


class TestConfinement:
    @pytest.mark.parametrize(
        "folder",
        ["/", "/etc", "{mail}/..", "{mail}/../head-office", "{mail}/link", "..", "{mail}/../mail2"],
    )
    def test_no_folder_leads_out_of_those_allowed(self, carla: Visitor, mail: Path, folder: str) -> None:
        (mail.parent / "mail2").mkdir()
        (mail / "link").symlink_to(mail.parent / "head-office")
        asked = folder.format(mail=mail)
        listed = carla.get(LIST, {"carpeta": asked})
        begun = carla.post(BEGIN, {"carpeta": asked, "file": "x.db"})
        for answer in (listed, begun):
            assert answer.status_code == 409
            assert "nor a folder that this installation allows" in words(answer)

    def test_no_folder_has_a_nul_in_its_name(self, carla: Visitor) -> None:
        for answer in (
            carla.get(LIST, {"carpeta": "\0"}),
            carla.post(BEGIN, {"carpeta": "\0", "file": "x.db"}),
        ):
            assert answer.status_code == 400

    def test_no_file_leads_out_of_its_folder(
        self, carla: Visitor, arequipa: Sender, mail: Path, head_office: Place
    ) -> None:
        secret = arequipa.send(SALE).rename(mail.parent / "secret.db")
        (mail / "link.db").symlink_to(secret)
        for name in ("../secret.db", str(secret), "sub/../../secret.db"):
            page = carla.sends(BEGIN, carpeta=str(mail), file=name)
            assert "The file that was chosen is not there any more." in page
        assert "it is a link to another file" in carla.sends(BEGIN, carpeta=str(mail), file="link.db")
        assert not Import.objects.exists()

    def test_a_folder_that_was_pulled_out_is_told(self, carla: Visitor, mail: Path) -> None:
        page = carla.reads(LIST, carpeta=str(mail / "gone"))
        assert "There is no folder" in page

    def test_without_folders_the_page_says_how_to_allow_some(self, carla: Visitor) -> None:
        with override_settings(CONSOLIDA_FOLDERS=[]):
            assert "CONSOLIDA_FOLDERS" in carla.reads(LIST)


class TestFolders:
    def test_sticks_come_first_and_folders_inside_are_offered(
        self, carla: Visitor, mail: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stick = tmp_path / "media" / "usb"
        stick.mkdir(parents=True)
        (mail / "2026").mkdir()
        for kept in (".hidden", "lost+found", "System Volume Information", "$RECYCLE.BIN"):
            (mail / kept).mkdir()
        monkeypatch.setattr(offers, "drives", lambda: [stick])
        found = offers.offered()
        assert [(one.path, one.is_stick) for one in found] == [
            (stick, True),
            (mail, False),
            (mail / "2026", False),
        ]
        assert found[0].free
        assert f"Stick {stick}" in carla.reads(LIST)

    def test_a_root_that_is_gone_is_not_offered(self, carla: Visitor, mail: Path) -> None:
        shutil.rmtree(mail)
        assert offers.offered() == []


class TestUploads:
    def test_several_files_are_listed_imported_and_then_gone(
        self, carla: Visitor, head_office: Place, arequipa: Sender, mail: Path
    ) -> None:
        head_office.welcome(arequipa.send(SALE))
        one = arequipa.send(SALE + SALE_2)
        other = arequipa.send(SALE.replace("2026-11", "2026-10"), period="2026-10")
        answer = carla.post(UPLOAD, {"files": uploaded(one, other)})
        tray = answer["Location"].split("subidos=")[1]
        page = carla.get(answer["Location"])
        assert "Uploaded now" in words(page)
        assert "Go to its month" in words(page)
        assert uploads(head_office.home) == sorted([one.name, other.name])
        desk = carla.follow(carla.post(BEGIN, {"subidos": tray, "file": f"1/{one.name}"}))
        assert "1 voucher will be removed and 2 put in" in words(desk)
        carla.confirms(desk.request["PATH_INFO"])
        assert uploads(head_office.home) == [other.name]

    def test_an_upload_survives_the_preview_and_another_look(
        self, carla: Visitor, head_office: Place, arequipa: Sender
    ) -> None:
        head_office.welcome(arequipa.send(SALE))
        answer = carla.post(UPLOAD, {"files": uploaded(arequipa.send(SALE + SALE_2))})
        tray = answer["Location"].split("subidos=")[1]
        name = uploads(head_office.home)[0]
        desk = carla.follow(carla.post(BEGIN, {"subidos": tray, "file": f"1/{name}"}))
        assert "2 put in" in carla.sends(desk.request["PATH_INFO"], act="look")
        assert uploads(head_office.home) == [name]

    def test_a_foreign_a_damaged_and_a_strange_file_say_why(
        self, carla: Visitor, arequipa: Sender, mail: Path
    ) -> None:
        foreign = arequipa.send(SALE, ruc=OTHER_RUC)
        damaged = mail / "cut.db"
        damaged.write_bytes(arequipa.send(SALE).read_bytes()[:-4096])
        strange = mail / "ventas.xlsx"
        strange.write_bytes(b"PK\x03\x04 nothing of ours")
        page = words(carla.follow(carla.post(UPLOAD, {"files": uploaded(foreign, damaged, strange)})))
        assert f"It is of RUC {OTHER_RUC}" in page
        assert "That company is not among yours here: ask whoever sent it for the right file." in page
        assert "it is cut short or damaged" in page
        assert "Ask whoever made the file to export it and send it again." in page
        assert "ventas.xlsx The zip is" in page

    def test_a_file_of_another_company_of_the_user_leads_to_the_header(
        self, carla: Visitor, arequipa: Sender
    ) -> None:
        other = make_company(ruc=OTHER_RUC, chart=None, with_party=False)
        give_role(
            User.objects.get(username="carla"), role=Role.Name.ACCOUNTANT, company=other, by=ALICE, at=NOW
        )
        foreign = arequipa.send(SALE, ruc=OTHER_RUC)
        page = words(carla.follow(carla.post(UPLOAD, {"files": uploaded(foreign)})))
        assert f"It is of RUC {OTHER_RUC}, not of RUC {RUC}. Choose the company of the file" in page
        assert "ask whoever sent it" not in page

    def test_the_only_one_is_ticked_though_it_will_be_asked_about(
        self, carla: Visitor, arequipa: Sender, mail: Path
    ) -> None:
        file = Sender(mail, "0009").send(SALE)
        answer = carla.follow(carla.post(UPLOAD, {"files": uploaded(file)}))
        assert "unknown site" in words(answer)
        assert ticked(answer) == [True]
        both = carla.follow(carla.post(UPLOAD, {"files": uploaded(file, arequipa.send(SALE))}))
        assert ticked(both) == [False, False]

    def test_a_preview_of_none_says_to_mark_one(self, carla: Visitor, arequipa: Sender) -> None:
        answer = carla.post(UPLOAD, {"files": uploaded(arequipa.send(SALE))})
        tray = answer["Location"].split("subidos=")[1]
        page = carla.sends(BEGIN, subidos=tray)
        assert "Mark at least one file of the list, then preview it." in page
        assert "not there any more" not in page

    def test_the_same_file_twice_is_listed_once_and_told(
        self, carla: Visitor, head_office: Place, arequipa: Sender, mail: Path
    ) -> None:
        file = arequipa.send(SALE)
        copy = mail / "copia.db"
        shutil.copyfile(file, copy)
        page = words(carla.follow(carla.post(UPLOAD, {"files": uploaded(file, copy)})))
        assert f"“copia.db” is the same file as “{file.name}”; it is listed once." in page
        assert uploads(head_office.home) == [file.name]

    def test_a_huge_file_is_refused_where_it_becomes_so(
        self, carla: Visitor, head_office: Place, arequipa: Sender
    ) -> None:
        file = arequipa.send(SALE)
        with override_settings(CONSOLIDA_MAX_UPLOAD=1 << 12):
            page = words(carla.follow(carla.post(UPLOAD, {"files": uploaded(file)})))
        assert f"“{file.name}” was not taken: it is larger than the 0 MB that may be uploaded." in page
        assert uploads(head_office.home) == []
        assert list(head_office.home.uploads.iterdir()) == []

    def test_a_full_disk_is_told(
        self, carla: Visitor, head_office: Place, arequipa: Sender, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(total=1 << 40, free=1000))
        page = words(carla.follow(carla.post(UPLOAD, {"files": uploaded(arequipa.send(SALE))})))
        assert "the installation's disk has no room for it." in page

    def test_no_file_at_all_is_told_and_the_type_is_kept(self, carla: Visitor, head_office: Place) -> None:
        answer = carla.post(UPLOAD, {"to": "05"})
        assert answer["Location"] == "/importar/?to=05"
        assert "No file was chosen; choose one or several and upload them." in words(carla.follow(answer))
        assert list(head_office.home.uploads.iterdir()) == []

    @pytest.mark.parametrize(
        ("name", "kept"),
        [
            ("../../etc/passwd.db", "passwd.db"),
            ("C:\\Users\\Rosa\\ventas.db", "ventas.db"),
            (".oculto.db", "oculto.db"),
            ("x\u202edb.exe", "x?db.exe"),
            ("a" * 300 + ".db", "a" * 97 + ".db"),
        ],
    )
    def test_a_name_stays_in_its_folder(
        self, carla: Visitor, head_office: Place, arequipa: Sender, name: str, kept: str
    ) -> None:
        assert trays._safe(name).endswith(kept[-20:])
        carla.post(UPLOAD, {"files": SimpleUploadedFile(name, arequipa.send(SALE).read_bytes())})
        found = [path for path in head_office.home.uploads.rglob("*") if path.is_file()]
        assert all(path.is_relative_to(head_office.home.uploads) for path in found)
        assert not (head_office.home.path / "passwd.db").exists()

    def test_a_day_later_it_is_swept(
        self, carla: Visitor, head_office: Place, arequipa: Sender, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        answer = carla.post(UPLOAD, {"files": uploaded(arequipa.send(SALE))})
        now = chosen.now()
        monkeypatch.setattr(chosen, "now", lambda: now + timedelta(days=2))
        carla.post(UPLOAD, {"files": uploaded(arequipa.send(SALE_2))})
        assert len(uploads(head_office.home)) == 1
        gone = carla.get(answer["Location"])
        assert gone.status_code == 409
        assert "The uploaded files are not here any more" in words(gone)

    def test_somebody_elses_uploads_are_not_seen(
        self, company: Company, carla: Visitor, arequipa: Sender
    ) -> None:
        answer = carla.post(UPLOAD, {"files": uploaded(arequipa.send(SALE))})
        assert visitor(company, "rosa").get(answer["Location"]).status_code == 409

    def test_an_upload_that_is_cut_off_is_told(self, carla: Visitor, head_office: Place) -> None:
        tray = trays.new_tray(home=head_office.home, user="carla", company=RUC, at=chosen.now())
        handler = trays.IntoTray(tray)
        handler.new_file("files", "ventas.db", "application/octet-stream", 10)
        handler.receive_data_chunk(b"half", 0)
        handler.upload_interrupted()
        assert tray.refused == [("ventas.db", "the upload was cut off; send it again.")]
        assert uploads(head_office.home) == []
        handler.upload_interrupted()  # nothing is open any more
        assert len(tray.refused) == 1
        tray.close()

    def test_a_form_of_another_site_is_refused_and_leaves_nothing(
        self, carla: Visitor, head_office: Place, arequipa: Sender
    ) -> None:
        carla.handler.enforce_csrf_checks = True
        answer = carla.post(UPLOAD, {"files": uploaded(arequipa.send(SALE))})
        assert answer.status_code == 403
        assert uploads(head_office.home) == []


def test_masters_of_head_office_are_previewed_from_the_list(
    carla: Visitor, head_office: Place, arequipa: Sender, mail: Path
) -> None:
    file = arequipa.masters()
    desk = carla.follow(carla.post(BEGIN, {"carpeta": str(mail), "file": file.name}))
    assert "No batch: no voucher comes or goes." in words(desk)


def test_nothing_chosen_is_told(carla: Visitor, arequipa: Sender, mail: Path) -> None:
    arequipa.send(SALE)
    assert "Mark at least one file of the list" in carla.sends(BEGIN, carpeta=str(mail))
    assert "was chosen is not there any more." in carla.sends(BEGIN, carpeta=str(mail), file="gone.db")
