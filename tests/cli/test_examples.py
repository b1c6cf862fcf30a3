"""Every example of every command's help is run: in real installations, on the files that it names."""

import shlex
import shutil
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

import pytest
import xlsxwriter

from consolida.core.home import Home
from support.commands import Commands, Result
from support.installations import ON_POSTGRES, at

from .test_help import ALL

FIXTURES = Path(__file__).parent.parent / "fixtures"
PLE, CHART = (f"LE20601234565202601000{book}00001111.TXT" for book in ("501", "503"))
EVERY = {example for _, command in ALL for example in getattr(command, "examples", ())}
# A server goes on until somebody ends it, and the browser tests run one; the demo has a test of its own.
ELSEWHERE = {
    "consolida serve": "tests/support/browser.py",
    "consolida serve --port 8080 --no-browser": "tests/support/browser.py",
    "consolida demo": "tests/cli/demo/test_demo.py",
    "consolida demo --in prueba": "tests/cli/demo/test_demo.py",
}
TITLES = "T/O,Número,Fecha,Glosa,Cuenta,Debe,Haber"


def voucher(number: int, account: str = "70111", *, kind: str = "05") -> list[list[str]]:
    """Return the rows of a voucher of two lines."""
    head = [kind, str(number), "2026-11-03", f"Comprobante {number}"]
    return [[*head, "1212", "118.00", ""], [*head, account, "", "118.00"]]


def as_csv(rows: list[list[str]]) -> str:
    return "\n".join([TITLES, *(",".join(row) for row in rows)]) + "\n"


@dataclass
class World:
    """A folder in which somebody works, a stick, and several installations; what was run is remembered."""

    folder: Path
    commands: Commands
    patch: pytest.MonkeyPatch
    run: set[str] = field(default_factory=set)

    @property
    def stick(self) -> Path:
        return self.folder / "usb"

    def __call__(self, installation: str, line: str, *, status: int = 0) -> Result:
        """Type a command line in an installation; an example counts as run."""
        self.run.add(line)
        typed, _, standard_input = line.partition(" < ")
        words = shlex.split(self._here(typed))[1:]
        home = self.folder / installation
        self.patch.setenv("CONSOLIDA_HOME", str(home))
        named = Path(words[words.index("--home") + 1]) if "--home" in words else home
        if standard_input:
            self.patch.setattr("sys.stdin", StringIO(Path(standard_input).read_text(encoding="utf-8")))
        with at(Home(named)):
            result = self.commands(*words)
        assert result.status == status, f"{line}\n{result.out}{result.err}"
        return result

    def _here(self, line: str) -> str:
        return line.replace("/media/usb", str(self.stick)).replace("/srv/", f"{self.folder}/srv/")

    def answered(self, installation: str, line: str) -> Result:
        """Type an import, and yes to all that it asks."""
        asked = self(installation, f"{line} --json", status=3).json["decisions"]
        answers = " ".join(f"--decide {one['name']}={one['values'][0]}" for one in asked)
        return self(installation, f"{line} {answers}")


@pytest.fixture
def world(tmp_path: Path, consolida: Commands, monkeypatch: pytest.MonkeyPatch) -> World:
    made = World(tmp_path, consolida, monkeypatch)
    for name in ("usb", "srv", "work", "work/correo"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return made


@pytest.mark.skipif(ON_POSTGRES, reason="the examples begin with an installation that keeps its own database")
def test_every_example_of_the_help_does_what_it_says(world: World) -> None:
    settle_in(world)
    load_files(world)
    send(world)
    receive(world)
    see_remarks(world)
    settle_persons(world)
    keep_months(world)
    keep_safe(world)
    assert EVERY - world.run == set(ELSEWHERE)


def test_what_is_run_elsewhere_is_run_there() -> None:
    root = Path(__file__).parent.parent.parent
    for example, place in ELSEWHERE.items():
        assert f'"{example.split()[1]}"' in (root / place).read_text(encoding="utf-8"), example


def settle_in(world: World) -> None:
    """A branch, a head office with a second company, and whoever works there."""
    world("sede", "consolida init")
    world("sede", "consolida init --home /srv/consolida")
    shutil.rmtree(world.folder / "srv" / "consolida")
    world("sede", 'consolida company add 20601234565 "Comercial Los Andes S.A.C." --chart pcge')
    world("sede", 'consolida site add 0001 "Arequipa" --here')
    world("sede", "consolida user add ana --role assistant --site 0001")
    world("sede", "consolida user list")
    Path("clave.txt").write_text("una clave muy larga\n", encoding="utf-8")
    added = world("sede", "consolida user add bruno --role accountant --password-stdin < clave.txt")
    assert "bruno" in added.out

    world("otra", "consolida init")
    world("otra", 'consolida company add 20601234565 "Comercial Los Andes S.A.C." --chart pcge')
    world("otra", 'consolida site add 0000 "Lima" --head-office')
    world("otra", "consolida site add 0002 Cusco")
    world("otra", "consolida site deactivate 0002")
    world("otra", "consolida site activate 0002")
    assert "Cusco" in world("otra", "consolida site list").out
    world("otra", 'consolida company add 20512333797 "Los Andes del Sur S.A.C." --copy-masters 20601234565')
    assert "20512333797" in world("otra", "consolida company list").out


def load_files(world: World) -> None:
    """Masters from CSV, vouchers from CSV, Excel and the PLE."""
    Path("cuentas.csv").write_text("cuenta,nombre\n701119,Ventas al por menor\n", encoding="utf-8")
    assert "1 added" in world("sede", "consolida load cuentas.csv").out
    Path("asientos-2026-11.csv").write_text(as_csv(voucher(1, "701119")), encoding="utf-8")
    assert "it was a dry run" in world("sede", "consolida load asientos-2026-11.csv --dry-run").out
    with xlsxwriter.Workbook("ventas-2026-11.xlsx") as book:
        sheet = book.add_worksheet()
        rows = [row for number in (1, 7) for row in voucher(number, "701119")]
        for place, row in enumerate([TITLES.split(","), *rows]):
            sheet.write_row(place, 0, row)
    assert "2 added" in world("sede", "consolida load ventas-2026-11.xlsx --type 05 --replace").out
    for name in (PLE, CHART):
        text = (
            (FIXTURES / name).read_bytes().replace(b"20260100", b"20261100").replace(b"/01/2026", b"/11/2026")
        )
        text = text.replace(b"11-01", b"11-11")
        Path(name.replace("20260100", "20261100")).write_bytes(text)
    assert "3 added" in world("sede", "consolida load LE2060123456520261100050100001111.TXT").out


def send(world: World) -> None:
    """To a stick, by e-mail, one T/O and the masters; the seventh file goes to head office."""
    export = "consolida export --month 2026-11 --to /media/usb"
    world("sede", export)
    world("sede", "consolida export --month 2026-11 --type 05 --to /media/usb --definitive")
    world("sede", "consolida export --month 2026-11 --to correo --zip")
    world("sede", "consolida export --masters --to /media/usb")
    for _ in range(3):
        world("sede", export)
    (package,) = Path("correo").iterdir()
    shutil.copy(package, "arequipa.zip")
    shutil.copy(package, "paquete.zip")
    files = {path.name: path for path in world.stick.iterdir()}
    last = files["20601234565_2026-11_0001_0007.db"]
    shutil.copy(last, last.name)
    shutil.copy(files["20601234565_2026-11_0001_0001.db"], "anterior.db")
    shutil.copy(last, "new.db")
    shutil.copy("anterior.db", "old.db")
    for line in ("consolida verify 20601234565_2026-11_0001_0007.db", "consolida verify paquete.zip --json"):
        world("sede", line)
    shown = "consolida show 20601234565_2026-11_0001_0007.db"
    world("sede", shown)
    assert "05   0007" in world("sede", f"{shown} --vouchers").out
    assert "Comprobante 7" in world("sede", f"{shown} --voucher 0001-05-110007").out
    world("sede", "consolida diff old.db new.db")
    world("sede", "consolida diff old.db new.db --vouchers")
    assert last.name in world("sede", "consolida inbox --month 2026-11 --from /media/usb").out
    world("sede", "consolida inbox --month 2026-11 --type 05 --from correo")
    for path in world.stick.iterdir():
        if path != last:
            path.unlink()


def receive(world: World) -> None:
    """Head office imports, puts an older file back, and undoes its twelfth import."""
    world("sede-principal", "consolida init")
    world("sede-principal", 'consolida company add 20601234565 "Comercial Los Andes S.A.C." --chart pcge')
    world("sede-principal", 'consolida site add 0000 "Lima" --head-office')
    package = "consolida import --month 2026-11 arequipa.zip --decide site:0001=add --decide key:0001=accept"
    world("sede-principal", f"{package} --add-masters")
    world("sede-principal", package)
    name = "/media/usb/20601234565_2026-11_0001_0007.db"
    world("sede-principal", f"consolida import --month 2026-11 {name} --dry-run")
    taken = world("sede-principal", "consolida import --month 2026-11 /media/usb/*.db --add-masters")
    older = 'consolida import --month 2026-11 anterior.db --reason "La sede reenvió el archivo correcto"'
    world("sede-principal", older)
    while "import 12." not in taken.out:
        taken = world("sede-principal", "consolida import --month 2026-11 /media/usb/*.db")
    assert " 12 " in world("sede-principal", "consolida history").out
    world("sede-principal", "consolida history --json")
    assert "Import 12 was undone" in world("sede-principal", "consolida undo 12").out


def see_remarks(world: World) -> None:
    """A third import with a remark, a line without amount, that somebody looks at."""
    content = as_csv([*voucher(1), ["05", "1", "2026-11-03", "Comprobante 1", "1212", "", ""]])
    Path("diciembre.csv").write_text(content.replace("2026-11", "2026-12"), encoding="utf-8")
    world("sede", "consolida load diciembre.csv")
    file = world("sede", "consolida export --month 2026-12 --to correo --json").json["file"]
    world("observada", "consolida init")
    world("observada", 'consolida company add 20601234565 "Comercial Los Andes S.A.C." --chart pcge')
    world("observada", 'consolida site add 0000 "Lima" --head-office --here')
    world("observada", "consolida site add 0001 Arequipa")
    for number in (1, 2):
        Path("propios.csv").write_text(as_csv(voucher(number)), encoding="utf-8")
        world("observada", "consolida load propios.csv")
    world("observada", f"consolida import {file} --add-masters --decide key:0001=accept")
    assert "import 3" in world("observada", "consolida history --seen 3").out
    Path(file).unlink()


def settle_persons(world: World) -> None:
    """Three persons that were changed at both ends; in a copy the third is settled the other way."""
    for place, name in (("sede", "de la sede"), ("sede-principal", "de Lima")):
        rows = "".join(f"6,{number},Proveedor {number} {name}\n" for number in suppliers())
        Path("personas.csv").write_text(f"tipo de persona,número de persona,nombre\n{rows}", encoding="utf-8")
        world(place, "consolida load personas.csv --replace")
    world("sede", "consolida export --month 2026-11 --to correo")
    (file,) = Path("correo").glob("*.db")
    world("sede-principal", f"consolida import --month 2026-11 {file}")
    assert "de la sede" in world("sede-principal", "consolida party queue").out
    shutil.copytree(world.folder / "sede-principal", world.folder / "copia")
    world("sede-principal", "consolida party settle 3 --take theirs")
    world("copia", "consolida party settle 3 --take ours")


def suppliers() -> list[str]:
    """Return the RUCs that the PLE of the samples names."""
    lines = (FIXTURES / PLE).read_text(encoding="latin-1").splitlines()
    return sorted({line.split("|")[8] for line in lines if line.split("|")[7] == "6"})


def keep_months(world: World) -> None:
    """Months closed, reopened, filed, and their balance."""
    world("sede", 'consolida month reopen --month 2026-11 --reason "Falta una factura"')
    world("sede", "consolida month close --month 2026-11 --type 05 --site 0001")
    world("sede", "consolida month close --month 2026-11")
    assert "closed" in world("sede", "consolida month list").out
    world("sede", "consolida month list --month 2026-11")
    world("sede", "consolida month filed --month 2026-11 --book sales --constancia 1041234567")
    world("sede", 'consolida month filed --month 2026-11 --book sales --take-back "Era de octubre"')
    assert "701119" in world("sede", "consolida balance --month 2026-11").out
    assert "0001" in world("sede-principal", "consolida balance --month 2026-11 --by-site").out


def keep_safe(world: World) -> None:
    """A backup, restored elsewhere and in place; what the doctor finds."""
    world("sede", "consolida backup /media/usb/consolida-2026-12-03.zip")
    world("sede", "consolida restore /media/usb/consolida-2026-12-03.zip --home /srv/consolida")
    world("sede", "consolida restore /media/usb/consolida-2026-12-03.zip --replace")
    world("sede", "consolida doctor")
    world("sede-principal", "consolida doctor --json")
