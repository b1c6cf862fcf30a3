"""Typing a voucher: one request saves it; what is refused is kept as it was typed."""

import re
from typing import Any

import pytest

from consolida.ledger import months, record
from consolida.ledger.models import Voucher
from consolida.masters.models import Company, CostCenter, ExchangeRate, Site
from support.companies import ALICE, BOB, make_company
from support.places import SALE as TYPED_SALE
from support.places import Place
from support.typing_in import SALE, typed
from support.visiting import Visitor, hidden, visitor, words

NEW = "/comprobantes/nuevo/"


def values(response: Any, name: str) -> list[str]:
    """Return what the cells of a name hold, the empty ones left out."""
    content = response.content.decode()
    return [value for value in re.findall(rf'name="{name}" value="([^"]*)"', content) if value]


def lines(voucher: Voucher) -> list[tuple[str, int, int]]:
    return [(line.account, line.debit, line.credit) for line in voucher.lines]


class TestANewVoucher:
    def test_it_is_saved_by_one_request_and_the_form_is_ready_for_the_next(self, carla: Visitor) -> None:
        response = carla.post(NEW, typed(*SALE, description="Cash sale"))
        voucher = Voucher.objects.get()
        assert lines(voucher) == [("1212", 11800, 0), ("40111", 0, 1800), ("70111", 0, 10000)]
        assert (voucher.cuo, voucher.description, voucher.created_by) == (
            "0000-05-110001",
            "Cash sale",
            "carla",
        )
        next_ = carla.get(response["Location"])
        assert "0000-05-110001 was recorded." in words(next_)
        assert "Last recorded: 0000-05-110001" in words(next_)
        assert '<option value="05" selected>' in next_.content.decode()
        assert values(next_, "date") == ["3/11/2026"]

    def test_it_may_be_looked_at_afterwards(self, carla: Visitor) -> None:
        said = carla.sends(NEW, **typed(*SALE, act="look"))
        assert "Voucher 0001 · 05 Ventas" in said

    def test_every_cell_arrives(self, company: Company, carla: Visitor) -> None:
        CostCenter.objects.create(company=company, code="ADM", name="Administration")
        carla.post(
            NEW,
            typed(
                f"1212 party={BOB} document_type=07 document_series=F001 document_number=9"
                " document_date=3 due_date=3/12 payment_means=001 modified_type=01 modified_series=F001"
                " modified_number=7 modified_date=1 cost_center=ADM line_description=One_line debit=118",
                "70111 credit=118",
                number="0040",
                kind="A",
                ple_state="8",
                ple_period="2026-10",
                ple_cuo="X-1",
            ),
        )
        voucher = Voucher.objects.get()
        assert (voucher.number, voucher.kind, voucher.ple_state, voucher.ple_cuo) == ("0040", "A", 8, "X-1")
        line = voucher.lines[0]
        assert (line.party_type, line.party_number, line.cost_center) == ("6", BOB, "ADM")
        assert (line.document_type, line.document_series, line.document_number) == ("07", "F001", "9")
        assert (line.document_date, line.due_date) == ("2026-11-03", "2026-12-03")
        assert (line.modified_type, line.modified_number, line.modified_date) == ("01", "7", "2026-11-01")
        assert (line.payment_means, line.description) == ("001", "One line")

    def test_empty_rows_are_no_lines(self, carla: Visitor) -> None:
        carla.post(NEW, typed(" ", SALE[0], " ", *SALE[1:], " "))
        assert len(lines(Voucher.objects.get())) == 3

    def test_warnings_are_said_after_saving(self, company: Company, carla: Visitor) -> None:
        company.accounts.filter(code="1212").update(requires_party=True)
        said = carla.sends(NEW, **typed(*SALE))
        assert "0000-05-110001 was recorded." in said
        assert "names no party; the account 1212 asks for one." in said

    def test_whoever_only_looks_may_not(self, rita: Visitor) -> None:
        assert rita.get(NEW).status_code == 403
        assert rita.post(NEW, typed(*SALE)).status_code == 403
        assert not Voucher.objects.exists()

    def test_a_site_without_the_right_is_refused(self, company: Company) -> None:
        site = company.sites.get(code="0001")
        ana = visitor(company, "ana", "assistant", site=site)
        assert ana.post(NEW, typed(*SALE)).status_code == 403

    def test_a_long_voucher_is_one_form(self, carla: Visitor) -> None:
        carla.post(NEW, typed("1212 debit=200.00", *["70111 credit=1.00"] * 200))
        assert len(lines(Voucher.objects.get())) == 201


def beginning(visitor: Visitor, **asked: str) -> list[str]:
    """Return the T/O at which a new voucher starts, and what else the list begins with."""
    content = visitor.get(NEW, asked).content.decode()
    return re.findall(r'<option value="(\w*)"(?: disabled)? selected>', content.split('id="h-type"')[1])[:1]


class TestWhereOneBegins:
    def test_at_no_operation_type_while_nothing_was_typed_in_the_month(self, carla: Visitor) -> None:
        content = carla.get(NEW).content.decode().split('id="h-type"')[1].split("</select>")[0]
        assert '<option value="" disabled selected>choose</option><option value="01">' in content
        assert " required" in content.split(">")[0]

    def test_at_the_operation_type_that_the_user_typed_last_in_the_month(
        self, lima: Place, carla: Visitor
    ) -> None:
        carla.post(NEW, typed(*SALE))
        carla.post(NEW, typed(*SALE, operation_type="11", act="look"))
        lima.type(TYPED_SALE)  # somebody else's
        assert beginning(carla) == ["11"]
        assert beginning(carla, tipo="05") == ["05"]
        assert beginning(carla, mes="2026-12") == [""]

    def test_the_opening_is_nothing_to_go_on_with(self, carla: Visitor) -> None:
        carla.post(NEW, typed(*SALE, operation_type="01", kind="A", date="1"))
        assert Voucher.objects.get().kind == "A"
        assert beginning(carla) == [""]

    def test_an_operation_type_that_is_no_longer_in_use_is_not_proposed(
        self, company: Company, carla: Visitor
    ) -> None:
        carla.post(NEW, typed(*SALE))
        company.operation_types.filter(code="05").update(active=False)
        assert beginning(carla) == [""]

    def test_at_the_site_where_the_user_typed_last(self, company: Company, carla: Visitor) -> None:
        Site.objects.create(company=company, code="0005", name="Store", here=True)
        carla.post(NEW, typed(*SALE, site="0005"))
        content = carla.get(NEW).content.decode()
        assert '<option value="0005" selected>' in content
        assert '<option value="0000" selected>' in carla.get(NEW, {"sede": "0000"}).content.decode()

    def test_a_copy_keeps_the_operation_type_of_what_is_copied(self, carla: Visitor) -> None:
        carla.post(NEW, typed(*SALE))
        first = Voucher.objects.get()
        carla.post(NEW, typed(*SALE, operation_type="11"))
        assert beginning(carla, copia=first.uid) == ["05"]

    def test_one_that_does_not_exist_is_not_shown_as_another(self, carla: Visitor) -> None:
        response = carla.post(NEW, typed(*SALE, operation_type="77"))
        assert '<option value="" disabled selected>' in response.content.decode()


class TestAnotherCurrency:
    def test_soles_follow_from_the_rate_where_none_were_typed(self, carla: Visitor) -> None:
        carla.post(
            NEW,
            typed(
                "1212 original_debit=100",
                "70111 original_credit=100 credit=375.21",
                "40111 debit=0.01",
                currency="USD",
                exchange_rate="3.752",
            ),
        )
        voucher = Voucher.objects.get()
        assert lines(voucher) == [("1212", 37520, 0), ("70111", 0, 37521), ("40111", 1, 0)]
        assert [(line.currency, line.original_amount) for line in voucher.lines] == [
            ("USD", 10000),
            ("USD", -10000),
            ("USD", 0),
        ]
        assert voucher.exchange_rate == 3_752_000

    def test_a_line_may_be_in_soles(self, carla: Visitor) -> None:
        carla.post(
            NEW,
            typed(
                "1212 original_debit=100",
                "70111 line_currency=pen original_credit=375.20",
                currency="USD",
                exchange_rate="3.752",
            ),
        )
        assert [(line.currency, line.original_amount) for line in Voucher.objects.get().lines] == [
            ("USD", 10000),
            ("PEN", -37520),
        ]

    def test_a_rate_is_asked_for(self, carla: Visitor) -> None:
        response = carla.post(NEW, typed("1212 original_debit=100", currency="USD"))
        assert "“” is not an exchange rate." in words(response)

    def test_currencies_with_rates_are_offered(self, company: Company, carla: Visitor) -> None:
        ExchangeRate.objects.create(company=company, currency="EUR", date="2026-11-02", buy=1, sell=2)
        content = carla.get(NEW).content.decode()
        assert [code for code in ("PEN", "USD", "EUR") if f'<option value="{code}"' in content] == [
            "PEN",
            "USD",
            "EUR",
        ]


class TestWhatIsRefused:
    def test_everything_typed_is_kept_and_the_voucher_is_not_there(self, carla: Visitor) -> None:
        form = typed("1212 debit=118.00 line_description=One", "70111 credit=1", description="Mine")
        response = carla.post(NEW, form)
        assert response.status_code == 422
        assert "does not balance: debit 118.00, credit 1.00, difference 117.00" in words(response)
        assert values(response, "account") == ["1212", "70111"]
        assert values(response, "line_description") == ["One"]
        assert 'value="Mine"' in response.content.decode()
        assert not Voucher.objects.exists()

    def test_what_the_rules_say_of_a_line_stands_at_its_row(self, carla: Visitor) -> None:
        response = carla.post(NEW, typed(" ", "1212 debit=1", "9999 credit=1", "70111"))
        bodies = response.content.decode().split("<tbody")[1:]
        assert [("is not in the" in body or "9999" in body) for body in bodies[:4]] == [
            False,
            False,
            True,
            False,
        ]
        assert "uses the account “9999”" in words(response)

    def test_cells_that_cannot_be_read_are_said_at_their_row(self, carla: Visitor) -> None:
        response = carla.post(NEW, typed("1212 debit=12,34 document_date=32", "70111 credit=x"))
        said = words(response)
        assert response.status_code == 422
        assert said.index("“32” is not a day") < said.index("“12,34” is not an amount")
        assert "“x” is not an amount" in said

    def test_a_date_that_is_none_is_said_on_top(self, carla: Visitor) -> None:
        for day in ("", "31/02/2026"):
            assert "is not a day" in words(carla.post(NEW, typed(*SALE, date=day)))

    def test_a_closed_month_and_a_taken_number(self, lima: Place, company: Company, carla: Visitor) -> None:
        lima.type(TYPED_SALE)
        assert "has a voucher 0001 already" in words(carla.post(NEW, typed(*SALE, number="0001")))
        months.close(company, site=lima.site(), period="2026-11", by=ALICE, at=lima.clock())
        assert "is closed; nothing was recorded" in words(carla.post(NEW, typed(*SALE)))

    def test_a_site_or_type_that_is_none(self, carla: Visitor) -> None:
        assert "has no site “7777”" in words(carla.post(NEW, typed(*SALE, site="7777")))
        assert "has no T/O “77”" in words(carla.post(NEW, typed(*SALE, operation_type="77")))


class TestWithoutScript:
    def test_empty_rows_are_there_to_type_into_and_more_can_be_had(self, carla: Visitor) -> None:
        empty = carla.get(NEW).content.decode().split("<template")[0].count('<tbody class="line')
        assert empty == 8
        response = carla.post(NEW, typed(*SALE, act="rows"))
        assert response.content.decode().split("<template")[0].count('<tbody class="line') == 11
        assert values(response, "account") == ["1212", "40111", "70111"]
        assert not Voucher.objects.exists()

    def test_destino_lines_are_proposed_flagged_and_may_be_taken_out(
        self, company: Company, carla: Visitor
    ) -> None:
        company.accounts.filter(code="6361").update(charge_account="9411", credit_account="791")
        form = typed("6361 debit=100", "4212 credit=100", operation_type="11", act="destino")
        for _ in range(2):  # asking again changes nothing
            response = carla.post(NEW, form)
            assert values(response, "account") == ["6361", "4212", "9411", "791"]
            assert values(response, "automatic") == ["1", "1"]
        assert not Voucher.objects.exists()


class TestACopy:
    def test_it_is_a_new_voucher_of_the_same_lines(self, lima: Place, carla: Visitor) -> None:
        (voucher,) = lima.type(TYPED_SALE)
        response = carla.get(NEW, {"copia": voucher.uid})
        assert values(response, "account") == ["1212", "40111", "70111"]
        assert values(response, "debit") == ["118.00"]
        assert values(response, "number") == []

    def test_its_documents_keep_type_and_series_but_not_the_number_of_the_one_that_is_in_the_books(
        self, carla: Visitor
    ) -> None:
        carla.post(
            NEW,
            typed(
                f"1212 party={BOB} document_type=07 document_series=F001 document_number=9 document_date=3"
                " due_date=3/12 modified_type=01 modified_series=F001 modified_number=7 modified_date=1"
                " payment_means=001 debit=118",
                "70111 credit=118",
            ),
        )
        response = carla.get(NEW, {"copia": Voucher.objects.get().uid})
        for name, value in {"document_type": "07", "document_series": "F001", "party": BOB}.items():
            assert values(response, name) == [value]
        assert values(response, "modified_series") == ["F001"]
        assert values(response, "payment_means") == ["001"]
        for name in ("document_number", "document_date", "due_date", "modified_number", "modified_date"):
            assert values(response, name) == []

    @pytest.mark.parametrize("state", ["8", "9"])
    def test_it_corrects_no_earlier_month_though_the_original_does(self, carla: Visitor, state: str) -> None:
        told = {"ple_state": state, "ple_period": "2026-10", "ple_cuo": "0000-05-100001"}
        carla.post(NEW, typed(*SALE, **told))
        original = Voucher.objects.get()
        assert (original.ple_state, original.ple_period) == (int(state), "2026-10")
        response = carla.get(NEW, {"copia": original.uid})
        assert '<option value="1" selected>' in response.content.decode()
        assert values(response, "ple_period") == values(response, "ple_cuo") == []

    def test_nobody_copies_another_companys(self, lima: Place, company: Company) -> None:
        (voucher,) = lima.type(TYPED_SALE)
        otto = visitor(make_company(ruc="20601234565", chart=None, with_party=False), "otto")
        assert otto.get(NEW, {"copia": voucher.uid}).status_code == 404

    def test_one_in_another_currency_keeps_both(self, lima: Place, company: Company, carla: Visitor) -> None:
        carla.post(
            NEW,
            typed(
                f"1212 original_debit=100 party={BOB}",
                "70111 line_currency=PEN credit=375.20",
                currency="USD",
                exchange_rate="3.752",
            ),
        )
        response = carla.get(NEW, {"copia": Voucher.objects.get().uid})
        assert values(response, "original_debit") == ["100.00"]
        assert values(response, "exchange_rate") == ["3.752"]
        assert values(response, "line_currency") == ["PEN"]
        assert values(response, "party") == [BOB]


class TestAnAdjustment:
    def test_it_begins_with_the_others_accounts_and_parties_and_names_it(
        self, carla: Visitor, imported: int
    ) -> None:
        theirs = Voucher.objects.get()
        response = carla.get(NEW, {"ajuste": theirs.uid})
        assert values(response, "account") == ["1212", "40111", "70111"]
        assert values(response, "site") == ["0000"]
        assert 'value="Adjustment of 0001-05-110001: Sale"' in response.content.decode()
        carla.post(NEW, typed(*SALE, description="Adjustment"))
        assert set(Voucher.objects.values_list("cuo", flat=True)) == {"0001-05-110001", "0000-05-110001"}

    def test_it_brings_no_amounts_for_the_original_is_in_the_books_already(
        self, carla: Visitor, imported: int
    ) -> None:
        theirs = Voucher.objects.get()
        response = carla.get(NEW, {"ajuste": theirs.uid})
        for column in ("debit", "credit", "original_debit", "original_credit"):
            assert "".join(values(response, column)) == "", column
        carla.post(NEW, typed("70111 debit=50", "1212 credit=50 party=" + BOB, description="Less"))
        ours = Voucher.objects.exclude(uid=theirs.uid).get()
        assert [(line.account, line.debit, line.credit) for line in ours.lines] == [
            ("70111", 5_000, 0),
            ("1212", 0, 5_000),
        ]


class TestAChange:
    def test_the_form_holds_what_stands_and_saves_what_is_typed(self, lima: Place, carla: Visitor) -> None:
        (voucher,) = lima.type(TYPED_SALE)
        path = f"/comprobantes/{voucher.uid}/cambiar/"
        response = carla.get(path)
        assert values(response, "account") == ["1212", "40111", "70111"]
        digest = hidden(response, "digest")
        said = carla.sends(path, **typed("1212 debit=5", "70111 credit=5", digest=digest, number="77"))
        assert "0000-05-110001 was recorded." in said
        assert "Total 5.00 5.00" in said
        assert Voucher.objects.get().number == "0001"

    def test_of_two_the_second_hears_of_it_and_keeps_what_was_typed(
        self, lima: Place, company: Company, carla: Visitor
    ) -> None:
        (voucher,) = lima.type(TYPED_SALE)
        path = f"/comprobantes/{voucher.uid}/cambiar/"
        digest = hidden(carla.get(path), "digest")
        first = record.draft_of(Voucher.objects.get())
        record.change(company, Voucher.objects.get(), first, by=ALICE, at=lima.clock())
        carla.post(path, typed("1212 debit=5", "70111 credit=5", digest=digest))
        response = carla.post(path, typed("1212 debit=7", "70111 credit=7", digest=digest))
        assert "was changed or removed meanwhile by somebody else" in words(response)
        assert values(response, "debit") == ["7"]
        assert [line[1] for line in lines(Voucher.objects.get())] == [500, 0]

    def test_one_of_another_site_is_not_changed(self, carla: Visitor, imported: int) -> None:
        theirs = Voucher.objects.get()
        path = f"/comprobantes/{theirs.uid}/cambiar/"
        response = carla.post(path, typed(*SALE, digest=theirs.digest))
        assert "Site 0001 is not here: its vouchers are read-only" in words(response)

    def test_whoever_only_looks_may_not(self, lima: Place, rita: Visitor) -> None:
        (voucher,) = lima.type(TYPED_SALE)
        path = f"/comprobantes/{voucher.uid}/cambiar/"
        assert rita.get(path).status_code == 403
        assert rita.post(path, typed(*SALE)).status_code == 403


@pytest.mark.parametrize("day", ["1/1/2026", "24/11/2026"])
def test_the_form_begins_with_the_day_of_the_month_nearest_to_today(carla: Visitor, day: str) -> None:
    carla.choose("2020-02")
    assert values(carla.get(NEW), "date") == ["29/02/2020"]
    assert values(carla.get(NEW, {"fecha": day}), "date") == [day]


def proposes(response: Any) -> bool:
    """Tell whether destino lines are proposed while one types."""
    box = response.content.decode().split('name="with_destino"')[1].split(">")[0]
    return "checked" in box


class TestDestinoLinesWhileOneTypes:
    EXPENSE = ("6361 debit=100", "4212 credit=100")
    DESTINO = ("9411 debit=100 automatic=1", "791 credit=100 automatic=1")

    @pytest.fixture(autouse=True)
    def pair(self, company: Company) -> None:
        company.accounts.filter(code="6361").update(charge_account="9411", credit_account="791")

    def changing(self, carla: Visitor, *rows: str) -> bool:
        carla.post(NEW, typed(*rows, operation_type="11"))
        return proposes(carla.get(f"/comprobantes/{Voucher.objects.get().uid}/cambiar/"))

    def test_are_proposed_for_a_new_voucher(self, carla: Visitor) -> None:
        assert proposes(carla.get(NEW))

    def test_are_proposed_again_for_a_change_where_they_stand_as_proposed(self, carla: Visitor) -> None:
        assert self.changing(carla, *self.EXPENSE, *self.DESTINO)

    def test_are_left_alone_by_a_change_where_they_were_taken_out(self, carla: Visitor) -> None:
        assert not self.changing(carla, *self.EXPENSE)

    def test_are_left_alone_by_a_change_where_they_were_written_otherwise(self, carla: Visitor) -> None:
        assert not self.changing(carla, *self.EXPENSE, *(one.replace("100", "90") for one in self.DESTINO))

    @pytest.mark.parametrize("wanted", [True, False])
    def test_are_wanted_or_not_also_after_a_refusal(self, carla: Visitor, *, wanted: bool) -> None:
        said = {"with_destino": "1"} if wanted else {}
        response = carla.post(NEW, typed("6361 debit=100", **said))
        assert response.status_code == 422
        assert proposes(response) is wanted
