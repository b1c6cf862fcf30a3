"""The name of a batch."""

from consolida.core.batches import BatchKey


def test_a_batch_is_named_as_people_say_it() -> None:
    assert BatchKey("0001", "2026-11", "05").in_words() == "05, November 2026, site 0001"


def test_batches_sort_by_site_then_month_then_type() -> None:
    keys = [
        BatchKey("0002", "2026-01", "05"),
        BatchKey("0001", "2026-11", "11"),
        BatchKey("0001", "2026-11", "05"),
    ]
    assert sorted(keys) == [keys[2], keys[1], keys[0]]
