"""Sealing a transfer file again after it was changed, as the site, a stranger or a bungler would."""

from enum import Enum

import apsw

from consolida.core import digest
from consolida.core.errors import ConsolidaError
from consolida.core.portable import format as spec
from consolida.core.portable import write
from consolida.core.portable.format import FileKind
from consolida.core.portable.manifest import Origin
from consolida.core.signing import SigningKey


class Seal(Enum):
    """What is computed again after a change."""

    NOTHING = "left as sealed"
    SIGNATURE = "signed anew, digests left"
    DIGESTS = "digests anew, not signed"
    WHOLE = "sealed anew by the site"
    STRANGER = "sealed anew by a stranger"


def opened(path: str) -> apsw.Connection:
    """Open a file to change it, with no guard up."""
    connection = apsw.Connection(path, flags=apsw.SQLITE_OPEN_READWRITE)
    connection.pragma("journal_mode", "memory")
    connection.pragma("synchronous", 0)
    digest.register(connection)
    return connection


def manifest_of(connection: apsw.Connection) -> dict[str, str | int]:
    """Read the manifest as it stands."""
    (row,) = connection.execute("SELECT * FROM manifest").fetchall()
    values = [value for value in row if isinstance(value, str | int)]
    return dict(zip(spec.names("manifest"), values, strict=True))


def sign(connection: apsw.Connection, key: SigningKey) -> None:
    """Sign the manifest as it stands."""
    connection.execute("UPDATE manifest SET public_key = ?", (key.public,))
    values = tuple(manifest_of(connection).values())
    connection.execute("UPDATE manifest SET signature = ?", (key.sign(digest.manifest_text(values)),))


def reseal(connection: apsw.Connection, *, seal: Seal, site: SigningKey, stranger: SigningKey) -> None:
    """Compute again what the seal says; what cannot be sealed stays as it was."""
    if seal is Seal.NOTHING:
        return
    if seal is Seal.SIGNATURE:
        sign(connection, site)
        return
    connection.execute("SAVEPOINT sealing")
    try:
        key = stranger if seal is Seal.STRANGER else site
        _seal_anew(connection, key=key, signed=seal is not Seal.DIGESTS)
    except (apsw.Error, ConsolidaError, UnicodeError):
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _seal_anew(connection: apsw.Connection, *, key: SigningKey, signed: bool) -> None:
    manifest = manifest_of(connection)
    connection.execute("DELETE FROM manifest")
    connection.execute("UPDATE voucher SET digest = ''")
    connection.execute("UPDATE party SET digest = ''")
    if manifest["kind"] == FileKind.MASTERS:
        connection.execute("DELETE FROM master")
    names = ("ruc", "company", "currency", "site", "site_name", "installation", "export_number", "previous")
    origin = Origin(**{name: manifest[name] for name in (*names, "author", "program")})  # type: ignore[arg-type] # its own values
    write.seal(
        connection,
        origin=origin,
        kind=FileKind(str(manifest["kind"])),
        period=str(manifest["period"]),
        operation_type=str(manifest["operation_type"]),
        definitive=bool(manifest["definitive"]),
        file_uid=str(manifest["file_uid"]),
        cutoff=str(manifest["cutoff"]),
        key=key,
    )
    if not signed:
        connection.execute("UPDATE manifest SET signature = ?", (manifest["signature"],))
