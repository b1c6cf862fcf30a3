"""What the entry grid asks while one types."""

from typing import Any

import pytest

from consolida.ledger import months
from consolida.masters.models import Company, CostCenter, ExchangeRate
from support.companies import ALICE, BOB, make_company
from support.places import SALE, Place
from support.typing_in import typed
from support.visiting import Visitor, visitor, words

OFFER = "/comprobantes/ofrecer/"


def offered(visitor: Visitor, what: str, text: str) -> list[str]:
    return [one["code"] for one in visitor.get(f"{OFFER}{what}/", {"q": text}).json()["found"]]


def told(visitor: Visitor, **asked: str) -> dict[str, Any]:
    fields = {"site": "0000", "operation_type": "05", "date": "3", "currency": "USD"} | asked
    return dict(visitor.get(f"{OFFER}cabecera/", fields).json())


class TestMasters:
    def test_accounts_by_code_or_name_with_what_they_ask_for(self, company: Company, carla: Visitor) -> None:
        company.accounts.filter(code="1212").update(requires_party=True, requires_document=True)
        assert offered(carla, "cuentas", "95") == ["9511"]
        (found,) = carla.get(f"{OFFER}cuentas/", {"q": "cuenta 1212"}).json()["found"]
        assert found == {"code": "1212", "name": "Cuenta 1212", "note": "person / entity, document"}

    def test_parties_by_number_or_name(self, carla: Visitor) -> None:
        assert offered(carla, "personas", "bob") == [BOB]
        assert offered(carla, "personas", "2051") == [BOB]

    def test_cost_centres(self, company: Company, carla: Visitor) -> None:
        CostCenter.objects.create(company=company, code="ADM", name="Administration")
        assert offered(carla, "centros", "admin") == ["ADM"]

    def test_those_of_the_chosen_company_only(self, company: Company) -> None:
        other = make_company(ruc="20601234565", chart=None, with_party=False)
        otto = visitor(other, "otto")
        assert offered(otto, "cuentas", "1212") == offered(otto, "personas", "bob") == []

    @pytest.mark.parametrize("what", ["cuentas", "personas", "centros", "cabecera"])
    def test_only_to_whoever_types(self, rita: Visitor, what: str) -> None:
        assert rita.get(f"{OFFER}{what}/").status_code == 403


class TestTheHeader:
    def test_the_next_number_and_the_rate_of_the_day(
        self, lima: Place, company: Company, carla: Visitor
    ) -> None:
        lima.type(SALE)
        ExchangeRate.objects.create(
            company=company, currency="USD", date="2026-11-02", buy=3_745_000, sell=3_752_000
        )
        assert told(carla) == {"number": "0002", "rate": "3.752", "rate_day": "02/11/2026", "problem": ""}
        assert told(carla, operation_type="11")["number"] == "0001"
        assert told(carla, operation_type="")["number"] == ""
        assert told(carla, currency="PEN")["rate"] == ""

    def test_what_forbids_typing_there(self, lima: Place, company: Company, carla: Visitor) -> None:
        months.close(company, site=lima.site(), period="2026-11", by=ALICE, at=lima.clock())
        assert "T/O 05, November 2026, site 0000 is closed" in told(carla)["problem"]
        assert told(carla, date="3/12")["problem"] == ""
        assert "Site 0001 is not here" in told(carla, site="0001", date="3/12")["problem"]

    def test_a_day_that_is_none(self, carla: Visitor) -> None:
        assert "“99” is not a day." in told(carla, date="99")["problem"]

    def test_a_site_that_is_none(self, carla: Visitor) -> None:
        assert told(carla, site="7777")["number"] == "0001"


class TestDestino:
    def test_the_rows_that_follow_are_answered_alone(self, company: Company, carla: Visitor) -> None:
        company.accounts.filter(code="6361").update(charge_account="9411", credit_account="791")
        form = typed("6361 debit=100", "9511 debit=7 automatic=1", " ", "4212 credit=x")
        answer = carla.post(f"{OFFER}destino/", form)
        content = answer.content.decode()
        assert content.count("<tbody") == 2
        assert 'name="account" value="9411"' in content
        assert 'name="credit" value="100.00"' in content
        assert "Cuenta 9411" in words(answer)

    def test_nothing_is_answered_to_whoever_only_looks(self, rita: Visitor) -> None:
        assert rita.post(f"{OFFER}destino/", typed("6361 debit=100")).status_code == 403
