"""What a file to load has that is here already, with the same content: how much, and the list of it."""

from collections.abc import Sequence
from itertools import islice

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from consolida.core.language import ngettext
from consolida.core.portable.format import FileKind
from consolida.intake.loading import Loading
from consolida.ledger.models import Voucher
from consolida.masters.models import Company
from consolida.web.importing.changes import looked_at
from consolida.web.importing.coming import called
from consolida.web.importing.desks import Desk
from consolida.web.paging import page_of

PAGE = 100


def in_words(desk: Desk) -> str:
    """Say how much of a file to load is here already."""
    if desk.loading is None or not desk.loading.foreseen.equal:
        return ""
    equal = desk.loading.foreseen.equal
    words = (
        ngettext(
            "{count} row of the file is here already, with the same content.",
            "{count} rows of the file are here already, with the same content.",
            equal,
        )
        if _is_of_masters(desk.loading)
        else ngettext(
            "{count} voucher of the file is here already, with the same content.",
            "{count} vouchers of the file are here already, with the same content.",
            equal,
        )
    )
    return words.format(count=f"{equal:,}")


def load_equal(request: HttpRequest, desk_id: str) -> HttpResponse:
    """List what is here already."""
    desk, _ = looked_at(request, desk_id)
    if desk.loading is None:
        raise Http404
    page = page_of(request)
    first, after = (page - 1) * PAGE, page * PAGE
    context: dict[str, object] = {"desk": desk, "here_already": in_words(desk), "page": page}
    if _is_of_masters(desk.loading):
        rows = list(islice(desk.loading.equal_rows(), first, after + 1))
        context |= {"rows": [called(*row) for row in rows[:PAGE]], "has_next": len(rows) > PAGE}
    else:
        uids = desk.loading.equal_uids
        context |= {"vouchers": _vouchers(desk.company, uids[first:after]), "has_next": len(uids) > after}
    return render(request, "loading/load_equal.html", context)


def _is_of_masters(loading: Loading) -> bool:
    return any(file.manifest.kind is FileKind.MASTERS for file in loading.preview.files)


def _vouchers(company: Company, uids: Sequence[str]) -> list[Voucher]:
    """Return vouchers in the order of their uids; who deleted one meanwhile has it no more."""
    found = Voucher.objects.filter(batch__company=company, uid__in=uids)
    by_uid = {str(one.uid): one for one in found.select_related("batch__site", "batch__operation_type")}
    return [by_uid[uid] for uid in uids if uid in by_uid]
