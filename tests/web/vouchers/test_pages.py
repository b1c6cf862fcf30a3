"""A voucher's page, and what can be done to it there."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consolida.access.models import Role
from consolida.audit.models import Entry
from consolida.ledger import filing, months, record
from consolida.ledger.models import FiledBook, Voucher
from consolida.masters.models import Company, CostCenter
from consolida.web import chosen
from support.companies import ALICE, BOB, make_company
from support.places import PURCHASE, SALE, Place
from support.visiting import Visitor, visitor, words

FULL = (
    "05 2026-11-04 Credit sale: 1212 236.00 party_type=6 party_number={bob} document_type=01"
    " document_series=F001 document_number=123 document_date=2026-11-04 due_date=2026-12-04"
    " payment_means=001 modified_type=01 modified_series=F001 modified_number=77 modified_date=2026-11-01"
    " cost_center=ADM, 40111 -36.00, 70111 -200.00"
)


def at(voucher: Voucher, act: str = "") -> str:
    return f"/comprobantes/{voucher.uid}/{act}"


@pytest.fixture
def sale(lima: Place, company: Company) -> Voucher:
    (voucher,) = lima.type(SALE)
    return voucher


class TestThePage:
    def test_it_tells_all_that_a_voucher_has(self, lima: Place, company: Company, carla: Visitor) -> None:
        CostCenter.objects.create(company=company, code="ADM", name="Administration")
        (voucher,) = lima.type(FULL.format(bob=BOB))
        said = carla.reads(at(voucher))
        assert "Voucher 0001 · 05 Ventas" in said
        assert "CUO 0000-05-110001 Batch open Recorded alice, 03/12/2026 10:42" in said
        assert (
            "1 1212 Cuenta 1212 20512333797 Distribuidora Bob S.A.C. ADM Administration"
            " 01 F001-123 04/11/2026 due 04/12/2026 modifies 01 F001-77 01/11/2026 paid by 001 236.00" in said
        )
        assert "Total 236.00 236.00" in said
        assert "03/12/2026 10:42 · alice · recorded" in said

    def test_amounts_in_another_currency_stand_beside(
        self, lima: Place, company: Company, carla: Visitor
    ) -> None:
        (voucher,) = lima.type("05 2026-11-03 Dollars: 1212 375.20 currency=USD, 70111 -375.20 currency=USD")
        Voucher.objects.update(currency="USD", exchange_rate=3_752_000)
        said = carla.reads(at(voucher))
        assert "Currency USD · rate 3.752" in said
        assert "1212 Cuenta 1212 USD 375.20 375.20" in said

    def test_what_was_done_to_it_is_told_without_that_of_its_namesake(
        self, lima: Place, company: Company, carla: Visitor, sale: Voucher
    ) -> None:
        draft = record.draft_of(sale)
        record.change(company, sale, draft, by=ALICE, at=lima.clock())
        other = Voucher.objects.get()
        assert carla.reads(at(other)).count("alice · recorded") == 1
        assert "alice · changed (before: “Sale”, 3 lines, 118.00)" in carla.reads(at(other))
        Voucher.objects.update(uid="01930000-0000-7000-8000-0000000000aa")
        assert "What was done" not in carla.reads(at(Voucher.objects.get()))

    def test_a_correction_tells_what_it_corrects(
        self, company: Company, carla: Visitor, sale: Voucher
    ) -> None:
        Voucher.objects.update(ple_state=8, ple_period="2026-10", ple_cuo="0000-05-100001")
        assert "State in the PLE 8 · 2026-10 0000-05-100001" in carla.reads(at(sale))

    def test_nobody_sees_another_companys(self, company: Company, sale: Voucher) -> None:
        other = make_company(ruc="20601234565", chart=None, with_party=False)
        otto = visitor(other, "otto")
        assert otto.get(at(sale)).status_code == 404
        for act in ("extornar/", "anular/", "eliminar/"):
            assert otto.post(at(sale, act)).status_code == 404
        assert otto.get("/comprobantes/none/").status_code == 404

    def test_queries_do_not_grow_with_lines(self, lima: Place, company: Company, carla: Visitor) -> None:
        asked = []
        for text in (SALE, "05 2026-11-03 Long: 1212 118.00" + ", 70111 -1.00" * 118):
            (voucher,) = lima.type(text)
            carla.get(at(voucher))
            with CaptureQueriesContext(connection) as queries:
                carla.get(at(voucher))
            asked.append(len(queries))
        assert asked[0] == asked[1] <= 24


class TestWhatIsOffered:
    def test_to_whoever_types_there(self, carla: Visitor, sale: Voucher) -> None:
        said = carla.reads(at(sale))
        assert "Change Copy" in said
        assert "Reverse on Reverse Annul, because Annul Delete for good" in said

    def test_nothing_to_whoever_only_looks(self, rita: Visitor, sale: Voucher) -> None:
        said = rita.reads(at(sale))
        assert not {"Change", "Copy", "Reverse", "Annul"} & set(said.split())

    def test_nothing_to_an_assistant_of_another_site(
        self, lima: Place, company: Company, sale: Voucher
    ) -> None:
        site = company.sites.get(code="0001")
        ana = visitor(company, "ana", Role.Name.ASSISTANT, site=site)
        assert "Change" not in ana.reads(at(sale))
        assert ana.post(at(sale, "eliminar/")).status_code == 403

    def test_a_closed_batch_is_only_copied_and_reversed(
        self, lima: Place, company: Company, carla: Visitor, sale: Voucher
    ) -> None:
        months.close(company, site=lima.site(), period="2026-11", by=ALICE, at=lima.clock())
        said = carla.reads(at(sale))
        assert "T/O 05, November 2026, site 0000 is closed" in said
        assert "Batch closed" in said
        assert "Copy" in said
        assert not {"Change", "Annul,"} & set(said.split())

    def test_a_filed_one_says_where_it_was_filed(
        self, lima: Place, company: Company, carla: Visitor, sale: Voucher
    ) -> None:
        filing.file_book(
            company,
            period="2026-11",
            book=FiledBook.Book.SALES,
            constancia="77",
            by=ALICE,
            at=lima.clock(),
        )
        assert "constancia 77" in carla.reads(at(sale))

    def test_one_that_left_in_a_file_is_not_deleted(self, lima: Place, carla: Visitor, sale: Voucher) -> None:
        assert "left in an export" not in carla.reads(at(sale))
        lima.export()
        said = carla.reads(at(sale))
        assert "Delete for good" not in said
        assert "Voucher 0000-05-110001 left in an export and cannot be deleted. Annul it" in said

    def test_an_annulled_one_that_left_in_a_file_is_not_told_to_be_annulled(
        self, lima: Place, carla: Visitor, sale: Voucher
    ) -> None:
        lima.export()
        carla.post(at(sale, "anular/"), {"reason": "twice"})
        said = carla.reads(at(sale))
        assert "annulled" in said
        assert not {"Delete", "left"} & set(said.split())

    @pytest.mark.parametrize(
        ("today", "closed", "day"),
        [
            ("2026-11-24", [], "24/11/2026"),
            ("2026-11-02", [], "03/11/2026"),  # never before the voucher itself
            ("2027-02-10", [], "30/11/2026"),
            ("2026-12-09", ["2026-11"], "09/12/2026"),
            ("2026-11-24", ["2026-11"], "01/12/2026"),
            ("2027-02-10", ["2026-11", "2026-12"], "31/01/2027"),
        ],
    )
    def test_the_day_of_the_reversal_lies_in_the_first_open_month(
        self,
        *,
        lima: Place,
        carla: Visitor,
        sale: Voucher,
        monkeypatch: pytest.MonkeyPatch,
        today: str,
        closed: list[str],
        day: str,
    ) -> None:
        monkeypatch.setattr(chosen, "now", lambda: datetime.fromisoformat(f"{today}T10:00:00+00:00"))
        for month in closed:
            lima.close("0000", month)
        carla.choose("2026-10")  # what is chosen to look at has no say
        assert f'name="day" value="{day}"' in carla.get(at(sale)).content.decode()
        said = carla.sends(at(sale, "extornar/"), day=day)
        assert "was recorded." in said
        assert Voucher.objects.exclude(uid=sale.uid).get().date == "-".join(reversed(day.split("/")))

    def test_a_day_without_its_month_is_one_of_the_first_open_month(
        self, lima: Place, company: Company, carla: Visitor, sale: Voucher
    ) -> None:
        lima.close("0000", "2026-11")
        carla.post(at(sale, "extornar/"), {"day": "5"})
        assert Voucher.objects.exclude(uid=sale.uid).get().date == "2026-12-05"

    def test_the_day_that_was_refused_is_kept(self, carla: Visitor, sale: Voucher) -> None:
        refused = carla.post(at(sale, "extornar/"), {"day": "32/11"})
        assert 'name="day" value="32/11"' in refused.content.decode()

    def test_annulling_without_a_reason_is_refused_with_a_sentence_that_no_browser_forestalls(
        self, carla: Visitor, sale: Voucher
    ) -> None:
        page = carla.get(at(sale)).content.decode()
        assert "required" not in page.split('name="reason"')[1].split(">")[0]
        refused = carla.post(at(sale, "anular/"), {"reason": "  "})
        assert refused.status_code == 409
        assert "was not annulled: a reason is needed. Say why" in words(refused)
        assert not Voucher.objects.get().annulled

    def test_one_of_another_site_is_read_only_and_may_be_adjusted(
        self, carla: Visitor, rita: Visitor, imported: int
    ) -> None:
        voucher = Voucher.objects.get()
        said = carla.reads(at(voucher))
        assert f"Of site 0001 Sede 0001, read-only here. Brought by import {imported}" in said
        assert "Create adjustment" in said
        assert "Change" not in said
        assert "Create adjustment" not in rita.reads(at(voucher))


class TestReversing:
    def test_it_records_the_opposite_on_the_day_that_is_said(self, carla: Visitor, sale: Voucher) -> None:
        said = carla.sends(at(sale, "extornar/"), day="1/12")
        assert "0000-05-120001 was recorded." in said
        assert "Extorno 0000-05-110001" in said
        assert "2 40111 Cuenta 40111 18.00" in said

    @pytest.mark.parametrize("day", ["", "31/02"])
    def test_a_day_is_asked_and_what_was_typed_is_kept(self, carla: Visitor, sale: Voucher, day: str) -> None:
        response = carla.post(at(sale, "extornar/"), {"day": day})
        assert response.status_code == 409
        assert "is not a day" in words(response)
        assert f'name="day" value="{day}"' in response.content.decode()


class TestAnnulling:
    def test_the_reason_is_kept_and_told(self, carla: Visitor, sale: Voucher) -> None:
        said = carla.sends(at(sale, "anular/"), reason="typed twice")
        assert "0000-05-110001 was annulled." in said
        assert "It has no lines; those it had are in the audit trail." in said
        assert "carla · annulled (typed twice; before: “Sale”, 3 lines, 118.00)" in said
        assert "Annul," not in said

    def test_without_one_nothing_is_done(self, carla: Visitor, sale: Voucher) -> None:
        said = carla.sends(at(sale, "anular/"), reason=" ")
        assert "was not annulled: a reason is needed" in said
        assert Voucher.objects.get().annulled == 0


class TestDeleting:
    def test_it_goes_and_the_list_says_so(self, carla: Visitor, sale: Voucher) -> None:
        assert "0000-05-110001 was deleted." in carla.sends(at(sale, "eliminar/"))
        assert not Voucher.objects.exists()
        assert Entry.objects.filter(act="voucher-deleted", by="carla").exists()

    def test_one_that_left_in_a_file_meanwhile_stays(
        self, lima: Place, carla: Visitor, sale: Voucher
    ) -> None:
        lima.export()
        response = carla.post(at(sale, "eliminar/"))
        assert response.status_code == 409
        assert "left in an export and cannot be deleted" in words(response)

    def test_nothing_is_done_by_looking(self, carla: Visitor, sale: Voucher) -> None:
        for act in ("extornar/", "anular/", "eliminar/"):
            assert carla.get(at(sale, act)).status_code == 405


def test_findings_that_refuse_are_listed(lima: Place, carla: Visitor, company: Company) -> None:
    (voucher,) = lima.type(PURCHASE)
    company.accounts.filter(code="4212").delete()
    said = carla.sends(at(voucher, "extornar/"), day="30/11")
    assert "was refused because of 1 error;" in said
    assert "uses the account “4212”" in said
