"""The whole installation in one file, and an installation made from it."""

import hashlib
import json
import os
import shutil
import signal
import sqlite3
import stat
import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import pytest
from django.db import connections, transaction

from consolida.audit.models import Entry
from consolida.audit.record import broken_links
from consolida.core.disk import DiskFails
from consolida.core.home import Home
from consolida.core.portable.write import WouldOverwrite
from consolida.core.signing import UnusableKey
from consolida.ledger.bulk import postgres_whole
from consolida.ledger.extract import database_damage
from consolida.ledger.models import ArchivedFile
from consolida.masters import companies, installation, schema
from consolida.masters.installation import NotInitialised
from consolida.masters.models import Company, Installation
from consolida.transfer import backup, backup_file, placing
from consolida.transfer.backup import Restored
from consolida.transfer.models import ExportSeries
from consolida.transfer.transports.folder import NoSuchFolder
from support.companies import ALICE, NAME, NOW, make_company
from support.installations import ON_POSTGRES, at, clone, make_home, make_room
from support.sharing import OTHER_WORDS, parts, share

embedded_only = pytest.mark.skipif(ON_POSTGRES, reason="about the SQLite file itself")

FILE_UID = "01930000-0000-7000-8000-0000000000f1"
GONE = "01930000-0000-7000-8000-0000000000f2"
CONTENT = b"what was sent" * 1000


@pytest.fixture
def lima(tmp_path: Path) -> Iterator[Home]:
    with at(make_home(tmp_path / "lima")) as home:
        company = make_company(chart=None)
        keep(company, FILE_UID)
        home.archived(FILE_UID).write_bytes(CONTENT)
        ExportSeries.objects.create(company=company, last_number=7, last_digest="ab" * 32)
        yield home


@pytest.fixture
def saved(lima: Home, tmp_path: Path) -> Path:
    file = tmp_path / "lima.zip"
    backup.backup(lima, file, by=ALICE, at=NOW)
    return file


def keep(company: Company, file_uid: str) -> None:
    ArchivedFile.objects.create(
        company=company,
        file_uid=file_uid,
        kind="vouchers",
        name="x.db",
        installation=installation.installation().uid,
        export_number=1,
        content_digest="cd" * 32,
        public_key="ef" * 32,
        kept_at="2026-12-03T15:42:07.125Z",
    )


def restore(file: Path, home: Home, *, replace: bool = False) -> Restored:
    make_room(home)
    with at(home):
        return backup.restore(file, home, by=ALICE, at=NOW, replace=replace)


def left_behind(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.suffix in {".part", ".lock"})


def state(home: Home) -> tuple[str, list[str], str]:
    """Return what an installation is: its uid, its companies and its key."""
    with at(home):
        uid = Installation.objects.get().uid
        names = list(Company.objects.order_by("ruc").values_list("name", flat=True))
        assert database_damage() == []
    return uid, names, home.key_file.read_text()


def is_there(home: Home) -> bool:
    make_room(home)
    with at(home):
        return schema.is_there(home)


class TestBackingUp:
    def test_database_key_and_archive_are_in_one_file(self, lima: Home, tmp_path: Path) -> None:
        file = tmp_path / "lima.zip"
        made = backup.backup(lima, file, by=ALICE, at=NOW)
        assert (made.file, made.size, made.files, made.missing) == (file, file.stat().st_size, 3, ())
        with zipfile.ZipFile(file) as archive:
            assert archive.namelist() == [
                "consolida.db",
                "key.pem",
                f"archive/{FILE_UID}.db",
                "backup.json",
            ]
            contents = json.loads(archive.read("backup.json"))
            assert archive.read(f"archive/{FILE_UID}.db") == CONTENT
        assert contents["format"] == 1
        assert contents["installation"] == installation.installation().uid
        assert (contents["by"], contents["at"]) == ("alice", "2026-12-03T15:42:07.125Z")
        assert contents["members"][2] == {
            "name": f"archive/{FILE_UID}.db",
            "size": len(CONTENT),
            "sha256": hashlib.sha256(CONTENT).hexdigest(),
        }
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert left_behind(tmp_path) == []

    def test_it_is_written_down(self, lima: Home, saved: Path) -> None:
        entry = Entry.objects.get(act="backup")
        assert (entry.by, entry.subject) == ("alice", "lima.zip")
        assert json.loads(entry.details) == {"files": 3, "missing": [], "size": saved.stat().st_size}

    def test_it_holds_what_was_committed_while_somebody_types(self, lima: Home, tmp_path: Path) -> None:
        with transaction.atomic():
            Company.objects.update(name="half done")
            copy = tmp_path / "copy.db"
            backup._copy_database(copy)
            transaction.set_rollback(True)
        with closing(sqlite3.connect(copy)) as connection:
            assert connection.execute("SELECT name FROM masters_company").fetchall() == [(NAME,)]

    def test_only_what_the_ledger_knows_of_the_archive_is_taken(self, lima: Home, tmp_path: Path) -> None:
        lima.archived(GONE).write_bytes(b"an orphan")
        assert backup.backup(lima, tmp_path / "x.zip", by=ALICE, at=NOW).files == 3

    def test_an_archived_file_that_is_gone_is_told(self, lima: Home, tmp_path: Path) -> None:
        keep(Company.objects.get(), GONE)
        made = backup.backup(lima, tmp_path / "x.zip", by=ALICE, at=NOW)
        assert made.missing == (GONE,)
        assert made.files == 3

    def test_nothing_is_overwritten(self, lima: Home, saved: Path) -> None:
        before = saved.read_bytes()
        with pytest.raises(WouldOverwrite):
            backup.backup(lima, saved, by=ALICE, at=NOW)
        assert saved.read_bytes() == before

    def test_the_folder_must_be_there(self, lima: Home, tmp_path: Path) -> None:
        with pytest.raises(NoSuchFolder):
            backup.backup(lima, tmp_path / "stick" / "x.zip", by=ALICE, at=NOW)

    def test_a_folder_without_installation_has_nothing_to_back_up(self, tmp_path: Path) -> None:
        with at(make_home(tmp_path / "empty")) as home, pytest.raises(NotInitialised):
            backup.backup(home, tmp_path / "x.zip", by=ALICE, at=NOW)

    @embedded_only
    def test_a_damaged_database_makes_no_backup(self, lima: Home, tmp_path: Path) -> None:
        uid = installation.installation()
        connections["default"].close()
        with lima.database.open("r+b") as file:
            file.seek(4096 * 5)
            file.write(b"\xff" * 4096 * 40)
        with pytest.raises(backup.DamagedDatabase) as refusal:
            backup._copy_database(tmp_path / "copy.db")
        assert str(refusal.value).startswith("The database is damaged (")
        assert str(refusal.value).endswith(
            "; no backup was made of it. Keep your older backups."
            " Run “consolida doctor”, then restore the last good one."
        )
        assert uid

    @embedded_only
    def test_a_dangling_reference_is_damage(self, lima: Home, tmp_path: Path) -> None:
        with closing(sqlite3.connect(lima.database)) as connection:
            connection.execute("DELETE FROM masters_company")
            connection.commit()
        with pytest.raises(backup.DamagedDatabase, match=r"\w+_\w+ refers to a row that is not there"):
            backup.backup(lima, tmp_path / "x.zip", by=ALICE, at=NOW)
        assert not (tmp_path / "x.zip").exists()

    @embedded_only
    def test_what_is_no_database_is_damage(self, lima: Home, tmp_path: Path) -> None:
        connections["default"].close()
        lima.database.write_bytes(b"no database" * 1000)
        with pytest.raises(backup.DamagedDatabase, match="not a database"):
            backup._copy_database(tmp_path / "copy.db")

    @pytest.mark.parametrize(
        ("problem", "said"),
        [
            (
                OSError(28, "No space left on device"),
                "could not be written: the disk is full. Free",
            ),
            (sqlite3.OperationalError("database or disk is full"), "database or disk is full"),
        ],
    )
    def test_a_full_disk_leaves_nothing(
        self,
        lima: Home,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        problem: Exception,
        said: str,
    ) -> None:
        def fail(*_: object) -> None:
            raise problem

        monkeypatch.setattr(backup, "_damage", fail)
        with pytest.raises(backup.BackupNotWritten) as refusal:
            backup.backup(lima, tmp_path / "x.zip", by=ALICE, at=NOW)
        assert said in str(refusal.value)
        assert str(refusal.value).endswith(
            "Free some space or choose another folder and try again; nothing was left there."
        )
        assert not list(tmp_path.glob("*.zip*"))
        assert left_behind(tmp_path) == []
        assert not Entry.objects.filter(act="backup").exists()

    def test_what_reads_back_otherwise_is_no_backup(
        self, lima: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write = backup_file.write

        def write_badly(path: Path, *rest: object, **more: object) -> object:
            contents = write(path, *rest, **more)  # type: ignore[arg-type]
            with path.open("r+b") as file:
                file.seek(2_000)
                file.write(b"\0" * 64)
            return contents

        monkeypatch.setattr(backup_file, "write", write_badly)
        with pytest.raises(backup.BackupNotWritten, match="what was read back differs"):
            backup.backup(lima, tmp_path / "x.zip", by=ALICE, at=NOW)
        assert not list(tmp_path.glob("*.zip*"))


class TestRestoring:
    def test_a_new_folder_gets_the_same_books_under_another_identity(
        self, lima: Home, saved: Path, tmp_path: Path
    ) -> None:
        former = installation.installation().uid
        cusco = Home(tmp_path / "deep" / "cusco")
        restored = restore(saved, cusco)
        assert (restored.former, restored.backup_by, restored.files) == (former, "alice", 3)
        assert restored.set_aside is None
        assert restored.sentence() == (
            "Restored the backup of 03/12/2026 10:42."
            " What was typed, imported or exported after it is not here."
            f" The installation has a new identity, {restored.installation}:"
            " whoever gets its files is asked once whether to take them."
        )
        assert installation.installation().uid == former
        with at(cusco):
            assert installation.installation().uid == restored.installation != former
            assert Company.objects.get().name == NAME
            series = ExportSeries.objects.get()
            assert (series.last_number, series.last_digest) == (7, "")
            acts = list(Entry.objects.order_by("-pk").values_list("act", "details")[:2])
            assert acts == [
                ("restored", '{"file":"lima.zip"}'),
                ("installation-renewed", f'{{"former":"{former}"}}'),
            ]
            assert broken_links() == []
        assert cusco.archived(FILE_UID).read_bytes() == CONTENT
        assert cusco.key_file.read_bytes() == lima.key_file.read_bytes()
        files = ["key.pem"] if ON_POSTGRES else ["consolida.db", "key.pem"]
        for path in (*(cusco.path / name for name in files), cusco.archived(FILE_UID)):
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert sorted(path.name for path in cusco.path.iterdir()) == ["archive", *files, "private"]
        assert list(cusco.private.iterdir()) == []

    @pytest.mark.skipif(not ON_POSTGRES, reason="about a server's tables")
    def test_a_database_that_no_web_was_ever_served_from_takes_a_backup_too(
        self, lima: Home, saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(postgres_whole, "_SESSIONS", "sessions_of_no_web")
        restore(saved, Home(tmp_path / "cusco"))
        assert state(Home(tmp_path / "cusco"))[1:] == state(lima)[1:]

    def test_cost_centres_divide_there_as_they_did_here(self, lima: Home, tmp_path: Path) -> None:
        share(Company.objects.get())
        backup.backup(lima, tmp_path / "shared.zip", by=ALICE, at=NOW)
        restore(tmp_path / "shared.zip", Home(tmp_path / "cusco"))
        with at(Home(tmp_path / "cusco")):
            company = Company.objects.get()
            assert parts(company) == [("94", "79", 6_000), ("95", "79", 4_000)]
            # New parts get keys of their own: the sequence goes on behind those that were restored.
            assert share(company, OTHER_WORDS).shares.count() == 3

    def test_an_installation_is_not_replaced_unasked(self, lima: Home, saved: Path) -> None:
        before = state(lima)
        with pytest.raises(placing.InstallationExists) as refusal:
            restore(saved, lima)
        if ON_POSTGRES:
            assert str(refusal.value) == (
                "The database that DATABASE_URL names holds an installation already."
                " Name another database, or say --replace to put the backup in its place."
            )
        else:
            assert str(refusal.value) == (
                f"The folder “{lima.path}” holds an installation already."
                " Restore into another folder with --home, or say --replace to put the backup in its place."
            )
        assert state(lima) == before

    def test_an_installation_that_is_replaced_is_set_aside(self, lima: Home, saved: Path) -> None:
        company = Company.objects.get()
        companies.add_site(company, code="0009", name="Tacna", here=False, by=ALICE, at=NOW)
        uid = installation.installation().uid
        restored = restore(saved, lima, replace=True)
        assert not company.sites.filter(code="0009").exists()
        assert installation.installation().uid == restored.installation
        assert restored.set_aside is not None
        with closing(sqlite3.connect(restored.set_aside)) as connection:
            assert connection.execute("SELECT uid FROM masters_installation").fetchall() == [(uid,)]
            assert ("Tacna",) in connection.execute("SELECT name FROM masters_site").fetchall()

    def test_another_installation_is_replaced_key_and_all(
        self, lima: Home, saved: Path, tmp_path: Path
    ) -> None:
        cusco = make_home(tmp_path / "cusco")
        with at(cusco):
            installation.make(NOW, ALICE)
        assert cusco.key_file.read_bytes() != lima.key_file.read_bytes()
        restore(saved, cusco, replace=True)
        assert cusco.key_file.read_bytes() == lima.key_file.read_bytes()

    @embedded_only
    def test_a_database_that_is_damaged_beyond_opening_is_replaced(self, lima: Home, saved: Path) -> None:
        connections["default"].close()
        lima.database.write_bytes(b"no database" * 1000)
        restored = restore(saved, lima, replace=True)
        assert Company.objects.get().name == NAME
        assert restored.set_aside is not None
        assert restored.set_aside.read_bytes() == b"no database" * 1000

    @embedded_only
    def test_the_journal_of_the_old_database_never_meets_the_new_one(
        self, lima: Home, saved: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        connections["default"].close()
        monkeypatch.setattr(placing, "_let_go", lambda _: None)
        journal = lima.path / "consolida.db-journal"
        journal.write_bytes(b"hot")
        restored = restore(saved, lima, replace=True)
        assert not journal.exists()
        assert restored.set_aside is not None
        assert restored.set_aside.with_name(f"{restored.set_aside.name}-journal").read_bytes() == b"hot"

    @embedded_only
    def test_an_old_database_is_copied_aside_where_there_are_no_links(
        self, lima: Home, saved: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def no_links(*_: object) -> None:
            raise OSError(1, "Operation not permitted")

        before = lima.database.read_bytes()
        monkeypatch.setattr(os, "link", no_links)
        restored = restore(saved, lima, replace=True)
        assert restored.set_aside is not None
        assert restored.set_aside.read_bytes() == before

    def test_one_that_is_in_use_is_not_replaced(
        self, lima: Home, saved: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for module in (placing, postgres_whole):
            monkeypatch.setattr(module, "WAIT_SECONDS", 0.1)
        before = state(lima)

        def type_on() -> None:
            with transaction.atomic():
                Company.objects.update(name="half done")
                typing.set()
                done.wait()
                transaction.set_rollback(True)
            connections["default"].close()

        typing, done = Event(), Event()
        typist = Thread(target=type_on)
        typist.start()
        typing.wait()
        with pytest.raises(placing.InstallationInUse) as refusal:
            restore(saved, lima, replace=True)
        done.set()
        typist.join()
        assert str(refusal.value) == (
            f"The installation in “{lima.path}” is in use."
            " Close the program everywhere and try again; nothing was changed."
        )
        assert state(lima) == before
        assert left_behind(lima.path) == []
        assert not list(lima.path.glob("before-restore-*"))

    def test_a_full_disk_is_seen_first(
        self, lima: Home, saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        full = shutil._ntuple_diskusage(1 << 30, 1 << 30, 0)
        monkeypatch.setattr(shutil, "disk_usage", lambda _: full)
        with pytest.raises(backup_file.NoSpace) as refusal:
            restore(saved, Home(tmp_path / "cusco"))
        assert "has 0 MiB free; needed: 1 MiB." in str(refusal.value)
        assert not is_there(Home(tmp_path / "cusco"))


class TestWhatIsNoBackup:
    @pytest.fixture
    def cusco(self, tmp_path: Path) -> Home:
        return Home(tmp_path / "cusco")

    def refused(self, file: Path, home: Home) -> str:
        with pytest.raises(backup_file.UnusableBackup) as refusal:
            restore(file, home)
        assert not is_there(home)
        assert not home.key_file.exists()
        assert left_behind(home.path) == []
        assert str(refusal.value).endswith("an older one where this one is damaged. Nothing was changed.")
        return refusal.value.sentence()

    def test_one_that_was_cut_at_any_place(
        self, lima: Home, saved: Path, cusco: Home, tmp_path: Path
    ) -> None:
        whole, cut = saved.read_bytes(), tmp_path / "cut.zip"
        for size in (0, 1, 4, 30, *range(4096, len(whole), 4096), len(whole) - 1):
            cut.write_bytes(whole[:size])
            assert self.refused(cut, cusco) == (
                "“cut.zip” cannot be restored: it is damaged or cut short, or it is not a backup."
            )

    def test_one_with_an_altered_byte_is_refused_or_restores_the_same(
        self, lima: Home, saved: Path, tmp_path: Path
    ) -> None:
        whole, altered = saved.read_bytes(), tmp_path / "altered.zip"
        expected = state(lima)[1:]
        # A few in the content, many in the directory and the last record, which say where everything is.
        # Each takes a database of its own, which a server makes slowly.
        step = 25 if ON_POSTGRES else 5
        directory = range(whole.index(b"PK\x01\x02"), len(whole), step)
        for place in (*range(11, directory.start, len(whole) * step // 300), *directory):
            altered.write_bytes(whole[:place] + bytes([whole[place] ^ 0x20]) + whole[place + 1 :])
            home = Home(tmp_path / f"at-{place}")
            try:
                restore(altered, home)
            except backup_file.UnusableBackup:
                assert not is_there(home)
            else:
                assert state(home)[1:] == expected
            shutil.rmtree(home.path, ignore_errors=True)

    def test_a_stick_that_cannot_be_read_is_no_damage(
        self, lima: Home, saved: Path, cusco: Home, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: object) -> None:
            raise OSError(5, "Input/output error")

        monkeypatch.setattr(zipfile.ZipFile, "open", fail)
        with pytest.raises(DiskFails, match=r"the disk or stick fails\. Nothing was changed\."):
            restore(saved, cusco)

    def test_a_file_that_is_not_there(self, lima: Home, cusco: Home, tmp_path: Path) -> None:
        said = self.refused(tmp_path / "none.zip", cusco)
        assert said == "“none.zip” cannot be restored: there is no such file."

    def rewrite(self, saved: Path, **changes: object) -> Path:
        """Write the backup again with changed contents; a member named None is left out."""
        file = saved.with_name("rewritten.zip")
        with zipfile.ZipFile(saved) as old, zipfile.ZipFile(file, "w") as new:
            contents = json.loads(old.read("backup.json"))
            replaced = changes.pop("files", {})
            assert isinstance(replaced, dict)
            for name in [*old.namelist()[:-1], *(set(replaced) - set(old.namelist()))]:
                data = replaced.get(name, old.read(name) if name in old.namelist() else b"")
                if data is None:
                    continue
                new.writestr(name, data)
                if name not in changes.get("unlisted", ()):  # type: ignore[operator]
                    others = [one for one in contents["members"] if one["name"] != name]
                    digest = hashlib.sha256(data).hexdigest()
                    contents["members"] = [*others, {"name": name, "size": len(data), "sha256": digest}]
            changes.pop("unlisted", None)
            new.writestr("backup.json", json.dumps({**contents, **changes}))
        return file

    DAMAGED = "“rewritten.zip” cannot be restored: it is damaged or cut short, or it is not a backup."

    @pytest.mark.parametrize(
        "changes",
        [
            {"files": {"key.pem": None}},
            {"files": {"../evil.db": b"x"}},
            {"files": {"archive/evil.db": b"x"}},
            {"files": {"/evil.db": b"x"}},
            {"files": {f"archive/{GONE}.db": b"x"}, "unlisted": [f"archive/{GONE}.db"]},
            {"members": []},
            {"members": 7},
            {"format": "x"},
            {"surprise": 1},
        ],
    )
    def test_one_with_other_files_than_it_lists(
        self, lima: Home, saved: Path, cusco: Home, changes: dict[str, object]
    ) -> None:
        assert self.refused(self.rewrite(saved, **changes), cusco) == self.DAMAGED

    def test_one_that_holds_another_file_of_the_same_size(self, lima: Home, saved: Path, cusco: Home) -> None:
        other = bytes(reversed(lima.key_file.read_bytes()))
        swapped = self.rewrite(saved, files={"key.pem": other}, unlisted=["key.pem"])
        assert self.refused(swapped, cusco) == self.DAMAGED

    def test_one_whose_list_is_huge(
        self, lima: Home, saved: Path, cusco: Home, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(backup_file, "_MAX_CONTENTS_BYTES", 10)
        assert "damaged or cut short" in self.refused(saved, cusco)

    def test_one_of_a_newer_version_is_refused_by_name(self, lima: Home, saved: Path, cusco: Home) -> None:
        newer = self.rewrite(saved, format=2, program="Consolida 9.0")
        assert self.refused(newer, cusco) == (
            "“rewritten.zip” cannot be restored: it was written by a newer version, Consolida 9.0."
            " Install that version first."
        )

    def test_one_whose_database_a_newer_version_changed(
        self, lima: Home, saved: Path, cusco: Home, tmp_path: Path
    ) -> None:
        database = self.altered_database(
            saved,
            "INSERT INTO django_migrations (app, name, applied) VALUES ('ledger', '0099', '2030-01-01')",
        )
        newer = self.rewrite(saved, files={"consolida.db": database})
        assert self.refused(newer, cusco) == (
            "“rewritten.zip” cannot be restored: it was written by a newer version."
            " Install that version first."
        )

    def altered_database(self, saved: Path, statement: str) -> bytes:
        path = saved.with_name("altered.db")
        with zipfile.ZipFile(saved) as archive:
            path.write_bytes(archive.read("consolida.db"))
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(statement)
            connection.commit()
        return path.read_bytes()

    @pytest.mark.parametrize(
        "statement",
        [
            "DELETE FROM masters_company",
            "DELETE FROM masters_installation",
            "DROP TABLE audit_entry",
        ],
    )
    def test_one_whose_database_is_not_whole(
        self, lima: Home, saved: Path, cusco: Home, statement: str
    ) -> None:
        broken = self.rewrite(saved, files={"consolida.db": self.altered_database(saved, statement)})
        assert "“rewritten.zip” cannot be restored: its database is damaged (" in self.refused(broken, cusco)

    def test_one_whose_database_is_none(self, lima: Home, saved: Path, cusco: Home) -> None:
        broken = self.rewrite(saved, files={"consolida.db": b"no database" * 1000})
        assert "file is not a database" in self.refused(broken, cusco)

    def test_one_whose_key_is_none(self, lima: Home, saved: Path, cusco: Home) -> None:
        with pytest.raises(UnusableKey):
            restore(self.rewrite(saved, files={"key.pem": b"no key"}), cusco)
        assert not is_there(cusco)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a killed process is a forked one")
class TestAKilledRestore:
    def kill_at(self, moment: int, file: Path, home: Home) -> bool:
        """Restore in a process that is killed at its n-th touch of a file; tell whether it was."""
        connections["default"].close()
        process = os.fork()
        if process:
            _, status = os.waitpid(process, 0)
            return os.WIFSIGNALED(status)
        touches = iter(range(1_000_000))

        def count(event: str, _: object) -> None:
            if event in {"open", "os.rename", "os.link", "os.remove", "os.mkdir"} and next(touches) == moment:
                os.kill(os.getpid(), signal.SIGKILL)

        try:
            sys.addaudithook(count)
            restore(file, home, replace=True)
        finally:
            os._exit(0)

    def test_leaves_the_old_installation_or_the_new_one(
        self, lima: Home, saved: Path, tmp_path: Path
    ) -> None:
        cusco = make_home(tmp_path / "cusco")
        with at(cusco):
            installation.make(NOW, ALICE)
        old, new_key = state(cusco), lima.key_file.read_text()
        moment, seen = 0, set()
        while True:
            home = clone(cusco, tmp_path / f"cusco-{moment}")
            was_killed = self.kill_at(moment, saved, home)
            with at(home):
                placing.finish_restore(home)
            uid, names, key = state(home)
            is_new = names == [NAME]
            assert key == new_key if is_new else (uid, names, key) == old
            seen.add(is_new)
            # What a killed one left does not stop the next.
            restore(saved, home, replace=True)
            assert state(home)[1:] == ([NAME], new_key)
            assert list(home.path.glob("key-*.pem")) == []
            assert list(home.private.iterdir()) == []
            if not was_killed:
                break
            moment += 5
        assert seen == {False, True}
        assert moment > 10
