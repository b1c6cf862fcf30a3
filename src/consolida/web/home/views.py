"""Inicio: site by month, what waits, and the month's movement by site."""

from dataclasses import dataclass

from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from consolida.core.language import ngettext
from consolida.core.money import format_amount
from consolida.core.period import Period
from consolida.ledger.models import Batch
from consolida.masters import parties
from consolida.masters.models import Site
from consolida.transfer.models import Export
from consolida.transfer.overview import Cell, State, overview
from consolida.transfer.series import undelivered
from consolida.web.chosen import MONTH_IN_ADDRESS, Chosen, chosen

_WAITING = frozenset({State.NOT_SENT, State.TYPED, State.IMPORTED, State.OBSERVED})


@dataclass(frozen=True, slots=True)
class Bar:
    """One site's bar in the picture of the month; its share is the percentage of the longest."""

    site: str
    debit: str
    share: int


def home(request: HttpRequest) -> HttpResponse:
    """Show each site's months of the year, what waits, and what moved in the month."""
    here = chosen(request)
    running = Period.of(here.at.date())
    rows = [[_shown(cell) for cell in row] for row in overview(here.company, here.period.year, now=running)]
    return render(
        request,
        "home/home.html",
        {
            "rows": rows,
            "titles": rows[0] if rows else [],
            "waiting": (waiting := _waiting(here, rows)),
            "is_ahead": here.period > running,
            "disputes": _disputes(waiting.disputes),
            "bars": _bars(here),
        },
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """A site's month, and where one goes from it."""

    cell: Cell
    url: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for the user."""

    months: list[Shown]
    disputes: int
    undelivered: list[Export]
    unexported: list[Site]  # branches here that have not sent the month
    all_sent: bool  # whether there are sites elsewhere, and each of them has

    @property
    def nothing(self) -> bool:
        """Whether nothing waits."""
        return not (self.months or self.disputes or self.undelivered)


def _waiting(here: Chosen, rows: list[list[Shown]]) -> Waiting:
    month = [shown for row in rows for shown in row if shown.cell.period == here.period]
    cells = [shown.cell for shown in month if shown.cell.state is not State.RESTING]
    elsewhere = [cell for cell in cells if not cell.site.here]
    return Waiting(
        unexported=[cell.site for cell in cells if cell.site.here and not (cell.site.head_office or cell.at)],
        all_sent=bool(elsewhere) and all(cell.at for cell in elsewhere),
        months=[shown for shown in month if shown.cell.state in _WAITING],
        disputes=parties.disputes(here.company).count(),
        undelivered=undelivered(here.company),
    )


def _disputes(count: int) -> str:
    return ngettext(
        "{count} person or entity was changed at both ends and waits for you.",
        "{count} persons or entities were changed at both ends and wait for you.",
        count,
    ).format(count=f"{count:,}")


def _shown(cell: Cell) -> Shown:
    """Lead from a site's month to what is to be done about it, or to its vouchers."""
    if cell.state is State.NOT_SENT:
        return Shown(cell, f"{reverse('import')}?{urlencode({MONTH_IN_ADDRESS: cell.period})}")
    if cell.state is State.OBSERVED:
        return Shown(cell, reverse("imported", args=[cell.observed_by]))
    asked = {MONTH_IN_ADDRESS: cell.period, "sede": cell.site.code}
    return Shown(cell, f"{reverse('vouchers')}?{urlencode(asked)}")


def _bars(here: Chosen) -> list[Bar]:
    moved = (
        Batch.objects.filter(company=here.company, period=here.period)
        .values("site__code", "site__name")
        .annotate(debit=Sum("debit"))
        .order_by("site__code")
    )
    most = max((row["debit"] for row in moved), default=0) or 1
    return [
        Bar(
            site=f"{row['site__code']} {row['site__name']}",
            debit=format_amount(row["debit"]),
            share=row["debit"] * 100 // most,
        )
        for row in moved
    ]
