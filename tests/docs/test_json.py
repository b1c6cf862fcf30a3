"""What the reference says of --json is what the commands print."""

import re
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import RUC, SALES, Place
from consolida.core.home import Home
from support.commands import Commands
from support.installations import make_home

PAGE = (Path(__file__).parent.parent.parent / "docs" / "reference" / "json.md").read_text(encoding="utf-8")
MONTH = ("--month", "2026-11")


def fields(command: str) -> list[str]:
    """Return the fields that the page lists for a command, in their order."""
    (row,) = re.findall(rf"^\| `{command}` \| (.*) \|$", PAGE, re.MULTILINE)
    return re.findall(r"`(\w+)`", row)


@pytest.fixture
def consolida(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Commands:
    monkeypatch.setenv("CONSOLIDA_LANG", "en")
    return Commands(capsys)


def place(home: Home, commands: Commands, code: str) -> Place:
    made = Place(home, commands)
    made.json("init")
    made.json("company", "add", RUC, "Comercial Los Andes S.A.C.", "--chart", "pcge")
    made.json("site", "add", code, f"Sede {code}", "--here")
    return made


def test_the_fields_are_those_that_the_commands_print(tmp_path: Path, consolida: Commands) -> None:
    branch = place(make_home(tmp_path / "branch"), consolida, "0001")
    head_office = place(make_home(tmp_path / "head-office"), consolida, "0000")
    said: dict[str, dict[str, Any]] = {"load": branch.load(SALES)}
    said["export"] = branch.json("export", *MONTH, "--to", tmp_path)
    file = Path(said["export"]["file"])
    said["inbox"] = head_office.json("inbox", *MONTH, "--from", tmp_path)
    said["import"] = head_office.welcome(file)
    said["balance"] = head_office.json("balance", *MONTH)
    said["undo"] = head_office.json("undo", str(said["import"]["import"]))
    said["month close"] = branch.json("month", "close", *MONTH)
    said["month reopen"] = branch.json("month", "reopen", *MONTH, "--reason", "An invoice is missing")
    for command, answer in said.items():
        assert list(answer) == fields(command), command
    assert len(said) == PAGE.count("\n| `")


def test_a_finding_and_a_failure_are_as_described(tmp_path: Path, consolida: Commands) -> None:
    branch = place(make_home(tmp_path / "branch"), consolida, "0001")
    wrong = tmp_path / "ventas.csv"
    wrong.write_text(SALES.replace("1180.00,", "1181.00,"), encoding="utf-8")
    answer = branch("load", wrong, "--json")
    assert answer.status == 1
    assert list(answer.json) == ["error", "findings"]
    (finding,) = answer.json["findings"]
    assert list(finding) == ["severity", "rule", "file", "voucher", "line", "message", "remedy"]
    assert all(f"`{name}`" in PAGE for name in finding)
    assert finding["file"] == "ventas.csv:2"
