"""What the reference says of --json is what the commands print."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import FORGOTTEN, RUC, SALES, Place
from consolida.core.home import Home
from support.commands import Commands
from support.installations import make_home

PAGE = (Path(__file__).parent.parent.parent / "docs" / "reference" / "json.md").read_text(encoding="utf-8")
MONTH = ("--month", "2026-11")


def fields(command: str) -> list[str]:
    """Return the fields that the page lists for a command, in their order."""
    (row,) = re.findall(rf"^\| `{command}` \| (.*) \|$", PAGE, re.MULTILINE)
    others = re.match(r"those of `([a-z ]+)`(.*)", row)
    if others is not None:
        return [*fields(others[1]), *re.findall(r"`(\w+)`", others[2])]
    return re.findall(r"`(\w+)`", row)


def entries() -> dict[tuple[str, str], list[str]]:
    """Return the fields that the page lists for the entries of each command's lists."""
    rows = re.findall(r"^\| `(\w+)` of `([a-z ]+)` \| (.*) \|$", PAGE, re.MULTILINE)
    return {(name, command): re.findall(r"`(\w+)`", row) for name, command, row in rows}


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


def renamed(at: Place, name: str, tmp_path: Path) -> None:
    """Give the customer of the stories another name."""
    file = tmp_path / "personas.csv"
    file.write_text(f"party_type,party_number,name\n6,20512333797,{name}\n", encoding="utf-8")
    at.json("load", file, "--replace")


def remarkable(at: Place, tmp_path: Path) -> None:
    """Divide an account that the vouchers use undivided: that is remarked when they come."""
    file = tmp_path / "cuentas.csv"
    file.write_text("account,name\n401111,IGV de ventas\n", encoding="utf-8")
    at.json("load", file)


def test_the_fields_are_those_that_the_commands_print(tmp_path: Path, consolida: Commands) -> None:
    said: dict[str, dict[str, Any]] = {}

    def ask(at: Place, command: str, *words: str | Path) -> dict[str, Any]:
        said[command] = at.json(*command.split(), *words)
        return said[command]

    branch = place(make_home(tmp_path / "branch"), consolida, "0001")
    head_office = place(make_home(tmp_path / "head-office"), consolida, "0000")
    said["load"] = branch.load(SALES)
    first = Path(ask(branch, "export", *MONTH, "--to", tmp_path)["file"])
    (tmp_path / "carta.db").write_text("Dear Bob,", encoding="utf-8")
    ask(head_office, "inbox", *MONTH, "--from", tmp_path)
    remarkable(head_office, tmp_path)
    said["import"] = head_office.welcome(first)
    ask(head_office, "balance", *MONTH)
    ask(head_office, "history --seen", str(said["import"]["import"]))
    ask(head_office, "history")
    ask(head_office, "undo", str(said["import"]["import"]))
    renamed(branch, "Bob Hermanos S.A.C.", tmp_path)
    renamed(head_office, "Bob e Hijos S.A.C.", tmp_path)
    branch.load(FORGOTTEN)
    second = branch.export()
    head_office.json("import", *MONTH, second)
    (waiting,) = ask(head_office, "party queue")["queue"]
    ask(head_office, "party settle", str(waiting["id"]), "--take", "ours")
    ask(branch, "verify", first)
    ask(branch, "show", first)
    ask(branch, "diff", first, second)
    said["history"]["exports"] = branch.json("history")["exports"]
    ask(branch, "month close", *MONTH)
    ask(branch, "month reopen", *MONTH, "--reason", "An invoice is missing")
    ask(branch, "month filed", *MONTH, "--book", "sales", "--constancia", "1041234567")
    ask(branch, "month list")
    keeping(ask, branch)
    ask(branch, "init")
    ask(branch, "backup", tmp_path / "copia.zip")
    ask(branch, "doctor")
    ask(branch, "restore", tmp_path / "copia.zip", "--replace")
    for command, answer in said.items():
        assert list(answer) == fields(command), command
    listed = entries()
    assert len(said) == PAGE.count("\n| `") - len(listed)
    for (name, command), its_fields in listed.items():
        assert list(said[command][name][0]) == its_fields, (name, command)


def keeping(ask: Callable[..., dict[str, Any]], at: Place) -> None:
    """Ask what keeps companies, sites and users."""
    ask(at, "company add", "20131312955", "Sunat")
    ask(at, "company list")
    company = ("--company", RUC)
    ask(at, "site add", "0009", "Tacna", *company)
    ask(at, "site deactivate", "0009", *company)
    ask(at, "site activate", "0009", *company)
    ask(at, "site list", *company)
    ask(at, "user add", "ana", "--role", "reader", *company)
    ask(at, "user list")


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
