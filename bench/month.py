"""A month of vouchers of any size, the same at every run, as a sealed transfer file."""

from calendar import monthrange
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import apsw

from consolida.core.portable import connect, write
from consolida.core.portable import format as spec
from consolida.core.portable.format import FileKind
from consolida.core.portable.manifest import Manifest, Origin
from consolida.core.signing import SigningKey

RUC = "20601234565"
COMPANY = "Comercial Los Andes S.A.C."
SITE = "0001"
SITES = {
    "0000": "Lima",
    SITE: "Arequipa",
    "0002": "Cusco",
    "0003": "Tacna",
    "0004": "Trujillo",
    "0005": "Piura",
}
PERIOD = "2026-01"
MOMENT = "2026-02-02T14:00:00.000Z"
LINES_PER_VOUCHER = 4
# The names are those of the masters that an installation starts with.
OPERATION_TYPES = {
    "05": "Ventas",
    "11": "Compras",
    "15": "Recibos por honorarios",
    "20": "Diario general",
    "21": "Ingresos a caja y bancos",
    "22": "Egresos de caja y bancos",
    "30": "Planillas",
    "40": "Ajustes",
}
BOOKS = {"05": "14", "11": "8"}
ACCOUNTS = {
    "1212": "Emitidas en cartera",
    "40111": "IGV – Cuenta propia",
    "70121": "Terceros",
    "70122": "Relacionadas",
}
VOUCHERS_PER_PARTY = 20
FEWEST_PARTIES = 8  # a month has as many, however small it is
CHANGED = 100

# The vouchers are numbered from 1; what looks like chance comes from the number.
_VOUCHERS = """
    WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < :vouchers),
    placed AS (SELECT n, (n - 1) * :types / :vouchers AS type,
                      30000 + (n * 7919 + :salt * (n % 50 = 0) + :twist * (n % :apart = 0)) % 900000 AS base
               FROM counted)
    SELECT n, base, printf('%08x-%04x-7000-8000-%012x', :born, n / 64 % 65536, :place + n) AS uid,
           substr(:codes, type * 2 + 1, 2) AS code,
           printf('%06d', n) AS number, printf('%s-%02d', :period, 1 + n % :days) AS date,
           printf('%08d', :first_party + n % :parties) AS dni
    FROM placed"""
_LINES = (
    ("1212", "base + base * 18 / 100", 1),
    ("40111", "base * 18 / 100", -1),
    ("70121", "base / 3", -1),
    ("70122", "base - base / 3", -1),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a month holds; the same numbers always make the same vouchers."""

    lines: int
    salt: int = 0  # another one changes the amounts of every fiftieth voucher
    twist: int = 0  # another one changes as many vouchers as CHANGED, or all where there are fewer
    site: str = SITE
    period: str = PERIOD

    @property
    def vouchers(self) -> int:
        """How many vouchers the lines make."""
        return max(self.lines // LINES_PER_VOUCHER, 1)

    @property
    def parties(self) -> int:
        """How many customers the month has; another month has others, the same at every site."""
        return max(self.vouchers // VOUCHERS_PER_PARTY, FEWEST_PARTIES)

    @property
    def first_party(self) -> int:
        """The DNI of the first of them."""
        year, number = self._year_and_month
        return 10_000_000 + (year * 12 + number) % 1000 * 50_000

    @property
    def days(self) -> int:
        """How many days the month has."""
        return monthrange(*self._year_and_month)[1]

    @property
    def born(self) -> int:
        """The first eight digits of its vouchers' uids: the time, as in version 7."""
        return int(datetime(*self._year_and_month, 1, tzinfo=UTC).timestamp() * 1000) >> 16

    @property
    def place(self) -> int:
        """What keeps the uids of one site from those of another."""
        return int(self.site) << 32

    @property
    def installation(self) -> str:
        """The installation that its files come from: each site has its own."""
        return f"019b7600-0000-7000-8000-{int(self.site):012}"

    @property
    def _year_and_month(self) -> tuple[int, int]:
        year, _, month = self.period.partition("-")
        return int(year), int(month)


def write_month(
    path: Path, content: Content, *, key: SigningKey, export_number: int = 1, previous: str = ""
) -> Manifest:
    """Write and seal a month."""
    with closing(connect.create(path)) as connection:
        connection.execute("BEGIN")
        _fill(connection, content)
        return write.seal(
            connection,
            origin=_origin(content, export_number, previous),
            kind=FileKind.VOUCHERS,
            period=content.period,
            operation_type="",
            definitive=False,
            file_uid=f"019b7600-{int(content.site):04}-7000-8000-{export_number:012x}",
            cutoff=MOMENT,
            key=key,
        )


def _origin(content: Content, export_number: int, previous: str) -> Origin:
    return Origin(
        ruc=RUC,
        company=COMPANY,
        currency="PEN",
        site=content.site,
        site_name=SITES[content.site],
        installation=content.installation,
        export_number=export_number,
        previous=previous,
        author="bench",
        program="consolida bench",
    )


def _said(content: Content) -> dict[str, str | int]:
    """Return what the query of the vouchers is told."""
    return {
        "vouchers": content.vouchers,
        "salt": content.salt,
        "twist": content.twist,
        "apart": max(content.vouchers // CHANGED, 1),
        "types": len(OPERATION_TYPES),
        "codes": "".join(OPERATION_TYPES),
        "first_party": content.first_party,
        "parties": content.parties,
        "period": content.period,
        "days": content.days,
        "born": content.born,
        "place": content.place,
    }


def _fill(connection: apsw.Connection, content: Content) -> None:
    connection.execute(f"CREATE TEMP TABLE made AS {_VOUCHERS}", _said(content))
    _insert(
        connection,
        "voucher",
        "made ORDER BY uid",
        uid="uid",
        site=f"'{content.site}'",
        period=f"'{content.period}'",
        operation_type="code",
        number="number",
        cuo=f"'{content.site}-' || code || '-{content.period[-2:]}' || number",
        kind="'M'",
        date="date",
        description="'Venta de mercaderías ' || number",
        currency="'PEN'",
        exchange_rate="1000000",
        ple_state="1",
        created_by="'rosa'",
        created_at=f"'{MOMENT}'",
        changed_by="'rosa'",
        changed_at=f"'{MOMENT}'",
    )
    _fill_lines(connection)
    _fill_masters(connection, content)
    connection.execute("DROP TABLE made")


def _fill_lines(connection: apsw.Connection) -> None:
    parts = " UNION ALL ".join(
        f"SELECT *, {place} AS line, '{account}' AS account, {amount} AS amount, {side} AS side FROM made"
        for place, (account, amount, side) in enumerate(_LINES, start=1)
    )
    _insert(
        connection,
        "line",
        f"({parts}) ORDER BY uid, line",
        uid="uid",
        line="line",
        account="account",
        party_type="iif(line = 1, '1', '')",
        party_number="iif(line = 1, dni, '')",
        document_type="iif(line = 1, '03', '')",
        document_series="iif(line = 1, 'B001', '')",
        document_number="iif(line = 1, number, '')",
        document_date="iif(line = 1, date, '')",
        currency="'PEN'",
        original_amount="side * amount",
        debit="iif(side > 0, amount, 0)",
        credit="iif(side < 0, amount, 0)",
        description="'Operación del día ' || date",
    )


def _fill_masters(connection: apsw.Connection, content: Content) -> None:
    _insert(
        connection,
        "batch",
        "(SELECT DISTINCT code FROM made) ORDER BY code",
        site=f"'{content.site}'",
        period=f"'{content.period}'",
        operation_type="code",
        state="'open'",
    )
    for code, name in OPERATION_TYPES.items():
        of_code = f"batch WHERE operation_type = '{code}'"
        book = f"'{BOOKS.get(code, '')}'"
        _insert(
            connection,
            "operation_type",
            of_code,
            code="operation_type",
            name=f"'{name}'",
            book=book,
            active="1",
        )
    for code, name in ACCOUNTS.items():
        one = "(SELECT 1)"
        _insert(connection, "account", one, code=f"'{code}'", name=f"'{name}'", active="1")
    _insert(
        connection,
        "party",
        "(SELECT DISTINCT party_number AS dni FROM line WHERE party_type = '1') ORDER BY dni",
        type="'1'",
        number="dni",
        name="'Cliente de prueba ' || dni",
        active="1",
    )


def _insert(connection: apsw.Connection, table: str, source: str, **values: str) -> None:
    """Fill a table by SQL expressions; columns that are not named are '' or 0."""
    columns = ", ".join(
        values.get(column.name, "''" if column.is_text else "0") for column in spec.columns(table)
    )
    connection.execute(f"INSERT INTO main.{table} SELECT {columns} FROM {source}")
