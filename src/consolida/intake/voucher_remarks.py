"""What the reader of vouchers from CSV complains about."""

from consolida.core.findings import Severity
from consolida.core.language import noop
from consolida.core.wording import counted
from consolida.intake.complaints import Complaint
from consolida.intake.tables import BrokenRow

ANNULLED_WITH_LINE = Complaint(
    "load_annulled_with_line",
    noop("Row {row}: an annulled voucher has an account or an amount."),
    noop("Give an annulled voucher one row with its header only, or take the mark off."),
)
RATE_MISSING = Complaint(
    "load_rate_missing",
    noop("Row {row}: a line in {currency} has no exchange rate."),
    noop("Fill in the column “{column}”."),
)
RATE_LEFT_OUT = Complaint(
    "load_rate_left_out",
    counted(
        "{count} voucher in {currency}, the books' currency, has an exchange rate; it was left out.",
        "{count} vouchers in {currency}, the books' currency, have an exchange rate; it was left out.",
    ),
    noop("Nothing is to be done: their rate is 1.000."),
    Severity.NOTE,
)
ORIGINAL_MISSING = Complaint(
    "load_original_missing",
    noop("Row {row}: a line in {currency} has no original amount."),
    noop("Fill in the column “{column}” (debit positive, credit negative; 0.00 for an exchange difference)."),
)
OTHER_TYPE = Complaint(
    "load_other_type",
    noop("Row {row}: the T/O is {operation_type}, not {given} as was asked for."),
    noop("Load the file without a T/O, or take these rows out."),
)
OTHER_SITE = Complaint(
    "load_other_site",
    noop("Row {row}: it is of site {site}, not of {given}."),
    noop("Take the rows of other sites out, or load each site's rows where that site is kept."),
)
HALF_PARTY = Complaint(
    "load_half_party",
    noop("Row {row}: a party needs its type and its number; one is “{text}”, the other is empty."),
    noop("Fill in both columns (type 6 is RUC, 1 is DNI), or neither."),
)
TWO_NAMES = Complaint(
    "load_two_names",
    noop("Row {row}: party {number} is called “{text}” here and “{expected}” above; the first is used."),
    noop("If the first is wrong, correct the file or, later, the party."),
    Severity.WARNING,
)
BAD_MONTH = Complaint(
    "load_month",
    noop("Row {row}: {date} is in no month that books are kept for."),
    noop("Correct the date."),
)
BROKEN_ROW = Complaint(
    "load_broken_row",
    noop("Row {row} cannot be read: a double quote is missing in it, or stands in a text."),
    BrokenRow.remedy,
)
