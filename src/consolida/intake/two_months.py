"""One number in two months of a file: two vouchers, or one of which some rows have a wrong date."""

from itertools import groupby
from operator import itemgetter

import apsw

from consolida.core.language import noop
from consolida.intake import unread
from consolida.intake.complaints import Complaint, Complaints

TWO_MONTHS = Complaint(
    "load_two_months",
    noop(
        "Row {row}: voucher {number} of T/O {operation_type} has a date of {period} here and one of"
        " {first_period} in row {first}; it balances in neither month, and does with the rows of both."
    ),
    noop("If it is one voucher, give all its rows dates of one month; if there are two, complete each."),
)


def complain(connection: apsw.Connection, complaints: Complaints) -> None:
    """Say of vouchers that balance only together with their number's rows in other months that they are one.

    Nothing more is said of what each of them lacks.
    """
    rows = connection.execute(f"""
        SELECT v.operation_type, v.number, v.uid, v.period, o.row, s.off
        FROM voucher AS v
        CROSS JOIN origin AS o USING (uid)
        CROSS JOIN (SELECT uid, sum(debit) - sum(credit) AS off FROM line GROUP BY uid) AS s USING (uid)
        WHERE s.off <> 0 AND v.number <> '' AND NOT {unread.IS_PARTLY}
        ORDER BY v.operation_type, v.number, o.row""")
    split = []
    for _, group in groupby(rows, key=itemgetter(0, 1)):
        pieces = list(group)
        if len(pieces) > 1 and sum(piece[-1] for piece in pieces) == 0:
            split.append(pieces)
    for (operation_type, number, first_uid, first_period, first, _), *others in split:
        unread.mark_whole(connection, first_uid)
        for _, _, uid, period, row, _ in others:
            unread.mark_whole(connection, uid)
            complaints.add(
                TWO_MONTHS,
                row=row,
                number=number,
                operation_type=operation_type,
                period=period,
                first=first,
                first_period=first_period,
            )
