"""The list of a month's vouchers."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consolida.ledger import record, search
from consolida.ledger.models import Voucher
from consolida.masters.models import Company
from support.companies import ALICE, make_company
from support.places import PURCHASE, SALE, Place
from support.visiting import Visitor, visitor, words

LIST = "/comprobantes/"


def listed(visitor: Visitor, **asked: str) -> list[str]:
    """Return T/O, site and number of the vouchers listed."""
    content = visitor.get(LIST, asked).content.decode()
    rows = re.findall(
        r'<td class="tabular">(\w+)</td>\s*<td class="tabular">(\w+)</td>\s*<th.*?>(\w+)</a>', content
    )
    return ["-".join(row) for row in rows]


class TestTheList:
    def test_it_has_the_months_vouchers_with_what_they_add_up_to(
        self, lima: Place, carla: Visitor, imported: int
    ) -> None:
        lima.type(f"{SALE}\n{PURCHASE}")
        said = carla.reads(LIST)
        assert "05 0000 0001 03/11/2026 Sale alice 3 118.00 118.00" in said
        assert f"05 0001 0001 03/11/2026 Sale import {imported} 3 118.00 118.00" in said
        assert "Total of this page 354.00 354.00" in said

    def test_an_empty_month_says_so(self, carla: Visitor) -> None:
        assert "No voucher of November 2026 was recorded or imported yet." in carla.reads(LIST)

    def test_another_month_is_chosen_by_the_address(self, lima: Place, carla: Visitor) -> None:
        lima.type(SALE)
        assert listed(carla, mes="2026-10") == []
        assert listed(carla, mes="2026-11") == ["05-0000-0001"]

    def test_annulled_vouchers_and_kinds_are_marked(
        self, lima: Place, company: Company, carla: Visitor
    ) -> None:
        (voucher,) = lima.type(SALE)
        record.annul(company, voucher, reason="x", by=ALICE, at=lima.clock())
        Voucher.objects.update(kind="A")
        assert "Sale opening annulled" in carla.reads(LIST)

    def test_another_companys_vouchers_are_not_shown(self, lima: Place, company: Company) -> None:
        lima.type(SALE)
        other = make_company(ruc="20601234565", chart=None, with_party=False)
        assert listed(visitor(other, "otto")) == []


class TestFilters:
    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ({"tipo": "11"}, ["11-0000-0001"]),
            ({"sede": "0001"}, ["05-0001-0001"]),
            ({"origen": "elsewhere"}, ["05-0001-0001"]),
            ({"origen": "here"}, ["05-0000-0001", "11-0000-0001"]),
            ({"numero": "1", "tipo": "11"}, ["11-0000-0001"]),
            ({"cuenta": "4212"}, ["11-0000-0001"]),
            ({"monto": "118.00", "sede": "0001"}, ["05-0001-0001"]),
            ({"texto": "GOODS"}, ["11-0000-0001"]),
            ({"anulados": "si"}, []),
            ({"anulados": "no", "tipo": "11"}, ["11-0000-0001"]),
            ({"desde": "11|0000|"}, ["11-0000-0001"]),
            ({"desde": "nonsense", "tipo": "11"}, ["11-0000-0001"]),
        ],
    )
    def test_they_come_from_the_address(
        self, lima: Place, carla: Visitor, imported: int, asked: dict[str, str], found: list[str]
    ) -> None:
        lima.type(f"{SALE}\n{PURCHASE}")
        assert listed(carla, **asked) == found

    def test_what_was_asked_stays_in_the_form(self, lima: Place, carla: Visitor, imported: int) -> None:
        content = carla.get(
            LIST, {"tipo": "05", "cuenta": "<1212>", "origen": str(imported)}
        ).content.decode()
        assert 'value="&lt;1212&gt;"' in content
        assert '<option value="05" selected>' in content
        assert f'<option value="{imported}" selected>import {imported}</option>' in content

    def test_an_amount_that_is_none_is_said_at_its_field(self, lima: Place, carla: Visitor) -> None:
        lima.type(SALE)
        response = carla.get(LIST, {"monto": "12,34"})
        assert "“12,34” is not an amount." in words(response)
        assert 'aria-invalid="true"' in response.content.decode()

    def test_a_search_in_vain_says_how_much_it_looked_through(self, lima: Place, carla: Visitor) -> None:
        lima.type(SALE)
        said = carla.reads(LIST, texto="nowhere")
        assert "No voucher of November 2026 is like that. Lines looked through: 3." in said

    def test_a_search_that_stopped_early_says_so_and_goes_on(
        self, lima: Place, carla: Visitor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(search, "READ_AT_ONCE", 1)
        monkeypatch.setattr(search, "READ_AT_MOST", 1)
        lima.type(f"{SALE}\n{PURCHASE}")
        response = carla.get(LIST, {"texto": "goods"})
        assert "Lines looked through: 3; none is like that yet." in words(response)
        assert "desde=11%7C0000%7C" in response.content.decode()
        assert listed(carla, texto="goods", desde="11|0000|") == ["11-0000-0001"]


class TestPages:
    def test_the_next_one_begins_after_the_last_voucher(
        self, lima: Place, carla: Visitor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(search.search, "__kwdefaults__", {"after": None, "size": 1})
        lima.type(f"{SALE}\n{SALE}")
        response = carla.get(LIST)
        assert listed(carla) == ["05-0000-0001"]
        assert "Of all pages: 2 vouchers 236.00" in words(response)
        (address,) = re.findall(r'rel="next" href="(\?[^"]*)"', response.content.decode())
        response = carla.get(LIST + address.replace("&amp;", "&"))
        assert "0002" in words(response)
        assert "First page" in words(response)
        assert "Next page" not in words(response)

    def test_htmx_is_answered_the_list_alone(self, lima: Place, carla: Visitor) -> None:
        lima.type(SALE)
        content = carla.get(LIST, headers={"HX-Request": "true"}).content.decode()
        assert "0001" in content
        assert "<html" not in content


class TestQueries:
    def test_they_are_as_many_for_one_voucher_as_for_many(self, lima: Place, carla: Visitor) -> None:
        asked = []
        for text in (f"{SALE}\n{PURCHASE}", "\n".join([SALE, PURCHASE] * 4)):
            lima.type(text)
            carla.get(LIST)
            with CaptureQueriesContext(connection) as queries:
                carla.get(LIST)
            asked.append(len(queries))
        assert asked[0] == asked[1] <= 18


class TestWhoMayType:
    def test_only_they_are_offered_a_new_voucher(self, carla: Visitor, rita: Visitor) -> None:
        assert "New voucher" in carla.reads(LIST)
        assert "New voucher" not in rita.reads(LIST)
