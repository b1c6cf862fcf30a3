"""What one content changes in another, in words and as JSON."""

from collections.abc import Iterable

from consolida.cli.output import Output, amount_column, count_column, day_column, text_column
from consolida.core.difference import AccountChange, Difference, VoucherChange
from consolida.core.language import gettext
from consolida.core.money import plain_amount
from consolida.core.totals import Content


def difference_json(found: Difference, changes: Iterable[VoucherChange] | None = None) -> dict[str, object]:
    """Return the counts, each batch, each account, and the vouchers where they are given."""
    answer: dict[str, object] = {
        "added": found.added,
        "removed": found.removed,
        "changed": found.changed,
        "equal": found.equal,
        "batches": [
            {
                "site": batch.key.site,
                "period": batch.key.period,
                "operation_type": batch.key.operation_type,
                "added": batch.added,
                "removed": batch.removed,
                "changed": batch.changed,
                "equal": batch.equal,
                "old": _content_json(batch.old),
                "new": _content_json(batch.new),
            }
            for batch in found.batches
        ],
        "accounts": [_account_json(change) for change in found.accounts()],
    }
    if changes is not None:
        answer["vouchers"] = [_change_json(change) for change in changes]
    return answer


def _content_json(content: Content) -> dict[str, object] | None:
    return content.totals.as_json() if content.digest else None


def _account_json(change: AccountChange) -> dict[str, object]:
    return {
        "account": change.account,
        "old_debit": plain_amount(change.old_debit),
        "old_credit": plain_amount(change.old_credit),
        "new_debit": plain_amount(change.new_debit),
        "new_credit": plain_amount(change.new_credit),
    }


def _change_json(change: VoucherChange) -> dict[str, object]:
    return {
        "what": change.what,
        "site": change.key.site,
        "period": change.key.period,
        "operation_type": change.key.operation_type,
        "number": change.number,
        "uid": change.uid,
        "date": change.shown.date,
        "description": change.shown.description,
        "old_debit": None if change.old is None else plain_amount(change.old.debit),
        "new_debit": None if change.new is None else plain_amount(change.new.debit),
    }


def show_difference(output: Output, found: Difference) -> None:
    """Print each batch with vouchers on a side, and the accounts that end otherwise."""
    if not found.batches:
        output.write(gettext("There are no batches on either side."))
        return
    # A T/O that was closed without movement would only take a row from those that say something.
    shown = [batch for batch in found.batches if batch.old.totals.vouchers or batch.new.totals.vouchers]
    output.table(
        (
            text_column(gettext("Site")),
            text_column(gettext("Month")),
            text_column(gettext("T/O")),
            count_column(gettext("Added")),
            count_column(gettext("Removed")),
            count_column(gettext("Changed")),
            count_column(gettext("Equal")),
            amount_column(gettext("Debit before")),
            amount_column(gettext("Debit after")),
        ),
        [
            (
                *batch.key,
                batch.added,
                batch.removed,
                batch.changed,
                batch.equal,
                batch.old.totals.debit if batch.old.digest else None,
                batch.new.totals.debit if batch.new.digest else None,
            )
            for batch in shown or found.batches
        ],
        foot=(
            gettext("Total"),
            None,
            None,
            found.added,
            found.removed,
            found.changed,
            found.equal,
            found.old.debit,
            found.new.debit,
        ),
    )
    show_accounts(output, [change for change in found.accounts() if change.moves])


def show_accounts(output: Output, accounts: list[AccountChange]) -> None:
    """Print accounts before and after."""
    if not accounts:
        return
    output.write()
    output.table(
        (
            text_column(gettext("Account")),
            amount_column(gettext("Debit before")),
            amount_column(gettext("Debit after")),
            amount_column(gettext("Credit before")),
            amount_column(gettext("Credit after")),
        ),
        [
            (change.account, change.old_debit, change.new_debit, change.old_credit, change.new_credit)
            for change in accounts
        ],
    )


def show_changes(output: Output, changes: Iterable[VoucherChange]) -> None:
    """Print the vouchers that differ."""
    words = {
        "added": gettext("added"),
        "removed": gettext("removed"),
        "changed": gettext("changed"),
    }
    output.table(
        (
            text_column(""),
            text_column(gettext("Site")),
            text_column(gettext("T/O")),
            text_column(gettext("Number")),
            day_column(gettext("Date")),
            text_column(gettext("Description"), limit=40),
            amount_column(gettext("Debit before")),
            amount_column(gettext("Debit after")),
        ),
        (
            (
                words[change.what],
                change.key.site,
                change.key.operation_type,
                change.number,
                change.shown.date,
                change.shown.description,
                None if change.old is None else change.old.debit,
                None if change.new is None else change.new.debit,
            )
            for change in changes
        ),
    )
