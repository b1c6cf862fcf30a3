"""Deeds done at the same moment, each by a thread with a connection of its own."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier

from django.db import connections


def together(*deeds: Callable[[], object]) -> list[Future[object]]:
    """Do deeds in threads that start at the same moment; who comes first the database decides."""
    barrier = Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> object:
        barrier.wait()
        try:
            return deed()
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return [pool.submit(run, deed) for deed in deeds]


def problems(outcomes: list[Future[object]]) -> list[BaseException]:
    """Return what deeds failed of."""
    return [problem for outcome in outcomes if (problem := outcome.exception()) is not None]
