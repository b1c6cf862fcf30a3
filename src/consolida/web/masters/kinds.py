"""The five masters that are lists: what each is called, shows, is searched by and typed in."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from consolida.core.actor import Right
from consolida.core.identity import RUC, ruc_digit_is_right
from consolida.core.language import gettext, noop
from consolida.masters.models import Company
from consolida.masters.shares import Part, in_words
from consolida.web.chosen import Chosen
from consolida.web.masters import forms
from consolida.web.masters.forms import RowForm, document_name
from consolida.web.templatetags.reading import day, rate


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list: its title and what a row shows there."""

    title: str  # English source
    text: Callable[[Any], str]
    is_figure: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """One master."""

    slug: str  # in addresses
    table: str  # in transfer files
    title: str
    new: str
    form: type[RowForm]
    rows: Callable[[Company], QuerySet[Any]]
    codes: tuple[str, ...]  # by whose beginning a search finds
    columns: tuple[Column, ...]
    rests: bool = True  # whether its rows can be taken out of use

    @property
    def by_name(self) -> bool:
        """Whether its rows have names to search."""
        return self.table != "exchange_rate"

    def may_change(self, here: Chosen) -> bool:
        """Tell whether the user may add and change rows."""
        if self.table == "party":
            return here.by.may_somewhere(Right.TYPE, company=here.company.ruc)
        return here.by.may(Right.MASTERS, company=here.company.ruc)

    def require_change(self, here: Chosen) -> None:
        """Refuse who may not."""
        if self.table == "party":
            here.by.require_somewhere(Right.TYPE, company=here.company.ruc)
        else:
            here.by.require(Right.MASTERS, company=here.company.ruc)

    def in_words(self) -> str:
        """Say its name, in the active language."""
        return gettext(self.title)

    def adding(self) -> str:
        """Say what adding a row is called, in the active language."""
        return gettext(self.new)


def _pair(row: Any) -> str:
    return (
        f"{row.charge_account or '—'} / {row.credit_account or '—'}"
        if row.charge_account or row.credit_account
        else ""
    )


def _demands(row: Any) -> str:
    asked = (
        (row.requires_party, gettext("person or entity")),
        (row.requires_cost_center, gettext("cost centre")),
        (row.requires_document, gettext("document")),
    )
    return ", ".join(word for is_asked, word in asked if is_asked)


def _destino(row: Any) -> str:
    parts = (Part(one.charge_account, one.credit_account, one.share) for one in row.shares.all())
    return in_words(parts) or _pair(row)


def _document(row: Any) -> str:
    name = document_name(row.type)
    if row.type != RUC or ruc_digit_is_right(row.number):
        return name
    return gettext("{document}, wrong check digit").format(document=name)


_CODE = Column(noop("Code"), lambda row: row.code)
_NAME = Column(noop("Name"), lambda row: row.name)
_DESTINO = Column(noop("Destino (charged / credited)"), _pair)

KINDS = (
    Kind(
        "cuentas",
        "account",
        noop("Accounts"),
        noop("New account"),
        forms.AccountForm,
        lambda company: company.accounts.all(),
        ("code",),
        (_CODE, _NAME, Column(noop("Its lines need"), _demands), _DESTINO),
    ),
    Kind(
        "personas",
        "party",
        noop("Persons and entities"),
        noop("New person or entity"),
        forms.PartyForm,
        lambda company: company.parties.all(),
        ("number",),
        (
            Column(noop("Number"), lambda row: row.number),
            Column(noop("Document"), _document),
            _NAME,
            Column(noop("Address"), lambda row: row.address),
        ),
    ),
    Kind(
        "centros",
        "cost_center",
        noop("Cost centres"),
        noop("New cost centre"),
        forms.CostCenterForm,
        lambda company: company.cost_centers.prefetch_related("shares"),
        ("code",),
        (_CODE, _NAME, Column(_DESTINO.title, _destino)),
    ),
    Kind(
        "tipos",
        "operation_type",
        noop("Operation types"),
        noop("New operation type"),
        forms.OperationTypeForm,
        lambda company: company.operation_types.all(),
        ("code",),
        (_CODE, _NAME, Column(noop("Book"), lambda row: forms.book_name(row.book))),
    ),
    Kind(
        "cambio",
        "exchange_rate",
        noop("Exchange rates"),
        noop("New exchange rate"),
        forms.RateForm,
        lambda company: company.exchange_rates.order_by("-date", "currency"),
        ("currency", "date"),
        (
            Column(noop("Date"), lambda row: day(row.date)),
            Column(noop("Currency"), lambda row: row.currency),
            Column(noop("Buying"), lambda row: rate(row.buy), is_figure=True),
            Column(noop("Selling"), lambda row: rate(row.sell), is_figure=True),
        ),
        rests=False,
    ),
)
BY_SLUG = {kind.slug: kind for kind in KINDS}


class KindConverter:
    """The part of an address that names a master; other words are no address."""

    regex = "|".join(BY_SLUG)

    def to_python(self, value: str) -> Kind:
        """Return the master."""
        return BY_SLUG[value]

    def to_url(self, value: Kind | str) -> str:
        """Return its word."""
        return value if isinstance(value, str) else value.slug
