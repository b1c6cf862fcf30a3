"""Writing an entry in the transaction of its act, and proving that the chain of entries is whole."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.db import IntegrityError, transaction

from consolida.audit.models import Entry
from consolida.core import digest
from consolida.core.errors import ConsolidaError
from consolida.core.findings import Finding, Severity
from consolida.core.language import noop
from consolida.core.moment import shown_moment, stamp

_SUBJECT_LIMIT = 200
_CHANGED = noop("Entry {number} of the audit trail, of {at}, was changed after it was written.")
_MISSING = noop("Before entry {number} of the audit trail, of {at}, at least one entry is missing.")
_REMEDY = noop("Find out who could write to the database, and compare with a backup made before that moment.")


class NoTransaction(ConsolidaError):
    """An act was to be recorded outside of the transaction that makes it."""

    message = noop("“{act}” was to be written to the audit trail outside of its transaction.")
    remedy = noop("This is a fault of the program: report it with what you were doing.")


class _Waiting:
    """The entries of a block, until its end; those of a part that was rolled back are forgotten."""

    def __init__(self) -> None:
        self._entries: list[tuple[Entry, Callable[[], None]]] = []

    def add(self, entry: Entry) -> None:
        # Django forgets what waits for the commit of a savepoint that is rolled back: so this is told too.
        def kept() -> None:
            """Do nothing: that it is still there is what counts."""

        transaction.on_commit(kept)
        self._entries.append((entry, kept))

    def write(self) -> None:
        standing = {waiting for _, waiting, *_ in transaction.get_connection().run_on_commit}
        for entry, kept in self._entries:
            if kept in standing:
                _append(entry)


_waiting: ContextVar[_Waiting | None] = ContextVar("waiting", default=None)


@contextmanager
def deferred() -> Iterator[None]:
    """Write the entries of a block at its end: the chain is locked last and for a moment only."""
    if _waiting.get() is not None:
        yield
        return
    waiting = _Waiting()
    token = _waiting.set(waiting)
    try:
        yield
        waiting.write()
    finally:
        _waiting.reset(token)


@contextmanager
def acting() -> Iterator[None]:
    """Do an act in one transaction, with its entries at the end of it.

    Whoever holds the chain waits for nobody any more, so nobody waits in a circle.
    """
    with transaction.atomic(), deferred():
        yield


def record(
    *, by: str, at: datetime, act: str, company: str, subject: str, details: Mapping[str, object]
) -> Entry:
    """Append an entry to the chain; it stands or falls with the transaction of the act."""
    if not transaction.get_connection().in_atomic_block:
        raise NoTransaction(act=act)
    entry = Entry(
        at=stamp(at),
        by=by,
        act=act,
        company=company,
        subject=_shortened(subject),
        details=json.dumps(details, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
    )
    waiting = _waiting.get()
    if waiting is None:
        _append(entry)
    else:
        waiting.add(entry)
    return entry


def _append(entry: Entry) -> None:
    after = _end_of_chain()
    if after or not _begin_chain(entry):
        _insert(entry, after=after or _end_of_chain())


def _begin_chain(entry: Entry) -> bool:
    """Write the first entry, unless another writer's came first; an empty chain has no row to lock."""
    try:
        with transaction.atomic():
            _insert(entry, after="")
    except IntegrityError:
        return False
    return True


def _insert(entry: Entry, *, after: str) -> None:
    entry.previous = after
    entry.digest = _digest(entry)
    entry.save(force_insert=True)


def broken_links() -> list[Finding]:
    """Say where entries were changed or taken out since they were written."""
    return list(_broken_links())


def _broken_links() -> Iterator[Finding]:
    last = ""
    for entry in Entry.objects.order_by("pk").iterator():
        if entry.previous != last:
            yield _finding(_MISSING, entry)
        if entry.digest != _digest(entry):
            yield _finding(_CHANGED, entry)
        last = entry.digest


def _end_of_chain() -> str:
    # The first entry's row is the lock of the whole chain; only then is the last entry certain. Where there
    # was none to lock, entries that came meanwhile must not be looked at: somebody else may go on from them.
    if Entry.objects.select_for_update().order_by("pk").first() is None:
        return ""
    last = Entry.objects.order_by("pk").last()
    return last.digest if last else ""


def _digest(entry: Entry) -> str:
    fields = [entry.previous, entry.at, entry.by, entry.act, entry.company, entry.subject, entry.details]
    return digest.of_text(digest.canonical(fields))


def _shortened(subject: str) -> str:
    return subject if len(subject) <= _SUBJECT_LIMIT else f"{subject[: _SUBJECT_LIMIT - 1]}…"


def _finding(message: str, entry: Entry) -> Finding:
    return Finding(
        rule="audit_chain",
        severity=Severity.ERROR,
        message=message,
        remedy=_REMEDY,
        fields={"number": entry.pk, "at": shown_moment(entry.at)},
    )
