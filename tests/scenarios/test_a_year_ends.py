"""A year ends and the next begins: closing and opening vouchers travel apart from the month's movement."""

from dataclasses import replace

import pytest

from consolida.ledger import record
from consolida.ledger.models import Balance, Voucher
from support.companies import ALICE
from support.places import Place, parse_vouchers
from support.states import examined

DECEMBER = "05 2026-12-31 Sale: 101 118.00, 40111 -18.00, 70111 -100.00"
CLOSING = "30 2026-12-31 Close the income: 70111 100.00, 62111 -100.00"
OPENING = "30 2027-01-01 Open the year: 101 118.00, 40111 -18.00, 62111 -100.00"
JANUARY = "05 2027-01-15 Sale: 1212 59.00, 40111 -9.00, 70111 -50.00"


def typed(place: Place, text: str, kind: str = "M") -> Voucher:
    with place.open() as company:
        (draft,) = parse_vouchers(text)
        return record.record(
            company, replace(draft, kind=kind), site=place.site(), by=ALICE, at=place.clock()
        )[0]


def by_kind(place: Place, period: str) -> dict[str, dict[str, int]]:
    """Return each kind's balances of a month."""
    with place.open():
        found: dict[str, dict[str, int]] = {}
        for row in Balance.objects.filter(batch__period=period):
            sums = found.setdefault(row.kind, {})
            sums[row.account] = sums.get(row.account, 0) + row.debit - row.credit
        return found


@pytest.fixture
def ended(branch: Place, head_office: Place) -> None:
    """The branch's December with its closing, and the January that it opened, are at head office."""
    typed(branch, DECEMBER)
    typed(branch, CLOSING, "C")
    typed(branch, OPENING, "A")
    typed(branch, JANUARY)
    head_office.welcome(branch.export("2026-12", definitive=True).file)
    head_office.welcome(branch.export("2027-01").file)


@pytest.mark.usefixtures("ended")
class TestBothEnds:
    def test_keep_the_closing_apart_from_december_s_movement(self, branch: Place, head_office: Place) -> None:
        assert by_kind(head_office, "2026-12") == by_kind(branch, "2026-12") == {
            "M": {"101": 11800, "40111": -1800, "70111": -10000},
            "C": {"70111": 10000, "62111": -10000},
        }  # fmt: skip

    def test_open_january_with_what_december_left(self, branch: Place, head_office: Place) -> None:
        december, january = by_kind(head_office, "2026-12"), by_kind(head_office, "2027-01")
        left: dict[str, int] = {}
        for sums in december.values():
            for account, cents in sums.items():
                left[account] = left.get(account, 0) + cents
        assert january["A"] == {account: cents for account, cents in left.items() if cents}
        assert january["M"] == {"1212": 5900, "40111": -900, "70111": -5000}
        assert examined(head_office) == examined(branch) == []


@pytest.mark.usefixtures("ended")
class TestTheOtherSites:
    def test_may_send_january_s_movement_but_no_second_opening(
        self, cusco: Place, head_office: Place
    ) -> None:
        typed(cusco, JANUARY)
        assert head_office.welcome(cusco.export("2027-01").file).added == 1
        typed(cusco, OPENING, "A")
        (refusal,) = head_office.refusal(cusco.export("2027-01").file)
        assert "opening" in refusal.lower()
        assert "0001" in refusal

    def test_may_close_their_own_december(self, cusco: Place, head_office: Place) -> None:
        typed(cusco, DECEMBER)
        typed(cusco, CLOSING, "C")
        assert head_office.welcome(cusco.export("2026-12").file).added == 2
        assert by_kind(head_office, "2026-12")["C"] == {"70111": 20000, "62111": -20000}

    def test_may_open_the_year_once_the_first_gave_its_opening_up(
        self, branch: Place, cusco: Place, head_office: Place
    ) -> None:
        with branch.open() as company:
            record.annul(
                company,
                Voucher.objects.get(kind="A"),
                reason="head office opens",
                by=ALICE,
                at=branch.clock(),
            )
        head_office.import_(branch.export("2027-01").file)
        assert "A" not in by_kind(head_office, "2027-01")
        typed(cusco, OPENING, "A")
        assert head_office.welcome(cusco.export("2027-01").file).added == 1


@pytest.mark.usefixtures("ended")
def test_an_undo_of_january_takes_its_opening_back_and_leaves_december(head_office: Place) -> None:
    december = by_kind(head_office, "2026-12")
    head_office.undo(head_office.imports())
    assert by_kind(head_office, "2027-01") == {}
    assert by_kind(head_office, "2026-12") == december
