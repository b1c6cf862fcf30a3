"""What one typed voucher moves in its batch is what all of its rows add up to."""

from dataclasses import replace

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from consolida.core.totals import Totals
from consolida.ledger import pairs, record, totals
from consolida.ledger.draft import Draft, DraftLine
from consolida.ledger.models import Balance, Batch, Voucher
from consolida.masters.models import Company
from support.companies import ALICE
from support.places import SALE, Place, parse_vouchers

ZERO = "05 2026-11-03 Nothing: 1212 0.00, 70111 0.00"


def of_rows(batch: Batch) -> tuple[object, ...]:
    """What a batch's rows add up to, each of them read."""
    return totals.recount(batch.pk), totals.digest_and_number(batch.pk)[0], totals.balances(batch.pk)


def as_kept(batch: Batch) -> tuple[object, ...]:
    """What the batch and its balances say."""
    kept = {(row.kind, row.account): (row.debit, row.credit) for row in Balance.objects.filter(batch=batch)}
    return Totals.of(batch), batch.digest, kept


def is_proved() -> bool:
    """Whether all batches say what their rows add up to, and no number was given twice."""
    return all(
        as_kept(batch) == of_rows(batch) and batch.last_number >= totals.digest_and_number(batch.pk)[1]
        for batch in Batch.objects.all()
    )


@pytest.fixture
def _kept_always(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairs, "WORTH_KEEPING", 1)


class Typist:
    """Types, changes, annuls and deletes as a list of numbers says."""

    accounts = ("101", "1212", "40111", "70111")

    def __init__(self, lima: Place, company: Company) -> None:
        self.lima, self.company = lima, company

    def draft(self, seed: int) -> Draft:
        one, other = self.accounts[seed % 4], self.accounts[(seed // 4) % 4]
        amount = seed % 3 * 100
        lines = (DraftLine(account=one, debit=amount), DraftLine(account=other, credit=amount))
        kind = "AMC"[seed % 7 % 3] if seed % 5 == 0 else "M"
        return Draft(operation_type="05", date="2026-11-03", kind=kind, lines=lines)

    def do(self, act: int, seed: int) -> None:
        by, at = ALICE, self.lima.clock()
        held = list(Voucher.objects.filter(annulled=0).order_by("pk"))
        if act == 0 or not held:
            record.record(self.company, self.draft(seed), site=self.lima.site(), by=by, at=at)
            return
        voucher = held[seed % len(held)]
        if act == 1:
            record.change(self.company, voucher, self.draft(seed // 2), by=by, at=at)
        elif act == 2:
            record.annul(self.company, voucher, reason="x", by=by, at=at)
        else:
            record.delete(self.company, voucher, by=by, at=at)


@pytest.mark.usefixtures("_kept_always")
class TestAnyTyping:
    def test_it_ends_at_what_the_rows_add_up_to(self, lima: Place, company: Company) -> None:
        typist = Typist(lima, company)

        @settings(max_examples=15, deadline=None)
        @given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 500)), min_size=1, max_size=8))
        def type_them(deeds: list[tuple[int, int]]) -> None:
            with transaction.atomic():
                for act, seed in deeds:
                    typist.do(act, seed)
                    assert is_proved()
                transaction.set_rollback(True)

        type_them()
        assert not Batch.objects.exists()

    def test_a_transaction_rolled_back_leaves_nothing_behind(self, lima: Place, company: Company) -> None:
        lima.type(f"{SALE}\n{SALE}")
        typist = Typist(lima, company)
        with transaction.atomic():
            typist.do(0, 1)
            transaction.set_rollback(True)
        typist.do(0, 2)
        assert Batch.objects.get().vouchers == 3
        assert is_proved()


class TestBalances:
    def test_an_account_that_no_line_names_any_more_has_none(self, lima: Place, company: Company) -> None:
        (voucher,) = lima.type(SALE)
        (other,) = parse_vouchers(SALE.replace("1212", "101"))
        record.change(company, voucher, other, by=ALICE, at=lima.clock())
        assert set(Balance.objects.values_list("account", flat=True)) == {"101", "40111", "70111"}
        assert is_proved()

    def test_an_account_of_lines_without_amount_keeps_one_of_nothing(
        self, lima: Place, company: Company
    ) -> None:
        voucher, _ = lima.type(f"{SALE}\n{ZERO}")
        record.delete(company, voucher, by=ALICE, at=lima.clock())
        assert sorted(Balance.objects.values_list("account", "debit", "credit")) == [
            ("1212", 0, 0),
            ("70111", 0, 0),
        ]
        assert is_proved()

    def test_kinds_are_kept_apart(self, lima: Place, company: Company) -> None:
        (voucher,) = lima.type(SALE)
        (same,) = parse_vouchers(SALE)
        record.change(company, voucher, replace(same, kind="C"), by=ALICE, at=lima.clock())
        assert set(Balance.objects.values_list("kind", flat=True)) == {"C"}
        assert is_proved()


class TestABatchThatWasNotTypedHere:
    def test_the_first_voucher_reads_it_and_the_next_ones_go_on(
        self, lima: Place, company: Company, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(pairs, "WORTH_KEEPING", 2)
        lima.type(f"{SALE}\n{SALE}")
        reads: list[int] = []
        read = pairs.Pairs

        def counted(found: object) -> pairs.Pairs:
            reads.append(1)
            return read(found)  # type: ignore[arg-type] # a cursor's rows

        monkeypatch.setattr("consolida.ledger.pairs.Pairs", counted)
        lima.type(f"{SALE}\n{SALE}\n{SALE}")
        assert len(reads) <= 1
        assert is_proved()
