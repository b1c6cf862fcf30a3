"""Inicio: site by month, what waits, and the month's movement by site."""

from dataclasses import dataclass

from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from consolida.core.money import format_amount
from consolida.ledger.models import Batch
from consolida.masters.models import PartyDispute
from consolida.transfer.overview import Cell, State, overview
from consolida.transfer.series import undelivered
from consolida.web.chosen import Chosen, chosen

BAR_WIDTH, BAR_HEIGHT, LABEL_WIDTH, FIGURE_WIDTH = 420, 22, 180, 130


@dataclass(frozen=True, slots=True)
class Bar:
    """One site's bar in the picture of the month, in the picture's units."""

    site: str
    debit: str
    width: int
    y: int

    @property
    def baseline(self) -> int:
        """Where its texts stand."""
        return self.y + 15


def home(request: HttpRequest) -> HttpResponse:
    """Show each site's months of the year, what waits, and what moved in the month."""
    here = chosen(request)
    rows = overview(here.company, here.period.year)
    return render(
        request,
        "home/home.html",
        {
            "rows": rows,
            "titles": rows[0] if rows else [],
            "waiting": _waiting(here, rows),
            "bars": (bars := _bars(here)),
            "picture": {
                "width": LABEL_WIDTH + BAR_WIDTH + FIGURE_WIDTH,
                "height": max(len(bars) * BAR_HEIGHT, BAR_HEIGHT),
                "bars_at": LABEL_WIDTH,
                "figures_at": LABEL_WIDTH + BAR_WIDTH + FIGURE_WIDTH,
            },
        },
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for the user."""

    not_sent: list[Cell]
    disputes: int
    undelivered: list[str]

    @property
    def nothing(self) -> bool:
        """Whether nothing waits."""
        return not (self.not_sent or self.disputes or self.undelivered)


def _waiting(here: Chosen, rows: list[list[Cell]]) -> Waiting:
    month = [cell for row in rows for cell in row if cell.period == here.period]
    return Waiting(
        not_sent=[cell for cell in month if cell.state in {State.NOT_SENT, State.TYPED, State.IMPORTED}],
        disputes=PartyDispute.objects.filter(party__company=here.company).count(),
        undelivered=[made.file.name for made in undelivered(here.company)],
    )


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
            width=row["debit"] * BAR_WIDTH // most,
            y=place * BAR_HEIGHT,
        )
        for place, row in enumerate(moved)
    ]
