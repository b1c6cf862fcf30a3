"""The names of batches and of their vouchers."""

from contextlib import closing
from pathlib import Path

from consolida.core.batches import VOUCHER_NAME, BatchKey
from consolida.core.portable.connect import open_proven
from support.files import SALES, make_file


def test_a_batch_is_named_as_people_say_it() -> None:
    assert BatchKey("0001", "2026-11", "05").in_words() == "T/O 05, November 2026, site 0001"


def test_batches_sort_by_site_then_month_then_type() -> None:
    keys = [
        BatchKey("0002", "2026-01", "05"),
        BatchKey("0001", "2026-11", "11"),
        BatchKey("0001", "2026-11", "05"),
    ]
    assert sorted(keys) == [keys[2], keys[1], keys[0]]


def test_a_voucher_is_named_alike_in_python_and_in_sql(tmp_path: Path) -> None:
    key = BatchKey("0001", "2026-11", "05")
    assert key.voucher("0007") == "0001-05-110007"
    with closing(open_proven(make_file(tmp_path / "branch.db", SALES))) as file:
        found = file.execute(f"SELECT v.number, {VOUCHER_NAME} FROM voucher AS v ORDER BY 1").fetchall()
    assert found == [(number, key.voucher(number)) for number in ("0001", "0002")]
