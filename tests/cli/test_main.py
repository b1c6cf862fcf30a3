"""The entry point: options of all commands, wrong usage, languages."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from consolida.cli.main import ENTRIES
from consolida.cli.session import starting
from consolida.core.language import active
from support.commands import Commands, as_user
from support.files import SALES, make_file


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return make_file(tmp_path / "branch.db", SALES)


class TestOptionsOfAllCommands:
    def test_are_taken_before_and_after_the_command(self, consolida: Commands, file: Path) -> None:
        assert consolida("--json", "verify", file).json == consolida("verify", file, "--json").json
        assert consolida("--company", "20601234565", "verify", file).status == 0
        assert consolida("verify", "--company", "20601234565", file).status == 0

    def test_choose_the_folder_for_one_run_only(
        self, consolida: Commands, file: Path, tmp_path: Path
    ) -> None:
        before = os.environ.get("CONSOLIDA_HOME")
        assert consolida("--home", tmp_path, "verify", file).status == 0
        assert os.environ.get("CONSOLIDA_HOME") == before

    def test_choose_the_language(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CONSOLIDA_LANG", "en")
        for words, language in (
            (["verify"], "en"),
            (["verify", "--lang", "es"], "es"),
            (["--lang=es", "verify"], "es"),
            (["verify", "--lang"], "en"),
        ):
            with starting(words):
                assert active() == language

    @pytest.mark.parametrize("words", [["verify", "x"], ["--help"], ["--json", "history"], []])
    def test_refuse_a_language_that_is_not_spoken(
        self, consolida: Commands, monkeypatch: pytest.MonkeyPatch, words: list[str]
    ) -> None:
        monkeypatch.setenv("CONSOLIDA_LANG", "fr")
        result = consolida(*words)
        said = (
            "La variable de entorno CONSOLIDA_LANG no puede ser “fr”."
            " Indique uno de estos: es, en, o quite la variable."
        )
        assert result.status == 1
        if "--json" in words:
            assert result.json == {"error": said, "findings": []}
        else:
            assert (result.out, result.err) == ("", f"{said}\n")

    def test_choose_a_language_although_the_environment_names_none(
        self, consolida: Commands, monkeypatch: pytest.MonkeyPatch, file: Path
    ) -> None:
        monkeypatch.setenv("CONSOLIDA_LANG", "fr")
        result = consolida("verify", file, "--lang", "en")
        assert (result.status, "Verification code" in result.out) == (0, True)

    def test_speak_spanish_unless_told_otherwise(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CONSOLIDA_LANG", "")
        with starting(["verify"]):
            assert active() == "es"


class TestWrongUsage:
    @pytest.mark.parametrize(
        ("words", "sentence"),
        [
            (["verfy", "x"], "There is no command “verfy”. Did you mean verify?"),
            (["verify"], "FILE is missing."),
            (["import"], "FILE is missing."),
            (["inbox", "--mont", "2026-11"], "There is no option --mont. Did you mean --month?"),
            (["verify", "--colour", "a"], "There is no option --colour."),
            (["verify", "a", "b"], "There are more words than the command takes, or fewer."),
            (["verify", "--jsn", "a"], "There is no option --jsn. Did you mean --json?"),
            (
                ["show", "a", "--voucher"],
                "Option --voucher lacks its value, or has one that it does not take.",
            ),
            (["--lang", "qu", "verify", "a"], "--lang takes one of: es, en."),
            (["--company", "20601234565"], "A command is missing."),
        ],
    )
    def test_ends_with_two_and_a_sentence(self, consolida: Commands, words: list[str], sentence: str) -> None:
        result = consolida(*words)
        assert result.status == 2
        assert result.out == ""
        assert result.err.splitlines()[0] == sentence
        assert "--help" in result.err

    def test_is_one_json_object_too(self, consolida: Commands) -> None:
        result = consolida("verify", "--json")
        assert result.status == 2
        assert result.json == {"error": "FILE is missing.", "findings": []}
        assert result.err == ""

    def test_of_no_command_at_all_shows_the_help(self, consolida: Commands) -> None:
        result = consolida()
        assert result.status == 2
        assert "Usage: consolida" in result.err
        assert consolida("--json", "bogus").json["error"]


class TestAsAUser:
    def test_json_is_all_of_standard_output(self, file: Path) -> None:
        result = as_user("verify", str(file), "--json")
        assert (result.status, result.err) == (0, "")
        assert result.json["vouchers"] == 2

    def test_a_refusal_ends_with_one(self, tmp_path: Path) -> None:
        result = as_user("verify", str(tmp_path / "nowhere.db"))
        assert (result.status, result.out) == (1, "")
        assert "Traceback" not in result.err

    def test_wrong_usage_ends_with_two(self) -> None:
        assert as_user("verify").status == 2

    def test_the_version_is_told(self) -> None:
        assert as_user("--version").out.startswith("consolida ")

    def test_the_list_of_commands_imports_none_of_them(self) -> None:
        program = (
            "import sys; from consolida.cli.main import run; run(['--help']); "
            "sys.exit(any(name in sys.modules for name in ('django', 'rich', 'consolida.cli.files')))"
        )
        result = as_user(program=program)
        assert result.status == 0
        assert all(entry.name in result.out for entry in ENTRIES)

    def test_an_interruption_is_told_without_a_traceback(self, tmp_path: Path) -> None:
        pipe = tmp_path / "slow"
        program = (
            "import sys, os, signal; from consolida.cli import files\n"
            "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a run in the background ignores it
            "def slow(*a, **k): os.kill(os.getpid(), signal.SIGINT)\n"
            "files.verify = slow\n"
            "from consolida.cli.main import run; sys.exit(run(['verify', sys.argv[1]]))"
        )
        result = as_user(str(make_file(pipe, SALES)), program=program)
        assert result.status == 1
        assert "Interrupted" in result.err
        assert "Traceback" not in result.err

    def test_a_reader_that_leaves_early_sees_no_traceback(self, file: Path) -> None:
        environment = {**os.environ, "CONSOLIDA_LANG": "en"}
        program = "import sys; from consolida.cli.main import run; sys.exit(run())"
        with subprocess.Popen(
            [sys.executable, "-c", program, "show", str(file), "--vouchers"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
        ) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdout.close()
            assert b"Traceback" not in process.stderr.read()
        assert process.returncode not in {-signal.SIGPIPE, 0}
