"""Site by month at one look."""

from pathlib import Path

import pytest

from consolida.core.period import Period
from consolida.ledger import months
from consolida.ledger.models import Import
from consolida.ledger.replacement.observations import mark_seen
from consolida.masters.companies import change_site, the_site
from consolida.transfer.overview import State, overview
from support.companies import ALICE
from support.places import Clock, Place
from support.senders import SALE as SENT
from support.senders import Sender

DECEMBER = Period("2026-12")
SALE = "05 2026-11-03 Sale: 101 590.00, 40111 -90.00, 70111 -500.00"


@pytest.fixture
def head_office(tmp_path: Path) -> Place:
    return Place(tmp_path / "head-office", here=["0000"], elsewhere=["0001"], clock=Clock())


def _state(place: Place, site: str, month: int = 11) -> State:
    with place.open() as company:
        rows = overview(company, 2026, now=DECEMBER)
        return next(row[month - 1].state for row in rows if row[0].site.code == site)


def test_a_site_that_sent_nothing_is_told_from_one_that_typed_nothing(head_office: Place) -> None:
    assert _state(head_office, "0001") is State.NOT_SENT
    assert _state(head_office, "0000") is State.NOTHING


def _states(place: Place, now: str) -> dict[str, list[str]]:
    with place.open() as company:
        rows = overview(company, 2026, now=Period(now))
        return {row[0].site.code: [cell.name for cell in row] for row in rows}


def test_of_a_month_that_is_still_to_come_nobody_expects_anything(head_office: Place) -> None:
    assert _states(head_office, "2026-10") == {
        "0000": ["nothing typed"] * 10 + ["to come"] * 2,
        "0001": ["not sent"] * 10 + ["to come"] * 2,
    }
    assert set(_states(head_office, "2027-01")["0001"]) == {"not sent"}
    assert set(_states(head_office, "2025-12")["0000"]) == {"to come"}


def test_what_was_done_early_is_told_all_the_same(branch: Place, head_office: Place) -> None:
    branch.type(SALE)
    assert _states(branch, "2026-10")["0001"][10] == "in progress"
    head_office.welcome(branch.export().file)
    assert _states(head_office, "2026-10")["0001"][10:] == ["preliminary", "to come"]
    rest(head_office, "0001")
    assert _states(head_office, "2026-10")["0001"][11] == "not in use"
    with head_office.open() as company:
        months.close(company, site=head_office.site(), period="2026-12", by=ALICE, at=head_office.clock())
    assert _states(head_office, "2026-10")["0000"][11] == "closed"


def test_a_month_being_typed_is_in_progress_until_it_is_exported(branch: Place) -> None:
    branch.type(SALE)
    assert _state(branch, "0001") is State.TYPED
    branch.export()
    assert _state(branch, "0001") is State.PRELIMINARY
    branch.export(definitive=True)
    assert _state(branch, "0001") is State.DEFINITIVE


def test_an_import_shows_what_the_file_was(branch: Place, head_office: Place) -> None:
    branch.type(SALE)
    head_office.welcome(branch.export(operation_type="05").file)
    assert _state(head_office, "0001") is State.IMPORTED
    head_office.import_(branch.export().file)
    assert _state(head_office, "0001") is State.PRELIMINARY
    done = head_office.import_(branch.export(definitive=True).file)
    assert _state(head_office, "0001") is State.DEFINITIVE
    head_office.undo(done.import_id)
    assert _state(head_office, "0001") is State.PRELIMINARY


def test_what_the_rules_remarked_is_shown_before_anything_else(head_office: Place, tmp_path: Path) -> None:
    (tmp_path / "mail").mkdir()
    sender = Sender(tmp_path / "mail")
    done = head_office.welcome(sender.send(f"{SENT}  70111 credit 0.00\n", definitive=True))
    with head_office.open() as company:
        cell = next(row[10] for row in overview(company, 2026, now=DECEMBER) if row[0].site.code == "0001")
        assert (cell.state, cell.name, cell.observed_by) == (State.OBSERVED, "observed", done.import_id)
        assert overview(company, 2025, now=DECEMBER)[1][10].observed_by == 0
        mark_seen(Import.objects.get(pk=done.import_id), by=ALICE, at=head_office.clock())
    assert _state(head_office, "0001") is not State.OBSERVED


def test_an_empty_file_is_a_statement(branch: Place, head_office: Place) -> None:
    head_office.welcome(branch.export().file)
    assert _state(head_office, "0001") is State.NO_MOVEMENT


def rest(place: Place, site: str, *, active: bool = False) -> None:
    with place.open() as company:
        change_site(the_site(company, site), active=active, by=ALICE, at=place.clock())


def test_a_site_that_is_no_longer_in_use_stands_only_in_years_in_which_it_did_something(
    branch: Place, head_office: Place
) -> None:
    branch.type(SALE)
    head_office.welcome(branch.export().file)
    rest(head_office, "0001")
    assert _state(head_office, "0001") is State.PRELIMINARY
    assert {_state(head_office, "0001", month) for month in (1, 10, 12)} == {State.RESTING}
    with head_office.open() as company:
        assert [row[0].site.code for row in overview(company, 2027, now=DECEMBER)] == ["0000"]
        assert [row[0].site.code for row in overview(company, 2026, now=DECEMBER)] == ["0000", "0001"]
    rest(head_office, "0001", active=True)
    assert _state(head_office, "0001", 12) is State.NOT_SENT


def test_months_of_a_resting_site_that_holds_vouchers_say_what_became_of_them(branch: Place) -> None:
    branch.type(SALE)
    rest(branch, "0001")
    assert (_state(branch, "0001"), _state(branch, "0001", 12)) == (State.TYPED, State.RESTING)
    with branch.open() as company:
        for period in ("2026-11", "2026-12"):
            months.close(company, period=period, site=branch.site(), by=ALICE, at=branch.clock())
    assert (_state(branch, "0001"), _state(branch, "0001", 12)) == (State.CLOSED, State.RESTING)


def test_a_closed_month_is_closed(branch: Place) -> None:
    branch.type(SALE)
    with branch.open() as company:
        months.close(company, site=branch.site(), period="2026-11", by=ALICE, at=branch.clock())
    assert _state(branch, "0001") is State.CLOSED


def test_every_state_has_a_name(branch: Place) -> None:
    with branch.open() as company:
        assert overview(company, 2026, now=DECEMBER)[0][0].name == "not sent"
