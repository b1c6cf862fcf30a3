"""Private copies: how long they last, and who may have them."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from consolida.core.disk import DiskFull
from consolida.core.errors import UnreadableFile
from consolida.core.portable import header, quarantine
from consolida.core.portable.format import FileKind
from consolida.core.portable.package import pack
from consolida.core.portable.quarantine import Quarantine, sweep
from support import files


@pytest.fixture
def private(tmp_path: Path) -> Path:
    return tmp_path / "private"


def test_a_copy_lasts_as_long_as_the_block(sealed: Path, private: Path) -> None:
    with Quarantine(private) as place:
        copy = place.take(sealed)
        assert copy.read_bytes() == sealed.read_bytes()
        assert copy.is_relative_to(private)
    assert list(private.iterdir()) == []


def test_copies_go_even_if_the_block_fails(sealed: Path, private: Path) -> None:
    def fail() -> None:
        with Quarantine(private) as place:
            place.take(sealed)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert list(private.iterdir()) == []


def test_a_package_is_unpacked(sealed: Path, private: Path, tmp_path: Path) -> None:
    pack(sealed, tmp_path / "a.zip", "Dos comprobantes.")
    with Quarantine(private) as place:
        assert place.take(tmp_path / "a.zip").read_bytes() == sealed.read_bytes()


def test_a_package_is_known_by_its_content(sealed: Path, private: Path, tmp_path: Path) -> None:
    pack(sealed, tmp_path / "looks like a file.db", "Dos comprobantes.")
    with Quarantine(private) as place:
        assert place.take(tmp_path / "looks like a file.db").read_bytes() == sealed.read_bytes()


def test_several_files_are_taken_side_by_side(sealed: Path, private: Path) -> None:
    with Quarantine(private) as place:
        assert place.take(sealed) != place.take(sealed)


def test_the_name_of_the_copy_owes_nothing_to_the_name_of_the_file(private: Path, tmp_path: Path) -> None:
    source = files.make_file(tmp_path / "..\n..\\x;rm -rf.db")
    with Quarantine(private) as place:
        assert place.take(source).name == "1.db"


def test_a_refused_file_leaves_no_copy_inside_the_block(private: Path, tmp_path: Path) -> None:
    source = files.make_file(tmp_path / "a.db", kind=FileKind.BEFORE)
    with Quarantine(private) as place:
        with pytest.raises(UnreadableFile, match="never imported by hand"):
            place.take(source)
        assert [path for path in private.rglob("*") if path.suffix == ".db"] == []


def test_a_before_image_is_taken_where_it_is_asked_for(private: Path, tmp_path: Path) -> None:
    source = files.make_file(tmp_path / "a.db", kind=FileKind.BEFORE)
    with Quarantine(private) as place:
        assert place.take(source, kinds=frozenset(FileKind)).exists()


def test_a_kind_that_does_not_fit_is_refused(sealed: Path, private: Path) -> None:
    with Quarantine(private) as place, pytest.raises(UnreadableFile, match="kind “vouchers”"):
        place.take(sealed, kinds=frozenset({FileKind.MASTERS}))


def test_what_a_killed_process_left_is_swept(sealed: Path, private: Path) -> None:
    code = (
        "import os, pathlib, sys\n"
        "from consolida.core.portable.quarantine import Quarantine\n"
        "place = Quarantine(pathlib.Path(sys.argv[1])).__enter__()\n"
        "place.take(pathlib.Path(sys.argv[2]))\n"
        "os.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", code, str(private), str(sealed)], check=False)
    assert len(list(private.rglob("*.db"))) == 1
    assert sweep(private) == 1
    assert list(private.iterdir()) == []


def test_a_lock_whose_folder_was_never_made_is_swept_too(private: Path) -> None:
    private.mkdir()
    (private / "4711-abc.lock").touch()
    assert sweep(private) == 0
    assert list(private.iterdir()) == []


def test_it_is_known_whether_someone_has_copies_now(sealed: Path, private: Path) -> None:
    with Quarantine(private) as place:
        place.take(sealed)
        assert quarantine.in_use(private)
        assert place.folder.is_dir()
    assert not quarantine.in_use(private)


def test_entering_sweeps_what_the_dead_left(private: Path) -> None:
    (private / "4711-abc").mkdir(parents=True)
    (private / "4711-abc" / "1.db").touch()
    with Quarantine(private):
        assert not (private / "4711-abc").exists()


def test_what_a_living_process_has_is_left_alone(sealed: Path, private: Path) -> None:
    with Quarantine(private) as place:
        copy = place.take(sealed)
        assert sweep(private) == 0
        with Quarantine(private) as other:
            other.take(sealed)
        assert copy.exists()


def test_a_lock_that_was_swept_between_opening_and_locking_is_not_trusted(
    private: Path, sealed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock_at_once, swept = quarantine._lock_at_once, threading.Event()

    def sweep_first(lock: int) -> None:
        if not swept.is_set():
            swept.set()
            name = next(private.glob("*.lock"))
            name.unlink()
            name.touch()
        lock_at_once(lock)

    monkeypatch.setattr(quarantine, "_lock_at_once", sweep_first)
    with Quarantine(private) as place:
        assert place.take(sealed).exists()
    assert swept.is_set()


def test_no_more_is_read_than_the_header_was_judged_with(
    private: Path, sealed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    size, check_siblings = sealed.stat().st_size, header.check_siblings

    def grow(path: Path, *, name: str) -> None:
        check_siblings(path, name=name)
        if path == sealed and path.stat().st_size == size:
            with path.open("ab") as file:
                file.write(b"more" * 1000)

    monkeypatch.setattr(header, "check_siblings", grow)
    with Quarantine(private) as place:
        assert place.take(sealed).stat().st_size == size
    assert sealed.stat().st_size > size


def test_only_the_owner_may_look_into_the_private_folder(private: Path, sealed: Path) -> None:
    with Quarantine(private) as place:
        copy = place.take(sealed)
        assert copy.parent.stat().st_mode & 0o077 == 0


def test_a_disk_that_lets_nothing_be_removed_fails_no_deed(
    sealed: Path, private: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was done inside stands; the next run sweeps."""

    def refuse(*_arguments: object, **_more: object) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch, Quarantine(private) as place:
        place.take(sealed)
        patch.setattr(Path, "unlink", refuse)
    assert [path.suffix for path in private.iterdir()] == [".lock"]
    with Quarantine(private):
        pass
    assert list(private.iterdir()) == []


def test_a_full_disk_refuses_the_copy_in_a_sentence(
    sealed: Path, private: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object, **_more: object) -> None:
        raise OSError(28, "No space left on device", str(private))

    with Quarantine(private) as place:
        monkeypatch.setattr(quarantine, "_copy", full)
        with pytest.raises(DiskFull, match="disk is full"):
            place.take(sealed)
        assert list(place.folder.iterdir()) == []
