"""Several processes write to the audit trail at the same time."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connections, transaction

from consolida.audit.models import Entry
from consolida.audit.record import broken_links, record
from consolida.core.home import Home
from support.installations import at, make_home

NOON = datetime(2026, 12, 3, 17, 0, 0, tzinfo=UTC)
WRITERS, ENTRIES = 4, 6


def write_entries(home: Home, name: str) -> None:
    with at(home):
        for number in range(ENTRIES):
            with transaction.atomic():
                record(by=name, at=NOON, act="x", company="", subject=str(number), details={})


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the writers are forked processes")
def test_the_chain_stays_whole(tmp_path: Path) -> None:
    home = make_home(tmp_path / "lima")
    connections["default"].close()
    processes = []
    for number in range(WRITERS):
        process = os.fork()
        if not process:
            code = 1
            try:
                write_entries(home, f"writer {number}")
                code = 0
            finally:
                os._exit(code)
        processes.append(process)
    assert [os.waitpid(process, 0)[1] for process in processes] == [0] * WRITERS
    with at(home):
        assert broken_links() == []
        written = sorted(Entry.objects.values_list("by", "subject"))
        assert written == sorted((f"writer {w}", str(n)) for w in range(WRITERS) for n in range(ENTRIES))
