"""Branches that only send: files made without an installation, numbered and chained as one would."""

from collections.abc import Sequence
from pathlib import Path

from consolida.core.portable.format import FileKind
from consolida.core.portable.manifest import Manifest
from consolida.core.portable.read import read_manifest
from consolida.core.signing import SigningKey
from support import files

SALE = """
05 0001 2026-11-03 Sale
  1212  debit 118.00
  40111 credit 18.00
  70111 credit 100.00
"""
SALE_2 = """
05 0002 2026-11-04 Another sale
  1212  debit 236.00
  40111 credit 36.00
  70111 credit 200.00
"""
PURCHASE = """
11 0001 2026-11-05 Goods
  6011  debit 100.00
  40111 debit  18.00
  4212  credit 118.00
"""


class Sender:
    """A site's installation as head office sees it: by its files."""

    def __init__(
        self, folder: Path, site: str = "0001", *, copy: int = 0, key: SigningKey | None = None
    ) -> None:
        self.folder = folder
        self.site = site
        self.installation = f"01930000-0000-7000-8000-{copy:04d}0000{site}"
        self.key = key or SigningKey.generate()
        self.number = 0
        self.previous = ""

    def send(
        self,
        text: str = "",
        *,
        operation_type: str = "",
        period: str = "2026-11",
        definitive: bool = False,
        batches: Sequence[str] = (),
        sql: Sequence[str] = (),
        **manifest: object,
    ) -> Path:
        """Make the next file of the series; `sql` changes it before it is sealed with what is given."""
        self.number += 1
        uid = f"01930000-0000-7000-9000-{len(list(self.folder.iterdir())):012d}"
        fields: dict[str, object] = {
            "export_number": self.number,
            "previous": self.previous,
            "installation": self.installation,
            "key": self.key,
            "file_uid": uid,
            "operation_type": operation_type,
            "definitive": definitive,
            **manifest,
        }
        path = self.folder / f"{self.site}_{period}_{operation_type}_{uid[-4:]}.db"
        connection = files.draft(path, text, site=self.site, period=period, batches=batches)
        for statement in sql:
            connection.execute(statement)
        files.seal(connection, site=self.site, period=period, **fields)  # type: ignore[arg-type] # seal's
        connection.close()
        self.previous = self.manifest(path).content_digest
        return path

    def masters(self, *, sql: Sequence[str] = ()) -> Path:
        """Make a file of masters: the account 1212, and what `sql` adds."""
        account = "INSERT INTO account VALUES ('1212', 'Cuenta 1212', 0, 0, 0, '', '', 1)"
        return self.send(sql=[account, *sql], kind=FileKind.MASTERS)

    def skip(self, exports: int) -> None:
        """Export files that never arrive."""
        for _ in range(exports):
            self.send()

    def clone(self) -> "Sender":
        """Return a copy of the installation's folder, which goes on sending on its own."""
        clone = Sender(self.folder, self.site, key=self.key)
        clone.installation, clone.number, clone.previous = self.installation, self.number, self.previous
        return clone

    def restart(self) -> None:
        """Count from the beginning, as for another company."""
        self.number, self.previous = 0, ""

    @staticmethod
    def manifest(path: Path) -> Manifest:
        """Read what a file says of itself."""
        return read_manifest(path)
