"""The stage shows commands as a user types them, and stops where one ends otherwise than it should."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from consolida.cli.demo import stage as stage_module
from consolida.cli.demo.stage import NotAsExpected, Place, Stage
from consolida.cli.failures import Status
from consolida.cli.output import Output


class Commands:
    """Stands for the processes: answers what the test says, remembers what was asked."""

    def __init__(self, printed: str = "", status: int = 0) -> None:
        self.printed, self.status = printed, status
        self.seen: list[tuple[tuple[str, ...], Mapping[str, str]]] = []

    def __call__(
        self,
        words: Sequence[str],
        *,
        folder: Path,
        environment: Mapping[str, str],
        output: Path,
        errors: Path,
    ) -> int:
        self.seen.append((tuple(words), environment))
        output.write_text(self.printed, encoding="utf-8")
        return self.status


@pytest.fixture
def lima(tmp_path: Path) -> Place:
    return Place("Lima", tmp_path / "lima")


def play(
    commands: Commands, monkeypatch: pytest.MonkeyPatch, folder: Path, *, as_json: bool = False
) -> Stage:
    monkeypatch.setattr(stage_module, "run_apart", commands)
    return Stage(folder, Output(as_json=as_json))


def test_a_command_is_shown_with_the_place_where_it_is_typed_and_what_it_prints(
    lima: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stage = play(Commands("one\ntwo\n"), monkeypatch, tmp_path)
    stage.run(lima, "export", "--to", "a folder")
    assert capsys.readouterr().out == "Lima $ consolida export --to 'a folder'\n    one\n    two\n"
    assert stage.proved == 1


def test_of_what_repeats_only_the_last_lines_are_shown(
    lima: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    play(Commands("one\ntwo\nthree\n"), monkeypatch, tmp_path).run(lima, "import", last=1)
    assert capsys.readouterr().out.splitlines()[1:] == ["    ...", "    three"]


def test_each_command_runs_in_its_installation_and_in_the_language_of_the_story(
    lima: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands = Commands()
    play(commands, monkeypatch, tmp_path).run(lima, "init")
    environment = {"CONSOLIDA_HOME": str(lima.home), "CONSOLIDA_LANG": "en", "DATABASE_URL": ""}
    assert commands.seen == [(("init",), environment)]


def test_a_command_that_ends_otherwise_than_it_should_stops_the_story(
    lima: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = play(Commands(status=1), monkeypatch, tmp_path)
    with pytest.raises(NotAsExpected, match=r"“consolida import x\.db” ended with 1 instead of 3"):
        stage.run(lima, "import", "x.db", status=Status.DECISIONS)
    assert stage.proved == 0


def test_what_does_not_hold_stops_the_story(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stage = play(Commands(), monkeypatch, tmp_path)
    stage.prove("water is wet", holds=True)
    with pytest.raises(NotAsExpected, match="fire is cold"):
        stage.prove("fire is cold", holds=False)
    assert capsys.readouterr().out == "  ✓ water is wet\n  ✗ fire is cold\n"


def test_an_unseen_question_gives_its_one_object(
    lima: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    commands = Commands(json.dumps({"rows": []}))
    assert play(commands, monkeypatch, tmp_path).ask(lima, "balance") == {"rows": []}
    assert commands.seen[0][0] == ("balance", "--json")
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("printed", ["", "[]"])
def test_a_question_without_an_object_gives_an_empty_one(
    printed: str, lima: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert play(Commands(printed), monkeypatch, tmp_path).ask(lima, "balance") == {}


def test_with_json_the_story_goes_beside_the_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    play(Commands(), monkeypatch, tmp_path, as_json=True).chapter("One")
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "\n== One\n\n"
