"""Many things taken a few at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def chunks(things: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield things in lists of at most a size, in their order."""
    left = iter(things)
    while chunk := list(islice(left, size)):
        yield chunk
