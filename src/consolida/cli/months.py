"""month: close, reopen, filed, list."""

from typing import Any

import click

from consolida.cli.command import Group, Option
from consolida.cli.failures import WrongUsage
from consolida.cli.opening import Ledger, opened, opened_to_write
from consolida.cli.options import month_option, site_option, type_option
from consolida.cli.output import moment_column, text_column
from consolida.cli.session import Session
from consolida.core.language import gettext, noop
from consolida.core.period import Period
from consolida.ledger import filing, months
from consolida.ledger.models import Batch, FiledBook, SiteMonth
from consolida.ledger.months import Outcome
from consolida.masters.models import Site


@click.group(
    "month",
    cls=Group,
    help=noop("Close, reopen and file months, list their states."),
    examples=(
        "consolida month close --month 2026-11",
        'consolida month reopen --month 2026-11 --reason "Falta una factura"',
        "consolida month filed --month 2026-11 --book sales --constancia 1041234567",
        "consolida month list",
    ),
)
def month_command() -> None:
    """Hold the commands of `consolida month`."""


@month_command.command(
    "close",
    help=noop(
        "Close a site's month, or one operation type of it.\n\n"
        "A closed month takes no voucher, and no import that would change one. The same vouchers may come "
        "again: then only the export number and whether it is definitive follow the file."
    ),
    examples=(
        "consolida month close --month 2026-11",
        "consolida month close --month 2026-11 --type 05 --site 0001",
    ),
)
@month_option()
@type_option()
@site_option()
@click.pass_obj
def month_close(session: Session, *, period: Period, operation_type: str, site: str | None) -> None:
    """Run `consolida month close`."""
    ledger = opened_to_write(session)
    place = ledger.site(site)
    outcome = months.close(
        ledger.company, site=place, period=period, operation_type=operation_type, by=ledger.by, at=ledger.at
    )
    _answer(ledger, outcome, place, period, operation_type, closed=True)


@month_command.command(
    "reopen",
    help=noop("Reopen a site's month, or one operation type of it, with a reason."),
    examples=('consolida month reopen --month 2026-11 --reason "Falta una factura"',),
)
@month_option()
@type_option()
@site_option()
@click.option(
    "--reason", cls=Option, metavar="TEXT", required=True, help=noop("Why; it is kept in the audit trail.")
)
@click.pass_obj
def month_reopen(
    session: Session, *, period: Period, operation_type: str, site: str | None, reason: str
) -> None:
    """Run `consolida month reopen`."""
    ledger = opened_to_write(session)
    place = ledger.site(site)
    outcome = months.reopen(
        ledger.company,
        site=place,
        period=period,
        operation_type=operation_type,
        reason=reason,
        by=ledger.by,
        at=ledger.at,
    )
    _answer(ledger, outcome, place, period, operation_type, closed=False)


def _answer(
    ledger: Ledger, outcome: Outcome, site: Site, period: Period, operation_type: str, *, closed: bool
) -> None:
    scope = months.in_words(site, period, operation_type)
    ledger.output.answer(
        {
            "period": period,
            "site": site.code,
            "operation_type": operation_type,
            "closed": closed,
            "changed": outcome.changed,
            "still_closed": list(outcome.still_closed),
        },
        lambda: ledger.output.write(outcome.sentence(scope, closed=closed)),
    )


@month_command.command(
    "filed",
    help=noop(
        "Note that a month's book was sent to SUNAT, for all sites.\n\n"
        "What was filed takes no voucher any more, and no import that would change one."
    ),
    examples=(
        "consolida month filed --month 2026-11 --book sales --constancia 1041234567",
        'consolida month filed --month 2026-11 --book sales --take-back "Era de octubre"',
    ),
)
@month_option()
@click.option(
    "--book",
    cls=Option,
    type=click.Choice(FiledBook.Book.values),
    required=True,
    help=noop("SIRE sales, SIRE purchases, or journal and ledger."),
)
@click.option("--constancia", cls=Option, metavar="NUMBER", help=noop("The number of SUNAT's constancia."))
@click.option(
    "--take-back",
    cls=Option,
    metavar="REASON",
    help=noop("Take back a note that was wrong, with the reason."),
)
@click.pass_obj
def month_filed(
    session: Session, *, period: Period, book: str, constancia: str | None, take_back: str | None
) -> None:
    """Run `consolida month filed`."""
    if (constancia is None) == (take_back is None):
        raise WrongUsage(gettext("Give --constancia NUMBER, or --take-back REASON."))
    ledger = opened_to_write(session)
    chosen = FiledBook.Book(book)
    if take_back is not None:
        filing.take_back(
            ledger.company, period=period, book=chosen, reason=take_back, by=ledger.by, at=ledger.at
        )
        words = gettext("No longer noted as filed for {month}: {book}.")
    else:
        filing.file_book(
            ledger.company,
            period=period,
            book=chosen,
            constancia=constancia or "",
            by=ledger.by,
            at=ledger.at,
        )
        words = gettext("Noted as filed for {month}: {book}.")
    session.output.answer(
        {"period": period, "book": book, "filed": take_back is None, "constancia": constancia or ""},
        lambda: session.output.write(words.format(book=filing.book_name(book), month=period.in_words())),
    )


@month_command.command(
    "list",
    help=noop("List the months: what is closed, and what was filed."),
    examples=("consolida month list", "consolida month list --month 2026-11"),
)
@month_option(required=False)
@click.pass_obj
def month_list(session: Session, *, period: Period | None) -> None:
    """Run `consolida month list`."""
    ledger = opened(session)
    found, filed = _months(ledger, period), _filed(ledger, period)
    output = session.output

    def show() -> None:
        output.table(
            (
                text_column(gettext("Month")),
                text_column(gettext("Site")),
                text_column(gettext("State")),
                text_column(gettext("Open T/O")),
                text_column(gettext("Closed T/O")),
            ),
            [
                (
                    row["period"],
                    row["site"],
                    gettext("closed") if row["closed"] else gettext("open"),
                    " ".join(row["open_types"]),
                    " ".join(row["closed_types"]),
                )
                for row in found
            ],
        )
        if filed:
            output.write()
            output.table(
                (
                    text_column(gettext("Month")),
                    text_column(gettext("Filed")),
                    text_column(gettext("Constancia")),
                    moment_column(gettext("When")),
                ),
                [
                    (row["period"], filing.book_name(row["book"]), row["constancia"], row["filed_at"])
                    for row in filed
                ],
            )

    output.answer({"months": found, "filed": filed}, show)


def _months(ledger: Ledger, period: Period | None) -> list[dict[str, Any]]:
    only = {} if period is None else {"period": period}
    batches = Batch.objects.filter(company=ledger.company, **only).select_related("site", "operation_type")
    whole = SiteMonth.objects.filter(company=ledger.company, **only).select_related("site")
    closed = {(month.period, month.site.code): month.closed for month in whole}
    types: dict[tuple[str, str], dict[bool, list[str]]] = {key: {True: [], False: []} for key in closed}
    for batch in batches:
        of_month = types.setdefault((batch.period, batch.site.code), {True: [], False: []})
        of_month[batch.closed].append(batch.operation_type.code)
    return [
        {
            "period": month,
            "site": site,
            "closed": closed.get((month, site), False),
            "open_types": sorted(codes[False]),
            "closed_types": sorted(codes[True]),
        }
        for (month, site), codes in sorted(sorted(types.items()), key=lambda one: one[0][0], reverse=True)
    ]


def _filed(ledger: Ledger, period: Period | None) -> list[dict[str, str]]:
    facts = FiledBook.objects.filter(company=ledger.company).order_by("-period", "book")
    return [
        {
            "period": fact.period,
            "book": str(fact.book),
            "constancia": fact.constancia,
            "filed_at": fact.filed_at,
        }
        for fact in facts
        if period in {None, fact.period}
    ]
