"""What replacing one content by another does."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consolida.core import difference
from consolida.core.batches import BatchKey
from consolida.core.difference import (
    AccountChange,
    Difference,
    VoucherChange,
    VoucherSide,
    between,
    biggest,
    of_batch,
    voucher_changes,
    voucher_header,
    voucher_lines,
)
from consolida.core.portable import connect
from consolida.core.portable import format as spec
from consolida.core.portable.format import FileKind
from consolida.core.portable.manifest import Origin
from consolida.core.portable.pair import Pair
from consolida.core.portable.write import seal
from consolida.core.signing import SigningKey
from consolida.core.totals import ABSENT, Totals

SALES = BatchKey("0001", "2026-11", "05")
PURCHASES = BatchKey("0001", "2026-11", "11")
KEY = SigningKey.generate()


@dataclass(frozen=True)
class Sketch:
    """A voucher in few words: an amount from one account to another."""

    uid: int
    amount: int = 100
    batch: BatchKey = SALES
    debit: str = "1212"
    credit: str = "7012"

    @property
    def name(self) -> str:
        return f"00000000-0000-7000-8000-{self.uid:012d}"


@dataclass(frozen=True)
class Content:
    """A file's batches, even those without vouchers, and its vouchers."""

    vouchers: tuple[Sketch, ...]
    batches: tuple[BatchKey, ...] = (SALES, PURCHASES)


Writer = Callable[..., Path]


def write(path: Path, content: Content) -> Path:
    connection = connect.create(path)
    for key in content.batches:
        connection.execute("INSERT INTO batch VALUES (?,?,?,'open',0,'',1,0,0,0,0,'')", key)
    for sketch in content.vouchers:
        number = f"{sketch.uid:04d}"
        cuo = f"{sketch.batch.site}-{sketch.batch.operation_type}-11{number}"
        connection.execute(
            "INSERT INTO voucher VALUES (?,?,?,?,?,?,'M','2026-11-03','Sale',"
            "'PEN',1000000,0,1,'','','','','','','')",
            (sketch.name, *sketch.batch, number, cuo),
        )
        for line, account, debit, credit in (
            (1, sketch.debit, sketch.amount, 0),
            (2, sketch.credit, 0, sketch.amount),
        ):
            connection.execute(
                "INSERT INTO line VALUES (?,?,?,'','','','','','','','','','','','','','PEN',?,?,?,'',0)",
                (sketch.name, line, account, debit - credit, debit, credit),
            )
    seal(
        connection,
        origin=Origin(
            ruc="20601234565",
            company="Comercial Los Andes S.A.C.",
            currency="PEN",
            site="0001",
            site_name="Arequipa",
            installation="018f0000-0000-7000-8000-000000000001",
            export_number=1,
            previous="",
            author="Ana",
            program="test",
        ),
        kind=FileKind.VOUCHERS,
        period="2026-11",
        operation_type="",
        definitive=False,
        file_uid="018f0000-0000-7000-8000-000000000002",
        cutoff="2026-12-03T15:42:07.125Z",
        key=KEY,
    )
    connection.close()
    return path


@pytest.fixture
def file_of(tmp_path: Path) -> Writer:
    names = (f"{count}.db" for count in range(100))

    def file_of(*vouchers: Sketch, batches: tuple[BatchKey, ...] = (SALES, PURCHASES)) -> Path:
        return write(tmp_path / next(names), Content(vouchers, batches))

    return file_of


def counts(value: Difference | difference.BatchDifference) -> tuple[int, int, int, int]:
    return value.added, value.removed, value.changed, value.equal


class TestABatch:
    def test_counts_vouchers_added_removed_changed_and_equal(self, file_of: Writer) -> None:
        old = file_of(Sketch(1), Sketch(2), Sketch(3), Sketch(4))
        new = file_of(Sketch(2), Sketch(3, amount=150), Sketch(4), Sketch(5), Sketch(6))
        assert counts(of_batch(SALES, old, new)) == (2, 1, 1, 2)

    def test_with_itself_is_nothing(self, file_of: Writer) -> None:
        file = file_of(Sketch(1), Sketch(2))
        found = of_batch(SALES, file, file)
        assert found.is_nothing
        assert counts(found) == (0, 0, 0, 2)
        assert found.accounts == ()

    def test_with_equal_digests_reads_nothing_but_totals(
        self, file_of: Writer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        old, new = file_of(Sketch(1)), file_of(Sketch(1))
        read: list[str] = []

        def watched(path: Path) -> object:
            connection = connect.open_proven(path)
            connection.set_exec_trace(lambda _cursor, sql, _values: read.append(sql) or True)  # type: ignore[func-returns-value]
            return connection

        monkeypatch.setattr("consolida.core.portable.pair.open_proven", watched)
        of_batch(SALES, old, new)
        assert any(".batch" in sql for sql in read)
        assert not any("voucher AS" in sql or "line AS" in sql for sql in read)

    def test_that_did_not_exist_is_all_added(self, file_of: Writer) -> None:
        found = of_batch(SALES, None, file_of(Sketch(1), Sketch(2)))
        assert counts(found) == (2, 0, 0, 0)
        assert found.old == ABSENT
        assert found.new.totals.vouchers == 2
        assert found.new.totals.debit == 200

    def test_that_goes_is_all_removed(self, file_of: Writer) -> None:
        found = of_batch(SALES, file_of(Sketch(1)), None)
        assert counts(found) == (0, 1, 0, 0)
        assert found.new == ABSENT

    def test_that_the_file_does_not_name_counts_as_absent(self, file_of: Writer) -> None:
        old = file_of(Sketch(1), batches=(SALES,))
        new = file_of(Sketch(2, batch=PURCHASES), batches=(PURCHASES,))
        assert counts(of_batch(PURCHASES, old, new)) == (1, 0, 0, 0)
        assert counts(of_batch(SALES, old, new)) == (0, 1, 0, 0)

    def test_that_was_absent_in_a_before_image_counts_as_absent(self, tmp_path: Path) -> None:
        path = write(tmp_path / "before.db", Content((), (SALES,)))
        connection = connect.reopen(path)
        connection.execute("UPDATE batch SET state = 'absent'")
        connection.close()
        assert of_batch(SALES, path, None).old == ABSENT

    def test_on_neither_side_is_nothing(self) -> None:
        found = of_batch(SALES, None, None)
        assert found.is_nothing
        assert found.old == found.new == ABSENT

    def test_that_becomes_empty_differs_from_one_that_goes(self, file_of: Writer) -> None:
        emptied = of_batch(SALES, file_of(Sketch(1)), file_of())
        assert counts(emptied) == (0, 1, 0, 0)
        assert emptied.new.digest

    def test_lists_accounts_before_and_after(self, file_of: Writer) -> None:
        old = file_of(Sketch(1, amount=100), Sketch(2, amount=30, debit="1041"))
        new = file_of(Sketch(1, amount=120), Sketch(3, amount=5, credit="4699"))
        assert of_batch(SALES, old, new).accounts == (
            AccountChange("1041", 30, 0, 0, 0),
            AccountChange("1212", 100, 0, 125, 0),
            AccountChange("4699", 0, 0, 0, 5),
            AccountChange("7012", 0, 130, 0, 120),
        )

    def test_a_voucher_that_moved_to_another_batch_goes_here_and_comes_there(self, file_of: Writer) -> None:
        old, new = file_of(Sketch(1), Sketch(2)), file_of(Sketch(1), Sketch(2, batch=PURCHASES))
        assert counts(of_batch(SALES, old, new)) == (0, 1, 0, 1)
        assert counts(of_batch(PURCHASES, old, new)) == (1, 0, 0, 0)


class TestSeveralBatches:
    def test_add_up(self, file_of: Writer) -> None:
        old = file_of(Sketch(1), Sketch(2, batch=PURCHASES), Sketch(3, batch=PURCHASES))
        new = file_of(Sketch(1), Sketch(2, amount=7, batch=PURCHASES), Sketch(4, batch=PURCHASES))
        found = between([(SALES, old, new), (PURCHASES, old, new)])
        assert counts(found) == (1, 1, 1, 1)
        assert [batch.key for batch in found.batches] == [SALES, PURCHASES]
        assert not found.is_nothing

    def test_may_come_from_different_files(self, file_of: Writer) -> None:
        sales, purchases = file_of(Sketch(1)), file_of(Sketch(2, batch=PURCHASES))
        found = between([(PURCHASES, None, purchases), (SALES, sales, None)])
        assert counts(found) == (1, 1, 0, 0)
        assert [batch.key for batch in found.batches] == [PURCHASES, SALES]

    def test_merge_their_accounts(self, file_of: Writer) -> None:
        old = file_of(Sketch(1, amount=10), Sketch(2, amount=20, batch=PURCHASES))
        found = between([(SALES, old, None), (PURCHASES, old, None)])
        assert found.accounts() == (
            AccountChange("1212", 30, 0, 0, 0),
            AccountChange("7012", 0, 30, 0, 0),
        )
        assert all(change.moves for change in found.accounts())

    def test_tell_an_account_that_ends_as_it_was(self) -> None:
        assert not AccountChange("1212", 5, 0, 5, 0).moves

    def test_what_they_hold_is_added_up_before_and_after(self, file_of: Writer) -> None:
        old = file_of(Sketch(1, 100), Sketch(2, 50, batch=PURCHASES))
        new = file_of(Sketch(1, 150), Sketch(3, 7), Sketch(2, 50, batch=PURCHASES))
        found = between([(SALES, old, new), (PURCHASES, old, new)])
        assert found.old == Totals(vouchers=2, lines=4, debit=150, credit=150)
        assert found.new == Totals(vouchers=3, lines=6, debit=207, credit=207)
        assert ((~found).old, (~found).new) == (found.new, found.old)


class TestVoucherChanges:
    def test_come_in_the_order_of_their_uids_with_both_sides(self, file_of: Writer) -> None:
        old = file_of(Sketch(1), Sketch(2), Sketch(4))
        new = file_of(Sketch(2), Sketch(3), Sketch(4, amount=150))
        removed, added, changed = voucher_changes(SALES, old, new)
        assert (removed.what, removed.number) == ("removed", "0001")
        assert (added.what, added.number) == ("added", "0003")
        assert (changed.what, changed.number) == ("changed", "0004")
        assert changed.old is not None
        assert changed.new is not None
        assert (changed.old.debit, changed.new.debit) == (100, 150)
        assert changed.new.lines == 2
        assert changed.new.date == "2026-11-03"

    def test_of_a_batch_that_is_new_are_all_added(self, file_of: Writer) -> None:
        changes = list(voucher_changes(SALES, None, file_of(Sketch(1), Sketch(2, batch=PURCHASES))))
        assert [(change.what, change.number) for change in changes] == [("added", "0001")]

    def test_of_a_batch_that_goes_are_all_removed(self, file_of: Writer) -> None:
        changes = list(voucher_changes(SALES, file_of(Sketch(1)), None))
        assert [change.what for change in changes] == ["removed"]

    def test_inverted_swap_their_sides(self, file_of: Writer) -> None:
        (change,) = voucher_changes(SALES, None, file_of(Sketch(1)))
        assert (~change).what == "removed"
        assert ~~change == change
        assert (~change).uid == change.uid

    def test_that_move_most_money_are_found(self, file_of: Writer) -> None:
        old = file_of(Sketch(1, amount=900), Sketch(2, amount=10), Sketch(3, amount=500))
        new = file_of(Sketch(1, amount=890), Sketch(3, amount=100), Sketch(4, amount=400))
        top = biggest(voucher_changes(SALES, old, new), 3)
        assert [(change.number, change.weight) for change in top] == [
            ("0003", 400),
            ("0004", 400),
            ("0001", 10),
        ]

    def test_of_one_kind_are_read_alone(self, file_of: Writer) -> None:
        old = file_of(Sketch(1), Sketch(2), Sketch(3))
        new = file_of(Sketch(2), Sketch(3, amount=150), Sketch(4))

        def of(*kinds: str) -> list[tuple[str, str]]:
            return [(one.what, one.number) for one in voucher_changes(SALES, old, new, kinds=kinds)]

        assert of(difference.ADDED) == [("added", "0004")]
        assert of(difference.REMOVED) == [("removed", "0001")]
        assert of(difference.CHANGED) == [("changed", "0003")]
        assert of(difference.EQUAL) == [("equal", "0002")]
        assert of(difference.REMOVED, difference.EQUAL) == [("removed", "0001"), ("equal", "0002")]

    def test_that_are_equal_are_none_where_a_side_is_missing(self, file_of: Writer) -> None:
        file = file_of(Sketch(1))
        assert list(voucher_changes(SALES, None, file, kinds=[difference.EQUAL])) == []
        assert list(voucher_changes(SALES, file, None, kinds=[difference.EQUAL])) == []

    def test_that_touch_an_account_are_read_alone(self, file_of: Writer) -> None:
        old = file_of(Sketch(1, debit="1041"), Sketch(2), Sketch(3, debit="1041"), Sketch(5, debit="1041"))
        new = file_of(Sketch(2), Sketch(3), Sketch(4, debit="1041"), Sketch(5, debit="1041"))

        def of(account: str, *kinds: str) -> list[str]:
            return [one.number for one in voucher_changes(SALES, old, new, kinds=kinds, account=account)]

        assert of("1041", *difference.CHANGES) == ["0001", "0003", "0004"]  # 3 touched it before
        assert of("1212", *difference.CHANGES) == ["0003"]  # and this one after
        assert of("1041", difference.EQUAL) == ["0005"]
        assert of("9999", *difference.CHANGES, difference.EQUAL) == []

    def test_need_at_least_one_side(self) -> None:
        with pytest.raises(ValueError, match="at least one side"):
            _ = VoucherChange(SALES, None, None).uid


def test_a_vouchers_lines_are_read_with_the_names_of_their_columns(file_of: Writer) -> None:
    first, second = voucher_lines(file_of(Sketch(1, amount=70)), Sketch(1).name)
    assert tuple(first) == spec.names("line")
    assert (first["account"], first["debit"]) == ("1212", 70)
    assert (second["account"], second["credit"]) == ("7012", 70)


def test_a_vouchers_header_is_read_with_the_names_of_its_columns(file_of: Writer) -> None:
    file = file_of(Sketch(1))
    header = voucher_header(file, Sketch(1).name)
    assert tuple(header) == spec.names("voucher")
    assert (header["number"], header["description"]) == ("0001", "Sale")
    assert voucher_header(file, Sketch(2).name) == {}


def test_the_files_are_closed_again(file_of: Writer) -> None:
    with Pair.of(file_of(Sketch(1)), None) as pair:
        connection = pair.connection
    with pytest.raises(Exception, match="closed"):
        connection.execute("SELECT 1")


batches = st.sampled_from([SALES, PURCHASES])
sketches = st.builds(
    Sketch,
    uid=st.integers(1, 8),
    amount=st.integers(1, 3),
    batch=batches,
    debit=st.sampled_from(["1041", "1212"]),
    credit=st.sampled_from(["7011", "7012"]),
)
contents = st.builds(
    Content,
    vouchers=st.lists(sketches, unique_by=lambda sketch: sketch.uid, max_size=8).map(tuple),
)
properties = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@contextmanager
def both(old: Content, new: Content) -> Iterator[tuple[Path, Path]]:
    with tempfile.TemporaryDirectory() as folder:
        yield write(Path(folder) / "old.db", old), write(Path(folder) / "new.db", new)


def whole(old: Path, new: Path) -> Difference:
    return between([(SALES, old, new), (PURCHASES, old, new)])


def digests(path: Path, key: BatchKey) -> dict[str, VoucherSide]:
    return {change.uid: change.new for change in voucher_changes(key, None, path) if change.new is not None}


def applied(to: dict[str, VoucherSide], changes: list[VoucherChange]) -> dict[str, VoucherSide]:
    result = dict(to)
    for change in changes:
        if change.new is None:
            assert result.pop(change.uid) == change.old
        else:
            assert result.get(change.uid) == change.old
            result[change.uid] = change.new
    return result


class TestProperties:
    @properties
    @given(old=contents, new=contents)
    def test_applied_then_inverted_is_nothing(self, old: Content, new: Content) -> None:
        with both(old, new) as (one, other):
            for key in (SALES, PURCHASES):
                changes = list(voucher_changes(key, one, other))
                there = applied(digests(one, key), changes)
                assert there == digests(other, key)
                assert applied(there, [~change for change in changes]) == digests(one, key)

    @properties
    @given(old=contents, new=contents)
    def test_inverted_is_the_difference_the_other_way_round(self, old: Content, new: Content) -> None:
        with both(old, new) as (one, other):
            assert ~whole(one, other) == whole(other, one)
            assert ~~whole(one, other) == whole(one, other)

    @properties
    @given(content=contents)
    def test_of_a_content_with_itself_is_nothing(self, content: Content) -> None:
        with both(content, replace(content, vouchers=content.vouchers[::-1])) as (one, other):
            assert whole(one, other).is_nothing
            assert whole(one, other).accounts() == ()

    @properties
    @given(old=contents, new=contents)
    def test_sums_agree(self, old: Content, new: Content) -> None:
        with both(old, new) as (one, other):
            for batch in whole(one, other).batches:
                assert batch.old.totals.vouchers + batch.added - batch.removed == batch.new.totals.vouchers
                assert batch.equal + batch.changed + batch.removed == batch.old.totals.vouchers
                changes = list(voucher_changes(batch.key, one, other))
                for what, count in (
                    ("added", batch.added),
                    ("removed", batch.removed),
                    ("changed", batch.changed),
                ):
                    assert sum(change.what == what for change in changes) == count
                if batch.old.digest != batch.new.digest:
                    assert sum(change.old_debit for change in batch.accounts) == batch.old.totals.debit
                    assert sum(change.new_debit for change in batch.accounts) == batch.new.totals.debit
                    assert sum(change.old_credit for change in batch.accounts) == batch.old.totals.credit
                    assert sum(change.new_credit for change in batch.accounts) == batch.new.totals.credit
