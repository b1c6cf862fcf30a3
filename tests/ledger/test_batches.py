"""Where a user wrote last."""

from dataclasses import replace

import pytest

from consolida.core.batches import BatchKey
from consolida.ledger import batches, record
from consolida.ledger.models import Voucher
from consolida.masters.models import Company
from support.companies import ALICE
from support.places import PURCHASE, SALE, Place, parse_vouchers
from support.senders import SALE as SENT_SALE
from support.senders import Sender

CARLA = replace(ALICE, name="carla")


@pytest.fixture
def lima(lima: Place, company: Company) -> Place:
    company.sites.create(code="0005", name="Store", here=True)
    return lima


def last(company: Company, by: str = "alice", period: str = "2026-11") -> BatchKey | None:
    return batches.last_written(company, period=period, by=by)


def test_nowhere_before_the_first_voucher_of_the_month(lima: Place, company: Company) -> None:
    lima.type(SALE)
    assert last(company, period="2026-12") is None
    assert last(company, by="carla") is None


def test_in_the_batch_of_the_newest_voucher_whichever_site_and_operation_type(
    lima: Place, company: Company
) -> None:
    lima.type(SALE)
    lima.type(PURCHASE)
    assert last(company) == ("0000", "2026-11", "11")
    lima.type(SALE, site="0005")
    assert last(company) == ("0005", "2026-11", "05")
    lima.type(PURCHASE, by=CARLA)
    assert last(company) == ("0005", "2026-11", "05")
    assert last(company, by="carla") == ("0000", "2026-11", "11")


def test_a_voucher_below_those_of_others_is_found(lima: Place, company: Company) -> None:
    lima.type(SALE)
    lima.type(f"{SALE}\n{SALE}", by=CARLA)
    assert last(company) == ("0000", "2026-11", "05")


def test_the_search_ends_after_the_newest_vouchers_of_each_batch(
    lima: Place, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "NEWEST", 2)
    lima.type(SALE)
    lima.type(SALE, by=CARLA)
    assert last(company) == ("0000", "2026-11", "05")
    lima.type(SALE, by=CARLA)
    assert last(company) is None


def test_a_deleted_voucher_leaves_the_one_before(lima: Place, company: Company) -> None:
    lima.type(SALE)
    (bought,) = lima.type(PURCHASE)
    record.delete(company, bought, by=ALICE, at=lima.clock())
    assert last(company) == ("0000", "2026-11", "05")


def test_openings_do_not_count(lima: Place, company: Company) -> None:
    (opening,) = parse_vouchers(SALE)
    record.record(company, replace(opening, kind="A"), site=lima.site(), by=ALICE, at=lima.clock())
    assert Voucher.objects.count() == 1
    assert last(company) is None


def test_what_was_imported_from_elsewhere_does_not_count(lima: Place, company: Company) -> None:
    mail = lima.home.path / "mail"
    mail.mkdir()
    lima.welcome(Sender(mail, "0001").send(SENT_SALE))
    writers = set(Voucher.objects.values_list("created_by", flat=True))
    assert writers
    assert [last(company, by=name) for name in writers] == [None] * len(writers)
