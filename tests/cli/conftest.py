"""What the tests of the command line have: commands that speak English, in installations of their own."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from consolida.core.home import Home
from support.commands import Commands, Result
from support.installations import at, make_home

RUC = "20601234565"
SALES = """operation_type,number,date,description,account,party_type,party_number,party_name,debit,credit
05,0001,2026-11-03,Sale to Bob,1212,6,20512333797,Distribuidora Bob S.A.C.,1180.00,
05,0001,2026-11-03,Sale to Bob,40111,,,,,180.00
05,0001,2026-11-03,Sale to Bob,70111,,,,,1000.00
05,0002,2026-11-17,Cash sale,101,,,,590.00,
05,0002,2026-11-17,Cash sale,40111,,,,,90.00
05,0002,2026-11-17,Cash sale,70111,,,,,500.00
"""
FORGOTTEN = """operation_type,number,date,description,account,debit,credit
05,0003,2026-11-18,Forgotten,101,59.00,
05,0003,2026-11-18,Forgotten,40111,,9.00
05,0003,2026-11-18,Forgotten,70111,,50.00
"""


@pytest.fixture
def consolida(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Commands:
    monkeypatch.setenv("CONSOLIDA_LANG", "en")
    return Commands(capsys)


@dataclass(frozen=True)
class Place:
    """An installation that is worked with by commands alone."""

    home: Home
    commands: Commands

    def __call__(self, *words: str | Path) -> Result:
        with at(self.home):
            return self.commands("--home", self.home.path, *words)

    def json(self, *words: str | Path) -> dict[str, Any]:
        """Run a command line that must succeed, and return its JSON object."""
        result = self(*words, "--json")
        assert result.status == 0, result
        return result.json

    def load(self, text: str, *words: str) -> dict[str, Any]:
        """Load vouchers from CSV text."""
        file = self.home.path / "vouchers.csv"
        file.write_text(text, encoding="utf-8")
        return self.json("load", file, *words)

    def export(self, *words: str | Path) -> Path:
        """Export the month of the stories, and return the file."""
        outbox = self.home.path / "outbox"
        outbox.mkdir(exist_ok=True)
        return Path(self.json("export", "--month", "2026-11", "--to", outbox, *words)["file"])

    def welcome(self, file: Path) -> dict[str, Any]:
        """Import a file and say yes to what is asked about its sender."""
        asked = self("import", "--month", "2026-11", file, "--add-masters", "--json")
        answers = [
            word
            for decision in asked.json.get("decisions", [])
            for word in ("--decide", f"{decision['name']}={decision['values'][0]}")
        ]
        return self.json("import", "--month", "2026-11", file, "--add-masters", *answers)


MakePlace = Callable[..., Place]


@pytest.fixture
def make_place(tmp_path: Path, consolida: Commands) -> MakePlace:
    """Make an installation with a company and, where they are named, sites that are here."""

    def make(name: str, *here: str, company: bool = True) -> Place:
        place = Place(make_home(tmp_path / name), consolida)
        place.json("init")
        if company:
            place.json("company", "add", RUC, "Comercial Los Andes S.A.C.", "--chart", "pcge")
        for code in here:
            more = ["--head-office"] if code == "0000" else []
            place.json("site", "add", code, f"Sede {code}", "--here", *more)
        return place

    return make


@pytest.fixture
def branch(make_place: MakePlace) -> Place:
    return make_place("branch", "0001")


@pytest.fixture
def head_office(make_place: MakePlace) -> Place:
    return make_place("head-office", "0000")
