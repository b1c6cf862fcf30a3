"""What the next run makes of exports that were interrupted after they were noted."""

import os
import shutil
from pathlib import Path

import pytest

from consolida.core.findings import Finding, Severity
from consolida.core.portable.quarantine import Quarantine
from consolida.transfer import interrupted
from consolida.transfer.models import Export
from consolida.transfer.transports.folder import Delivery, NotArrived
from support.installations import ON_POSTGRES
from support.places import Clock, Place

SALE = "05 2026-11-03 Sale: 1212 118.00, 40111 -18.00, 70111 -100.00"


class Killed(BaseException):
    """Stands for a process that ends here."""


@pytest.fixture
def branch(tmp_path: Path) -> Place:
    place = Place(tmp_path / "branch", here=["0001"], clock=Clock())
    place.type(SALE)
    return place


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def interrupt(branch: Place, stick: Path, *, definitive: bool = False, as_zip: bool = False) -> Path:
    """Export to a stick and end when all is noted and only the rename is left; return the file's name."""

    def killed(_delivery: Delivery) -> Path:
        raise Killed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Delivery, "arrive", killed)
        with pytest.raises(Killed):
            branch.export(to=stick, definitive=definitive, as_zip=as_zip)
    with branch.open():
        made = Export.objects.get()
        assert made.delivered_to == ""
        return Path(made.destination)


def recover(branch: Place) -> list[Finding]:
    with branch.open():
        return interrupted.recover(branch.home)


def rules(findings: list[Finding]) -> list[str]:
    return [finding.rule for finding in findings]


@pytest.mark.parametrize("as_zip", [False, True])
def test_a_file_that_stands_whole_beside_its_name_arrives_in_the_next_run(
    branch: Place, stick: Path, as_zip: bool
) -> None:
    final = interrupt(branch, stick, as_zip=as_zip)
    assert [file.name for file in stick.iterdir()] == [f".{final.name}.part"]
    (found,) = recover(branch)
    assert found.severity is Severity.NOTE
    assert found.sentence() == (
        f"Export n.º 1 was interrupted when its file had been written; “{final}” is there now."
    )
    assert found.advice() == "It is good as it is; it need not be exported again."
    assert list(stick.iterdir()) == [final]
    with branch.open():
        assert Export.objects.get().delivered_to == str(final)
    assert recover(branch) == []


def test_a_name_that_was_only_reserved_is_filled(branch: Place, stick: Path) -> None:
    """Sticks know no links: there the name is reserved by an empty file, which the whole one replaces."""
    final = interrupt(branch, stick)
    final.touch()
    assert rules(recover(branch)) == ["export_finished"]
    assert list(stick.iterdir()) == [final]
    assert final.stat().st_size


def test_a_file_that_has_its_name_already_is_noted(branch: Place, stick: Path) -> None:
    final = interrupt(branch, stick)
    os.link(stick / f".{final.name}.part", final)
    assert rules(recover(branch)) == ["export_finished"]
    assert list(stick.iterdir()) == [final]


def test_a_stick_that_is_away_is_named_until_it_is_back(branch: Place, stick: Path) -> None:
    final = interrupt(branch, stick)
    away = stick.rename(stick.with_name("away"))
    for _run in range(2):
        (found,) = recover(branch)
        assert found.severity is Severity.WARNING
        assert found.sentence() == f"Export n.º 1 was interrupted before its file arrived at “{final}”."
        assert "Put in the stick" in found.advice()
    with branch.open():
        assert rules(interrupted.find(branch.home)) == ["export_not_delivered"]
    away.rename(stick)
    assert rules(recover(branch)) == ["export_finished"]


def test_a_later_export_of_the_same_month_takes_the_place_of_one_that_never_arrived(
    branch: Place, stick: Path
) -> None:
    interrupt(branch, stick)
    shutil.rmtree(stick)
    branch.export(operation_type="05")
    assert rules(recover(branch)) == ["export_not_delivered"]  # a T/O is not the whole month
    branch.export("2026-10")
    assert rules(recover(branch)) == ["export_not_delivered"]
    branch.export()
    assert recover(branch) == []


def test_what_was_spoilt_on_the_stick_does_not_arrive(branch: Place, stick: Path) -> None:
    final = interrupt(branch, stick)
    part = stick / f".{final.name}.part"
    part.write_bytes(part.read_bytes()[:-4096])
    assert rules(recover(branch)) == ["export_not_delivered"]
    part.unlink()
    final.write_text("something else")
    assert rules(recover(branch)) == ["export_not_delivered"]
    assert final.read_text() == "something else"


def test_another_file_of_that_name_is_left_as_it_is(branch: Place, stick: Path) -> None:
    final = interrupt(branch, stick)
    final.write_text("something else")
    assert rules(recover(branch)) == ["export_not_delivered"]
    assert final.read_text() == "something else"


def test_a_stick_that_fails_again_is_no_failure_of_the_next_run(
    branch: Place, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupt(branch, stick)

    def failing(delivery: Delivery) -> Path:
        raise NotArrived(file=delivery.final.name, folder=stick, reason="the disk or stick fails.")

    monkeypatch.setattr(Delivery, "arrive", failing)
    assert rules(recover(branch)) == ["export_not_delivered"]


def test_an_export_that_another_process_is_at_is_left_to_it(branch: Place, stick: Path) -> None:
    final = interrupt(branch, stick)
    with Quarantine(branch.home.private):
        assert recover(branch) == []
        assert not final.exists()
    assert rules(recover(branch)) == ["export_finished"]


def test_what_was_left_in_the_archive_and_among_the_private_copies_is_counted(branch: Place) -> None:
    (branch.home.archive / "0193.db").write_text("an orphan")
    (branch.home.archive / "0193.77.part").write_text("half an orphan")
    (branch.home.private / "77-00").mkdir()
    (branch.home.private / "77-00" / "1.db").write_text("a copy")
    (branch.home.private / "78-00.lock").touch()  # a run that ended before its folder was made
    (found,) = recover(branch)
    assert found.sentence() == "An earlier run was interrupted; 3 files that it left behind were removed."
    assert list(branch.home.private.iterdir()) == []
    assert list(branch.home.archive.iterdir()) == []
    assert recover(branch) == []


def test_a_definitive_export_that_is_finished_later_has_closed_its_month(branch: Place, stick: Path) -> None:
    interrupt(branch, stick, definitive=True)
    assert rules(recover(branch)) == ["export_finished"]
    assert set(branch.batches().values()) == {1}
    again = branch.export(definitive=True)
    assert (again.manifest.export_number, again.held.vouchers) == (2, 1)


def test_what_a_restore_left_beside_the_database_goes_unless_one_is_at_work(branch: Place) -> None:
    home = branch.home
    second_name, key = home.path / "before-restore-0193.db", home.path / "key-0193.pem"
    kept = home.path / "before-restore-0192.db"
    kept.write_text("the database that an earlier restore replaced")
    if ON_POSTGRES:
        second_name.write_text("the copy of the server's database")
    else:
        os.link(home.database, second_name)
    key.write_text("a key that nobody waits for")
    with Quarantine(home.private):
        recover(branch)
        assert second_name.exists()
        assert key.exists()
    recover(branch)
    assert not second_name.exists()
    assert not key.exists()
    assert kept.exists()
    assert branch.vouchers()
