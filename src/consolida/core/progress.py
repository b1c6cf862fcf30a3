"""How far a long deed is: the deed names its steps, whoever waits for it listens."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from consolida.core.language import noop

Listener = Callable[[str], None]

# The steps of exports and imports, in English; whoever shows them translates them.
TAKING = noop("Copying the files to a private place")
JUDGING = noop("Checking the files by the rules")
KEEPING_BEFORE = noop("Taking down what the batches hold now")
COMPARING = noop("Comparing voucher by voucher")
MATCHING_MASTERS = noop("Comparing persons and masters")
ARCHIVING = noop("Keeping the files in the archive")
REPLACING = noop("Removing and putting in")
PROVING = noop("Counting again what landed")
RECEIVING_PARTIES = noop("Bringing persons and entities in step")
EXTRACTING = noop("Copying the vouchers out")
READING_BACK = noop("Reading the file back as a receiver would")
CARRYING = noop("Writing the file where it was asked")

_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


def step(name: str) -> None:
    """Say that the next step of a deed begins; a listener may stop the deed here by raising."""
    listener = _listener.get()
    if listener is not None:
        listener(name)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Hear the steps of what is done inside a block."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)
