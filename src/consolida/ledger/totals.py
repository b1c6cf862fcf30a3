"""What a batch holds, counted from its rows: totals, balances, digest; in SQL that every engine speaks."""

from collections.abc import Iterable, Iterator

from django.db import connection

from consolida.core import digest
from consolida.core.totals import Totals
from consolida.ledger.models import LINE_BITS, VOUCHER_BITS
from consolida.ledger.numbering import counted

_ROWS_AT_ONCE = 1_000


def voucher_range(batch: int) -> tuple[int, int]:
    """Return the first voucher key of a batch and the first past it."""
    return batch << VOUCHER_BITS, (batch + 1) << VOUCHER_BITS


def line_range(batch: int) -> tuple[int, int]:
    """Return the first line key of a batch and the first past it."""
    first, past = voucher_range(batch)
    return first << LINE_BITS, past << LINE_BITS


def lines_of(vouchers: Iterable[int]) -> tuple[str, list[int]]:
    """Return the condition that a line `l` is of one of some vouchers, and its values.

    Every stretch of keys is written out: where a planner cannot see the bounds, as in a join, it may read
    the whole table.
    """
    stretches = list[list[int]]()
    for voucher in sorted(vouchers):
        if stretches and stretches[-1][1] == voucher:
            stretches[-1][1] = voucher + 1
        else:
            stretches.append([voucher, voucher + 1])
    condition = " OR ".join(["(l.id >= %s AND l.id < %s)"] * len(stretches))
    return f"({condition})", [bound << LINE_BITS for stretch in stretches for bound in stretch]


def remove(batch: int) -> tuple[int, int]:
    """Remove a batch's lines, vouchers and balances; return how many vouchers and lines went."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM ledger_line WHERE id >= %s AND id < %s", line_range(batch))
        lines = cursor.rowcount
        cursor.execute("DELETE FROM ledger_voucher WHERE id >= %s AND id < %s", voucher_range(batch))
        vouchers = cursor.rowcount
        cursor.execute("DELETE FROM ledger_balance WHERE batch_id = %s", [batch])
    return vouchers, lines


def recount(batch: int) -> Totals:
    """Count and sum what a batch holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_voucher WHERE id >= %s AND id < %s", voucher_range(batch))
        (vouchers,) = cursor.fetchone()
        cursor.execute(
            "SELECT count(*), coalesce(sum(debit), 0), coalesce(sum(credit), 0)"
            " FROM ledger_line WHERE id >= %s AND id < %s",
            line_range(batch),
        )
        lines, debit, credit = cursor.fetchone()
    return Totals(vouchers=vouchers, lines=lines, debit=int(debit), credit=int(credit))


def keep_balances(company: int, batch: int) -> None:
    """Sum a batch's lines into its balances."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM ledger_balance WHERE batch_id = %s", [batch])
        cursor.execute(
            "SELECT DISTINCT kind FROM ledger_voucher WHERE id >= %s AND id < %s", voucher_range(batch)
        )
        kinds = [kind for (kind,) in cursor.fetchall()]
        for kind in kinds:
            # Nearly every batch holds one kind only: its lines are summed without looking at the vouchers.
            cursor.execute(
                "INSERT INTO ledger_balance (company_id, batch_id, kind, account, debit, credit)"
                " SELECT %s, %s, %s, l.account, sum(l.debit), sum(l.credit) FROM ledger_line l"
                f" WHERE l.id >= %s AND l.id < %s{'' if len(kinds) == 1 else _OF_KIND} GROUP BY l.account",
                [company, batch, kind, *line_range(batch), *([] if len(kinds) == 1 else [kind])],
            )


_OF_KIND = f" AND (SELECT v.kind FROM ledger_voucher v WHERE v.id = l.id / {1 << LINE_BITS}) = %s"


def balances(batch: int) -> dict[tuple[str, str], tuple[int, int]]:
    """Return debit and credit by (kind, account), summed from a batch's lines."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT v.kind, l.account, sum(l.debit), sum(l.credit)"
            f" FROM ledger_line l JOIN ledger_voucher v ON v.id = l.id / {1 << LINE_BITS}"
            " WHERE l.id >= %s AND l.id < %s GROUP BY v.kind, l.account",
            line_range(batch),
        )
        return {
            (kind, account): (int(debit), int(credit)) for kind, account, debit, credit in cursor.fetchall()
        }


def digest_and_number(batch: int) -> tuple[str, int]:
    """Return a batch's digest, and the highest of its vouchers' numbers that are all digits."""
    highest = 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT uid, digest, number FROM ledger_voucher WHERE id >= %s AND id < %s ORDER BY uid",
            voucher_range(batch),
        )

        def rows() -> Iterator[tuple[str, str]]:
            nonlocal highest
            while found := cursor.fetchmany(_ROWS_AT_ONCE):
                for uid, voucher_digest, number in found:
                    highest = max(highest, counted(number))
                    yield uid, voucher_digest

        found = digest.of_batch(rows())
    return found, highest
