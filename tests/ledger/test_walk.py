"""Walking through all that a search finds."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consolida.ledger import record, search, walk
from consolida.ledger.models import Line, Voucher
from consolida.ledger.search import Wanted
from consolida.masters.models import Company
from support import places
from support.companies import ALICE
from support.places import NOVEMBER, PURCHASE, SALE


def walked(company: Company, **wanted: Any) -> list[tuple[str, int]]:
    """Return each voucher's CUO and what its lines debit."""
    parts = walk.walk(company, NOVEMBER, Wanted(**wanted))
    return [(one.found.voucher.cuo, sum(line.debit for line in one.lines)) for part in parts for one in part]


def test_every_voucher_comes_once_in_order_with_its_lines(lima: places.Place, company: Company) -> None:
    lima.type(f"{PURCHASE}\n{SALE}\n{SALE}")
    assert walked(company) == [
        ("0000-05-110001", 11800),
        ("0000-05-110002", 11800),
        ("0000-11-110001", 11800),
    ]


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_the_size_of_its_parts_changes_nothing(
    lima: places.Place, company: Company, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    lima.type(f"{PURCHASE}\n{SALE}\n{SALE}\n{PURCHASE}")
    whole = walked(company)
    monkeypatch.setattr(walk, "AT_ONCE", size)
    assert walked(company) == whole


def test_a_line_is_its_vouchers_own(lima: places.Place, company: Company) -> None:
    lima.type(f"{SALE}\n{PURCHASE}")
    (part,) = walk.walk(company, NOVEMBER, Wanted())
    for whole in part:
        assert {line.voucher_id for line in whole.lines} == {whole.found.voucher.pk}
        assert list(whole.lines) == list(whole.found.voucher.lines)


def test_an_annulled_voucher_has_no_lines(lima: places.Place, company: Company) -> None:
    (voucher,) = lima.type(SALE)
    record.annul(company, voucher, reason="x", by=ALICE, at=lima.clock())
    assert walked(company) == [("0000-05-110001", 0)]
    assert not Line.objects.exists()


def test_a_search_that_stops_early_is_gone_on_with(
    lima: places.Place, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    lima.type(f"{SALE}\n{PURCHASE}")
    monkeypatch.setattr(search, "READ_AT_ONCE", 1)
    monkeypatch.setattr(search, "READ_AT_MOST", 1)
    assert walked(company, text="goods") == [("0000-11-110001", 11800)]


def test_an_empty_month_is_one_empty_part(company: Company) -> None:
    assert list(walk.walk(company, NOVEMBER, Wanted())) == [[]]


def test_what_is_typed_between_two_parts_doubles_nothing(
    lima: places.Place, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    lima.type(f"{SALE}\n{SALE}")
    monkeypatch.setattr(walk, "AT_ONCE", 1)
    parts = walk.walk(company, NOVEMBER, Wanted())
    seen = [one.found.voucher.cuo for one in next(parts)]
    lima.type(f"{SALE}\n{PURCHASE}")
    seen += [one.found.voucher.cuo for part in parts for one in part]
    assert seen == sorted(set(seen))
    assert len(seen) == Voucher.objects.count() == 4


def test_it_asks_as_little_for_many_vouchers_as_for_few(lima: places.Place, company: Company) -> None:
    asked = []
    for text in (SALE, "\n".join([SALE] * 7)):
        lima.type(text)
        with CaptureQueriesContext(connection) as queries:
            walked(company)
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 5
