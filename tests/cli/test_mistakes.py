"""What people do wrong at the commands, and what they are told in Spanish: what happened, and what to do."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from .conftest import SALES, MakePlace, Place

MONTH = ("--month", "2026-11")
UNBALANCED = """T/O,Número,Fecha,Glosa,Cuenta,Debe,Haber
05,7,2026-11-03,Venta,1212,118.00,
05,7,2026-11-03,Venta,70111,,119.00
"""
SAME_AGAIN = "El contenido es igual al de aquí: ningún comprobante cambia, solo el número de exportación"


@pytest.fixture
def lima(branch: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A branch with a month of sales; the folder that is worked in has a few other files."""
    branch.load(SALES)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CONSOLIDA_LANG", "es")
    Path("notas.txt").write_text("hola\n", encoding="utf-8")
    Path("vacio.csv").touch()
    Path("malo.csv").write_text(UNBALANCED, encoding="utf-8")
    Path("carpeta").mkdir()
    Path("out").mkdir()
    return branch


def said(place: Place, *words: str | Path, status: int = 1) -> str:
    """Run a command that does not do what was asked; return what it tells, as one line."""
    result = place(*words)
    assert result.status == status, result
    return " ".join(result.err.split())


# What is typed, the exit status, and how the answer begins
MISTAKES = """
$ consolida load nada.csv
1
nada.csv: no existe. Revise que el nombre y la carpeta sean correctos y que la memoria esté
conectada, e inténtelo de nuevo.

$ consolida load .
1
.: es una carpeta o un dispositivo, no un archivo. Indique el archivo que quiere cargar, no su
carpeta.

$ consolida load carpeta
1
carpeta: es una carpeta o un dispositivo, no un archivo.

$ consolida load vacio.csv
1
vacio.csv: El archivo está vacío.

$ consolida load notas.txt
1
notas.txt: No es un archivo que se pueda cargar. Uno de comprobantes tiene al menos estas columnas:
T/O, fecha, cuenta, debe, haber. Uno de maestros tiene las de un maestro: moneda, fecha, compra,
venta; tipo de persona, número de persona, nombre; cuenta, nombre; centro de costo, nombre; T/O,
nombre. Su primera línea es “hola”.

$ consolida load malo.csv
1
malo.csv: rechazado por 1 error; no se cambió nada. Corrija lo que dice la lista e inténtelo de
nuevo. Error: malo.csv:2: El comprobante 0001-05-110007 no cuadra: debe 118.00, haber 119.00,
descuadre 1.00.

$ consolida load malo.csv --type 5
1
malo.csv: rechazado por 2 errores; no se cambió nada. Corrija lo que dice la lista e inténtelo de
nuevo. Error: malo.csv: Fila 2: el T/O es 05, no 5 como se pidió. Cargue el archivo sin T/O, o quite
esas filas. Error: malo.csv:2: El comprobante de la fila 2 no cuadra: debe 118.00, haber 119.00,
descuadre 1.00.

$ consolida load malo.csv --add --replace
2
Elija --add o --replace, no ambos.

$ consolida load malo.csv --site 9
1
La empresa 20601234565 no tiene la sede “9”. Sus sedes: 0001 Sede 0001. Agregue una con “consolida
site add”.

$ consolida --company 20100070970 load malo.csv
1
No hay ninguna empresa con RUC 20100070970. Las empresas de aquí: 20601234565 Comercial Los Andes
S.A.C. Agregue una con “consolida company add”.

$ consolida load
2
Falta ARCHIVO.

$ consolida import
2
Falta ARCHIVO.

$ consolida import nada.db
1
nada.db: no existe. Revise que el nombre y la carpeta sean correctos y que la memoria esté
conectada, e inténtelo de nuevo.

$ consolida import .
1
.: es una carpeta o un dispositivo, no un archivo. Indique un archivo; “consolida inbox --from”
lista los archivos de exportación de una carpeta.

$ consolida import notas.txt
1
notas.txt: no es un archivo de exportación.

$ consolida verify nada.db
1
nada.db: no existe. Revise que el nombre y la carpeta sean correctos y que la memoria esté
conectada, e inténtelo de nuevo.

$ consolida show carpeta
1
carpeta: es una carpeta o un dispositivo, no un archivo.

$ consolida diff nada.db notas.txt
1
nada.db: no existe. Revise que el nombre y la carpeta sean correctos y que la memoria esté
conectada, e inténtelo de nuevo.

$ consolida export --month 2026-11 --to notas.txt
1
“notas.txt” es un archivo, no una carpeta. Indique la carpeta, por ejemplo una memoria USB, e
inténtelo de nuevo; no se hizo nada.

$ consolida export --masters --to notas.txt
1
“notas.txt” es un archivo, no una carpeta. Indique la carpeta, por ejemplo una memoria USB, e
inténtelo de nuevo; no se hizo nada.

$ consolida export --month 2026-11 --to nada
1
No existe la carpeta “nada”. Conecte la memoria o elija otra carpeta

$ consolida export --month 2026-13 --to out
2
--month: “2026-13” no es un mes. Escriba año y mes como 2026-11; los meses van de 01 a 12.

$ consolida export --month 2026-11 --type 5 --to out
1
La empresa 20601234565 no tiene el T/O “5”. Sus T/O: 01, 05, 11

$ consolida export --month 2026-11 --masters --to out
2
--masters solo va con --to y --site

$ consolida inbox --month 2026-11 --from notas.txt
1
“notas.txt” es un archivo, no una carpeta. Indique la carpeta, por ejemplo una memoria USB, e
inténtelo de nuevo; no se hizo nada.

$ consolida inbox --month 2026-11 --from nada
1
No existe la carpeta “nada”. Conecte la memoria o elija otra carpeta

$ consolida undo 99
1
No hay una importación 99 en esta empresa. “consolida history” muestra

$ consolida month close --month 2026-11 --type 5
1
La empresa 20601234565 no tiene el T/O “5”.

$ consolida month reopen --month 2026-11
2
Falta --reason.

$ consolida month reopen --month 2026-11 --reason ''
1
noviembre 2026, sede 0001: no se reabrió porque falta el motivo.

$ consolida month filed --month 2026-11 --book ventas --constancia 1
2
--book acepta uno de estos valores: sales, purchases, journal.

$ consolida backup notas.txt
1
“notas.txt” ya existe y se dejó como está.

$ consolida backup nada/copia.zip
1
No existe la carpeta “nada”. Conecte la memoria o elija otra carpeta

$ consolida restore notas.txt --replace
1
“notas.txt” no se puede restaurar: está dañado o incompleto, o no es una copia de seguridad. Indique
un archivo que haya hecho “consolida backup”; si este está dañado, uno anterior.

$ consolida restore nada.zip --replace
1
“nada.zip” no se puede restaurar: ese archivo no existe. Indique un archivo que haya hecho
“consolida backup”; si este está dañado, uno anterior.

$ consolida restore . --replace
1
“.” no se puede restaurar: es una carpeta, no un archivo. Indique un archivo que haya hecho
“consolida backup”; si este está dañado, uno anterior.

$ consolida frobnicar
2
No existe el comando “frobnicar”.
"""


def mistakes() -> Iterator[tuple[list[str], int, str]]:
    """Yield the words of each command line, its exit status, and what it tells."""
    for block in MISTAKES.strip().split("\n\n"):
        typed, status, *told = block.splitlines()
        yield shlex.split(typed.removeprefix("$ consolida ")), int(status), " ".join(told)


ENGLISH = re.compile(r"\b(the|such|directory|file|folder|error:|errno|none|is not)\b", re.IGNORECASE)


def test_each_mistake_is_told_in_a_spanish_sentence_that_says_what_to_do(lima: Place) -> None:
    before = lima.json("history", "--lang", "en"), lima.json("balance", *MONTH)
    for words, status, sentence in mistakes():
        told = said(lima, *words, status=status)
        assert told.startswith(sentence), f"{words}\n{told}"
        assert ENGLISH.search(told.partition("Vea “")[0]) is None, told
        assert ".." not in told, told
    assert (lima.json("history", "--lang", "en"), lima.json("balance", *MONTH)) == before
    assert list(lima.home.private.iterdir()) == []


def test_the_english_says_the_same_in_english(lima: Place) -> None:
    assert said(lima, "load", "nada.csv", "--lang", "en") == (
        "nada.csv: it does not exist. Look whether its name and folder are right and the stick is plugged in,"
        " and try again."
    )
    assert (
        "One of vouchers has at least these columns: operation_type, date, account, debit, credit."
        in said(lima, "load", "notas.txt", "--lang", "en")
    )


def test_a_file_named_twice_is_imported_once(lima: Place, make_place: MakePlace) -> None:
    file = lima.export()
    head_office = make_place("centro", "0000")
    assert head_office.welcome(file)["added"] == 2
    words = ("import", *MONTH, file, file, "--json")
    assert head_office(*words).json["same_content"] is True


def test_a_file_is_named_once_in_what_is_said_of_it(lima: Place, make_place: MakePlace) -> None:
    file = lima.export()
    head_office = make_place("centro", "0000")
    for words in (("--month", "2026-10"), (*MONTH, "--type", "05")):
        told = said(head_office, "import", *words, file)
        refused, _, finding = told.partition("Error: ")
        assert (refused.count(file.name), finding.count(file.name)) == (1, 1), told
    Path("cortado.db").write_bytes(file.read_bytes()[:9000])
    told = said(head_office, "import", *MONTH, "cortado.db")
    assert told.startswith("cortado.db: tiene 9000 bytes y su encabezado dice ")
    assert told.count("cortado.db") == 1


class TestTheSameContentAgain:
    @pytest.fixture
    def head_office(self, lima: Place, make_place: MakePlace) -> Place:
        place = make_place("centro", "0000")
        assert place.welcome(lima.export())["same_content"] is False
        return place

    def test_is_said_in_a_sentence_and_in_a_field(self, lima: Place, head_office: Place) -> None:
        again = lima.export()
        dry = head_office("import", *MONTH, again, "--dry-run")
        assert SAME_AGAIN in dry.out
        assert head_office.json("import", *MONTH, again, "--dry-run")["same_content"] is True
        answer = head_office.json("import", *MONTH, again)
        assert (answer["same_content"], answer["added"], answer["equal"]) == (True, 0, 2)

    def test_is_not_said_of_other_content(self, lima: Place, head_office: Place) -> None:
        Path("mas.csv").write_text(UNBALANCED.replace("119.00", "118.00"), encoding="utf-8")
        lima.json("load", "mas.csv")
        file = lima.export()
        assert head_office.json("import", *MONTH, file, "--dry-run")["same_content"] is False
        assert SAME_AGAIN not in head_office("import", *MONTH, file).out

    def test_is_said_of_a_month_without_vouchers_too(self, lima: Place, head_office: Place) -> None:
        december = ("--month", "2026-12")
        file = Path(lima.json("export", *december, "--to", ".")["file"])
        head_office.json("import", *december, file)
        assert head_office.json("import", *december, file, "--dry-run")["same_content"] is True

    def test_numbers_that_never_came_are_said_once(self, lima: Place, head_office: Place) -> None:
        lima.export()
        third = lima.export()
        first_time = head_office("import", *MONTH, third)
        assert "es el n.º 3; el último anterior que llegó es el n.º 1" in first_time.err
        again = head_office("import", *MONTH, third)
        assert (again.status, again.err) == (0, "")

    def test_masters_that_are_added_are_no_longer_said_to_be_missing(
        self, lima: Place, head_office: Place
    ) -> None:
        Path("cuenta.csv").write_text("cuenta,nombre\n70119,Ventas de prueba\n", encoding="utf-8")
        lima.json("load", "cuenta.csv")
        Path("mas.csv").write_text(
            UNBALANCED.replace("70111", "70119").replace("119.00", "118.00"), encoding="utf-8"
        )
        lima.json("load", "mas.csv")
        file = lima.export()
        dry = head_office("import", *MONTH, file, "--dry-run")
        assert "70119" in dry.err
        adding = head_office.json("import", *MONTH, file, "--add-masters")
        assert [one["rule"] for one in adding["findings"]] == []


def test_an_undo_counts_in_singular_and_plural(lima: Place, make_place: MakePlace) -> None:
    head_office = make_place("centro", "0000")
    number = str(head_office.welcome(lima.export())["import"])
    assert head_office("undo", number).out == (
        f"La importación {number} fue deshecha: 1 lote vuelve a tener lo que tenía, 0 comprobantes.\n"
    )
    one = UNBALANCED.replace("119.00", "118.00").replace("05,7", "11,7")
    Path("uno.csv").write_text(one, encoding="utf-8")
    first = lima.json("load", "uno.csv")["import"]
    again = one.replace("118.00", "120.00")
    Path("uno.csv").write_text(again, encoding="utf-8")
    second = lima.json("load", "uno.csv", "--replace")["import"]
    assert first < second
    assert lima("undo", str(second)).out == (
        f"La importación {second} fue deshecha: 1 lote vuelve a tener lo que tenía, 1 comprobante.\n"
    )
