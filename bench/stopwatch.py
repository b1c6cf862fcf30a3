"""Seconds spent in named functions, without touching the code that calls them."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import wraps
from importlib import import_module
from time import perf_counter
from unittest.mock import patch


@contextmanager
def watching(steps: Mapping[str, tuple[str, ...]]) -> Iterator[Counter[str]]:
    """Add up, while the block runs, the seconds in the functions of each step, given by dotted name."""
    seconds: Counter[str] = Counter()
    with ExitStack() as stack:
        for step, targets in steps.items():
            for target in targets:
                owner, name = _find(target)
                timed = _timed(getattr(owner, name), step, seconds)
                stack.enter_context(patch.object(owner, name, timed))
        yield seconds


def _timed(function: Callable[..., object], step: str, seconds: Counter[str]) -> Callable[..., object]:
    @wraps(function)
    def timed(*arguments: object, **options: object) -> object:
        start = perf_counter()
        try:
            return function(*arguments, **options)
        finally:
            seconds[step] += perf_counter() - start  # type: ignore[assignment] # a Counter of floats

    return timed


def _find(target: str) -> tuple[object, str]:
    """Split `package.module:Class.method` into its owner and its last name."""
    module, _, path = target.partition(":")
    owner: object = import_module(module)
    *parents, name = path.split(".")
    for parent in parents:
        owner = getattr(owner, parent)
    return owner, name
