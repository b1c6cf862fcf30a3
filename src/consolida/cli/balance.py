"""balance: the trial balance of a month."""

from collections.abc import Sequence

import click

from consolida.cli.command import Command, Option
from consolida.cli.opening import opened
from consolida.cli.options import month_option
from consolida.cli.output import Output, amount_column, text_column
from consolida.cli.session import Session
from consolida.core.language import gettext, noop
from consolida.core.money import plain_amount
from consolida.core.period import Period
from consolida.ledger.balances import BalanceRow, trial_balance


@click.command(
    "balance",
    cls=Command,
    help=noop("Print the trial balance of a month.\n\nAll sites together, or with a column for each."),
    examples=("consolida balance --month 2026-11", "consolida balance --month 2026-11 --by-site"),
)
@month_option()
@click.option("--by-site", cls=Option, is_flag=True, help=noop("Show the balance of each site."))
@click.pass_obj
def balance_command(session: Session, *, period: Period, by_site: bool) -> None:
    """Run `consolida balance`."""
    ledger = opened(session)
    rows = trial_balance(ledger.company, period, by_site=by_site)
    answer = {
        "rows": [_json(row, by_site=by_site) for row in rows],
        "debit": plain_amount(sum(row.debit for row in rows)),
        "credit": plain_amount(sum(row.credit for row in rows)),
    }
    show = _show_by_site if by_site else _show
    nothing = gettext("No movement in {month}.").format(month=period.in_words())
    session.output.answer(
        answer, lambda: show(session.output, rows) if rows else session.output.write(nothing)
    )


def _json(row: BalanceRow, *, by_site: bool) -> dict[str, str]:
    return {
        "account": row.account,
        "name": row.name,
        **({"site": row.site} if by_site else {}),
        "debit": plain_amount(row.debit),
        "credit": plain_amount(row.credit),
        "balance": plain_amount(row.balance),
    }


def _show(output: Output, rows: Sequence[BalanceRow]) -> None:
    output.table(
        (
            text_column(gettext("Account")),
            text_column(gettext("Name"), limit=40),
            amount_column(gettext("Debit")),
            amount_column(gettext("Credit")),
            amount_column(gettext("Balance")),
        ),
        [(row.account, row.name, row.debit, row.credit, row.balance) for row in rows],
        foot=(gettext("Total"), None, *_sums(rows)),
    )


def _show_by_site(output: Output, rows: Sequence[BalanceRow]) -> None:
    """Print a column of balances for each site, then debit, credit and balance of all."""
    sites = sorted({row.site for row in rows})
    accounts: dict[str, dict[str, BalanceRow]] = {}
    for row in rows:
        accounts.setdefault(row.account, {})[row.site] = row
    columns = (
        text_column(gettext("Account")),
        text_column(gettext("Name"), limit=30),
        *(amount_column(site) for site in sites),
        amount_column(gettext("Debit")),
        amount_column(gettext("Credit")),
        amount_column(gettext("Balance")),
    )
    output.table(
        columns,
        [
            (
                account,
                next(iter(by_site.values())).name,
                *(by_site[site].balance if site in by_site else None for site in sites),
                *_sums(list(by_site.values())),
            )
            for account, by_site in accounts.items()
        ],
        foot=(
            gettext("Total"),
            None,
            *(sum(row.balance for row in rows if row.site == site) for site in sites),
            *_sums(rows),
        ),
    )


def _sums(rows: Sequence[BalanceRow]) -> tuple[int, int, int]:
    debit, credit = sum(row.debit for row in rows), sum(row.credit for row in rows)
    return debit, credit, debit - credit
