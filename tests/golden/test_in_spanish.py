"""What commands print about one small company, in Spanish, as an accountant reads it, kept word for word.

`CONSOLIDA_GOLDEN=update pytest tests/golden` writes the kept texts anew and takes out those that nobody
makes any more; look at what changed before it is committed.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from support.commands import Commands
from support.files import make_file
from support.places import Clock, Place

KEPT = Path(__file__).parent
UPDATES = os.environ.get("CONSOLIDA_GOLDEN") == "update"
VOUCHERS = """
05 0001 2026-11-03 Venta de arroz
  1212  debit  1180.00 party=6:20512333797 document=01:F001:123:2026-11-03
  40111 credit  180.00
  70111 credit 1000.00
05 0002 2026-11-17 Anulado por error annulled
11 0001 2026-11-05 Compra de mercaderías
  6011  debit  100.00 cost_center=TIENDA
  40111 debit   18.00
  4212  credit 118.00 party=6:20100053455 document=01:F009:77:2026-11-05
"""
CORRECTED = (
    VOUCHERS.replace("1180.00", "1298.00").replace("  180.00", "  198.00").replace("1000.00", "1100.00")
)
UNBALANCED = VOUCHERS.replace("  180.00", "  181.00").replace("2026-11-05 Compra", "2026-11-31 Compra")
TYPED = """
05 2026-11-03 Venta: 1212 1180.00, 40111 -180.00, 70111 -1000.00
11 2026-11-05 Compra: 6011 100.00, 40111 18.00, 4212 -118.00
21 2026-11-19 Cobranza: 101 590.00, 1212 -590.00
"""


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Commands:
    monkeypatch.setenv("COLUMNS", "100")
    return Commands(capsys)


@pytest.fixture
def mail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that commands work in, so that no path is printed."""
    monkeypatch.chdir(tmp_path)
    make_file(tmp_path / "noviembre.db", VOUCHERS, definitive=True)
    make_file(tmp_path / "corregido.db", CORRECTED, export_number=2)
    make_file(tmp_path / "descuadrado.db", UNBALANCED)
    return tmp_path


Printed = Callable[[Commands, Path], str]


def printed(command: Commands, *words: str | Path, status: int = 0) -> str:
    done = command(*words, "--lang", "es")
    assert done.status == status, done
    return done.out + done.err


def of_a_place(command: Commands, folder: Path, *words: str) -> str:
    place = Place(folder / "lima", here=["0000", "0001"], clock=Clock())
    place.type(TYPED, site="0000")
    place.type("05 2026-11-30 Venta: 1212 118.00, 40111 -18.00, 70111 -100.00", site="0001")
    return printed(command, *words, "--home", place.home.path)


def damaged(command: Commands, mail: Path) -> str:
    path = mail / "cortado.db"
    path.write_bytes((mail / "noviembre.db").read_bytes()[:-4096])
    return printed(command, "verify", path.name, status=1)


PRINTED: dict[str, Printed] = {
    "show": lambda command, _: printed(command, "show", "noviembre.db"),
    "verify": lambda command, _: printed(command, "verify", "noviembre.db"),
    "verify-refused": lambda command, _: printed(command, "verify", "descuadrado.db", status=1),
    "verify-damaged": damaged,
    "diff": lambda command, _: printed(command, "diff", "noviembre.db", "corregido.db"),
    "balance": lambda command, mail: of_a_place(command, mail, "balance", "--month", "2026-11"),
    "balance-by-site": lambda command, mail: of_a_place(
        command, mail, "balance", "--month", "2026-11", "--by-site"
    ),
    "months": lambda command, mail: of_a_place(command, mail, "month", "list", "--month", "2026-11"),
}


@pytest.mark.parametrize("name", PRINTED)
def test_it_is_printed_as_it_was(name: str, command: Commands, mail: Path) -> None:
    kept, said = KEPT / f"{name}.txt", PRINTED[name](command, mail)
    if UPDATES:
        kept.write_text(said, "utf-8")
    assert said == kept.read_text("utf-8")


def test_nothing_is_kept_that_nobody_prints() -> None:
    stale = [path for path in KEPT.glob("*.txt") if path.stem not in PRINTED]
    for path in stale if UPDATES else []:
        path.unlink()
    assert UPDATES or stale == []


@pytest.mark.parametrize("name", PRINTED)
def test_no_field_is_left_open_and_no_english_in_it(name: str) -> None:
    said = (KEPT / f"{name}.txt").read_text("utf-8")
    assert not set("{}") & set(said)
    assert " The " not in said
