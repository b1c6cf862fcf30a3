"""Pairs of uids and digests kept from one typed voucher to the next."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consolida.core import digest
from consolida.ledger import pairs
from consolida.ledger.pairs import Kept, Pairs


def uid(number: int) -> str:
    return f"019a3bcf-0000-7000-8000-{number:012x}"


def sha(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


def some(*numbers: int) -> Pairs:
    return Pairs((uid(number), sha(number)) for number in numbers)


def of(held: dict[str, str]) -> str:
    return digest.of_batch(sorted(held.items()))


class TestPairs:
    @given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 99)), max_size=40))
    def test_any_changes_end_at_the_digest_that_all_of_them_have(
        self, changes: list[tuple[int, int]]
    ) -> None:
        kept, held = Pairs([]), dict[str, str]()
        for number, content in changes:
            if content < 30:
                kept.take(uid(number))
                held.pop(uid(number), None)
            else:
                kept.put(uid(number), sha(content))
                held[uid(number)] = sha(content)
            assert (kept.digest(), len(kept)) == (of(held), len(held))

    def test_none_at_all_is_the_empty_batch(self) -> None:
        assert Pairs([]).digest() == digest.EMPTY_BATCH


class TestWhatIsKept:
    def test_it_is_found_by_its_digest_and_by_one_writer(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pairs, "WORTH_KEEPING", 2)
        kept, two = Kept(), some(1, 2)
        kept.put(two.digest(), two)
        assert kept.take("0" * 64) is None
        assert kept.take(two.digest()) is two
        assert kept.take(two.digest()) is None

    def test_few_pairs_are_not_kept(self) -> None:
        kept, two = Kept(), some(1, 2)
        kept.put(two.digest(), two)
        assert kept.take(two.digest()) is None

    def test_the_longest_unused_go_but_never_the_last(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pairs, "WORTH_KEEPING", 1)
        kept, one, other, large = Kept(room=250), some(1), some(2), some(3, 4, 5)
        kept.put(one.digest(), one)
        kept.put(other.digest(), other)
        assert kept.take(one.digest()) is one
        kept.put(one.digest(), one)
        kept.put(large.digest(), large)
        assert [kept.take(each.digest()) for each in (one, other, large)] == [None, None, large]

    def test_a_change_leads_from_one_digest_to_the_next(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pairs, "WORTH_KEEPING", 1)
        first = pairs.keep(some(1, 2))
        second = pairs.changed(first, {uid(3): sha(3), uid(1): ""})
        assert second == of({uid(2): sha(2), uid(3): sha(3)})
        assert pairs.changed(first, {uid(4): sha(4)}) is None
        assert pairs.changed(second, {uid(2): sha(9)}) == of({uid(2): sha(9), uid(3): sha(3)})
