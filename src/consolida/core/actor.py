"""Who acts and what they may do: rights by company and site."""

from dataclasses import dataclass
from enum import StrEnum

from consolida.core.errors import ConsolidaError
from consolida.core.language import gettext, noop


class Right(StrEnum):
    """One thing that a person may or may not do."""

    TYPE = "type"
    LOAD = "load"
    EXPORT = "export"
    IMPORT = "import"
    IMPORT_OLDER = "import_older"
    UNDO = "undo"
    CLOSE = "close"
    REOPEN = "reopen"
    FILE = "file"
    SETTLE = "settle"
    MASTERS = "masters"
    ACCEPT_SENDERS = "accept_senders"
    USERS = "users"


DEEDS = {
    Right.TYPE: noop("type vouchers and persons"),
    Right.LOAD: noop("load other programs' files"),
    Right.EXPORT: noop("export a month"),
    Right.IMPORT: noop("import files"),
    Right.IMPORT_OLDER: noop("import a file older than what is loaded"),
    Right.UNDO: noop("undo an import"),
    Right.CLOSE: noop("close a month"),
    Right.REOPEN: noop("reopen a month"),
    Right.FILE: noop("note that a book was filed"),
    Right.SETTLE: noop("settle persons that were changed at both ends"),
    Right.MASTERS: noop("change companies, sites and masters"),
    Right.ACCEPT_SENDERS: noop("accept the files of a new sender"),
    Right.USERS: noop("add users and give roles"),
}


class NotAllowed(ConsolidaError):
    """The person who acts lacks a right."""

    message = noop("“{name}” may not {deed} in company {company}; nothing was changed.")
    remedy = noop("Ask an administrator for the role, or ask somebody who has it.")

    def __init__(self, *, name: str, right: Right, company: str) -> None:
        super().__init__(name=name, right=right, company=company)

    def sentence(self) -> str:
        """Say who may not do what, in the active language."""
        deed = gettext(DEEDS[Right(str(self.fields["right"]))])
        return gettext(self.message).format(deed=deed, **self.fields)


@dataclass(frozen=True, slots=True)
class Grant:
    """Rights in one company: at one site, or, where the site is '', at all of them."""

    company: str
    site: str
    rights: frozenset[Right]


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts; what is done is written down under the name."""

    name: str
    grants: tuple[Grant, ...] = ()
    may_everything: bool = False

    def may(self, right: Right, *, company: str, site: str | None = None) -> bool:
        """Tell whether a right is held at a site, or, without one, in the whole company."""
        places = {"", site}
        return self.may_everything or any(
            right in grant.rights
            for grant in self.grants
            if grant.company == company and grant.site in places
        )

    def may_somewhere(self, right: Right, *, company: str) -> bool:
        """Tell whether a right is held at one of the company's sites at least."""
        return self.may_everything or any(
            right in grant.rights for grant in self.grants if grant.company == company
        )

    def require(self, right: Right, *, company: str, site: str | None = None) -> None:
        """Refuse who lacks a right at a site, or, without one, in the whole company."""
        if not self.may(right, company=company, site=site):
            raise NotAllowed(name=self.name, right=right, company=company)

    def require_somewhere(self, right: Right, *, company: str) -> None:
        """Refuse who lacks a right at every site of the company."""
        if not self.may_somewhere(right, company=company):
            raise NotAllowed(name=self.name, right=right, company=company)
