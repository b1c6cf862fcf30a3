"""`consolida demo` does the main job for real, and says so when something is not as it should be."""

import json
import tempfile
from pathlib import Path

import pytest

from consolida.cli.demo import command
from consolida.cli.demo.stage import NotAsExpected, Stage
from consolida.cli.main import run


def test_two_branches_and_head_office_are_consolidated_corrected_undone_and_guarded(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "demo"
    assert run(["demo", "--in", str(folder), "--lang", "en", "--json"]) == 0
    said = capfd.readouterr()
    answer = json.loads(said.out)
    assert answer["folder"] == str(folder)
    assert answer["debit"] == answer["credit"]
    assert answer["proved"] > 40
    assert "consolida import --month 2026-01" in said.err
    assert sorted(path.name for path in folder.iterdir()) == [
        "arequipa",
        "correo",
        "datos",
        "lima",
        "trujillo",
    ]


def test_a_folder_that_holds_something_is_left_alone(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "letter.txt").write_text("Dear Bob", encoding="utf-8")
    assert run(["demo", "--in", str(tmp_path), "--lang", "en"]) == 1
    assert "is not empty; nothing was written" in capfd.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_story_that_goes_wrong_ends_with_status_1_and_says_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def goes_wrong(stage: Stage) -> None:
        raise NotAsExpected("the correction is gone")

    monkeypatch.setattr(command, "play", goes_wrong)
    assert run(["demo", "--in", str(tmp_path / "demo"), "--lang", "en"]) == 1
    said = capfd.readouterr().err
    assert "The demonstration failed: the correction is gone." in said
    assert str(tmp_path / "demo") in said


def test_a_good_end_is_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "play", lambda stage: {"1041": (150000, 0), "1212": (0, 150000)})
    monkeypatch.setattr(tempfile, "mkdtemp", lambda prefix: str(tmp_path))
    assert run(["demo", "--lang", "en"]) == 0
    last = capfd.readouterr().out.splitlines()[-1]
    assert last.startswith("All is well: 0 things were proved in")
    assert "debit 1,500.00 equals credit 1,500.00" in last
    assert str(tmp_path) in last


def test_a_script_is_told_amounts_without_commas(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "play", lambda stage: {"1041": (150000, 0), "1212": (0, 150000)})
    monkeypatch.setattr(tempfile, "mkdtemp", lambda prefix: str(tmp_path))
    assert run(["demo", "--json"]) == 0
    answer = json.loads(capfd.readouterr().out)
    assert (answer["debit"], answer["credit"]) == ("1500.00", "1500.00")
