"""Site by month at one look: what was typed, sent, imported and closed."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Case, Count, Min, Q, Sum, When

from consolida.core.language import gettext, noop
from consolida.core.period import Period
from consolida.ledger.imports import in_force
from consolida.ledger.models import ArchivedFile, Batch, SiteMonth
from consolida.ledger.replacement.observations import unseen
from consolida.masters.models import Company, Site
from consolida.transfer.models import Export


class State(StrEnum):
    """What a site's month has come to."""

    NOTHING = "nothing"
    NOT_SENT = "not_sent"
    AHEAD = "ahead"
    TYPED = "typed"
    PRELIMINARY = "preliminary"
    IMPORTED = "imported"
    DEFINITIVE = "definitive"
    NO_MOVEMENT = "no_movement"
    CLOSED = "closed"
    RESTING = "resting"
    OBSERVED = "observed"


NAMES = {
    State.NOTHING: noop("nothing typed"),
    State.NOT_SENT: noop("not sent"),
    State.AHEAD: noop("to come"),
    State.TYPED: noop("in progress"),
    State.PRELIMINARY: noop("preliminary"),
    State.IMPORTED: noop("imported in part"),
    State.DEFINITIVE: noop("definitive"),
    State.NO_MOVEMENT: noop("no movement"),
    State.CLOSED: noop("closed"),
    State.RESTING: noop("not in use"),
    State.OBSERVED: noop("observed"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One site's month; debit in céntimos, `at` the last time it was sent or came.

    `observed_by` is the import whose remarks nobody has seen; 0 where there is none.
    """

    site: Site
    period: Period
    state: State
    vouchers: int = 0
    debit: int = 0
    at: str = ""
    observed_by: int = 0

    @property
    def name(self) -> str:
        """The state in the active language."""
        return gettext(NAMES[self.state])


@dataclass(frozen=True, slots=True)
class _Held:
    vouchers: int
    debit: int
    closed: bool


@dataclass(frozen=True, slots=True)
class _Sent:
    at: str
    definitive: bool
    whole_month: bool


def overview(company: Company, year: int, *, now: Period) -> list[list[Cell]]:
    """Return a row of twelve months for each site; none for one that is not in use and did nothing.

    `now` is the month that runs: of those after it nobody expects anything yet.
    """
    held, sent, observed = _held(company, year), _sent(company, year), unseen(company, year)
    closed = set(
        SiteMonth.objects.filter(company=company, closed=True, period__startswith=f"{year}-").values_list(
            "site_id", "period"
        )
    )
    months = [Period(f"{year:04d}-{month:02d}") for month in range(1, 13)]
    rows = [
        [
            _cell(
                site,
                period,
                held.get((site.pk, period), _Held(0, 0, closed=False)),
                sent.get((site.code, period)),
                closed=(site.pk, period) in closed,
                ahead=period > now,
                observed_by=observed.get((site.code, period), 0),
            )
            for period in months
        ]
        for site in Site.objects.filter(company=company)
    ]
    return [row for row in rows if any(cell.state is not State.RESTING for cell in row)]


def _cell(
    site: Site,
    period: Period,
    held: _Held,
    sent: _Sent | None,
    *,
    closed: bool,
    ahead: bool,
    observed_by: int,
) -> Cell:
    state = (
        State.OBSERVED if observed_by else _state(site, held, sent, closed=closed or held.closed, ahead=ahead)
    )
    return Cell(
        site=site,
        period=period,
        state=state,
        observed_by=observed_by,
        vouchers=held.vouchers,
        debit=held.debit,
        at=sent.at if sent is not None else "",
    )


def _state(site: Site, held: _Held, sent: _Sent | None, *, closed: bool, ahead: bool) -> State:
    if sent is not None and sent.definitive:
        return State.DEFINITIVE
    if closed and (site.active or held.vouchers):
        return State.CLOSED
    if sent is None:
        return _unsent(site, held, ahead=ahead)
    if sent.whole_month and not held.vouchers:
        return State.NO_MOVEMENT
    return State.PRELIMINARY if sent.whole_month else State.IMPORTED


def _unsent(site: Site, held: _Held, *, ahead: bool) -> State:
    if not (site.active or held.vouchers):
        return State.RESTING
    if ahead and not held.vouchers:
        return State.AHEAD
    if site.here:
        return State.TYPED if held.vouchers else State.NOTHING
    return State.NOT_SENT


def _held(company: Company, year: int) -> dict[tuple[int, str], _Held]:
    rows = (
        Batch.objects.filter(company=company, period__startswith=f"{year}-")
        .values("site_id", "period")
        .annotate(
            moved=Sum("vouchers"), turnover=Sum("debit"), number=Count("pk"), shut=Count("pk", Q(closed=True))
        )
    )
    return {
        (row["site_id"], row["period"]): _Held(
            row["moved"], row["turnover"], closed=row["number"] == row["shut"]
        )
        for row in rows
    }


def _sent(company: Company, year: int) -> dict[tuple[str, str], _Sent]:
    """Return the last file of each site's month: exported here, or imported and in force."""
    files = {
        file: (at, definitive)
        for file, at, definitive in Export.objects.filter(
            company=company, file__period__startswith=f"{year}-"
        ).values_list("file_id", "at", "definitive")
    }
    came = in_force(company).filter(files__period__startswith=f"{year}-").values_list("files__pk", "at")
    definitive = _definitive_batches(company, year)
    for file, at in came:
        files.setdefault(file, (at, False))
    found: dict[tuple[str, str], _Sent] = {}
    for kept in ArchivedFile.objects.filter(pk__in=files).order_by("pk"):
        at, is_definitive = files[kept.pk]
        place = (kept.site, kept.period)
        before = found.get(place)
        found[place] = _Sent(
            at=max(at, before.at if before else ""),
            definitive=(is_definitive and not kept.operation_type) or place in definitive,
            whole_month=not kept.operation_type or (before is not None and before.whole_month),
        )
    return found


def _definitive_batches(company: Company, year: int) -> set[tuple[str, str]]:
    """Return the months of sites elsewhere whose batches are all definitive."""
    rows = (
        Batch.objects.filter(company=company, site__here=False, period__startswith=f"{year}-")
        .values_list("site__code", "period")
        .annotate(all_definitive=Min(Case(When(definitive=True, then=1), default=0)))
    )
    return {(site, period) for site, period, whole in rows if whole}
