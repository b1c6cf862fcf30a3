"""Historial: the list by month and kind and pages, the proof of an import, the file again."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consolida.access.models import Role
from consolida.core.portable.format import FileKind
from consolida.ledger.models import ArchivedFile, Observation, Voucher
from consolida.ledger.replacement import observations
from consolida.masters.models import Company
from consolida.web.history import views
from support.places import SALE as TYPED_SALE
from support.places import Place
from support.senders import PURCHASE, SALE, SALE_2, Sender
from support.visiting import Visitor, visitor, words

# A line of nothing: it is let in, and remarked.
ODD = SALE + "  70111 credit 0.00\n"
ODD_PURCHASE = PURCHASE + "  4212  credit 0.00\n"
LIST = "/historial/"


def content(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


class TestTheList:
    def test_of_nothing_says_so(self, carla: Visitor) -> None:
        assert "Nothing yet." in carla.reads(LIST)

    def test_tells_who_when_what_and_with_which_file(
        self, carla: Visitor, head_office: Place, arequipa: Sender
    ) -> None:
        head_office.type(TYPED_SALE)
        sent = head_office.export(definitive=True)
        file = arequipa.send(SALE + PURCHASE)
        done = head_office.welcome(file)
        head_office.undo(done.import_id)
        page = carla.reads(LIST)
        code = arequipa.manifest(file).verification_code
        assert f"import 1 alice November 2026, 0001, 05 11 {file.name} {code} 2 0 0 0 undone by 2" in page
        assert "undo 2 alice November 2026, 0001, 05 11" in page
        assert f"November 2026, 0000 · definitive {sent.file.name}" in page
        assert "1 voucher" in page

    def test_is_filtered_by_month_and_by_kind(
        self, carla: Visitor, head_office: Place, arequipa: Sender
    ) -> None:
        november = arequipa.send(SALE)
        october = arequipa.send(SALE.replace("2026-11", "2026-10"), period="2026-10")
        head_office.welcome(november)
        head_office.import_(october)
        head_office.export()
        page = carla.reads(LIST, mes="2026-10")
        assert october.name in page
        assert november.name not in page
        assert "20131312955_2026-11_0000_0001.db" not in page
        assert october.name not in carla.reads(LIST, que="export")
        assert "20131312955_2026-11_0000_0001.db" in carla.reads(LIST, que="export", mes="2026-11")

    def test_of_a_month_that_is_none_keeps_what_was_typed_and_says_so(self, carla: Visitor) -> None:
        answer = carla.get(LIST, {"mes": "2026-13"})
        assert "“2026-13” is not a month." in words(answer)
        assert 'value="2026-13"' in answer.content.decode()

    def test_goes_by_pages(self, carla: Visitor, head_office: Place, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(views, "PAGE", 2)
        for _ in range(3):
            head_office.export()
        first, second = carla.reads(LIST), carla.reads(LIST, pagina="2")
        assert "Next page" in first
        assert "Previous page" in second
        assert "_0003.db" in first
        assert "_0001.db" in second
        assert "_0001.db" not in first

    def test_asks_as_many_questions_for_many_as_for_few(
        self, carla: Visitor, head_office: Place, arequipa: Sender
    ) -> None:
        def questions() -> int:
            with CaptureQueriesContext(connection) as asked:
                carla.get(LIST)
            return len(asked)

        head_office.welcome(arequipa.send(SALE))
        head_office.export()
        few = questions()
        for _ in range(3):
            head_office.import_(arequipa.send(SALE))
            head_office.export()
        assert questions() == few
        assert few <= 25

    def test_names_masters_that_came_or_went(
        self, carla: Visitor, head_office: Place, arequipa: Sender
    ) -> None:
        head_office.welcome(arequipa.masters())
        assert "masters" in carla.reads(LIST)

    def test_of_another_company_is_not_seen(self, head_office: Place, company: Company) -> None:
        head_office.export()
        nobody = visitor(company, "nadia", Role.Name.READER)
        nobody_else = ArchivedFile.objects.get()
        assert nobody.get(f"/historial/archivos/{nobody_else.file_uid}/").status_code == 403


class TestWhatWasRemarked:
    def let_in(self, head_office: Place, arequipa: Sender) -> str:
        number = head_office.welcome(arequipa.send(ODD)).import_id
        return f"/historial/importaciones/{number}/"

    def test_is_listed_with_the_voucher_behind_it(
        self, carla: Visitor, head_office: Place, arequipa: Sender
    ) -> None:
        answer = carla.get(self.let_in(head_office, arequipa))
        voucher = Voucher.objects.get()
        assert "What the rules remarked" in words(answer)
        assert f'<a href="/comprobantes/{voucher.uid}/">{voucher.cuo}</a>' in answer.content.decode()
        assert "I have seen it" in words(answer)

    def test_is_marked_as_seen_once(self, carla: Visitor, head_office: Place, arequipa: Sender) -> None:
        page = self.let_in(head_office, arequipa)
        said = carla.sends(f"{page}visto/")
        assert "Noted as seen." in said
        assert "Seen by carla," in said
        assert "I have seen it" not in said
        assert "has no remark that is still to be seen" in carla.sends(f"{page}visto/")

    def test_is_marked_by_who_may_import_only(
        self, company: Company, head_office: Place, arequipa: Sender
    ) -> None:
        page = self.let_in(head_office, arequipa)
        nadia = visitor(company, "nadia", Role.Name.READER)
        assert "I have seen it" not in nadia.reads(page)
        assert nadia.post(f"{page}visto/").status_code == 403
        assert Observation.objects.get().seen_by == ""

    def test_says_how_many_more_there_are(
        self, carla: Visitor, head_office: Place, arequipa: Sender, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(observations, "KEPT", 1)
        number = head_office.welcome(arequipa.send(ODD + ODD_PURCHASE)).import_id
        assert "Not listed: 1 more." in carla.reads(f"/historial/importaciones/{number}/")

    def test_an_import_without_remarks_says_nothing_of_them(
        self, carla: Visitor, head_office: Place, arequipa: Sender
    ) -> None:
        number = head_office.welcome(arequipa.send(SALE)).import_id
        assert "What the rules remarked" not in carla.reads(f"/historial/importaciones/{number}/")
        assert carla.post("/historial/importaciones/99/visto/").status_code == 404


class TestAnImport:
    def test_is_shown_with_its_proof(self, carla: Visitor, head_office: Place, arequipa: Sender) -> None:
        head_office.welcome(arequipa.send(SALE))
        done = head_office.import_(arequipa.send(SALE + SALE_2))
        page = carla.reads(f"/historial/importaciones/{done.import_id}/")
        assert "1 voucher was removed and 2 were put in (+1, −0, 0 modified, 1 equal)." in page
        assert "November 2026 0001 05 1 2 118.00 354.00 118.00 354.00" in page
        assert "as it was left" in page
        assert "Undo import" in page

    def test_that_was_replaced_since_says_so(
        self, carla: Visitor, head_office: Place, arequipa: Sender
    ) -> None:
        first = head_office.welcome(arequipa.send(SALE))
        head_office.import_(arequipa.send(SALE_2))
        assert "changed since" in carla.reads(f"/historial/importaciones/{first.import_id}/")

    def test_that_was_undone_leads_to_the_undo_and_back(
        self, carla: Visitor, head_office: Place, arequipa: Sender
    ) -> None:
        done = head_office.welcome(arequipa.send(SALE))
        undone = head_office.undo(done.import_id)
        page = carla.reads(f"/historial/importaciones/{done.import_id}/")
        assert f"undone by {undone.import_id}" in page
        assert "Undo import" not in page
        page = carla.reads(f"/historial/importaciones/{undone.import_id}/")
        assert f"undoes {done.import_id}" in page
        assert "Undo this undo" in page

    def test_whose_file_the_archive_lost_says_what_is_not_known(
        self, carla: Visitor, head_office: Place, arequipa: Sender
    ) -> None:
        first = head_office.welcome(arequipa.send(SALE))
        file = ArchivedFile.objects.get()
        head_office.import_(arequipa.send(SALE_2))
        head_office.home.archived(file.file_uid).unlink()
        assert "0 1 0.00 ? 0.00 ?" in carla.reads(f"/historial/importaciones/{first.import_id}/")

    def test_offers_no_undo_to_who_may_not(
        self, company: Company, head_office: Place, arequipa: Sender
    ) -> None:
        done = head_office.welcome(arequipa.send(SALE))
        rosa = visitor(company, "rosa", Role.Name.ASSISTANT)
        answer = rosa.get(f"/historial/importaciones/{done.import_id}/")
        assert "Undo import" not in words(answer)
        assert "/historial/archivos/" not in answer.content.decode()

    def test_of_masters_alone_offers_no_undo_and_says_why(
        self, carla: Visitor, head_office: Place, arequipa: Sender
    ) -> None:
        new = ["INSERT INTO account VALUES ('7099', 'Otras', 0, 0, 0, '', '', 1)"]
        done = head_office.welcome(arequipa.masters(sql=new), add_masters=True)
        page = carla.reads(f"/historial/importaciones/{done.import_id}/")
        assert "Undo import" not in page
        assert "It stays: there is nothing of vouchers to undo." in page
        assert "It stays if the import is undone." not in page
        said = carla.sends(f"/historial/importaciones/{done.import_id}/deshacer/")
        assert f"Import {done.import_id} replaced no vouchers: there is nothing to restore." in said
        assert "undone by" not in carla.reads(LIST)

    def test_that_is_not_there_is_not_found(self, carla: Visitor) -> None:
        assert carla.get("/historial/importaciones/9/").status_code == 404


class TestTheFileAgain:
    def test_is_the_same_byte_for_byte(self, carla: Visitor, head_office: Place, arequipa: Sender) -> None:
        file = arequipa.send(SALE)
        head_office.welcome(file)
        uid = ArchivedFile.objects.get().file_uid
        assert content(carla.get(f"/historial/archivos/{uid}/")) == file.read_bytes()

    def test_what_an_import_removed_is_for_nobody(
        self, carla: Visitor, head_office: Place, arequipa: Sender
    ) -> None:
        head_office.type(TYPED_SALE)
        file = head_office.export().file
        head_office.type(TYPED_SALE)
        head_office.import_(file, decisions={"typed_here:0000": "replace"})
        before = ArchivedFile.objects.get(kind=FileKind.BEFORE)
        assert carla.get(f"/historial/archivos/{before.file_uid}/").status_code == 404

    def test_of_masters_is_no_package(self, carla: Visitor, head_office: Place, arequipa: Sender) -> None:
        head_office.welcome(arequipa.masters())
        uid = ArchivedFile.objects.get().file_uid
        assert carla.get(f"/historial/archivos/{uid}/").status_code == 200
        assert carla.get(f"/historial/archivos/{uid}/?como=zip").status_code == 404

    def test_who_may_not_import_may_not_fetch_what_came(
        self, company: Company, head_office: Place, arequipa: Sender
    ) -> None:
        head_office.welcome(arequipa.send(SALE))
        uid = ArchivedFile.objects.get().file_uid
        rosa = visitor(company, "rosa", Role.Name.ASSISTANT)
        assert rosa.get(f"/historial/archivos/{uid}/").status_code == 403
