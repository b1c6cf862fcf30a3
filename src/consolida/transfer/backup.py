"""The whole installation in one file, and an installation made from it."""

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.core.management import call_command
from django.db import DatabaseError

from consolida import __version__
from consolida.audit.record import acting, record
from consolida.core.actor import Actor
from consolida.core.disk import naming_failures, reason
from consolida.core.errors import ConsolidaError
from consolida.core.home import Home
from consolida.core.language import gettext, noop
from consolida.core.moment import shown_moment, stamp
from consolida.core.portable.quarantine import Quarantine
from consolida.core.portable.write import WouldOverwrite, publish
from consolida.core.printable import named, printable
from consolida.ledger import aside, whole
from consolida.masters import installation, schema
from consolida.transfer import backup_file, backup_part
from consolida.transfer.backup_file import DATABASE, KEY, UnusableBackup
from consolida.transfer.models import ExportSeries
from consolida.transfer.placing import put_in_place, require_place
from consolida.transfer.transports.folder import require_folder


class DamagedDatabase(ConsolidaError):
    """A damaged database makes no backup."""

    message = noop("The database is damaged ({problem}); no backup was made of it.")
    remedy = noop("Keep your older backups. Run “consolida doctor”, then restore the last good one.")


class BackupNotWritten(ConsolidaError):
    """The backup could not be written whole where it was asked."""

    message = noop("The backup “{file}” could not be written: {problem}")
    remedy = noop("Free some space or choose another folder and try again; nothing was left there.")


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A backup that was made, and the archived files that were gone already."""

    file: Path
    size: int
    files: int
    installation: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Restored:
    """An installation that was restored."""

    installation: str
    former: str
    backup_at: str
    backup_by: str
    files: int
    set_aside: Path | None  # the database that was replaced

    def sentence(self) -> str:
        """Say what the user should know."""
        said = gettext(
            "Restored the backup of {at}. What was typed, imported or exported after it is not here."
            " The installation has a new identity, {uid}: whoever gets its files is asked once whether to"
            " take them."
        )
        return said.format(at=shown_moment(self.backup_at), uid=self.installation)


def backup(home: Home, to: Path, *, by: Actor, at: datetime) -> BackedUp:
    """Write database, key and archive to one new file, which is read back before it gets its name."""
    require_folder(to.parent)
    if os.path.lexists(to):
        raise WouldOverwrite(file=to)
    uid = installation.installation().uid
    try:
        with Quarantine(home.private) as private, backup_part.noted(to, home, private) as part:
            copy = private.folder / DATABASE
            _copy_database(copy)
            files, missing = _files(home, copy)
            contents = backup_file.write(
                part, files, program=f"Consolida {__version__}", installation=uid, at=stamp(at), by=by.name
            )
            copy.unlink()
            with backup_file.opened(part) as written:
                written.prove()
            publish(part, to)
    except (OSError, sqlite3.OperationalError, UnusableBackup) as problem:
        differs = isinstance(problem, UnusableBackup)
        said = gettext("what was read back differs.") if differs else reason(problem)
        raise BackupNotWritten(file=to, problem=said) from problem
    made = BackedUp(to, to.stat().st_size, len(contents.members), uid, tuple(missing))
    with acting():
        details = {"files": made.files, "size": made.size, "missing": missing}
        record(by=by.name, at=at, act="backup", company="", subject=printable(to.name), details=details)
    return made


@naming_failures()
def restore(file: Path, home: Home, *, by: Actor, at: datetime, replace: bool = False) -> Restored:
    """Make an installation from a backup: another one than the one it was made of, with the same books.

    The new database takes its place last and at once; until then all is as before.
    """
    require_place(home, replace=replace)
    _require_file(file)
    with backup_file.opened(file) as found:
        home.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        with Quarantine(home.private) as private:
            backup_file.require_space(private.folder, found.contents.size)
            found.extract(private.folder)
            staged = Home(private.folder)
            _prove_restored(staged, file)
            renewed = _renew(staged, file, by=by, at=at)
            set_aside = put_in_place(staged, home, uid=renewed)
        contents = found.contents
    return Restored(
        installation=renewed,
        former=contents.installation,
        backup_at=contents.at,
        backup_by=contents.by,
        files=len(contents.members),
        set_aside=set_aside,
    )


def _copy_database(copy: Path) -> None:
    try:
        whole.copy_to(copy)
        with closing(sqlite3.connect(copy)) as theirs:
            problem = _damage(theirs)
    except sqlite3.OperationalError:  # the disk is full
        raise
    except sqlite3.DatabaseError as error:
        raise DamagedDatabase(problem=error) from error
    if problem:
        raise DamagedDatabase(problem=problem)


def _damage(connection: sqlite3.Connection) -> str:
    found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(1)") if row[0] != "ok"]
    dangling = gettext("{table} refers to a row that is not there")
    found += [dangling.format(table=row[0]) for row in connection.execute("PRAGMA foreign_key_check")]
    return found[0] if found else ""


def _files(home: Home, copy: Path) -> tuple[dict[str, Path], list[str]]:
    """List what to back up; the archive has what the copied database refers to, and nothing else."""
    with closing(sqlite3.connect(copy)) as connection:
        uids = [uid for (uid,) in connection.execute("SELECT DISTINCT file_uid FROM ledger_archivedfile")]
    files = {DATABASE: copy, KEY: home.key_file}
    files |= {f"archive/{uid}.db": home.archived(uid) for uid in sorted(uids) if home.archived(uid).exists()}
    return files, [uid for uid in sorted(uids) if not home.archived(uid).exists()]


def _require_file(file: Path) -> None:
    if file.is_dir():
        raise UnusableBackup(file=named(file), reason=gettext("it is a folder, not a file."))
    if not file.is_file():
        raise UnusableBackup(file=named(file), reason=gettext("there is no such file."))


def _prove_restored(staged: Home, file: Path) -> None:
    with closing(sqlite3.connect(staged.database)) as connection:
        try:
            problem = _damage(connection)
        except sqlite3.DatabaseError as error:
            problem = str(error)
    if problem:
        raise _unusable(file, problem)
    staged.signing_key()


def _unusable(file: Path, problem: object) -> UnusableBackup:
    reason = gettext("its database is damaged ({problem}).").format(problem=problem)
    return UnusableBackup(file=named(file), reason=reason)


def _renew(staged: Home, file: Path, *, by: Actor, at: datetime) -> str:
    """Bring the unpacked database to this version and make it another installation."""
    with aside.opened(staged.database):
        try:
            with naming_failures():  # a full disk is not the backup's fault
                _migrate(file)
                with acting():
                    renewed = installation.renew(at, by)
                    # Numbers go on; the chain of digests starts anew: it belongs to the former one.
                    ExportSeries.objects.update(last_digest="")
                    details = {"file": printable(file.name)}
                    record(
                        by=by.name, at=at, act="restored", company="", subject=renewed.uid, details=details
                    )
        except (DatabaseError, installation.NotInitialised) as problem:
            raise _unusable(file, problem) from problem
    return renewed.uid


def _migrate(file: Path) -> None:
    if schema.applied() - schema.known():
        reason = gettext("it was written by a newer version. Install that version first.")
        raise UnusableBackup(file=named(file), reason=reason)
    call_command("migrate", verbosity=0, interactive=False)
