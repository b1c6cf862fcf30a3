"""Rows of masters added and changed on their pages."""

import pytest

from consolida.audit.models import Entry
from consolida.masters import editing, parties
from consolida.masters.models import (
    Account,
    Company,
    CostCenter,
    ExchangeRate,
    OperationType,
    Party,
    PartyDispute,
)
from support.companies import ALICE, BOB, NOW, OTHER_RUC, make_company
from support.files import Row  # noqa: TC001 - a plain type
from support.visiting import Visitor, visitor

ACCOUNT = {"code": "121299", "name": "Otras por cobrar", "requires_party": "on", "active": "on"}


def page(row: Account | Party | ExchangeRate) -> str:
    slug = {Account: "cuentas", Party: "personas", ExchangeRate: "cambio"}[type(row)]
    return f"/maestros/{slug}/{row.pk}/"


class TestAdding:
    def test_an_account(self, carla: Visitor) -> None:
        assert "121299 Otras por cobrar was added." in carla.sends("/maestros/cuentas/nueva/", **ACCOUNT)
        account = Account.objects.get(code="121299")
        assert (account.requires_party, account.requires_document, account.active) == (True, False, True)
        assert Entry.objects.get(act="master-added").by == "carla"

    def test_a_cost_centre_with_half_a_pair_is_warned_of(self, carla: Visitor) -> None:
        said = carla.sends("/maestros/centros/nueva/", code="V1", name="Ventas", charge_account="94")
        assert "V1 Ventas was added. “V1” “Ventas” has one account of its destino pair" in said
        assert not CostCenter.objects.get().active

    def test_a_pair_that_charges_what_it_credits_is_warned_of(self, carla: Visitor) -> None:
        said = carla.sends(
            "/maestros/centros/nueva/", code="V1", name="Ventas", charge_account="1212", credit_account="1212"
        )
        assert "V1 Ventas was added. “V1” has a destino pair that charges and credits the same" in said

    def test_an_operation_type(self, carla: Visitor) -> None:
        carla.sends("/maestros/tipos/nueva/", code="06", name="Boletas", book="14", active="on")
        assert OperationType.objects.get(code="06").book == "14"
        assert "06 Boletas 14 Registro de ventas e ingresos" in carla.reads("/maestros/tipos/", q="06")

    def test_a_rate(self, carla: Visitor) -> None:
        typed = {"currency": "usd", "date": "2026-11-03", "buy": "3.741", "sell": "3.752"}
        assert "USD 03/11/2026 was added." in carla.sends("/maestros/cambio/nueva/", **typed)
        assert ExchangeRate.objects.get().sell == 3_752_000

    def test_a_rate_that_is_there_is_said_at_its_day(self, carla: Visitor) -> None:
        typed = {"currency": "USD", "date": "2026-11-03", "buy": "3.741", "sell": "3.752"}
        carla.sends("/maestros/cambio/nueva/", **typed)
        content = carla.post("/maestros/cambio/nueva/", typed).content.decode()
        at_its_day = content.split('name="date"')[1].split('name="buy"')[0]
        assert "USD 03/11/2026 is in the master already." in at_its_day
        assert "give the new one another currency or another day." in at_its_day
        assert ExchangeRate.objects.count() == 1

    def test_a_rate_that_sells_for_less_than_it_buys_is_taken_and_warned_of(self, carla: Visitor) -> None:
        typed = {"currency": "USD", "date": "2026-11-03", "buy": "3.752", "sell": "3.741"}
        said = carla.sends("/maestros/cambio/nueva/", **typed)
        assert "USD 03/11/2026 was added." in said
        assert "sells for less than it buys: 3.741, 3.752. See whether the two changed places" in said
        rate = ExchangeRate.objects.get()
        assert (rate.buy, rate.sell) == (3_752_000, 3_741_000)
        assert "changed places" not in carla.sends(page(rate), buy="3.741", sell="3.752")

    def test_an_account_in_its_own_destino_pair_is_taken_and_warned_of(self, carla: Visitor) -> None:
        typed = {"code": "6312", "name": "Correos", "charge_account": "6312", "credit_account": "1212"}
        said = carla.sends("/maestros/cuentas/nueva/", active="on", **typed)
        assert "6312 Correos was added." in said
        assert "“6312” “Correos” is one of the two accounts of its own destino pair." in said

    def test_a_name_with_a_full_stop_ends_the_spanish_sentence_with_one(self, carla: Visitor) -> None:
        del carla.cookies["consolida_language"]
        said = carla.sends("/maestros/personas/nueva/", type="6", number="20512333798", name="Mal S.A.")
        assert "Se agregó 20512333798 Mal S.A." in said
        assert "S.A.." not in said

    def test_a_party_whose_check_digit_is_wrong_is_warned_of(self, carla: Visitor) -> None:
        said = carla.sends("/maestros/personas/nueva/", type="6", number="20512333798", name="Mal S.A.")
        assert "20512333798 Mal S.A. was added." in said
        assert "The RUC 20512333798 of “Mal S.A.” has a wrong check digit." in said
        assert Party.objects.get(number="20512333798").active

    @pytest.mark.parametrize(
        ("slug", "typed", "said"),
        [
            ("cuentas", {**ACCOUNT, "code": "12|"}, "The account “Otras por cobrar” has the code “12|”,"),
            ("cuentas", {**ACCOUNT, "code": "1212"}, "1212 is in the master already."),
            ("cuentas", {**ACCOUNT, "name": "a\u202eb"}, "cannot be used."),
            ("cuentas", {**ACCOUNT, "code": ""}, "This field is required."),
            ("cambio", {"currency": "ZZZ", "date": "2026-11-03", "buy": "3", "sell": "3"}, "cannot be right"),
            ("cambio", {"currency": "USD", "date": "2026-11-03", "buy": "3,7", "sell": "3"}, "“3,7” is not"),
            ("personas", {"type": "1", "number": "123", "name": "Ana"}, "cannot be the number"),
            ("personas", {"type": "6", "number": BOB, "name": "Bob"}, "already. Use it as it is"),
        ],
    )
    def test_what_is_refused_is_said_and_kept(
        self, carla: Visitor, slug: str, typed: dict[str, str], said: str
    ) -> None:
        entries = Entry.objects.count()
        response = carla.post(f"/maestros/{slug}/nueva/", typed)
        content = response.content.decode()
        assert response.status_code == 200
        assert said in content.replace("&quot;", '"')
        kept = typed["name"] if "name" in typed else typed["buy"]
        assert f'value="{kept}"' in content
        assert Entry.objects.count() == entries

    def test_a_reader_adds_nothing(self, rita: Visitor) -> None:
        assert rita.get("/maestros/cuentas/nueva/").status_code == 403
        assert rita.post("/maestros/cuentas/nueva/", ACCOUNT).status_code == 403
        assert not Account.objects.filter(code="121299").exists()

    def test_an_assistant_adds_parties_and_no_accounts(self, company: Company) -> None:
        bea = visitor(company, "bea", "assistant", site=company.sites.get(code="0001"))
        typed = {"type": "1", "number": "41234567", "name": "Ana"}
        assert "41234567 Ana was added." in bea.sends("/maestros/personas/nueva/", **typed)
        assert bea.post("/maestros/cuentas/nueva/", ACCOUNT).status_code == 403


class TestChanging:
    def test_an_account_and_its_history(self, carla: Visitor) -> None:
        path = page(Account.objects.get(code="6311"))
        assert "Nobody has changed it by hand" in carla.reads(path)
        said = carla.sends(
            path, name="Fletes", charge_account="941", credit_account="791", active="on", code="9999"
        )
        assert "6311 Fletes was saved." in said
        assert "Name: Cuenta 6311 → Fletes Destino: account charged: 941" in said
        account = Account.objects.get(code="6311")
        assert (account.name, account.charge_account) == ("Fletes", "941")

    def test_an_account_taken_out_of_use(self, carla: Visitor) -> None:
        account = Account.objects.get(code="6311")
        assert "In use: yes → no" in carla.sends(page(account), name="Cuenta 6311")
        account.refresh_from_db()
        assert not account.active

    def test_a_rate(self, company: Company, carla: Visitor) -> None:
        row: Row = {"currency": "USD", "date": "2026-11-03", "buy": 3_741_000, "sell": 3_752_000}
        editing.add(company, "exchange_rate", row, by=ALICE, at=NOW)
        rate = ExchangeRate.objects.get()
        shown = carla.get(page(rate)).content.decode()
        assert 'value="3.741"' in shown
        assert "Selling: 3.752 → 3.760" in carla.sends(page(rate), buy="3.741", sell="3.76")

    def test_a_party_with_its_versions(self, carla: Visitor) -> None:
        bob = Party.objects.get(number=BOB)
        said = carla.sends(page(bob), name="Bob E.I.R.L.", address="Jr. Puno 1", active="on")
        assert "Bob E.I.R.L. was saved." in said
        assert "Name: Distribuidora Bob S.A.C. → Bob E.I.R.L. Address: Jr. Puno 1" in said
        assert "Former versions that this installation knows: 1." in said

    def test_the_histories_of_two_documents_with_one_number_are_two(
        self, company: Company, carla: Visitor
    ) -> None:
        for kind in ("4", "7"):
            parties.add(company, kind=kind, number="A123", name=f"Documento {kind}", by=ALICE, at=NOW)
        said = carla.reads(page(Party.objects.get(type="7")))
        assert "Name: Documento 7" in said
        assert "Documento 4" not in said

    def test_what_is_refused_is_said_at_its_field(self, carla: Visitor) -> None:
        bob = Party.objects.get(number=BOB)
        content = carla.post(page(bob), {"name": " \u202e", "active": "on"}).content.decode()
        assert "id_name_error" in content
        assert Party.objects.get(number=BOB).name == "Distribuidora Bob S.A.C."

    def test_a_reader_looks_and_changes_nothing(self, rita: Visitor) -> None:
        path = page(Account.objects.get(code="6311"))
        assert "You may look at it, not change it." in rita.reads(path)
        assert rita.post(path, {"name": "x"}).status_code == 403

    def test_another_companys_rows_are_not_there(self, carla: Visitor) -> None:
        other = make_company(ruc=OTHER_RUC, chart=None, accounts=["1212"])
        path = page(other.accounts.get())
        assert carla.get(path).status_code == 404
        assert carla.post(path, {"name": "x"}).status_code == 404


class TestTheQueue:
    @pytest.fixture
    def dispute(self, company: Company) -> PartyDispute:
        bob = Party.objects.get(number=BOB)
        return PartyDispute.objects.create(
            party=bob, site="0001", name="Bob E.I.R.L.", digest="a" * 64, came_at="2026-12-03T15:42:07.125Z"
        )

    def test_both_values_stand_side_by_side(self, carla: Visitor, dispute: PartyDispute) -> None:
        assert "1 to settle" in carla.reads("/maestros/personas/")
        shown = carla.reads("/maestros/personas/por-resolver/")
        assert "Name Distribuidora Bob S.A.C. Bob E.I.R.L." in shown
        assert "waits to be settled" in carla.reads(page(dispute.party))

    @pytest.mark.parametrize(
        ("take", "name"), [("theirs", "Bob E.I.R.L."), ("ours", "Distribuidora Bob S.A.C.")]
    )
    def test_one_is_chosen(self, carla: Visitor, dispute: PartyDispute, take: str, name: str) -> None:
        said = carla.sends(f"/maestros/personas/por-resolver/{dispute.pk}/", take=take)
        assert f"{BOB} is now “{name}”." in said
        assert "Nothing waits." in said
        assert "settled" in carla.reads(page(dispute.party))
        assert Party.objects.get(number=BOB).name == name

    def test_no_choice_changes_nothing(self, carla: Visitor, dispute: PartyDispute) -> None:
        carla.sends(f"/maestros/personas/por-resolver/{dispute.pk}/", take="both")
        assert PartyDispute.objects.exists()

    def test_an_assistant_looks_and_settles_nothing(self, company: Company, dispute: PartyDispute) -> None:
        bea = visitor(company, "bea", "assistant")
        assert "Keep the one here" not in bea.reads("/maestros/personas/por-resolver/")
        path = f"/maestros/personas/por-resolver/{dispute.pk}/"
        assert bea.post(path, {"take": "ours"}).status_code == 403
