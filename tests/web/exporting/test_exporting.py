"""Exportar: what was before, checking, exporting to the browser or a folder, the card and the file."""

from io import BytesIO
from pathlib import Path
from threading import Event
from typing import Any
from zipfile import ZipFile

import pytest

from consolida.access.models import Role
from consolida.core import disk
from consolida.core.portable.read import read_manifest
from consolida.core.signing import key_code
from consolida.ledger.batches import in_scope
from consolida.ledger.models import ArchivedFile, Line
from consolida.masters.companies import add_site
from consolida.masters.models import Company, Site
from consolida.transfer.models import Export
from consolida.transfer.rehearsal import rehearse
from consolida.transfer.transports.folder import NoSuchFolder
from consolida.web import jobs
from consolida.web.exporting import views
from support.companies import ALICE, NOW
from support.places import PURCHASE, SALE, Place
from support.visiting import Visitor, visitor, words

PAGE = "/exportar/"
ASKED = {
    "site": "0001",
    "operation_type": "",
    "definitive": "",
    "to": "download",
    "as_zip": "",
    "act": "export",
}


def content(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


class TestThePage:
    def test_says_that_nothing_was_exported_yet(self, carla: Visitor) -> None:
        page = carla.reads(PAGE)
        assert "Export November 2026" in page
        assert "Nothing of this month was exported yet." in page

    def test_says_what_was_exported_and_what_changed_since(self, carla: Visitor, branch: Place) -> None:
        branch.type(SALE)
        branch.export()
        assert "Nothing changed since." in carla.reads(PAGE)
        branch.type(SALE + "\n" + PURCHASE)
        page = carla.reads(PAGE)
        assert "1 03/12/2026 10:42 0001 all preliminary 1" in page
        assert "2 vouchers changed since (+2, −0, 0 modified)." in page

    def test_offers_the_folders_with_their_room(self, carla: Visitor, stick: Path) -> None:
        assert f"Folder {stick} — " in carla.reads(PAGE)

    def test_offers_a_folder_whose_disk_tells_no_size_without_a_room(
        self, carla: Visitor, stick: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(disk, "room", lambda _: None)
        page = carla.reads(PAGE)
        assert f"Folder {stick}" in page
        assert "MB free" not in page

    def test_proposes_a_stick_that_is_plugged_in(
        self, carla: Visitor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        plugged = tmp_path / "usb"
        plugged.mkdir()
        monkeypatch.setattr("consolida.web.folders.drives", lambda: [plugged])
        html = carla.get(PAGE).content.decode()
        assert f'<option value="{plugged}" selected>' in html

    def test_of_a_user_without_the_right_is_refused(self, company: Company) -> None:
        reader = visitor(company, "rita", Role.Name.READER)
        assert reader.get(PAGE).status_code == 403
        assert reader.post(PAGE, ASKED).status_code == 403

    def test_offers_only_the_sites_that_the_user_may_export(self, company: Company) -> None:
        other = add_site(company, code="0002", name="Cusco", here=True, by=ALICE, at=NOW)
        rosa = visitor(company, "rosa", Role.Name.ASSISTANT, site=other)
        page = rosa.reads(PAGE)
        assert "0002 Cusco" in page
        assert "0001 Sede" not in page
        answer = rosa.post(PAGE, ASKED)
        assert "Look at what is marked below; nothing was exported." in words(answer)
        assert not Export.objects.exists()

    def test_offers_an_assistant_no_definitive_export(self, company: Company) -> None:
        rosa = visitor(company, "rosa", Role.Name.ASSISTANT)
        assert "Definitive" not in rosa.reads(PAGE)
        assert "Look at what is marked below" in words(rosa.post(PAGE, ASKED | {"definitive": "yes"}))

    def test_says_where_no_site_is_here(self, carla: Visitor) -> None:
        Site.objects.update(here=False)
        assert "No site is here whose vouchers you may export." in carla.reads(PAGE)


class TestChecking:
    def test_tells_what_would_be_exported_and_notes_nothing(self, carla: Visitor, branch: Place) -> None:
        branch.type(SALE)
        page = carla.sends(PAGE, **ASKED | {"act": "check"})
        assert "It can be exported." in page
        assert "1 voucher, 3 lines, debit 118.00, credit 118.00." in page
        assert "20131312955_2026-11_0001_0001.db" in page
        assert not Export.objects.exists()

    def test_of_an_empty_month_says_that_there_was_no_movement(self, carla: Visitor) -> None:
        assert "there was no movement" in carla.sends(PAGE, **ASKED | {"act": "check"})

    def test_keeps_what_was_chosen(self, carla: Visitor, branch: Place, stick: Path) -> None:
        branch.type(SALE)
        asked = {"operation_type": "05", "to": str(stick), "as_zip": "yes", "act": "check"}
        answer = carla.follow(carla.post(PAGE, ASKED | asked))
        html = answer.content.decode()
        assert '<option value="05" selected>' in html
        assert f'<option value="{stick}" selected>' in html

    def test_lists_each_finding_with_a_way_to_its_voucher(self, carla: Visitor, branch: Place) -> None:
        (voucher,) = branch.type(SALE)
        Line.objects.filter(account="70111").update(party_number="20512333797")
        for act in ("check", "export"):
            answer = carla.follow(carla.post(PAGE, ASKED | {"act": act}))
            assert f'<a href="/comprobantes/{voucher.uid}/">0001-05-110001</a>' in answer.content.decode()
        assert not Export.objects.exists()

    def test_of_another_month_is_not_shown_when_the_header_changed(
        self, carla: Visitor, branch: Place
    ) -> None:
        answer = carla.post(PAGE, ASKED | {"act": "check"})
        carla.choose("2026-10")
        page = words(carla.follow(answer))
        assert "Export October 2026" in page
        assert "can be exported" not in page


class TestExporting:
    def test_for_the_browser_lies_in_the_archive_and_is_fetched_at_once(
        self, carla: Visitor, branch: Place
    ) -> None:
        branch.type(SALE)
        answer = carla.follow(carla.post(PAGE, ASKED))
        assert answer.request["PATH_INFO"] == "/historial/exportaciones/1/"
        assert "data-fetch" in answer.content.decode()
        made = Export.objects.select_related("file").get()
        kept = branch.home.archived(made.file.file_uid)
        assert made.delivered_to == str(kept)
        page = words(answer)
        assert "Export n.º 1: November 2026" in page
        assert read_manifest(kept).verification_code in page
        assert f"Code of the key {key_code(branch.home.signing_key().public)}" in page
        for shown in ("20131312955_2026-11_0001_0001.db", "Vouchers 1", "Lines 3", "118.00", "preliminary"):
            assert shown in page
        fetched = carla.get(f"/historial/archivos/{made.file.file_uid}/")
        assert content(fetched) == kept.read_bytes()
        assert 'filename="20131312955_2026-11_0001_0001.db"' in fetched["Content-Disposition"]
        assert list(branch.home.private.iterdir()) == []

    def test_as_a_package_for_the_browser_is_packed_when_it_is_fetched(
        self, carla: Visitor, branch: Place
    ) -> None:
        branch.type(SALE)
        answer = carla.follow(carla.post(PAGE, ASKED | {"as_zip": "yes"}))
        assert '?como=zip" data-fetch>' in answer.content.decode()
        file = Export.objects.select_related("file").get().file
        fetched = carla.get(f"/historial/archivos/{file.file_uid}/?como=zip")
        assert 'filename="20131312955_2026-11_0001_0001.zip"' in fetched["Content-Disposition"]
        with ZipFile(BytesIO(content(fetched))) as package:
            assert package.namelist() == ["20131312955_2026-11_0001_0001.db", "LEAME.txt"]
            assert package.read(package.namelist()[0]) == branch.home.archived(file.file_uid).read_bytes()
        fetched.close()
        assert list(branch.home.private.iterdir()) == []

    def test_a_package_whose_reader_goes_away_leaves_nothing(self, carla: Visitor, branch: Place) -> None:
        branch.type(SALE)
        carla.follow(carla.post(PAGE, ASKED))
        uid = ArchivedFile.objects.get().file_uid
        fetched: Any = carla.get(f"/historial/archivos/{uid}/?como=zip")
        next(iter(fetched.streaming_content))
        fetched.close()
        assert list(branch.home.private.iterdir()) == []

    @pytest.mark.parametrize(("as_zip", "suffix"), [("", ".db"), ("yes", ".zip")])
    def test_to_a_folder_says_that_the_stick_may_be_taken_out(
        self, carla: Visitor, branch: Place, stick: Path, as_zip: str, suffix: str
    ) -> None:
        branch.type(SALE)
        page = carla.sends(PAGE, **ASKED | {"to": str(stick), "as_zip": as_zip})
        assert "The file was written and read back: you may take the stick out now." in page
        assert [file.name for file in stick.iterdir()] == [f"20131312955_2026-11_0001_0001{suffix}"]

    def test_of_one_type_definitive_closes_it(self, carla: Visitor, branch: Place, company: Company) -> None:
        branch.type(SALE + "\n" + PURCHASE)
        page = carla.sends(PAGE, **ASKED | {"operation_type": "05", "definitive": "yes"})
        assert "T/O 05" in page
        assert "definitive" in page
        closed = {one.operation_type.code: one.closed for one in in_scope(company, period="2026-11")}
        assert closed == {"05": True, "11": False}

    def test_an_empty_month_says_no_movement(self, carla: Visitor) -> None:
        assert "none: no movement" in carla.sends(PAGE, **ASKED)

    @pytest.mark.parametrize("folder", ["/etc", "{stick}/..", "{stick}/link", "relative"])
    def test_no_folder_leads_out_of_those_allowed(self, carla: Visitor, stick: Path, folder: str) -> None:
        (stick / "link").symlink_to("/etc")
        answer = carla.post(PAGE, ASKED | {"to": folder.format(stick=stick)})
        assert "Look at what is marked below; nothing was exported." in words(answer)
        assert not Export.objects.exists()

    def test_a_folder_that_was_pulled_out_meanwhile_exports_nothing(
        self, carla: Visitor, branch: Place, stick: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        branch.type(SALE)
        job_of = jobs.start

        def pulled(*args: Any, **named: Any) -> jobs.Job:
            stick.rmdir()
            return job_of(*args, **named)

        monkeypatch.setattr(jobs, "start", pulled)
        page = carla.sends(PAGE, **ASKED | {"to": str(stick)})
        assert "There is no folder" in page
        assert not Export.objects.exists()

    def test_a_folder_that_goes_while_the_form_is_read_is_told_at_its_field(
        self, carla: Visitor, stick: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def gone(asked: str) -> Path:
            raise NoSuchFolder(folder=asked)

        monkeypatch.setattr("consolida.web.exporting.forms.allowed", gone)
        page = words(carla.post(PAGE, ASKED | {"to": str(stick)}))
        assert f"There is no folder “{stick}”." in page
        assert not Export.objects.exists()

    def test_a_stick_that_was_pulled_out_is_asked_for_again(
        self, carla: Visitor, branch: Place, tmp_path: Path
    ) -> None:
        branch.type(SALE)
        pulled = tmp_path / "usb"
        page = words(carla.post(PAGE, ASKED | {"to": str(pulled)}))
        assert f"“{pulled}” is neither a stick that is plugged in nor a folder" in page
        assert "Plug the stick in again, or choose one of the list" in page
        assert not Export.objects.exists()

    def test_what_is_refused_lists_the_errors_and_keeps_the_form(
        self, carla: Visitor, branch: Place, stick: Path
    ) -> None:
        branch.type(SALE)
        Line.objects.filter(account="70111").update(party_number="20512333797")
        answer = carla.follow(carla.post(PAGE, ASKED | {"to": str(stick)}))
        assert answer.status_code == 409
        assert "was refused because of" in words(answer)
        assert f'<option value="{stick}" selected>' in answer.content.decode()
        assert list(stick.iterdir()) == []


class TestWhileItRuns:
    @pytest.fixture
    def held(self, monkeypatch: pytest.MonkeyPatch) -> Any:
        begun, go = Event(), Event()

        def slow(*args: Any, **named: Any) -> object:
            begun.set()
            assert go.wait(10)
            return rehearse(*args, **named)

        monkeypatch.setattr(views, "rehearse", slow)
        monkeypatch.setattr(jobs, "PATIENCE", 0.05)
        yield begun, go
        go.set()

    def test_the_page_shows_the_steps_then_the_outcome(
        self, carla: Visitor, branch: Place, held: tuple[Event, Event]
    ) -> None:
        begun, go = held
        branch.type(SALE)
        url = carla.post(PAGE, ASKED | {"act": "check"})["Location"]
        assert begun.wait(10)
        assert "Checking before the export … Begun by carla at" in words(carla.get(url))
        go.set()
        assert "It can be exported." in words(carla.follow(carla.get(url)))

    def test_it_can_be_stopped(self, carla: Visitor, branch: Place, held: tuple[Event, Event]) -> None:
        begun, go = held
        url = carla.post(PAGE, ASKED | {"act": "check"})["Location"]
        assert begun.wait(10)
        carla.post(f"{url}parar/")
        go.set()
        assert "It was stopped; nothing was written." in words(carla.follow(carla.get(url)))

    def test_a_job_that_is_not_known_any_more_leads_to_the_history(self, carla: Visitor) -> None:
        answer = carla.get("/exportar/trabajo/unknown/")
        assert answer.status_code == 404
        assert "Look at the history" in words(answer)
        assert carla.post("/exportar/trabajo/unknown/parar/").status_code == 302

    def test_somebody_elses_job_is_not_shown(
        self, carla: Visitor, company: Company, held: tuple[Event, Event]
    ) -> None:
        url = carla.post(PAGE, ASKED | {"act": "check"})["Location"]
        assert visitor(company, "rosa").get(url).status_code == 404


class TestTheCard:
    def test_tells_the_code_of_the_key_that_signed_it_even_after_the_key_was_renewed(
        self, carla: Visitor, branch: Place
    ) -> None:
        branch.type(SALE)
        branch.export()
        signed = ArchivedFile.objects.get().public_key
        branch.home.key_file.unlink()
        page = carla.reads("/historial/exportaciones/1/")
        assert f"Code of the key {key_code(signed)} Head office asks for it by phone" in page

    def test_of_another_site_is_refused(self, carla: Visitor, company: Company, branch: Place) -> None:
        other = add_site(company, code="0002", name="Cusco", here=True, by=ALICE, at=NOW)
        branch.type(SALE)
        branch.export()
        rosa = visitor(company, "rosa", Role.Name.ASSISTANT, site=other)
        assert rosa.get("/historial/exportaciones/1/").status_code == 403
        file = ArchivedFile.objects.get()
        assert rosa.get(f"/historial/archivos/{file.file_uid}/").status_code == 403

    def test_of_an_export_that_is_not_there_is_not_found(self, carla: Visitor) -> None:
        assert carla.get("/historial/exportaciones/9/").status_code == 404
        assert carla.get("/historial/archivos/9/").status_code == 404

    def test_says_where_the_file_never_arrived(self, carla: Visitor, branch: Place) -> None:
        branch.type(SALE)
        branch.export()
        Export.objects.update(delivered_to="")
        assert f"It never arrived at {branch.outbox}" in carla.reads("/historial/exportaciones/1/")

    def test_without_its_file_in_the_archive_offers_no_download(self, carla: Visitor, branch: Place) -> None:
        branch.type(SALE)
        branch.export()
        file = ArchivedFile.objects.get()
        branch.home.archived(file.file_uid).unlink()
        assert "Download" not in carla.reads("/historial/exportaciones/1/")
        assert carla.get(f"/historial/archivos/{file.file_uid}/").status_code == 404

    def test_is_read_again_without_fetching(self, carla: Visitor, branch: Place) -> None:
        branch.type(SALE)
        branch.export()
        assert "data-fetch" not in carla.get("/historial/exportaciones/1/").content.decode()
