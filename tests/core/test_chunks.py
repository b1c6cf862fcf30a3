"""Many things taken a few at a time."""

from hypothesis import given
from hypothesis import strategies as st

from consolida.core.chunks import chunks


@given(st.lists(st.integers()), st.integers(1, 7))
def test_nothing_is_lost_and_no_chunk_is_too_big(things: list[int], size: int) -> None:
    taken = list(chunks(things, size))
    assert [thing for chunk in taken for thing in chunk] == things
    assert all(0 < len(chunk) <= size for chunk in taken)
