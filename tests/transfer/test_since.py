"""What was exported before, and what changed since."""

from pathlib import Path

import pytest

from consolida.ledger import record
from consolida.ledger.models import Voucher
from consolida.masters.models import Site
from consolida.transfer import since
from consolida.transfer.models import Export
from consolida.transfer.since import Former, exported_before
from support.companies import ALICE
from support.places import NOVEMBER, Clock, Place, parse_vouchers

SALES = """
05 2026-11-03 Sale: 101 590.00, 40111 -90.00, 70111 -500.00
05 2026-11-04 Other sale: 101 118.00, 40111 -18.00, 70111 -100.00
"""
PURCHASE = "11 2026-11-05 Goods: 6011 100.00, 40111 18.00, 4212 -118.00"


@pytest.fixture
def branch(tmp_path: Path) -> Place:
    place = Place(tmp_path / "branch", here=["0001"], elsewhere=["0000"], clock=Clock())
    place.type(SALES)
    return place


def before(place: Place) -> list[tuple[int, str, int]]:
    with place.open() as company:
        found = exported_before(company, period=NOVEMBER, sites=["0001"], home=place.home)
        return [(one.export.number, one.export.file.operation_type, one.differing) for one in found]


def test_nothing_was_exported_before_the_first_export(branch: Place) -> None:
    assert before(branch) == []


def test_nothing_changed_right_after_an_export(branch: Place) -> None:
    branch.export()
    assert before(branch) == [(1, "", 0)]


def test_only_the_last_export_of_each_scope_is_told_the_newest_first(branch: Place) -> None:
    branch.export()
    branch.export(operation_type="05")
    branch.export()
    assert before(branch) == [(3, "", 0), (2, "05", 0)]


def test_a_voucher_that_came_counts_in_the_scopes_that_cover_it(branch: Place) -> None:
    branch.export()
    branch.export(operation_type="05")
    branch.type(PURCHASE)
    assert before(branch) == [(2, "05", 0), (1, "", 1)]


def test_changed_and_deleted_vouchers_are_told_apart(branch: Place) -> None:
    branch.export()
    with branch.open() as company:
        first, second = Voucher.objects.order_by("number")
        (draft,) = parse_vouchers("05 2026-11-03 Sale, corrected: 101 59.00, 40111 -9.00, 70111 -50.00")
        record.change(company, first, draft, by=ALICE, at=branch.clock())
        record.annul(company, second, reason="typed twice", by=ALICE, at=branch.clock())
        (former,) = exported_before(company, period=NOVEMBER, sites=["0001"], home=branch.home)
    assert (former.added, former.removed, former.changed) == (0, 0, 2)
    assert former.sentence() == "2 vouchers changed since (+0, −0, 2 modified)."


def test_a_batch_that_did_not_exist_then_is_all_new(branch: Place) -> None:
    branch.export()
    branch.type(PURCHASE)
    with branch.open() as company:
        (former,) = exported_before(company, period=NOVEMBER, sites=["0001"], home=branch.home)
    assert (former.added, former.removed, former.changed) == (1, 0, 0)
    assert former.sentence() == "1 voucher changed since (+1, −0, 0 modified)."


def test_a_file_that_the_archive_lost_is_told(branch: Place) -> None:
    exported = branch.export()
    branch.home.archived(exported.manifest.file_uid).unlink()
    with branch.open() as company:
        (former,) = exported_before(company, period=NOVEMBER, sites=["0001"], home=branch.home)
    assert not former.known
    assert former.sentence() == "The archive has lost the file; what changed since is not known."


def test_what_a_second_look_finds_is_not_what_the_first_one_found(branch: Place) -> None:
    branch.export()
    branch.type(PURCHASE)
    assert before(branch) == before(branch) == [(1, "", 1)]
    branch.type(PURCHASE)
    assert before(branch) == [(1, "", 2)]
    with branch.open() as company:
        for goods in Voucher.objects.filter(batch__operation_type__code="11"):
            record.delete(company, goods, by=ALICE, at=branch.clock())
    assert before(branch) == [(1, "", 0)]


def test_an_unchanged_batch_is_read_once_only(branch: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    branch.export()
    branch.type(PURCHASE)
    first = before(branch)
    monkeypatch.setattr(since, "_held", lambda batch: pytest.fail(f"batch {batch} was read again"))
    assert before(branch) == first == [(1, "", 1)]


def test_what_is_counted_while_somebody_types_is_counted_again(
    branch: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    branch.export()
    branch.type(PURCHASE)
    held, typed = since._held, list[int]()

    def meanwhile(batch: int) -> dict[str, str]:
        if not typed:
            typed.append(batch)
            site = Site.objects.get(code="0001")
            (draft,) = parse_vouchers(PURCHASE)
            record.record(site.company, draft, site=site, by=ALICE, at=branch.clock())
        return held(batch)

    monkeypatch.setattr(since, "_held", meanwhile)
    assert before(branch) == [(1, "", 2)]  # what was there when it looked
    with branch.open() as company:
        last = Voucher.objects.filter(batch__operation_type__code="11").order_by("-pk")[0]
        record.delete(company, last, by=ALICE, at=branch.clock())
    assert before(branch) == [(1, "", 1)]  # as at first, when something else was counted


def test_nothing_changed_is_said_so() -> None:
    assert Former(export=Export()).sentence() == "Nothing changed since."
