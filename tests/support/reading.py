"""Reading other programs' files in tests: a text as its program writes it, the vouchers that come of it."""

from dataclasses import dataclass
from pathlib import Path

from consolida.core.findings import Finding
from consolida.core.money import plain_amount
from consolida.core.portable import format as spec
from consolida.intake.complaints import Complaints
from consolida.intake.reader import MasterReader, MasterRow, Names, Setting
from consolida.intake.readers import choose
from consolida.intake.source import open_source
from consolida.intake.staging import Progress, Staging, open_staging
from support.companies import NOW, RUC

Row = dict[str, str | int]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of a file."""

    reader: str
    vouchers: list[Row]
    lines: list[Row]
    findings: list[Finding]
    names: Names

    @property
    def voucher(self) -> Row:
        """The only voucher."""
        (voucher,) = self.vouchers
        return voucher

    @property
    def complaints(self) -> list[str]:
        """What is wrong, each with its remedy."""
        return [f"{finding.sentence()} {finding.advice()}" for finding in self.findings]

    @property
    def sentences(self) -> list[str]:
        """What is wrong, without remedies."""
        return [finding.sentence() for finding in self.findings]

    @property
    def amounts(self) -> list[str]:
        """Each line's account, debit and credit."""
        return [
            f"{line['account']} {plain_amount(int(line['debit']))} {plain_amount(int(line['credit']))}"
            for line in self.lines
        ]


def write(folder: Path, content: str | bytes, name: str = "ventas.csv", encoding: str = "utf-8") -> Path:
    """Write a file as another program would."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def setting(**said: object) -> Setting:
    """Return what a reader is told: the books of the tests' company at its branch."""
    return Setting(**{"ruc": RUC, "currency": "PEN", "site": "0001"} | said)  # type: ignore[arg-type]


def read(
    folder: Path,
    content: str | bytes,
    name: str = "ventas.csv",
    *,
    progress: Progress | None = None,
    **said: object,
) -> Reading:
    """Read a file of vouchers, without a ledger."""
    source, told = open_source(write(folder, content, name)), setting(**said)
    reader = choose(source, told)
    assert not isinstance(reader, MasterReader)
    complaints = Complaints(source.name)
    work = folder / "work.db"
    work.unlink(missing_ok=True)
    with open_staging(work) as connection:
        staging = Staging(
            connection, complaints, ruc=told.ruc, site=told.site, by="alice", at=NOW, progress=progress
        )
        names = reader.read(source, told, staging)
        vouchers = [
            dict(zip(spec.names("voucher"), row, strict=True))
            for row in connection.execute("SELECT v.* FROM voucher v JOIN origin USING (uid) ORDER BY row")
        ]
        lines = [
            dict(zip(spec.names("line"), row, strict=True))
            for row in connection.execute(
                "SELECT l.* FROM line l JOIN origin o USING (uid) ORDER BY o.row, l.line"
            )
        ]
    return Reading(reader.name, vouchers, lines, complaints.findings(), names)


def read_masters(
    folder: Path, content: str | bytes, name: str = "maestros.csv", **said: object
) -> tuple[list[MasterRow], list[str]]:
    """Read a file of masters; return its rows and what is wrong with them."""
    source, told = open_source(write(folder, content, name)), setting(**said)
    reader = choose(source, told)
    assert isinstance(reader, MasterReader)
    complaints = Complaints(source.name)
    rows = list(reader.read(source, told, complaints))
    return rows, [f"{finding.sentence()} {finding.advice()}" for finding in complaints.findings()]
