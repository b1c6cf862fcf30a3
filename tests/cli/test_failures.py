"""How failures end: exit statuses and words."""

import errno
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import apsw
import click
import pytest

from consolida.cli.failures import LOG, WrongUsage, explain, usage_sentence
from consolida.cli.output import Output
from consolida.core.errors import ConsolidaError, Refused, UnreadableFile
from consolida.core.findings import Finding, Severity
from consolida.core.language import noop
from support.commands import Result

Explain = Callable[..., Result]
FINDING = Finding(
    rule="balance",
    severity=Severity.ERROR,
    message=noop("It does not balance by {amount}."),
    remedy=noop("Correct the voucher."),
    fields={"amount": "0.01"},
    file="branch.db",
    voucher="0001-05-110007",
    line=2,
)


@pytest.fixture
def explained(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Explain:
    def explained(problem: BaseException, *, as_json: bool = False) -> Result:
        status = explain(problem, output=Output(as_json=as_json), home=tmp_path)
        return Result(status, *capsys.readouterr())

    return explained


@dataclass(frozen=True)
class Question:
    """A decision as the replacement asks it."""

    name: str

    def question(self) -> str:
        return "Replace what was typed here?"

    def as_json(self) -> dict[str, object]:
        return {"name": self.name, "question": self.question(), "values": ["yes", "no"]}


class Undecided(ConsolidaError):
    """As the replacement raises it."""

    message = noop("A decision is needed.")
    remedy = ""
    decisions = (Question("vanish"),)


class TestARefusal:
    def test_says_what_where_and_what_to_do(self, explained: Explain) -> None:
        result = explained(Refused([FINDING], what="branch.db", count=1))
        assert result.status == 1
        assert result.out == ""
        assert "branch.db was refused because of 1 error;" in result.err
        assert "Error: branch.db, 0001-05-110007, line 2: It does not balance by 0.01." in result.err
        assert "    Correct the voucher." in result.err

    def test_is_one_json_object(self, explained: Explain) -> None:
        result = explained(Refused([FINDING], what="branch.db", count=1), as_json=True)
        assert result.status == 1
        assert result.err == ""
        (finding,) = result.json["findings"]
        assert finding["severity"] == "error"
        assert finding["voucher"] == "0001-05-110007"
        assert finding["line"] == 2


class TestAnOpenDecision:
    def test_ends_with_three_and_says_how_to_answer(self, explained: Explain) -> None:
        result = explained(Undecided())
        assert result.status == 3
        assert "Replace what was typed here?" in result.err
        assert "    --decide vanish=yes" in result.err

    def test_is_one_json_object(self, explained: Explain) -> None:
        result = explained(Undecided(), as_json=True)
        assert result.status == 3
        assert result.json == {"decisions": [Question("vanish").as_json()]}


class TestTheSystem:
    @pytest.mark.parametrize(
        ("problem", "words"),
        [
            (OSError(errno.ENOSPC, "No space left", "/media/usb/a.db"), "/media/usb/a.db: the disk is full."),
            (
                PermissionError(errno.EACCES, "Permission denied", "a.db"),
                "a.db: you may not read or write it.",
            ),
            (OSError(errno.EPROTO, "Protocol error"), "A file or folder: Protocol error."),
            (apsw.FullError("database or disk is full"), "The disk is full"),
            (apsw.BusyError("database is locked"), "Another program is writing"),
            (sqlite3.OperationalError("database is locked"), "Another program is writing"),
            (
                sqlite3.OperationalError("attempt to write a readonly database"),
                "cannot be opened for writing",
            ),
            (KeyboardInterrupt(), "Interrupted"),
            (click.Abort(), "Interrupted"),
        ],
    )
    def test_is_explained_in_plain_words(
        self, explained: Explain, problem: BaseException, words: str
    ) -> None:
        result = explained(problem)
        assert result.status == 1
        assert words in result.err

    def test_is_seen_behind_another_failure(self, explained: Explain) -> None:
        problem = RuntimeError("wrapped")
        problem.__cause__ = sqlite3.OperationalError("database or disk is full")
        assert "The disk is full" in explained(problem).err


class TestWhatNobodyForesaw:
    def test_never_shows_a_traceback_but_writes_it_down(self, explained: Explain, tmp_path: Path) -> None:
        result = explained(ZeroDivisionError("division by zero"))
        assert result.status == 1
        assert "Traceback" not in result.err
        assert str(tmp_path / LOG) in result.err
        assert "ZeroDivisionError" in (tmp_path / LOG).read_text()

    def test_is_written_to_the_temporary_folder_without_an_installation(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
        explain(ZeroDivisionError(), output=Output(), home=tmp_path / "nowhere")
        assert str(tmp_path / "consolida" / LOG) in capsys.readouterr().err

    def test_is_told_on_the_screen_where_nothing_can_be_written(
        self, explained: Explain, tmp_path: Path
    ) -> None:
        (tmp_path / LOG).mkdir()
        assert "(division by zero)" in explained(ZeroDivisionError("division by zero")).err

    def test_may_be_the_words_of_another_failure(self, explained: Explain, tmp_path: Path) -> None:
        result = explained(UnreadableFile(file="branch.db"))  # lacks the reason that its sentence names
        assert result.status == 1
        assert str(tmp_path / LOG) in result.err
        assert "KeyError" in (tmp_path / LOG).read_text()

    def test_is_one_json_object_too(self, explained: Explain) -> None:
        assert explained(ZeroDivisionError(), as_json=True).json["findings"] == []


@pytest.mark.parametrize("words", ["database disk image is malformed", "file is not a database"])
def test_a_damaged_database_is_told_with_what_to_do(explained: Explain, words: str) -> None:
    result = explained(sqlite3.DatabaseError(words))
    assert result.status == 1
    assert "The installation's database is damaged." in result.err
    assert "consolida restore FILE --replace" in result.err


def test_another_fault_of_the_database_is_not_called_damage(explained: Explain) -> None:
    assert "did not foresee" in explained(sqlite3.DatabaseError("no such thing")).err


def test_a_closed_pipe_that_click_turned_into_an_exit_is_quiet(tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("consolida")
    reader = subprocess.Popen(
        ["bash", "-c", f"{program} --home {tmp_path} --help | (exec <&-; sleep 1)"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    _, said = reader.communicate(timeout=60)
    assert said == b""
    assert not (tmp_path / LOG).exists()


def test_a_reader_that_left_is_no_failure_to_talk_about(monkeypatch: pytest.MonkeyPatch) -> None:
    read, write = os.pipe()
    with open(write, "w") as out, open(os.dup(write), "w") as err:  # noqa: PTH123 - descriptors
        monkeypatch.setattr("sys.stdout", out)
        monkeypatch.setattr("sys.stderr", err)
        os.close(read)
        assert explain(BrokenPipeError(), output=Output(), home=Path()) == 1
        out.write("goes nowhere")


class TestWrongUsage:
    def test_of_a_kind_of_our_own_says_its_sentence(self) -> None:
        assert usage_sentence(WrongUsage("Choose one.")) == "Choose one."

    def test_of_a_number_says_so(self) -> None:
        option = click.Option(["--count"], type=int)
        problem = click.BadParameter("no", param=option)
        assert usage_sentence(problem) == "--count takes a whole number."

    def test_of_a_number_that_is_too_large_says_how_large_it_may_be(self) -> None:
        option = click.Option(["--port"], type=click.IntRange(1, 65535))
        problem = click.BadParameter("no", param=option)
        assert usage_sentence(problem) == "--port takes a whole number from 1 to 65535."

    def test_without_a_parameter_says_what_click_says(self) -> None:
        assert usage_sentence(click.BadParameter("Not so.")) == "Not so."
