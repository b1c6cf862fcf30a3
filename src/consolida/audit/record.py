"""Writing an entry in the transaction of its act, and proving that the chain of entries is whole."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.db import transaction

from consolida.audit.models import Entry
from consolida.core import digest
from consolida.core.errors import ConsolidaError
from consolida.core.findings import Finding, Severity
from consolida.core.language import noop
from consolida.core.moment import stamp

_SUBJECT_LIMIT = 200
_CHANGED = noop("Entry {number} of the audit trail, of {at}, was changed after it was written.")
_MISSING = noop("Before entry {number} of the audit trail, of {at}, at least one entry is missing.")
_REMEDY = noop("Find out who could write to the database, and compare with a backup made before that moment.")


class NoTransaction(ConsolidaError):
    """An act was to be recorded outside of the transaction that makes it."""

    message = noop("“{act}” was to be written to the audit trail outside of its transaction.")
    remedy = noop("This is a fault of the program: report it with what you were doing.")


_waiting: ContextVar[list[Entry] | None] = ContextVar("waiting", default=None)


@contextmanager
def deferred() -> Iterator[None]:
    """Write the entries of a block at its end: the chain is locked last and for a moment only."""
    if _waiting.get() is not None:
        yield
        return
    entries: list[Entry] = []
    token = _waiting.set(entries)
    try:
        yield
        for entry in entries:
            _append(entry)
    finally:
        _waiting.reset(token)


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
        waiting.append(entry)
    return entry


def _append(entry: Entry) -> None:
    entry.previous = _end_of_chain()
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
    # The first entry's row is the lock of the whole chain; only then is the last entry certain. Two first
    # entries at once meet in the unique `previous`.
    Entry.objects.select_for_update().order_by("pk").first()
    last = Entry.objects.order_by("pk").last()
    return last.digest if last else ""


def _digest(entry: Entry) -> str:
    fields = [entry.previous, entry.at, entry.by, entry.act, entry.company, entry.subject, entry.details]
    return digest.of_text(digest.canonical(fields))


def _shortened(subject: str) -> str:
    return subject if len(subject) <= _SUBJECT_LIMIT else f"{subject[: _SUBJECT_LIMIT - 1]}…"


def _finding(message: str, entry: Entry) -> Finding:
    return Finding(
        rule="audit-chain",
        severity=Severity.ERROR,
        message=message,
        remedy=_REMEDY,
        fields={"number": entry.pk, "at": entry.at},
    )
