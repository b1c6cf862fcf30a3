"""Meses: what a month stands at; closing, reopening, filing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consolida.audit.models import Entry
from consolida.ledger.models import FiledBook, SiteMonth
from consolida.masters.models import Company
from support.places import PURCHASE, SALE, Clock, Place
from support.senders import SALE as SENT_SALE
from support.senders import Sender
from support.visiting import Visitor, visiting, visitor, words

MONTHS = "/meses/"


@pytest.fixture
def lima(tmp_path: Path) -> Place:
    return Place(tmp_path / "lima", here=["0000"], elsewhere=["0001"], clock=Clock())


@pytest.fixture
def company(lima: Place) -> Iterator[Company]:
    with visiting(lima) as company:
        yield company


def send(visitor: Visitor, act: str, **said: str) -> str:
    return visitor.sends(MONTHS, act=act, **said)


def test_each_site_and_type_with_its_state_and_totals(lima: Place, company: Company, carla: Visitor) -> None:
    mail = lima.home.path / "mail"
    mail.mkdir()
    number = lima.welcome(Sender(mail, "0001").send(SENT_SALE, definitive=True)).import_id
    lima.type(f"{SALE}\n{SALE}\n{PURCHASE}")
    said = carla.reads(MONTHS)
    assert "0000 Sede 0000 here open 3 9 354.00 354.00 Close 0000 Sede 0000" in said
    assert "05 Ventas open 2 6 236.00 236.00 Close 05 Ventas 11 Compras open 1 3 118.00 118.00" in said
    assert f"05 Ventas open, definitive import {number} export n.º 1 1 3 118.00 118.00" in said
    assert "Total 4 472.00 472.00" in said
    assert "The sales register (SIRE) : not filed" in said


class TestClosing:
    def test_a_whole_month_and_again_with_a_reason(self, company: Company, carla: Visitor) -> None:
        said = send(carla, "close", site="0000")
        assert "November 2026, site 0000 was closed." in said
        assert "0000 Sede 0000 here closed" in said
        said = send(carla, "reopen", site="0000", reason="late invoice")
        assert "November 2026, site 0000 was reopened." in said
        assert not SiteMonth.objects.filter(closed=True).exists()
        assert "late invoice" in Entry.objects.get(act="month-reopened").details

    def test_one_type(self, lima: Place, carla: Visitor) -> None:
        lima.type(f"{SALE}\n{PURCHASE}")
        said = send(carla, "close", site="0000", operation_type="05")
        assert "T/O 05, November 2026, site 0000 was closed." in said
        assert "05 Ventas closed" in said
        assert "11 Compras open" in said
        assert "05 Ventas open" in send(
            carla, "reopen", site="0000", operation_type="05", reason="late invoice"
        )

    def test_what_did_not_change_and_what_stays_closed_is_said(
        self, lima: Place, company: Company, carla: Visitor
    ) -> None:
        lima.type(SALE)
        month = "November 2026, site 0000"
        assert f"{month} was open already; nothing was changed." in send(
            carla, "reopen", site="0000", reason="late invoice"
        )
        send(carla, "close", site="0000")
        assert f"{month} was closed already; nothing was changed." in send(carla, "close", site="0000")
        said = send(carla, "reopen", site="0000", operation_type="05", reason="late invoice")
        assert f"05, {month} was reopened. These T/O stay closed: " in said
        assert "11, " in said.partition("stay closed: ")[2][:40]

    def test_without_a_reason_it_stays_closed(self, carla: Visitor) -> None:
        send(carla, "close", site="0000")
        response = carla.post(MONTHS, {"act": "reopen", "site": "0000", "reason": " "})
        assert response.status_code == 409
        assert "was not reopened: a reason is needed" in words(response)
        assert SiteMonth.objects.filter(closed=True).exists()


class TestFiling:
    def test_a_book_with_its_constancia_and_back(self, carla: Visitor) -> None:
        said = send(carla, "file", book="sales", constancia="12-345")
        assert "Noted as filed for November 2026: the sales register (SIRE)." in said
        assert "The sales register (SIRE) : filed, constancia 12-345" in said
        said = send(carla, "take_back", book="sales", reason="wrong month")
        assert "No longer noted as filed for November 2026: the sales register (SIRE)." in said
        assert "The sales register (SIRE) : not filed" in said
        assert not FiledBook.objects.exists()

    def test_without_a_constancia_nothing_is_noted(self, carla: Visitor) -> None:
        assert "the constancia's number is needed." in send(carla, "file", book="sales", constancia="")

    def test_a_constancia_that_is_too_long_is_not_cut_but_refused_and_kept_to_correct(
        self, carla: Visitor
    ) -> None:
        response = carla.post(MONTHS, {"act": "file", "book": "sales", "constancia": "7" * 41})
        assert response.status_code == 409
        assert "Write from 1 to 40 letters" in words(response)
        assert f'value="{"7" * 41}"' in response.content.decode()
        assert not FiledBook.objects.exists()

    def test_twice_is_refused_and_what_was_typed_is_kept(self, carla: Visitor) -> None:
        send(carla, "file", book="sales", constancia="12-345")
        assert "this is noted as filed already" in send(carla, "file", book="sales", constancia="9")
        response = carla.post(MONTHS, {"act": "take_back", "book": "journal", "reason": "because"})
        assert "is not noted as filed" in words(response)

    def test_what_was_filed_stays_closed(self, lima: Place, carla: Visitor) -> None:
        lima.type(SALE)
        send(carla, "close", site="0000")
        send(carla, "file", book="journal", constancia="1")
        assert "was filed with SUNAT" in send(carla, "reopen", site="0000", reason="x")

    def test_whoever_is_refused_to_reopen_finds_the_reason_where_it_was_typed(
        self, lima: Place, carla: Visitor
    ) -> None:
        lima.type(f"{SALE}\n{PURCHASE}")
        send(carla, "close", site="0000")
        send(carla, "file", book="journal", constancia="1")
        asked = {"act": "reopen", "site": "0000", "operation_type": "11", "reason": "factura <tardía>"}
        page = carla.post(MONTHS, asked).content.decode()
        assert page.count('value="factura &lt;tardía&gt;"') == 1
        assert page.count("<details") == 3
        assert page.count('<details class="no-print" open>') == 1
        kept = page.index('<details class="no-print" open>')
        assert page.rindex("11 ", 0, kept) > page.rindex("05 ", 0, kept)


class TestWhoMay:
    def test_whoever_only_looks_is_offered_nothing_and_refused(self, company: Company) -> None:
        rita = visitor(company, "rita", "reader")
        content = rita.get(MONTHS).content.decode()
        assert 'value="close"' not in content
        assert 'value="file"' not in content
        for act in ("close", "reopen"):
            assert rita.post(MONTHS, {"act": act, "site": "0000", "reason": "x"}).status_code == 403
        for act in ("file", "take_back"):
            said = {"act": act, "book": "sales", "constancia": "1", "reason": "x"}
            assert rita.post(MONTHS, said).status_code == 403

    @pytest.mark.parametrize(
        "said",
        [
            {"act": "burn"},
            {"act": "close", "site": "7777"},
            {"act": "file", "book": "poems", "constancia": "1"},
        ],
    )
    def test_what_is_not_there_is_not_found(self, carla: Visitor, said: dict[str, str]) -> None:
        assert carla.post(MONTHS, said).status_code == 404


def test_queries_do_not_grow_with_types(lima: Place, carla: Visitor) -> None:
    asked = []
    for text in (SALE, PURCHASE):
        lima.type(text)
        carla.get(MONTHS)
        with CaptureQueriesContext(connection) as queries:
            carla.get(MONTHS)
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 20
