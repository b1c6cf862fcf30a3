"""A branch that only sends: its files are written as its own installation would write and sign them."""

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from consolida import __version__
from consolida.core.errors import Refused
from consolida.core.moment import stamp
from consolida.core.portable import connect, write
from consolida.core.portable.format import BatchState, FileKind, file_name
from consolida.core.portable.manifest import Origin
from consolida.core.signing import SigningKey
from consolida.core.uids import new_uid
from consolida.intake import masters_known, merging, voucher_csv
from consolida.intake.build import write_out
from consolida.intake.complaints import Complaints
from consolida.intake.demo.trading import Shop
from consolida.intake.demo.vouchers import Entries, write_csv
from consolida.intake.reader import Setting
from consolida.intake.source import open_source
from consolida.intake.staging import Staging, open_staging
from consolida.masters import portable
from consolida.masters.models import Company


@dataclass(slots=True)
class Branch:
    """One site's installation as head office sees it: its uid, its key and the chain of its exports."""

    shop: Shop
    author: str
    installation: str
    key: SigningKey = field(default_factory=SigningKey.generate)
    exports: int = 0
    last_digest: str = ""

    def send(
        self,
        company: Company,
        vouchers: Iterable[Entries],
        *,
        period: str,
        definitive: bool = False,
        folder: Path,
        at: datetime,
    ) -> Path:
        """Write the site's whole month into a folder, under the name that people know such files by."""
        number = self.exports + 1
        file = folder / file_name(
            ruc=company.ruc, period=period, operation_type="", site=self.shop.code, export_number=number
        )
        self._fill(company, vouchers, file, at=at)
        with closing(connect.reopen(file)) as connection:
            portable.fingerprints(company, connection)
            if definitive:
                connection.execute("UPDATE batch SET state = ?", (str(BatchState.CLOSED),))
            manifest = write.seal(
                connection,
                origin=self._origin(company, number),
                kind=FileKind.VOUCHERS,
                period=period,
                operation_type="",
                definitive=definitive,
                file_uid=new_uid(at),
                cutoff=stamp(at),
                key=self.key,
            )
        write.settle(file)
        self.exports, self.last_digest = number, manifest.content_digest
        return file

    def _fill(self, company: Company, vouchers: Iterable[Entries], file: Path, *, at: datetime) -> None:
        table, work = file.with_suffix(".csv"), file.with_suffix(".work")
        write_csv(table, vouchers)
        source, complaints = open_source(table), Complaints(table.name)
        setting = Setting(ruc=company.ruc, currency=company.currency, site=self.shop.code)
        with open_staging(work) as connection:
            staging = Staging(
                connection, complaints, ruc=company.ruc, site=self.shop.code, by=self.author, at=at
            )
            with connection:
                names = voucher_csv.READER.read(source, setting, staging)
            masters_known.bring_masters(company, connection, names)
            masters_known.bring_parties(company, connection, names, complaints)
            if complaints.errors:
                raise Refused(complaints.findings(), what=table.name, count=complaints.errors)
            write_out(connection, merging.batch_keys(connection), file, add=False)
        for path in (table, work):
            path.unlink()

    def _origin(self, company: Company, number: int) -> Origin:
        return Origin(
            ruc=company.ruc,
            company=company.name,
            currency=company.currency,
            site=self.shop.code,
            site_name=self.shop.name,
            installation=self.installation,
            export_number=number,
            previous=self.last_digest,
            author=self.author,
            program=f"Consolida {__version__}",
        )
