"""Verifying a transfer file: whole, of the specified shape, and sound by every rule."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import apsw

from consolida.core import rules
from consolida.core.errors import UnreadableFile
from consolida.core.findings import Finding, errors
from consolida.core.language import gettext
from consolida.core.portable import format as spec
from consolida.core.portable import read
from consolida.core.portable.connect import attach_proven, open_hostile
from consolida.core.portable.manifest import Manifest
from consolida.core.portable.read import BatchRow
from consolida.core.printable import printable


@dataclass(frozen=True, slots=True)
class Verified:
    """What a verified file says, and what is to be said of it."""

    path: Path
    manifest: Manifest
    batches: list[BatchRow]  # empty unless sound
    findings: list[Finding]

    @property
    def sound(self) -> bool:
        """Whether no finding refuses the file."""
        return not errors(self.findings)


def verify(path: Path, *, name: str, masters: Path | None = None) -> Verified:
    """Judge a private copy of a file; `name` is what people call it, `masters` what the receiver has."""
    name = printable(name)
    manifest = read.read_manifest(path, name=name)
    with _naming_damage(name), closing(open_hostile(path)) as connection:
        _require_whole(connection, name=name)
        _require_schema(connection, name=name)
        if masters is not None:
            attach_proven(connection, masters, schema="masters")
        findings = rules.check(connection, kind=manifest.kind, file=name, with_masters=masters is not None)
        rows = [] if errors(findings) else read.batches(connection)
    return Verified(path, manifest, rows, findings)


@contextmanager
def _naming_damage(name: str) -> Iterator[None]:
    try:
        yield
    except apsw.FullError:
        raise  # what does not fit is what is made of the file to judge it
    except (apsw.Error, UnicodeError) as problem:
        raise UnreadableFile(file=name, reason=read.damage(problem)) from problem


def _require_whole(connection: apsw.Connection, *, name: str) -> None:
    verdict = connection.execute("PRAGMA main.integrity_check(1)").get
    if verdict != "ok":
        reason = gettext("it is damaged ({problem}).").format(problem=printable(str(verdict)))
        raise UnreadableFile(file=name, reason=reason)


def _require_schema(connection: apsw.Connection, *, name: str) -> None:
    expected = set(spec.statements(spec.format_of(connection)))
    found = set()
    for kind, title, statement in connection.execute("SELECT type, name, sql FROM main.sqlite_schema"):
        if kind != "table" or title not in expected:
            reason = gettext("it holds a {kind} “{title}” that no transfer file has.")
            raise UnreadableFile(file=name, reason=reason.format(kind=kind, title=printable(str(title))))
        if not spec.same_statement(str(statement), title):
            reason = gettext("its table “{title}” is not as specified.").format(title=title)
            raise UnreadableFile(file=name, reason=reason)
        found.add(title)
    if found != expected:
        titles = ", ".join(sorted(expected - found))
        reason = gettext("it lacks the table(s) {titles}.").format(titles=titles)
        raise UnreadableFile(file=name, reason=reason)
