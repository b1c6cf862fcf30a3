"""Folders that files are carried to and fetched from: found, measured, and never left."""

from pathlib import Path

import pytest

from consolida.core import disk
from consolida.transfer.folders import FolderNotAllowed, NoRoom, confined, drives, require_room
from consolida.transfer.transports.folder import NoSuchFolder
from support.places import SALE, Place


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    folder = tmp_path / "shared"
    (folder / "inside" / "deeper").mkdir(parents=True)
    (tmp_path / "secret").mkdir()
    return folder


class TestDrives:
    def test_where_systems_show_them_are_found(self, tmp_path: Path) -> None:
        plugged = [
            tmp_path / "media" / "usb",
            tmp_path / "media" / "rosa" / "KINGSTON",
            tmp_path / "run" / "media" / "rosa" / "DATOS",
        ]
        for folder in plugged:
            folder.mkdir(parents=True)
        (tmp_path / "media" / "floppy").mkdir()
        assert drives(tmp_path, is_mount=lambda folder: folder in plugged) == plugged

    def test_that_are_not_mounted_are_not_offered(self, tmp_path: Path) -> None:
        (tmp_path / "media" / "usb").mkdir(parents=True)
        assert drives(tmp_path) == []

    def test_may_be_none(self, tmp_path: Path) -> None:
        assert drives(tmp_path) == []


class TestConfinement:
    def test_a_root_and_what_lies_in_it_are_allowed(self, shared: Path) -> None:
        assert confined(str(shared), [shared]) == shared
        assert confined(str(shared / "inside" / "deeper"), [shared]) == shared / "inside" / "deeper"

    @pytest.mark.parametrize(
        "asked",
        [
            "/",
            "/etc",
            "{shared}/..",
            "{shared}/../secret",
            "{shared}/inside/../../secret",
            "{shared}2",
            "secret",
            "../secret",
            "",
            "{shared}\0",
            "~",
        ],
    )
    def test_whatever_leads_out_is_refused(self, shared: Path, asked: str) -> None:
        (shared.parent / "shared2").mkdir()
        with pytest.raises(FolderNotAllowed):
            confined(asked.format(shared=shared), [shared])

    def test_a_link_that_leads_out_is_refused(self, shared: Path) -> None:
        (shared / "link").symlink_to(shared.parent / "secret")
        with pytest.raises(FolderNotAllowed, match="CONSOLIDA_FOLDERS"):
            confined(str(shared / "link"), [shared])

    def test_a_link_that_stays_inside_is_followed(self, shared: Path) -> None:
        (shared / "link").symlink_to(shared / "inside")
        assert confined(str(shared / "link"), [shared]) == shared / "inside"

    def test_a_root_may_be_a_link_itself(self, shared: Path) -> None:
        root = shared.parent / "root"
        root.symlink_to(shared)
        assert confined(str(root / "inside"), [root]) == shared / "inside"

    def test_without_roots_nothing_is_allowed(self, shared: Path) -> None:
        with pytest.raises(FolderNotAllowed):
            confined(str(shared), [])

    def test_a_folder_that_is_not_there_is_told_apart(self, shared: Path) -> None:
        with pytest.raises(NoSuchFolder):
            confined(str(shared / "gone"), [shared])

    def test_a_file_is_no_folder(self, shared: Path) -> None:
        (shared / "file.db").touch()
        with pytest.raises(NoSuchFolder):
            confined(str(shared / "file.db"), [shared])


class TestRoom:
    def test_is_measured(self, shared: Path) -> None:
        require_room(shared, 1)

    def test_that_nobody_knows_stops_nothing(self, shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(disk, "room", lambda _folder: None)
        require_room(shared, 1 << 60)

    def test_that_is_too_little_refuses(self, shared: Path) -> None:
        with pytest.raises(NoRoom, match="needs"):
            require_room(shared, 1 << 60)

    def test_that_is_too_little_stops_an_export_before_anything_is_noted(
        self, branch: Place, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        branch.type(SALE)
        before = branch.state()
        monkeypatch.setattr(disk, "room", lambda _folder: 10)
        with pytest.raises(NoRoom):
            branch.export()
        assert branch.state() == before
        assert list(branch.outbox.iterdir()) == []
