"""Kept files for the browser: whose they are decides who may fetch them."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from shutil import copyfile

from django.http import FileResponse, Http404, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from consolida.core.actor import Right
from consolida.core.portable import read
from consolida.core.portable.connect import open_proven
from consolida.core.portable.format import FileKind
from consolida.core.portable.package import pack
from consolida.core.portable.quarantine import Quarantine
from consolida.ledger.models import ArchivedFile
from consolida.transfer.export import summary
from consolida.transfer.models import Export
from consolida.web.chosen import Chosen

SQLITE = "application/vnd.sqlite3"
_CHUNK = 1 << 16


def require_to_fetch(here: Chosen, file: ArchivedFile) -> None:
    """Refuse who could not have made a file or brought it in; what an import removed is for nobody."""
    if file.kind == FileKind.BEFORE:
        raise Http404
    if Export.objects.filter(file=file).exists():
        here.by.require(Right.EXPORT, company=here.company.ruc, site=file.site)
    else:
        here.by.require(Right.IMPORT, company=here.company.ruc)


def fetched(here: Chosen, file: ArchivedFile, *, as_zip: bool) -> HttpResponseBase:
    """Stream a kept file, or a package made of it now."""
    path = here.home.archived(file.file_uid)
    if not path.exists() or (as_zip and file.kind != FileKind.VOUCHERS):
        raise Http404
    name = Path(file.name).with_suffix(".zip" if as_zip else ".db").name
    if not as_zip:
        return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=SQLITE)
    with closing(open_proven(path)) as connection:
        text = summary(read.read_manifest(path), read.batches(connection))
    response = StreamingHttpResponse(_packed(here, path, name, text), content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


def _packed(here: Chosen, path: Path, name: str, text: str) -> Iterator[bytes]:
    """Pack a kept file in a private place, which lasts as long as the browser reads."""
    with Quarantine(here.home.private) as private:
        db, package = private.folder / Path(name).with_suffix(".db").name, private.folder / name
        copyfile(path, db)
        pack(db, package, text)
        with package.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk
