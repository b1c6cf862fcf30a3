"""The vouchers behind a preview's numbers, and one of them as it was and as it will be."""

from itertools import islice, zip_longest
from pathlib import Path
from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from consolida.core import difference
from consolida.core.batches import BatchKey
from consolida.ledger.replacement.preview import Preview
from consolida.web.chosen import chosen
from consolida.web.importing.desks import Desk, find_desk
from consolida.web.paging import page_of

PAGE = 100
KINDS = (*difference.CHANGES, difference.EQUAL)
ALL = "all"
# What is shown of a line, besides its amounts
_OF_LINE = ("account", "party", "cost_center", "document", "description")
_OF_HEADER = ("date", "description", "kind", "currency", "exchange_rate", "cuo", "annulled")

Row = dict[str, str | int]
Marked = dict[str, tuple[str | int, bool]]


class Version(NamedTuple):
    """A voucher as one side has it; empty where it has not."""

    header: Row
    lines: list[Row]


def import_changes(request: HttpRequest, desk_id: str) -> HttpResponse:
    """List the vouchers that come, go, change or stay: of one batch or all, of one account or all."""
    desk, preview = looked_at(request, desk_id)
    kind, account = request.GET.get("que", ""), request.GET.get("cuenta", "")
    kinds = KINDS if kind == ALL else (kind,) if kind in KINDS else difference.CHANGES
    key = BatchKey(*(request.GET.get(name, "") for name in ("sede", "mes", "to")))
    keys = [key] if key in preview.parts else sorted(preview.parts)
    page = page_of(request)
    found = preview.voucher_changes(keys, kinds=kinds, account=account)
    changes = list(islice(found, (page - 1) * PAGE, page * PAGE + 1))
    fields = {"que": kind, "cuenta": account}
    if key in preview.parts:
        fields |= dict(zip(("sede", "mes", "to"), key, strict=True))
    context = {
        "desk": desk,
        "changes": changes[:PAGE],
        "kind": kind if kind in {*KINDS, ALL} else "",
        "account": account,
        "batch": key if key in preview.parts else None,
        "page": page,
        "has_next": len(changes) > PAGE,
        "query": urlencode({name: value for name, value in fields.items() if value}),
    }
    return render(request, "importing/import_changes.html", context)


def import_change(request: HttpRequest, desk_id: str, uid: str) -> HttpResponse:
    """Show one voucher as it is here and as the file has it, side by side."""
    desk, preview = looked_at(request, desk_id)
    key, old, new = _versions(preview, uid)
    pairs = list(zip_longest(map(_of_line, old.lines), map(_of_line, new.lines), fillvalue=Row()))
    context = {
        "desk": desk,
        "key": key,
        "number": (new.header or old.header)["number"],
        "sides": [
            _side(old, new, [_marked(ours, theirs) for ours, theirs in pairs]),
            _side(new, old, [_marked(theirs, ours) for ours, theirs in pairs]),
        ],
        "differs": bool(old.header and new.header) and old.header["digest"] != new.header["digest"],
    }
    return render(request, "importing/import_change.html", context)


def _versions(preview: Preview, uid: str) -> tuple[BatchKey, Version, Version]:
    for key in sorted(preview.parts):
        old, new = (_version(path, key, uid) for path in preview.sides(key))
        if old.header or new.header:
            return key, old, new
    raise Http404


def _version(path: Path | None, key: BatchKey, uid: str) -> Version:
    header = difference.voucher_header(path, uid) if path is not None else {}
    if path is None or not header or (header["site"], header["period"], header["operation_type"]) != key:
        return Version({}, [])
    return Version(header, difference.voucher_lines(path, uid))


def _side(one: Version, other: Version, lines: list[Marked]) -> dict[str, object]:
    return {
        "header": _marked(_of_header(one.header), _of_header(other.header)),
        "exists": bool(one.header),
        "lines": lines,
        "debit": sum(int(line["debit"]) for line in one.lines),
        "credit": sum(int(line["credit"]) for line in one.lines),
    }


def looked_at(request: HttpRequest, desk_id: str) -> tuple[Desk, Preview]:
    """Return a desk of the visitor with its preview."""
    here = chosen(request)
    desk = find_desk(desk_id, user=here.by.name, company=here.company.ruc)
    if desk is None or desk.preview is None:
        raise Http404
    return desk, desk.preview


def _of_header(header: Row) -> Row:
    return {name: header[name] for name in _OF_HEADER} if header else {}


def _of_line(line: Row) -> Row:
    """Put together what people read as one."""
    document = "-".join(
        str(line[f"document_{part}"]) for part in ("type", "series", "number") if line[f"document_{part}"]
    )
    party = " ".join(str(line[f"party_{part}"]) for part in ("type", "number") if line[f"party_{part}"])
    shown = {"party": party, "document": document, "debit": line["debit"], "credit": line["credit"]}
    return {name: line.get(name, "") for name in _OF_LINE} | shown


def _marked(side: Row, other: Row) -> Marked:
    """Say of each value whether the other side has it otherwise."""
    return {name: (value, bool(other) and other.get(name) != value) for name, value in side.items()}
