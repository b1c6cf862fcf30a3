"""Sending a company's masters to its sites, in the same kind of file."""

from contextlib import closing
from datetime import datetime
from pathlib import Path

from consolida.core.actor import Actor, Right
from consolida.core.home import Home
from consolida.core.moment import stamp
from consolida.core.portable import connect, write
from consolida.core.portable.format import FileKind
from consolida.core.portable.quarantine import Quarantine
from consolida.core.totals import Totals
from consolida.core.uids import new_uid
from consolida.ledger import archive
from consolida.ledger.extract import Sending, origin
from consolida.ledger.locks import writing
from consolida.masters.locks import hold_masters
from consolida.masters.models import Company, Site
from consolida.masters.portable import write_masters
from consolida.transfer import series
from consolida.transfer.export import Exported, people_name, prove
from consolida.transfer.transports.folder import Delivery, carry, require_folder


def send_masters(
    company: Company, *, site: Site, to: Path | None, home: Home, by: Actor, at: datetime
) -> Exported:
    """Write all masters and parties to a folder, for the sites to import.

    Without a folder the file stays in the archive, from where a browser fetches it.
    """
    by.require(Right.EXPORT, company=company.ruc)
    if to is not None:
        require_folder(to)
    with Quarantine(home.private) as private:
        file = private.folder / "masters-sent.db"
        with writing(company, []), archive.withdrawing():
            hold_masters(company)
            row = series.locked(company)
            sending = Sending(
                kind=FileKind.MASTERS,
                site=site,
                export_number=row.last_number + 1,
                previous=row.last_digest,
            )
            with closing(connect.create(file)) as connection:
                write_masters(company, connection, parties=True)
                manifest = write.seal(
                    connection,
                    origin=origin(company, sending=sending, by=by),
                    kind=sending.kind,
                    period="",
                    operation_type="",
                    definitive=False,
                    file_uid=new_uid(at),
                    cutoff=stamp(at),
                    key=home.signing_key(),
                )
            name = people_name(manifest)
            verified = prove(company, file, name=name, folder=private.folder)
            kept_at = Delivery(home.archived(manifest.file_uid))
            delivery = kept_at if to is None else carry(file, to=to, name=name)
            with delivery.until_noted():
                kept = archive.keep(company, file, manifest=manifest, name=name, home=home, at=at)
                made = series.advance(row, kept, manifest, Totals(), to=delivery.final, by=by, at=at)
        series.delivered(made, delivery.final if to is None else delivery.arrive())
    return Exported(file=delivery.final, manifest=manifest, held=Totals(), findings=tuple(verified.findings))
