"""Vouchers in dollars: original amounts, rates and exchange differences reach head office as they are."""

from contextlib import closing
from dataclasses import replace

import pytest

from consolida.core.errors import Refused
from consolida.core.money import converted, parse_rate
from consolida.core.portable.connect import open_proven
from consolida.ledger import record
from consolida.ledger.draft import Draft, DraftLine
from consolida.ledger.models import Line, Voucher
from consolida.masters.models import ExchangeRate
from support.companies import ALICE
from support.files import rows
from support.places import Place
from support.states import examined

RATE = parse_rate("3.752")
SALE = Draft(
    operation_type="05",
    date="2026-11-03",
    description="Sale in dollars",
    currency="USD",
    exchange_rate=RATE,
    lines=(
        DraftLine(account="1212", debit=converted(11800, RATE), original_amount=11800),
        DraftLine(account="40111", credit=converted(1800, RATE), original_amount=-1800),
        DraftLine(account="70111", credit=converted(10000, RATE), original_amount=-10000),
    ),
)
DIFFERENCE = Draft(
    operation_type="30",
    date="2026-11-30",
    description="Exchange difference",
    currency="USD",
    exchange_rate=parse_rate("3.770"),
    lines=(
        DraftLine(account="1212", debit=212, original_amount=0),
        DraftLine(account="70111", credit=212, original_amount=0),
    ),
)


def typed(place: Place, draft: Draft) -> tuple[Voucher, tuple[str, ...]]:
    with place.open() as company:
        ExchangeRate.objects.get_or_create(
            company=company, currency="USD", date="2026-11-03", defaults={"buy": 3_745_000, "sell": RATE}
        )
        voucher, findings = record.record(company, draft, site=place.site(), by=ALICE, at=place.clock())
        return voucher, tuple(finding.rule for finding in findings)


def lines(place: Place) -> list[tuple[str, str, int, int, int]]:
    with place.open():
        fields = ("account", "currency", "original_amount", "debit", "credit")
        return sorted(Line.objects.values_list(*fields))


class TestASaleInDollars:
    def test_lands_with_its_original_amounts_and_rate(self, branch: Place, head_office: Place) -> None:
        typed(branch, SALE)
        typed(branch, DIFFERENCE)
        head_office.welcome(branch.export().file, add_masters=True)
        assert lines(head_office) == lines(branch)
        assert ("1212", "USD", 11800, 44274, 0) in lines(head_office)
        with head_office.open():
            assert [voucher.exchange_rate for voucher in Voucher.objects.order_by("uid")] == [
                3_752_000, 3_770_000,
            ]  # fmt: skip
        assert examined(head_office) == []

    def test_brings_the_rates_of_its_currency(self, branch: Place, head_office: Place) -> None:
        typed(branch, SALE)
        file = branch.export().file
        with closing(open_proven(file)) as connection:
            (rate,) = rows(connection, "exchange_rate")
        assert (rate["currency"], rate["date"], rate["sell"]) == ("USD", "2026-11-03", RATE)
        assert "add_masters" in head_office.questions(file)
        head_office.welcome(file, decisions={"add_masters": "yes"})
        with head_office.open():
            assert ExchangeRate.objects.get().sell == RATE

    def test_whose_rates_differ_at_head_office_lands_as_it_was_typed(
        self, branch: Place, head_office: Place
    ) -> None:
        with head_office.open() as company:
            ExchangeRate.objects.create(
                company=company, currency="USD", date="2026-11-03", buy=3_700_000, sell=3_710_000
            )
        typed(branch, SALE)
        done = head_office.welcome(branch.export().file)
        assert any(finding.rule == "master_differs" for finding in done.findings)
        assert lines(head_office) == lines(branch)
        with head_office.open():
            assert ExchangeRate.objects.get().sell == 3_710_000

    def test_corrected_by_its_rate_alone_is_a_change(self, branch: Place, head_office: Place) -> None:
        voucher, _ = typed(branch, SALE)
        head_office.welcome(branch.export().file, add_masters=True)
        with branch.open() as company:
            corrected = replace(SALE, exchange_rate=parse_rate("3.751"))
            record.change(company, voucher, corrected, by=ALICE, at=branch.clock())
        done = head_office.import_(branch.export().file)
        assert (done.added, done.removed, done.changed, done.equal) == (0, 0, 1, 0)
        with head_office.open():
            assert Voucher.objects.get().exchange_rate == 3_751_000


class TestADifferenceOfExchange:
    def test_without_an_original_amount_needs_no_word(self, branch: Place) -> None:
        _, remarked = typed(branch, DIFFERENCE)
        assert remarked == ()

    def test_moves_the_balance_in_soles_only(self, branch: Place, head_office: Place) -> None:
        typed(branch, SALE)
        typed(branch, DIFFERENCE)
        head_office.welcome(branch.export().file, add_masters=True)
        assert head_office.balances()["1212"] == 44274 + 212
        with head_office.open():
            assert sum(line.original_amount for line in Line.objects.filter(account="1212")) == 11800


def test_dollars_that_do_not_add_up_are_remarked_and_let_in(branch: Place, head_office: Place) -> None:
    first, *others = SALE.lines
    _, remarked = typed(branch, replace(SALE, lines=(replace(first, original_amount=11900), *others)))
    assert remarked
    assert head_office.welcome(branch.export().file, add_masters=True).added == 1


@pytest.mark.parametrize("place", [1, 2])
def test_one_centimo_lost_in_conversion_refuses_the_voucher(branch: Place, place: int) -> None:
    changed = list(SALE.lines)
    changed[place] = replace(changed[place], credit=changed[place].credit - 1)
    with pytest.raises(Refused, match="1 error"):
        typed(branch, replace(SALE, lines=tuple(changed)))
    assert branch.vouchers() == {}
