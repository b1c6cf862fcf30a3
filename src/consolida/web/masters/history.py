"""Who changed a row of a master, a site or the company, when, and from what to what."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from consolida.audit.history import Act, history
from consolida.core.language import gettext, noop
from consolida.core.money import plain_rate
from consolida.masters.models import Company, Party, ReplaceMode, Site
from consolida.web.chosen import Chosen
from consolida.web.masters.kinds import Kind

_ACTS = {
    "master-added": noop("added"),
    "master-changed": noop("changed"),
    "party-added": noop("added"),
    "party-changed": noop("changed"),
    "party-settled": noop("settled"),
}
_SITE_ACTS = {
    "site-added": noop("added"),
    "site-changed": noop("changed"),
    "site-moved": noop("changed"),
    "sender-accepted": noop("sender accepted"),
    "sender-withdrawn": noop("sender no longer accepted"),
}
_SITE_FIELDS = {
    "name": noop("Name"),
    "here": noop("Its vouchers are typed in this installation"),
    "head_office": noop("It is the head office"),
    "active": noop("In use"),
    "code": noop("Code of its key"),
}
_COMPANY_ACTS = {"company-added": noop("added"), "company-changed": noop("changed")}
_COMPANY_FIELDS = {"name": noop("Name"), "replace": noop("What an import replaces")}
_REPLACING = {
    ReplaceMode.SITES.value: noop("the vouchers of the file's site only"),
    ReplaceMode.ALL.value: noop("every site's vouchers"),
}
_PARTY_FIELDS = ("name", "address", "active")
_RATES = {"buy", "sell"}


@dataclass(frozen=True, slots=True)
class Change:
    """One field before and after."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Told:
    """One act as people read it."""

    at: str
    by: str
    what: str
    changes: list[Change]


def history_of(here: Chosen, kind: Kind, row: Any) -> list[Told]:
    """Return what was done to a row by hand; what files brought is in the history of imports."""
    subject = row.number if isinstance(row, Party) else f"{kind.table} {_code(kind, row)}"
    labels = {name: gettext(label) for name, label in kind.form.told().items()}
    return [
        Told(act.at, act.by, gettext(_ACTS[act.act]), list(_changes(act, labels)))
        for act in history(company=here.company.ruc, subject=subject, acts=_ACTS)
        if not isinstance(row, Party) or act.details.get("type", row.type) == row.type
    ]


def history_of_site(site: Site) -> list[Told]:
    """Return what was done to a site, and to the senders that are accepted as it."""
    return _told(site.company, site.code, _SITE_ACTS, _SITE_FIELDS)


def history_of_company(company: Company) -> list[Told]:
    """Return what was done to a company's own row."""
    return _told(company, company.ruc, _COMPANY_ACTS, _COMPANY_FIELDS)


def _told(company: Company, subject: str, acts: dict[str, str], fields: dict[str, str]) -> list[Told]:
    labels = {name: gettext(label) for name, label in fields.items()}
    found = history(company=company.ruc, subject=subject, acts=acts, with_parts=True)
    return [Told(act.at, act.by, gettext(acts[act.act]), list(_changes(act, labels))) for act in found]


def _code(kind: Kind, row: Any) -> str:
    return " ".join(str(getattr(row, name)) for name in kind.form.KEY)


def _changes(act: Act, labels: dict[str, str]) -> Iterator[Change]:
    before, after = _sides(act)
    for name, label in labels.items():
        old, new = before.get(name), after.get(name)
        if name in after and old != new and (before or new not in {"", 0}):
            yield Change(label, _said(name, old), _said(name, new))


def _sides(act: Act) -> tuple[dict[str, Any], dict[str, Any]]:
    details = act.details
    if act.act == "party-settled":
        ours, theirs = (dict(zip(_PARTY_FIELDS, details[side], strict=True)) for side in ("ours", "theirs"))
        return (theirs, ours) if details["take"] == "ours" else (ours, theirs)
    if act.act == "party-changed":
        before, after = (dict(zip(_PARTY_FIELDS, details[side], strict=True)) for side in ("before", "after"))
        return before, after
    if act.act == "party-added":
        return {}, {**details, "active": 1}
    if act.act == "site-moved":
        return {"here": not details["here"]}, details
    if "after" in details:
        return details.get("before", {}), details["after"]
    return {}, details


def _said(name: str, value: Any) -> str:
    if value is None:
        return ""
    if name == "replace":
        return gettext(_REPLACING[value])
    if name in _RATES:
        return plain_rate(int(value))
    if isinstance(value, int):
        return gettext("yes") if value else gettext("no")
    return str(value)
