"""Verifying a transfer file: whole, of the specified shape, and sound by every rule."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import apsw

from consolida.core import rules
from consolida.core.batches import BatchKey
from consolida.core.errors import UnreadableFile
from consolida.core.findings import Finding, errors
from consolida.core.language import gettext
from consolida.core.portable import beside, read
from consolida.core.portable import format as spec
from consolida.core.portable.beside import Beside
from consolida.core.portable.connect import attach_proven, open_hostile
from consolida.core.portable.format import FileKind
from consolida.core.portable.manifest import Manifest
from consolida.core.portable.read import BatchRow, Moved
from consolida.core.printable import printable

Ask = Callable[[apsw.Connection, FileKind, str, Beside | None], list[Finding]]


@dataclass(frozen=True, slots=True)
class Verified:
    """What a verified file says, and what is to be said of it."""

    path: Path
    manifest: Manifest
    batches: list[BatchRow]  # empty unless sound
    findings: list[Finding]
    moved: dict[BatchKey, Moved]  # by kind and account; empty unless sound and asked for

    @property
    def sound(self) -> bool:
        """Whether no finding refuses the file."""
        return not errors(self.findings)


def verify(
    path: Path,
    *,
    name: str,
    masters: Path | None = None,
    adding_up: bool = False,
    leaving_out: rules.LeavingOut | None = None,
) -> Verified:
    """Judge a private copy of a file; `name` is what people call it, `masters` what the receiver has.

    Where asked, a sound file's debits and credits are added up by account, too; and a rule does not speak
    of the rows that `leaving_out` names.
    """

    def ask(connection: apsw.Connection, kind: FileKind, name: str, other: Beside | None) -> list[Finding]:
        if masters is not None:
            attach_proven(connection, masters, schema="masters")
        return rules.check(
            connection,
            kind=kind,
            file=name,
            with_masters=masters is not None,
            beside=other,
            leaving_out=leaving_out,
        )

    return _verified(path, printable(name), ask, adding_up=adding_up)


def prove(path: Path, *, name: str) -> Verified:
    """Prove a private copy of a file that was judged when it was kept: nothing of it changed since."""

    def ask(connection: apsw.Connection, kind: FileKind, name: str, other: Beside | None) -> list[Finding]:
        return rules.check_digests(connection, kind=kind, file=name, beside=other)

    return _verified(path, printable(name), ask, adding_up=False)


def _verified(path: Path, name: str, ask: Ask, *, adding_up: bool) -> Verified:
    manifest = read.read_manifest(path, name=name)
    with (
        _naming_damage(name),
        beside.judging(path, kind=manifest.kind, adding_up=adding_up) as other,
        closing(open_hostile(path)) as connection,
    ):
        _require_whole(connection, name=name)
        _require_schema(connection, name=name)
        findings = ask(connection, manifest.kind, name, other)
        sound = not errors(findings)
        rows = read.batches(connection) if sound else []
        moved = beside.moved(path, other) if sound and adding_up else {}
    return Verified(path, manifest, rows, findings, moved)


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
        reason = gettext("these tables are missing in it: {titles}.").format(titles=titles)
        raise UnreadableFile(file=name, reason=reason)
