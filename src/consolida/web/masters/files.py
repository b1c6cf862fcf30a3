"""Masters as files: a list downloaded as Excel or CSV, which can be loaded again."""

from io import BytesIO

from django.http import FileResponse, Http404, HttpRequest

from consolida.intake.masters_out import write_csv, write_xlsx
from consolida.web.chosen import chosen
from consolida.web.masters.kinds import Kind

FORMATS = {
    "xlsx": (write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (write_csv, "text/csv; charset=utf-8"),
}


def download(request: HttpRequest, kind: Kind, suffix: str) -> FileResponse:
    """Answer with a whole master as a file that can be loaded again."""
    here = chosen(request)
    if suffix not in FORMATS:
        raise Http404
    write, content_type = FORMATS[suffix]
    content = BytesIO()
    write(here.company, kind.table, content)
    content.seek(0)
    name = f"{here.company.ruc}_{kind.slug}.{suffix}"
    return FileResponse(content, as_attachment=True, filename=name, content_type=content_type)
