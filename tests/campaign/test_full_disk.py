"""A disk that is full, fails, can only be read or is pulled out: a plain refusal, and the old state."""

import errno
import shutil
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from consolida.core.disk import DiskFull
from consolida.core.errors import ConsolidaError
from consolida.core.home import Home
from consolida.transfer import backup_file, interrupted
from consolida.transfer.backup import BackedUp, BackupNotWritten, backup, restore
from consolida.transfer.export import Exported
from consolida.transfer.send_masters import send_masters
from consolida.transfer.transports.folder import Delivery, NotArrived, NotDelivered
from support import installations
from support.campaign import points
from support.children import Ended, in_child
from support.companies import ALICE
from support.deeds import Case, count_changes, require_files_whole, spread
from support.faults import Disk, Fail
from support.places import Place
from support.small_disks import Limited, Mounted, SmallDisk, can_mount
from support.states import copy_of, examined, orphans, state_of

DEEDS = ["export", "export as a package", "import", "undo", "load"]
MIB = 1 << 20


def _kinds() -> list[type[Limited | Mounted]]:
    """Limit the size of files everywhere, and mount a real file system where the system lets us."""
    with tempfile.TemporaryDirectory() as folder:
        return [Limited, *([Mounted] if can_mount(Path(folder)) else [])]


KINDS = _kinds()


def must(ended: Ended) -> None:
    """Fail as the child failed."""
    assert ended.problem is None, ended.trace
    assert not ended.killed_by


# How often each deed meets a disk that begins to fail, spread over all its changes to the disk.
WANTED = {errno.ENOSPC: 7, errno.EIO: 4, errno.EROFS: 3}


@pytest.mark.parametrize("code", WANTED)
@pytest.mark.parametrize("name", DEEDS)
def test_a_disk_that_begins_to_fail_at_any_change_stops_the_deed_in_a_sentence(
    cases: dict[str, Case], name: str, code: int, quick: Path
) -> None:
    case = cases[name]
    old = state_of(case.place)
    whole = copy_of(case.place, quick / "whole")
    case.deed(whole)
    new = state_of(whole)
    struck = spread(points(WANTED[code]), over=count_changes(case, quick / "counted", fault=Fail))
    refused = 0
    for point in struck:
        place = copy_of(case.place, quick / str(point))

        def deed(place: Place = place, point: int = point) -> None:
            Disk(Fail(point, code=code))
            case.deed(place)

        ended = in_child(deed)
        context = f"{name}, {errno.errorcode[code]} from change {point} on\n{ended.trace}"
        assert ended.problem is None or isinstance(ended.problem, ConsolidaError), context
        noted = ended.problem is None or isinstance(ended.problem, NotArrived)
        assert state_of(place) == (new if noted else old), context
        refused += not noted
        with place.open():
            interrupted.recover(place.home)
        assert orphans(place) == [], context
        assert examined(place) == [], context
        if not noted:
            case.deed(place)
            assert state_of(place) == new, context
        require_files_whole(place)
        shutil.rmtree(place.home.path)
    sys.stdout.write(f"{name}: {errno.errorcode[code]} at {len(struck)} points, {refused} refusals\n")
    assert refused


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", DEEDS)
def test_an_installation_on_a_full_disk_does_nothing_by_halves(
    cases: dict[str, Case], name: str, kind: type[Limited | Mounted], tmp_path: Path
) -> None:
    """The room grows until the deed succeeds; what it met before were refusals and nothing else."""
    case = cases[name]
    old = state_of(case.place)
    whole = copy_of(case.place, tmp_path / "whole")
    case.deed(whole)
    new = state_of(whole)

    def rooms() -> list[str]:
        disk = kind(tmp_path / "disk", size=8 * MIB)
        place = copy_of(case.place, disk.path / "home")
        refusals: list[str] = []
        room = 0
        while not _done_in(room, disk, case, place, refusals):
            assert state_of(place) == old
            room = max(4096, 2 * room)
        disk.free()
        assert state_of(place) == new
        assert examined(place) == []
        require_files_whole(place)
        return refusals

    ended = in_child(rooms)
    must(ended)
    assert isinstance(ended.value, list)
    sys.stdout.write(f"{name}: {len(ended.value)} refusals before there was room: {set(ended.value)}\n")
    assert len(ended.value) >= 2


def _done_in(room: int, disk: SmallDisk, case: Case, place: Place, refusals: list[str]) -> bool:
    disk.leave(room)
    try:
        case.deed(place)
    except ConsolidaError as refusal:
        refusals.append(type(refusal).__name__)
        return False
    finally:
        disk.free()
    return True


def _send_masters(branch: Place, *, to: Path) -> Exported:
    with branch.open() as company:
        return send_masters(company, site=branch.site(), to=to, home=branch.home, by=ALICE, at=branch.clock())


# What is written to a stick, and the room that is too little for it.
SENT: dict[str, tuple[Callable[..., Exported], int]] = {
    "export": (Place.export, 16 << 10),
    "export as a package": (partial(Place.export, as_zip=True), 4096),
    "masters": (_send_masters, 16 << 10),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("full", [True, False])
@pytest.mark.parametrize("name", SENT)
def test_a_full_stick_refuses_what_is_sent_and_keeps_no_part_of_it(
    cases: dict[str, Case], kind: type[Limited | Mounted], full: bool, name: str, tmp_path: Path
) -> None:
    send, little = SENT[name]
    branch = copy_of(cases["export"].place, tmp_path / "branch")
    old = state_of(branch)

    def story() -> None:
        stick = kind(tmp_path / "stick", size=MIB)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(shutil, "copyfile", _filling(stick, room=0 if full else little))
            with pytest.raises(NotDelivered) as refused:
                send(branch, to=stick.path)
        assert refused.value.sentence().endswith(
            ("the disk is full.", "the disk takes no file of that size.")
        )
        assert "Free some space" in refused.value.advice()
        assert _lying_on(stick) == []
        assert state_of(branch) == old
        assert examined(branch) == []
        stick.free()
        assert send(branch, to=stick.path).file.stat().st_size

    must(in_child(story))


def _lying_on(stick: SmallDisk) -> list[str]:
    return [file.name for file in stick.path.iterdir() if file.name != ".filler"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("room", [0, 4096])
def test_a_full_stick_refuses_the_backup_and_keeps_no_part_of_it(
    cases: dict[str, Case], kind: type[Limited | Mounted], room: int, tmp_path: Path
) -> None:
    branch = copy_of(cases["export"].place, tmp_path / "branch")
    old = state_of(branch)
    write = backup_file.write

    def back_up(to: Path) -> BackedUp:
        with branch.open():
            return backup(branch.home, to, by=ALICE, at=branch.clock())

    def story() -> None:
        stick = kind(tmp_path / "stick", size=8 * MIB)

        def writing(*arguments: Any, **more: Any) -> object:
            stick.leave(room)
            try:
                return write(*arguments, **more)
            finally:
                if isinstance(stick, Limited):
                    stick.free()

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(backup_file, "write", writing)
            with pytest.raises(BackupNotWritten) as refused:
                back_up(stick.path / "branch.backup")
        assert str(refused.value) == (
            f"The backup “{stick.path / 'branch.backup'}” could not be written: the disk"
            f"{' is full' if isinstance(stick, Mounted) else ' takes no file of that size'}."
            " Free some space or choose another folder and try again; nothing was left there."
        )
        assert _lying_on(stick) == []
        assert orphans(branch) == []
        assert list(branch.home.path.glob("backup-*.note")) == []
        assert state_of(branch) == old
        stick.free()
        assert back_up(stick.path / "branch.backup").file.stat().st_size
        assert examined(branch) == []

    must(in_child(story))


@pytest.mark.skipif(Mounted not in KINDS, reason="the system mounts no disk of its own for a test")
@pytest.mark.skipif(installations.ON_POSTGRES, reason="what is restored goes to the server's disk")
def test_a_full_disk_refuses_to_restore_and_keeps_no_part_of_it(
    cases: dict[str, Case], tmp_path: Path
) -> None:
    """The room grows until there is enough."""
    branch = copy_of(cases["export"].place, tmp_path / "branch")
    file = tmp_path / "branch.backup"
    with branch.open():
        backup(branch.home, file, by=ALICE, at=branch.clock())

    def story() -> list[str]:
        disk = Mounted(tmp_path / "disk", size=16 * MIB)
        home = Home(disk.path / "branch")
        refusals: list[str] = []
        while not _restored(file, home, disk, room=len(refusals) * (64 << 10), place=branch, to=refusals):
            assert not home.database.exists()
            assert not home.key_file.exists()
            assert not home.private.exists() or list(home.private.iterdir()) == []
        assert home.database.exists()
        return refusals

    ended = in_child(story)
    must(ended)
    assert isinstance(ended.value, list)
    assert len(ended.value) >= 3
    assert {advice.split(" and ")[0] for advice in ended.value} == {"Free some space"}


def _restored(file: Path, home: Home, disk: Mounted, *, room: int, place: Place, to: list[str]) -> bool:
    disk.leave(room)
    try:
        with place.open():
            restore(file, home, by=ALICE, at=place.clock())
    except ConsolidaError as refusal:
        to.append(refusal.advice())
        return False
    finally:
        disk.free()
    return True


def _filling(stick: SmallDisk, *, room: int) -> Callable[[Path, Path], Path]:
    """Copy as ever, but with little room on the stick; a limit holds for no other file of the process."""
    copy = shutil.copyfile

    def copyfile(source: Path, target: Path) -> Path:
        if target.parent != stick.path:
            return copy(source, target)
        stick.leave(room)
        try:
            return copy(source, target)
        finally:
            if isinstance(stick, Limited):
                stick.free()

    return copyfile


def test_a_folder_that_can_only_be_read_refuses_the_export(cases: dict[str, Case], tmp_path: Path) -> None:
    branch = copy_of(cases["export"].place, tmp_path / "branch")
    old = state_of(branch)

    def story() -> None:
        folder = Path("/proc/self/task")  # where nobody makes files
        if Mounted in KINDS:
            stick = Mounted(tmp_path / "stick", size=MIB)
            stick.make_read_only()
            folder = stick.path
        with pytest.raises(NotDelivered) as refused:
            branch.export(to=folder)
        assert Mounted not in KINDS or "the disk can only be read." in str(refused.value)
        assert state_of(branch) == old
        assert branch.export().manifest.export_number == 2

    must(in_child(story))


class Pulled:
    """A stick that is pulled out of its folder: an unmounted file system, or a folder that is moved away."""

    def __init__(self, folder: Path) -> None:
        self.disk = Mounted(folder, size=MIB) if Mounted in KINDS else Limited(folder, size=MIB)

    def __call__(self) -> None:
        if isinstance(self.disk, Mounted):
            self.disk.pull()
        else:
            self.disk.path.rename(self.disk.path.with_name("pulled"))
            self.disk.path.mkdir()


def _pulling(stick: Pulled, deed: Callable[..., object], *, first: bool) -> Callable[..., object]:
    def pulling(*arguments: object) -> object:
        if first:
            stick()
            return deed(*arguments)
        done = deed(*arguments)
        stick()
        return done

    return pulling


def test_a_stick_that_is_pulled_while_it_is_written_gets_nothing(
    cases: dict[str, Case], tmp_path: Path
) -> None:
    branch = copy_of(cases["export"].place, tmp_path / "branch")
    old = state_of(branch)

    def story() -> None:
        stick = Pulled(tmp_path / "stick")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(shutil, "copyfile", _pulling(stick, shutil.copyfile, first=False))
            with pytest.raises(NotDelivered, match="it does not exist"):
                branch.export(to=stick.disk.path)
        assert list(stick.disk.path.iterdir()) == []
        assert state_of(branch) == old
        assert orphans(branch) == []
        assert branch.export().manifest.export_number == 2

    must(in_child(story))


def test_a_stick_that_is_pulled_before_the_last_rename_is_told_and_exported_again(
    cases: dict[str, Case], tmp_path: Path
) -> None:
    branch = copy_of(cases["export"].place, tmp_path / "branch")

    def story() -> None:
        stick = Pulled(tmp_path / "stick")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Delivery, "arrive", _pulling(stick, Delivery.arrive, first=True))
            with pytest.raises(NotArrived, match="it does not exist"):
                branch.export(to=stick.disk.path, definitive=True)
        with branch.open():
            (said,) = interrupted.recover(branch.home)
        assert said.rule == "export_not_delivered"
        assert examined(branch) == []
        again = branch.export(definitive=True)
        assert (again.manifest.export_number, again.file.parent) == (3, branch.outbox)
        with branch.open():
            assert interrupted.recover(branch.home) == []

    must(in_child(story))


@pytest.mark.skipif(installations.ON_POSTGRES, reason="what is typed goes to the server's disk")
def test_typing_on_a_full_disk_is_refused_and_done_when_there_is_room(
    cases: dict[str, Case], quick: Path
) -> None:
    place = copy_of(cases["export"].place, quick / "branch")
    old = state_of(place)

    def typing() -> None:
        Disk(Fail(1))
        place.type("05 2026-11-20 Sale: 1212 59.00, 40111 -9.00, 70111 -50.00")

    ended = in_child(typing)
    assert isinstance(ended.problem, DiskFull)
    assert str(ended.problem) == (
        "The installation's disk is full; nothing was changed. Free some space and try again."
    )
    assert state_of(place) == old
    (voucher,) = place.type("05 2026-11-20 Sale: 1212 59.00, 40111 -9.00, 70111 -50.00")
    assert voucher.number == "0004"
