"""Judging a received file as an import would: quarantined, verified, its copy gone."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import apsw

from consolida.core.errors import UnreadableFile
from consolida.core.portable.connect import open_proven
from consolida.core.portable.format import statements
from consolida.core.portable.quarantine import Quarantine
from consolida.core.portable.verify import Verified, verify

Content = dict[str, list[tuple[object, ...]]]


@dataclass(frozen=True)
class Refusal:
    """Why a file was refused, as people read it."""

    reasons: str


def judge(source: Path) -> Refusal | Verified:
    """Take a file in and verify it; whatever comes of it, no private copy is left."""
    private = source.parent / "private"
    try:
        with Quarantine(private) as quarantine:
            return verdict(quarantine.take(source), name=source.name)
    except UnreadableFile as problem:
        return Refusal(str(problem))
    finally:
        assert list(private.iterdir()) == []
        shutil.rmtree(private)


def verdict(copy: Path, *, name: str = "a.db") -> Refusal | Verified:
    """Verify a private copy; error findings refuse like any other reason."""
    try:
        verified = verify(copy, name=name)
    except UnreadableFile as problem:
        return Refusal(str(problem))
    if verified.sound:
        return verified
    return Refusal("\n".join(f"{finding.sentence()} {finding.advice()}" for finding in verified.findings))


def refusal(source: Path) -> str:
    """Return the sentences that refuse a file, which must be refused."""
    outcome = judge(source)
    assert isinstance(outcome, Refusal), "the file was accepted"
    return outcome.reasons


def content(path: Path) -> Content:
    """Read every row of a file."""
    connection = open_proven(path)
    try:
        return {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in statements()}
    finally:
        connection.close()


def relaid(path: Path, *, page_size: int) -> Path:
    """Lay a file out anew with another page size."""
    connection = apsw.Connection(str(path))
    connection.pragma("page_size", page_size)
    connection.execute("VACUUM")
    connection.close()
    return path


def patched(path: Path, place: int, replacement: bytes) -> Path:
    """Overwrite bytes of a file."""
    with path.open("r+b") as file:
        file.seek(place)
        file.write(replacement)
    return path
