"""Files that break one rule each, and what an accountant then reads, in Spanish."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from consolida.core.portable.format import SHARES, FileKind
from support.files import SALES, Row

AGAIN = "Exporte de nuevo el archivo con el programa que lo hizo."
CHANGED = "Se modificó después de hacer el archivo: pida que lo exporten y envíen de nuevo."
CUT = "El archivo se modificó o se cortó después de hecho: pida que lo exporten y envíen de nuevo."
ACTIVE = "Vuelva a marcar “En uso” en su ficha, o pida que corrijan los comprobantes donde se hicieron."
ADD = "Agregue lo que falta al importar, o pida que corrijan los comprobantes donde se hicieron."
COMPLETE = "Complete la línea donde se hizo el comprobante; aquí la cuenta lo exige."
SHORTER = "Acorte el texto donde se hizo el archivo y exporte de nuevo."
CODE = "El código de un T/O tiene de una a cuatro letras y dígitos; corríjalo y exporte de nuevo."
DAY = "Escriba el día que tiene el documento, o deje la fecha vacía."
MONTH = "Corrija la fecha, o registre el documento en el mes en que se emitió."
CURRENCY = "Use un código de la tabla 4 de la SUNAT, como PEN, USD o EUR."
DOCUMENT = (
    "Use un código de la tabla 10 de la SUNAT: 01 factura, 03 boleta de venta, 07 nota de crédito, 00 otros."
)

ONE = """
05 0001 2026-11-03 Venta
  1212  debit  10.00 party=6:20512333797
  70111 credit 10.00
"""
NOTHING = """
05 0001 2026-11-30 Nada
  1041 debit 0.00
  1212 credit 10.00
  1213 debit 10.00
"""
OURS: Mapping[str, Sequence[Row]] = {
    "account": [{"code": code, "name": f"Cuenta {code}"} for code in ("1212", "40111", "70111")],
    "operation_type": [{"code": "05", "name": "Ventas"}],
    "cost_center": [{"code": "TIENDA", "name": "Tienda"}],
}


@dataclass(frozen=True)
class Case:
    """How a file is broken, and the words for it; `masters` are the receiver's where he differs from OURS."""

    says: str
    advises: str
    first: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    forged: tuple[str, ...] = ()
    text: str = SALES
    kind: FileKind = FileKind.VOUCHERS
    extra: Mapping[str, Sequence[Row]] | None = None
    masters: Mapping[str, Sequence[Row]] | None = None
    sealing: Mapping[str, object] = field(default_factory=dict)
    along: tuple[str, ...] = ()  # rules that cannot but be broken with it


def shared(*parts: tuple[str, str, int]) -> dict[str, list[Row]]:
    """Give a file a cost centre whose expenses are divided: in halves, where nothing else is said."""
    return {
        "cost_center": [{"code": "TALLER", "name": "Taller"}],
        SHARES: [
            {"cost_center": "TALLER", "charge_account": charge, "credit_account": credit, "share": share}
            for charge, credit, share in parts or (("94", "79", 5_000), ("95", "79", 5_000))
        ],
    }


def voucher(columns: str) -> str:
    """Change the first voucher."""
    return f"UPDATE voucher SET {columns} WHERE number = '0001'"


def line(columns: str) -> str:
    """Change the first line of the first voucher."""
    return f"UPDATE line SET {columns} WHERE debit = 118000"


def row(code: str, **fields: int) -> Row:
    """Make a row of the receiver's masters."""
    return {"code": code, "name": f"Cuenta {code}", **fields}


CASES: Mapping[str, Case] = {
    "one_manifest": Case(
        "El archivo tiene 0 manifiestos en lugar de uno.",
        AGAIN,
        forged=("DELETE FROM manifest",),
    ),
    "format": Case(
        "El archivo dice ser de formato 99 y, en su cabecera, de formato 1.",
        AGAIN,
        after=("UPDATE manifest SET format = 99",),
    ),
    "company_ruc": Case(
        "El archivo es de una empresa con el RUC “20131312956”, que no es válido.",
        "Corrija el RUC de la empresa donde se hizo el archivo y exporte de nuevo.",
        sealing={"ruc": "20131312956"},
    ),
    "books_currency": Case(
        "Los libros del archivo se llevan en la moneda “SOL”, que no existe.",
        CURRENCY,
        after=("UPDATE manifest SET currency = 'SOL'",),
        text="",
    ),
    "file_uid": Case(
        "El uid del archivo, “../../etc/passwd”, no es un UUID en su forma habitual.",
        AGAIN,
        sealing={"file_uid": "../../etc/passwd"},
    ),
    "installation": Case(
        "La instalación que hizo el archivo, “la sucursal”, no es un UUID en su forma habitual.",
        AGAIN,
        sealing={"installation": "la sucursal"},
    ),
    "export_number": Case(
        "El archivo tiene el número de exportación 0, que ninguna exportación puede tener.",
        AGAIN,
        sealing={"export_number": 0},
    ),
    "previous_export": Case(
        "La huella de la exportación anterior, “el anterior”, no es una huella.",
        AGAIN,
        sealing={"previous": "el anterior"},
    ),
    "file_month": Case(
        "El archivo dice contener el mes “2026-13”, que no es un mes.",
        "Los meses se escriben como 2026-11 y van de 01 a 12; exporte de nuevo el archivo.",
        text="",
        sealing={"period": "2026-13"},
    ),
    "file_site": Case(
        "El archivo dice venir de la sede “0 01”, que no puede ser un código de sede.",
        "El código de una sede tiene de una a cuatro letras y dígitos; corríjalo y exporte de nuevo.",
        after=("UPDATE manifest SET site = '0 01'",),
        text="",
    ),
    "file_operation_type": Case(
        "El archivo dice contener el T/O “0/5”, que no puede ser un código de T/O.",
        CODE,
        text="",
        sealing={"operation_type": "0/5"},
    ),
    "file_scope": Case(
        (
            "El archivo no contiene comprobantes de un mes para importar y aun así indica el "
            "mes “noviembre 2026” o el T/O “”."
        ),
        AGAIN,
        after=("UPDATE manifest SET period = '2026-11'",),
        text="",
        kind=FileKind.MASTERS,
    ),
    "cutoff": Case(
        (
            "El archivo dice tener su corte en “03/12/2026”; las horas se escriben como "
            "2026-12-03T15:42:07.125Z."
        ),
        AGAIN,
        sealing={"cutoff": "03/12/2026"},
    ),
    "voucher_text_length": Case(
        "El comprobante 0001-05-110001 tiene un texto de más de 200 caracteres en “description”.",
        SHORTER,
        first=(voucher("description = printf('%.*c', 201, 'x')"),),
    ),
    "line_text_length": Case(
        (
            "La línea 1 del comprobante 0001-05-110001 tiene un texto de más de 20 caracteres"
            " en “document_number”."
        ),
        SHORTER,
        first=(line("document_number = '123456789012345678901'"),),
    ),
    "text_length": Case(
        "“1212” de la tabla “account” tiene un texto de más de 200 caracteres en “name”.",
        SHORTER,
        first=("UPDATE account SET name = printf('%.*c', 201, 'x') WHERE code = '1212'",),
    ),
    "amount_range": Case(
        (
            "La línea 1 del comprobante 0001-05-110001 tiene un importe de más de 12 dígitos "
            "enteros: debe 1,000,000,000,000.00, haber 0.00, original 1,180.00."
        ),
        "Corrija el importe donde se hizo el archivo y exporte de nuevo.",
        forged=(line("debit = 100000000000000"),),
    ),
    "line_number_range": Case(
        (
            "El comprobante 0001-05-110001 tiene una línea con el número 0; las líneas se "
            "numeran de 1 a 65,535."
        ),
        "Divida el comprobante en varios, o exporte de nuevo el archivo.",
        first=(line("line = 0"),),
    ),
    "voucher_flag": Case(
        "El comprobante 0001-05-110001 tiene 2 como marca de anulación, que solo es 0 o 1.",
        AGAIN,
        first=(voucher("annulled = 2"),),
    ),
    "line_flag": Case(
        (
            "La línea 1 del comprobante 0001-05-110001 tiene -1 como marca de línea "
            "automática, que solo es 0 o 1."
        ),
        AGAIN,
        first=(line("automatic = -1"),),
    ),
    "flag": Case(
        "“1212” de la tabla “account” tiene 7 en “active”, que solo es 0 o 1.",
        AGAIN,
        first=("UPDATE account SET active = 7 WHERE code = '1212'",),
    ),
    "text_encoding": Case(
        "“0001” de la tabla “voucher” tiene en “description” texto que no está en UTF-8.",
        "Exporte de nuevo el archivo con el programa que lo hizo; debe escribir en UTF-8.",
        forged=(voucher("description = CAST(x'61ff62' AS TEXT)"),),
    ),
    "text_control": Case(
        "“0001” de la tabla “voucher” tiene caracteres de control en “description”.",
        "Escriba de nuevo el texto, sin saltos de línea ni tabulaciones, donde se hizo el archivo.",
        first=(voucher("description = 'x' || char(9) || 'y'"),),
    ),
    "text_form": Case(
        (
            "“0001 / 1” de la tabla “line” tiene en “description” tildes que no están en la "
            "forma habitual (NFC)."
        ),
        "Exporte de nuevo el archivo con el programa que lo hizo, o escriba de nuevo el texto.",
        first=(line("description = 'Cafe' || char(769)"),),
    ),
    "text_blanks": Case(
        "“1212” de la tabla “account” empieza o termina con un espacio en “name”.",
        "Quite los espacios donde se hizo el archivo y exporte de nuevo.",
        first=("UPDATE account SET name = ' Caja' WHERE code = '1212'",),
    ),
    "voucher_out_of_scope": Case(
        "El comprobante 0001-05-110001 de noviembre 2026 está fuera de la sede, el mes o el T/O del archivo.",
        AGAIN,
        text=ONE,
        sealing={"operation_type": "11"},
        along=("batch_out_of_scope",),
    ),
    "batch_out_of_scope": Case(
        "El T/O 05, noviembre 2026, sede 0002 está fuera de la sede, el mes o el T/O del archivo.",
        AGAIN,
        first=(
            (
                "INSERT INTO batch SELECT '0002', period, operation_type, 'open', 0, '', "
                "0, 0, 0, 0, 0, '' FROM batch"
            ),
        ),
    ),
    "batch_key": Case(
        "T/O “05”, mes “2026-13”, sede “0001” no puede ser un lote.",
        "Los códigos tienen de una a cuatro letras y dígitos; los meses se escriben como 2026-11.",
        first=(
            "DELETE FROM line",
            "DELETE FROM voucher",
            "UPDATE batch SET period = '2026-13'",
        ),
        kind=FileKind.BEFORE,
    ),
    "batch_state": Case(
        "El T/O 05, noviembre 2026, sede 0001 está en el estado “half”, que no existe.",
        AGAIN,
        first=(
            "DELETE FROM line",
            "DELETE FROM voucher",
            "UPDATE batch SET state = 'half'",
        ),
    ),
    "batch_origin": Case(
        (
            "El T/O 05, noviembre 2026, sede 0001 dice venir de la instalación “aquí” con el número "
            "1, lo que no puede ser."
        ),
        AGAIN,
        first=("UPDATE batch SET installation = 'aquí', export_number = 1",),
    ),
    "absent_batch": Case(
        "El T/O 05, noviembre 2026, sede 0001 está marcado como inexistente y tiene 2 comprobantes.",
        AGAIN,
        first=("UPDATE batch SET state = 'absent'",),
        kind=FileKind.BEFORE,
    ),
    "masters_with_vouchers": Case(
        "El archivo es solo de maestros y contiene lotes (1) y comprobantes (2).",
        "Exporte comprobantes y maestros cada uno en su propio archivo.",
        kind=FileKind.MASTERS,
    ),
    "uid": Case(
        "El comprobante 0001-05-110001 tiene el uid “7”, que no es un UUID en su forma habitual.",
        AGAIN,
        first=(
            "UPDATE line SET uid = '7' WHERE uid = (SELECT uid FROM voucher WHERE number = '0001')",
            voucher("uid = '7'"),
        ),
    ),
    "number": Case(
        "El comprobante 0001-05-11007 tiene el número “007”.",
        "Un número tiene al menos cuatro caracteres: dígitos, letras, puntos, guiones y guiones bajos.",
        first=(voucher("number = '007'"),),
    ),
    "number_twice": Case(
        "2 comprobantes tienen el número 0001-05-110002.",
        "Dé a cada comprobante de una sede, mes y T/O su propio número.",
        first=("UPDATE voucher SET number = '0002'",),
    ),
    "cuo": Case(
        "El comprobante 0001-05-110001 tiene el CUO “0001|05”, que la SUNAT no acepta.",
        "Un CUO tiene de 1 a 40 caracteres y ninguno es | / \\.",
        first=(voucher("cuo = '0001|05'"),),
    ),
    "cuo_twice": Case(
        "2 comprobantes de noviembre 2026 tienen el CUO 0001-VIEJO-7.",
        "Un CUO identifica un solo comprobante del mes de la empresa; dé a los demás uno propio.",
        first=("UPDATE voucher SET cuo = '0001-VIEJO-7'",),
    ),
    "line_numbers": Case(
        (
            "Las líneas del comprobante 0001-05-110001 (2) están numeradas de 1 a 3, y no desde 1 y "
            "sin saltos."
        ),
        "Exporte de nuevo el archivo con el programa que lo hizo: puede faltar una línea.",
        first=("UPDATE line SET line = 3 WHERE line = 2",),
        text=ONE,
    ),
    "balance": Case(
        "El comprobante 0001-05-110001 no cuadra: debe 1,180.01, haber 1,180.00, descuadre 0.01.",
        "Corrija sus líneas donde se hizo; nunca se inventa una línea para cuadrar.",
        first=(line("debit = 118001, original_amount = 118001"),),
    ),
    "sum_too_large": Case(
        "Los importes del archivo suman más de lo que se puede guardar con exactitud.",
        "Busque importes multiplicados por error, corríjalos y exporte de nuevo.",
        forged=(
            """WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000)
            INSERT INTO line
            SELECT uid, 10 + i, account, '', '', '', '', '', '', '', '', '', '', '', '', '', currency, 0,
                   99999999999999, 0, '', 0
            FROM line, n WHERE line = 1""",
        ),
    ),
    "negative_side": Case(
        "La línea 2 del comprobante 0001-05-110001 tiene un importe negativo: debe 0.00, haber -180.00.",
        "Escriba el importe sin signo en el otro lado.",
        first=(
            "UPDATE line SET credit = -18000, original_amount = 18000 WHERE credit = 18000",
            line("debit = 82000, original_amount = 82000"),
        ),
    ),
    "both_sides": Case(
        "La línea 2 del comprobante 0001-05-110001 tiene a la vez debe 5.00 y haber 185.00.",
        "Divídala en dos líneas, o deje el lado correcto.",
        first=(("UPDATE line SET debit = 500, credit = 18500, original_amount = 0 WHERE credit = 18000"),),
    ),
    "original_side": Case(
        (
            "La línea 2 del comprobante 0001-05-110001 tiene su importe original 180.00 en el"
            " lado contrario a debe 0.00, haber 180.00."
        ),
        "Un importe original es positivo en el debe y negativo en el haber.",
        first=("UPDATE line SET original_amount = 18000 WHERE credit = 18000",),
    ),
    "voucher_date": Case(
        "El comprobante 0001-05-110001 tiene la fecha “2026-11-31”, que no existe.",
        "Póngale al comprobante un día de su mes.",
        first=(voucher("date = '2026-11-31'"),),
    ),
    "voucher_outside_month": Case(
        "El comprobante 0001-05-110001 tiene la fecha 31/10/2026, fuera de su mes noviembre 2026.",
        "Póngale al comprobante un día de su mes, o páselo al mes de su fecha.",
        first=(voucher("date = '2026-10-31'"),),
    ),
    "voucher_times": Case(
        (
            "El comprobante 0001-05-110001 dice que se hizo en “ayer” y se modificó en “”; "
            "las horas se escriben como 2026-12-03T15:42:07.125Z."
        ),
        AGAIN,
        first=(voucher("created_at = 'ayer', changed_at = ''"),),
    ),
    "document_date": Case(
        (
            "La línea 1 del comprobante 0001-05-110001 tiene la fecha de documento "
            "“2026-02-30”, que no existe."
        ),
        DAY,
        first=(line("document_date = '2026-02-30'"),),
    ),
    "due_date": Case(
        (
            "La línea 1 del comprobante 0001-05-110001 tiene la fecha de vencimiento "
            "“2027-02-29”, que no existe."
        ),
        DAY,
        first=(line("due_date = '2027-02-29'"),),
    ),
    "modified_date": Case(
        (
            "La línea 1 del comprobante 0001-05-110001 tiene la fecha “2026-00-01” de un "
            "documento modificado, que no existe."
        ),
        DAY,
        first=(line("modified_date = '2026-00-01'"),),
    ),
    "document_after_month": Case(
        (
            "La línea 1 del comprobante 0001-05-110001 tiene un documento del 01/12/2026, "
            "posterior al último día de su mes noviembre 2026."
        ),
        MONTH,
        first=(line("document_date = '2026-12-01'"),),
    ),
    "modified_after_month": Case(
        (
            "La línea 1 del comprobante 0001-05-110001 modifica un documento del 01/01/2027, "
            "posterior al último día de su mes noviembre 2026."
        ),
        MONTH,
        first=(line("modified_date = '2027-01-01'"),),
    ),
    "voucher_kind": Case(
        "El comprobante 0001-05-110001 es de clase “X”, que no existe.",
        "Use A para apertura, M para movimiento o C para cierre.",
        first=(voucher("kind = 'X'"),),
    ),
    "annulled_with_lines": Case(
        "El comprobante 0001-05-110001 está anulado y aún tiene 3 líneas.",
        "Quite sus líneas, o retire la anulación.",
        first=(voucher("annulled = 1"),),
    ),
    "no_lines": Case(
        "El comprobante 0001-05-110007 no tiene líneas y no está anulado.",
        "Complételo, anúlelo, o elimínelo si su número nunca se usó.",
        text="05 0007 2026-11-03 Nada",
    ),
    "opening_from_one_site": Case(
        (
            "Las sedes 0001 y 0002 traen ambas asientos de apertura de 2026: los saldos "
            "iniciales quedarían duplicados."
        ),
        "Conserve los asientos de apertura de una sede y elimine o anule los de la otra.",
        first=(
            (
                "INSERT INTO batch SELECT '0002', period, operation_type, state, 0, '', "
                "0, 0, 0, 0, 0, '' FROM batch"
            ),
            "UPDATE voucher SET kind = 'A', site = iif(number = '0001', '0001', '0002')",
        ),
        kind=FileKind.BEFORE,
    ),
    "ple_state": Case(
        "El comprobante 0001-05-110001 tiene el estado PLE 2, que no existe.",
        "Use 1 para el propio mes, 8 para una omisión y 9 para una corrección de un mes anterior.",
        first=(voucher("ple_state = 2"),),
    ),
    "ple_reference": Case(
        (
            "El comprobante 0001-05-110001 tiene el estado PLE 1 y aun así indica un mes "
            "anterior “” o un CUO “0001-05-090007”."
        ),
        "Elija el estado 8 o 9, o quite la referencia.",
        first=(voucher("ple_cuo = '0001-05-090007'"),),
    ),
    "ple_earlier_month": Case(
        (
            "El comprobante 0001-05-110001 tiene el estado PLE 8 e indica el mes “diciembre "
            "2026”, que no es anterior a noviembre 2026."
        ),
        "Indique el mes anterior que se corrige, o elija el estado 1.",
        first=(voucher("ple_state = 8, ple_period = '2026-12', ple_cuo = '0001-05-090007'"),),
    ),
    "ple_cuo": Case(
        "El comprobante 0001-05-110001 tiene el estado PLE 9 e indica el CUO “a|b”, que no puede serlo.",
        "Indique el CUO que tiene, o habría tenido, en el mes anterior; nunca con | / ni \\.",
        first=(voucher("ple_state = 9, ple_period = '2026-09', ple_cuo = 'a|b'"),),
    ),
    "line_without_voucher": Case(
        "Hay líneas de un comprobante “nadie” que no está en el archivo.",
        "Exporte de nuevo el archivo con el programa que lo hizo: falta un comprobante.",
        forged=(line("uid = 'nadie'"),),
    ),
    "voucher_without_batch": Case(
        "El comprobante 0001-05-110001 no pertenece a ningún lote del archivo.",
        AGAIN,
        after=("DELETE FROM batch",),
        text="05 0001 2026-11-03 Anulado annulled",
    ),
    "account_missing": Case(
        "La línea 1 del comprobante 0001-05-110001 usa la cuenta “9999”, que no está en el plan de cuentas.",
        "Corrija la cuenta, o agréguela al plan de cuentas.",
        first=(line("account = '9999'"),),
    ),
    "cost_center_missing": Case(
        (
            "La línea 1 del comprobante 0001-05-110001 usa el centro de costo “TIENDA”, que "
            "no está en la lista."
        ),
        "Corrija el centro de costo, o agréguelo a la lista de centros de costo.",
        first=(line("cost_center = 'TIENDA'"),),
    ),
    "party_missing": Case(
        (
            "La línea 1 del comprobante 0001-05-110001 indica la persona 6 20131312955, que "
            "no está en la lista."
        ),
        "Corrija el número, o agregue la persona.",
        first=(line("party_number = '20131312955'"),),
    ),
    "operation_type_missing": Case(
        "El T/O “05” de la sede 0001, noviembre 2026 no está en la lista de T/O del archivo.",
        "Exporte de nuevo el archivo con el programa que lo hizo; debe traer lo que usan sus comprobantes.",
        first=("DELETE FROM operation_type",),
    ),
    "identity_type": Case(
        "La persona 7 tiene el tipo de documento de identidad “8”, que no existe.",
        (
            "Use un código de la tabla 2 de la SUNAT: 1 DNI, 4 carné de extranjería, 6 RUC, 7"
            " pasaporte, 0 otros."
        ),
        extra={"party": [{"type": "8", "number": "7", "name": "Bazar Dora"}]},
    ),
    "identity_empty": Case(
        "La persona “Bazar Dora” no tiene número de documento de identidad.",
        "Póngale el número de su documento; si no tiene, use el tipo 0 y un número propio.",
        extra={"party": [{"type": "0", "number": "", "name": "Bazar Dora"}]},
    ),
    "identity_number": Case(
        "La persona “Dora Paz” tiene el número “1234567”, que un documento de tipo 1 no puede tener.",
        "Compárelo con el documento: un DNI tiene 8 dígitos, un RUC 11.",
        extra={"party": [{"type": "1", "number": "1234567", "name": "Dora Paz"}]},
    ),
    "ruc_digit": Case(
        "El RUC 20601234567 de “Bazar Dora” tiene el dígito verificador equivocado.",
        "Compárelo con la ficha RUC; con él no se pueden emitir los libros.",
        extra={"party": [{"number": "20601234567", "name": "Bazar Dora"}]},
    ),
    "party_half": Case(
        (
            "La línea 1 del comprobante 0001-05-110001 indica una persona a medias: tipo “”, "
            "número “20512333797”."
        ),
        "Escriba el tipo y el número de documento de identidad, o ninguno.",
        first=(line("party_type = ''"),),
    ),
    "ancestor_without_party": Case(
        "Hay una versión anterior de la persona 1 01234567, que no está en el archivo.",
        AGAIN,
        first=("INSERT INTO party_ancestor VALUES ('1', '01234567', lower(hex(zeroblob(32))))",),
    ),
    "ancestor_digest": Case(
        "Una versión anterior de la persona 6 20512333797 tiene como huella “la anterior”.",
        AGAIN,
        first=("INSERT INTO party_ancestor VALUES ('6', '20512333797', 'la anterior')",),
    ),
    "document_type": Case(
        "La línea 1 del comprobante 0001-05-110001 tiene el tipo de documento “FT”, que no existe.",
        DOCUMENT,
        first=(line("document_type = 'FT'"),),
    ),
    "modified_type": Case(
        "La línea 1 del comprobante 0001-05-110001 modifica un documento de tipo “99”, que no existe.",
        DOCUMENT,
        first=(line("modified_type = '99'"),),
    ),
    "document_without_type": Case(
        "La línea 1 del comprobante 0001-05-110001 tiene el documento F001 123 sin tipo.",
        DOCUMENT,
        first=(line("document_type = ''"),),
    ),
    "payment_means": Case(
        "La línea 1 del comprobante 0001-05-110001 tiene el medio de pago “015”, que no existe.",
        "Use un código de la tabla 1 de la SUNAT: 001 depósito, 003 transferencia, 008 o 009 efectivo.",
        first=(line("payment_means = '015'"),),
    ),
    "voucher_currency": Case(
        "El comprobante 0001-05-110001 tiene la moneda “MN”, que no existe.",
        CURRENCY,
        first=(voucher("currency = 'MN'"),),
    ),
    "line_currency": Case(
        "La línea 1 del comprobante 0001-05-110001 tiene la moneda “S/”, que no existe.",
        CURRENCY,
        first=(line("currency = 'S/'"),),
    ),
    "exchange_rate": Case(
        "El comprobante 0001-05-110001 tiene el tipo de cambio 0.000.",
        "Escriba un tipo de cambio mayor que cero con hasta seis decimales, como 3.752.",
        first=(voucher("currency = 'USD', exchange_rate = 0"),),
    ),
    "rate_of_own_currency": Case(
        "El comprobante 0001-05-110001 está en PEN, la moneda de los libros, con tipo de cambio 3.752.",
        "Escriba el tipo de cambio 1.000, o la moneda extranjera del comprobante.",
        first=(voucher("exchange_rate = 3752000"),),
    ),
    "account_code": Case(
        "La cuenta “Caja” tiene el código “10 1”, que no puede serlo.",
        "El código de una cuenta tiene dígitos, letras, puntos y guiones; corríjalo y exporte de nuevo.",
        extra={"account": [{"code": "10 1", "name": "Caja"}]},
    ),
    "cost_center_code": Case(
        "El centro de costo “Tienda” tiene el código “A|B”, que no puede serlo.",
        "Póngale un código sin |; corríjalo y exporte de nuevo.",
        extra={"cost_center": [{"code": "A|B", "name": "Tienda"}]},
    ),
    "operation_type_code": Case(
        "El T/O “Ventas” tiene el código “0/5”, que no puede serlo.",
        CODE,
        extra={"operation_type": [{"code": "0/5", "name": "Ventas"}]},
    ),
    "operation_type_book": Case(
        "El T/O 07 “Ventas” pertenece al libro “140100”, que no existe.",
        "Use un código de la tabla 8 de la SUNAT, como 14 para ventas y 8 para compras, o ninguno.",
        extra={"operation_type": [{"code": "07", "name": "Ventas", "book": "140100"}]},
    ),
    "rate_row": Case(
        "El tipo de cambio de “USD” del “30/11/2026” (compra 3.740, venta 0.000) no puede ser correcto.",
        (
            "Un tipo de cambio tiene una moneda de la tabla 4 de la SUNAT, un día real y dos "
            "importes mayores que cero."
        ),
        extra={"exchange_rate": [{"date": "2026-11-30", "sell": 0}]},
    ),
    "rate_sides": Case(
        "El tipo de cambio de USD del 30/11/2026 tiene la venta (3.740) menor que la compra (3.750).",
        "Vea si se escribieron al revés; la venta suele ser la mayor.",
        text="",
        kind=FileKind.MASTERS,
        extra={"exchange_rate": [{"date": "2026-11-30", "buy": 3_750_000, "sell": 3_740_000}]},
    ),
    "destino_account": Case(
        "“6311” envía su asiento de destino a la cuenta 9411, que no está en el plan de cuentas.",
        "Agregue la cuenta, o corrija el par.",
        text="",
        kind=FileKind.MASTERS,
        extra={
            "account": [
                {"code": "6311", "name": "Fletes", "charge_account": "9411", "credit_account": "791"},
                {"code": "791", "name": "Cargas"},
            ]
        },
    ),
    "destino_half": Case(
        "“6311” “Fletes” tiene una sola de sus dos cuentas de destino; no se generan líneas de destino.",
        "Indique las dos cuentas, la de cargo y la de abono, o ninguna.",
        text="",
        kind=FileKind.MASTERS,
        extra={"account": [{"code": "6311", "name": "Fletes", "charge_account": "6311"}]},
    ),
    "destino_loop": Case(
        "“6311” tiene un par de destino que carga y abona la misma cuenta, 6311.",
        "Indique dos cuentas: la de cargo y otra de abono.",
        text="",
        kind=FileKind.MASTERS,
        extra={
            "account": [
                {"code": "6311", "name": "Fletes", "charge_account": "6311", "credit_account": "6311"}
            ]
        },
    ),
    "destino_itself": Case(
        "“6311” “Fletes” es una de las dos cuentas de su propio par de destino.",
        "Indique otras dos cuentas: la de cargo y la de abono.",
        text="",
        kind=FileKind.MASTERS,
        extra={
            "account": [
                {"code": "6311", "name": "Fletes", "charge_account": "6311", "credit_account": "791"},
                {"code": "791", "name": "Cargas"},
            ]
        },
    ),
    "share_range": Case(
        "El centro de costo TALLER envía 0.00 % a 94 / 79.",
        (
            "Cada parte es mayor que 0.00 % y menor que 100.00 %; lo que va entero a un solo destino es "
            "el par propio del centro de costo."
        ),
        extra=shared(("94", "79", 0)),
    ),
    "share_cost_center": Case(
        "Hay porcentajes de destino del centro de costo “TALLER”, que no está.",
        "Agregue el centro de costo o quite sus porcentajes.",
        first=("DELETE FROM cost_center",),
        extra=shared(),
    ),
    "share_account": Case(
        "El centro de costo TALLER envía una parte a “94” / “”, que no son dos cuentas.",
        "Indique en cada parte las dos cuentas: la de cargo y la de abono.",
        extra=shared(("94", "", 6_000), ("95", "79", 4_000)),
    ),
    "share_sum": Case(
        "Los porcentajes de destino del centro de costo TALLER suman 99.99 %.",
        "Corríjalos para que sumen 100.00 %.",
        extra=shared(("94", "79", 6_000), ("95", "79", 3_999)),
    ),
    "share_and_pair": Case(
        "El centro de costo TALLER “Taller” tiene un par de destino propio y además porcentajes.",
        "Deje el par, que recibe todo, o los porcentajes.",
        first=("UPDATE cost_center SET charge_account = '94', credit_account = '79'",),
        extra=shared(),
    ),
    "master_list": Case(
        "El archivo tiene 3 huellas de maestros, y 3 de las 4 que debe tener.",
        AGAIN,
        after=("DELETE FROM master WHERE name = 'account'",),
    ),
    "master_fingerprint": Case(
        "La huella del maestro “account” dice -1 filas y huella “nada”.",
        AGAIN,
        first=("INSERT INTO master VALUES ('account', -1, 'nada')",),
    ),
    "batch_counts": Case(
        (
            "El T/O 05, noviembre 2026, sede 0001 dice: comprobantes 3, líneas 6; el archivo "
            "contiene: comprobantes 2, líneas 6."
        ),
        CUT,
        after=("UPDATE batch SET vouchers = 3",),
    ),
    "batch_totals": Case(
        (
            "El T/O 05, noviembre 2026, sede 0001 dice que su debe es 0.01 y su haber 1,770.00; sus "
            "líneas dan 1,770.00 y 1,770.00."
        ),
        CUT,
        after=("UPDATE batch SET debit = 1",),
    ),
    "voucher_digest": Case(
        "El comprobante 0001-05-110001 no concuerda con su propia huella.",
        CHANGED,
        after=(voucher("description = 'Otra venta'"),),
    ),
    "batch_digest": Case(
        "Los comprobantes del T/O 05, noviembre 2026, sede 0001 no concuerdan con su huella.",
        CHANGED,
        after=("UPDATE batch SET digest = lower(hex(zeroblob(32)))",),
    ),
    "party_digest": Case(
        "La persona 6 20512333797 “Otra S.A.” no concuerda con su propia huella.",
        CHANGED,
        after=("UPDATE party SET name = 'Otra S.A.' WHERE number = '20512333797'",),
    ),
    "master_digest": Case(
        "El maestro “account” no concuerda con su huella.",
        CHANGED,
        after=("UPDATE master SET entries = 9 WHERE name = 'account'",),
        text="",
        kind=FileKind.MASTERS,
    ),
    "content_digest": Case(
        "El contenido del archivo no concuerda con la huella de su manifiesto.",
        CHANGED,
        forged=("UPDATE account SET name = 'Caja' WHERE code = '1212'",),
    ),
    "annotation_digest": Case(
        "Los estados, autores u horas del archivo no concuerdan con la huella de su manifiesto.",
        CHANGED,
        forged=("UPDATE voucher SET created_by = 'mallory'",),
    ),
    "signature": Case(
        "La firma del archivo no es correcta: no lo selló la instalación que indica.",
        "No lo use; llame a la sede y pida que lo exporten y envíen de nuevo.",
        forged=("UPDATE manifest SET author = 'mallory'",),
    ),
    "account_unknown": Case(
        "La cuenta 70111 “Cuenta 70111” no está en su plan de cuentas.",
        ADD,
        masters={"account": [row("1212"), row("40111")]},
    ),
    "cost_center_unknown": Case(
        "El centro de costo TIENDA “Tienda” no está entre los suyos.",
        ADD,
        first=("INSERT INTO cost_center VALUES ('TIENDA', 'Tienda', '', '', 1)",),
        masters={"cost_center": []},
    ),
    "operation_type_unknown": Case(
        "El T/O 05 “Ventas” no está entre los suyos.",
        ADD,
        masters={"operation_type": []},
    ),
    "currency_unknown": Case(
        "2 comprobantes están en USD, moneda de la que no tiene ningún tipo de cambio.",
        "Revise que la moneda sea correcta; agregue sus tipos de cambio.",
        first=("UPDATE voucher SET currency = 'USD', exchange_rate = 3752000",),
        masters={},
    ),
    "account_inactive": Case(
        "La cuenta 1212 “Cuenta 1212” ya no se usa aquí.",
        ACTIVE,
        masters={"account": [row("1212", active=0), row("40111"), row("70111")]},
    ),
    "cost_center_inactive": Case(
        "El centro de costo TIENDA “Cuenta TIENDA” ya no se usa aquí.",
        ACTIVE,
        first=("INSERT INTO cost_center VALUES ('TIENDA', 'Tienda', '', '', 1)",),
        masters={"cost_center": [row("TIENDA", active=0)]},
    ),
    "operation_type_inactive": Case(
        "El T/O 05 “Cuenta 05” ya no se usa aquí.",
        ACTIVE,
        masters={"operation_type": [row("05", active=0)]},
    ),
    "account_with_children": Case(
        (
            "Hay comprobantes que usan la cuenta 1212 “Cuenta 1212”, que está subdividida en "
            "su plan (12121 ...)."
        ),
        "Use la cuenta en su último nivel, como 12121.",
        masters={"account": [row("1212"), row("40111"), row("70111"), row("12121")]},
    ),
    "party_demanded": Case(
        "La línea 2 del comprobante 0001-05-110001 no indica persona o entidad; la cuenta 70111 la exige.",
        COMPLETE,
        text=ONE,
        masters={"account": [row("1212"), row("40111"), row("70111", requires_party=1)]},
    ),
    "cost_center_demanded": Case(
        "La línea 2 del comprobante 0001-05-110001 no tiene centro de costo; la cuenta 70111 lo exige.",
        COMPLETE,
        text=ONE,
        masters={"account": [row("1212"), row("40111"), row("70111", requires_cost_center=1)]},
    ),
    "document_demanded": Case(
        "La línea 2 del comprobante 0001-05-110001 no tiene documento; la cuenta 70111 lo exige.",
        COMPLETE,
        text=ONE,
        masters={"account": [row("1212"), row("40111"), row("70111", requires_document=1)]},
    ),
    "empty_line": Case(
        "La línea 1 del comprobante 0001-05-110001, cuenta 1041, no tiene ningún importe.",
        "Déjela si es a propósito; si no, escriba su importe o quítela.",
        text=NOTHING,
    ),
    "foreign_balance": Case(
        (
            "Todas las líneas del comprobante 0001-05-110001 están en USD y sus importes "
            "originales difieren en 1.00 entre debe y haber."
        ),
        "Corrija los importes originales; una diferencia de cambio tiene importe original 0.00.",
        first=(
            "UPDATE line SET currency = 'USD', original_amount = 900 WHERE line = 1",
            "UPDATE line SET currency = 'USD' WHERE line = 2",
        ),
        text=ONE,
    ),
}
