"""What the PLE reader complains about, and what it says that a PLE cannot tell."""

from collections import Counter
from dataclasses import dataclass, field

from consolida.core.findings import Severity
from consolida.core.language import noop
from consolida.core.period import Period
from consolida.core.wording import Message, counted
from consolida.intake.complaints import Complaint, Complaints


def _note(rule: str, message: Message, remedy: str) -> Complaint:
    return Complaint(rule, message, remedy, Severity.NOTE)


OTHER_CURRENCY = Complaint(
    "ple_books_currency",
    noop("The file's name says that the books are kept in {theirs}; this company keeps them in {ours}."),
    noop("Choose the company that keeps its books in {theirs}."),
)
BAD_PERIOD = Complaint(
    "ple_period",
    noop("Line {row}: field 1 is {text} with state {state}, in the file of month {period}."),
    noop("State 1 goes with the file's month, states 8 and 9 with an earlier one; make the PLE file again."),
)
BAD_STATE = Complaint(
    "ple_state",
    noop("Line {row}: field 21 is “{text}”, not 1, 8 or 9."),
    noop("Make the PLE file again."),
)
BAD_CORRELATIVE = Complaint(
    "ple_correlative",
    noop("Line {row}: field 3 is “{text}”; it must begin with A, M or C."),
    noop("Make the PLE file again."),
)
NO_TYPE = Complaint(
    "ple_no_type",
    noop("Line {row}: the CUO “{cuo}” does not tell a T/O."),
    noop("Say the T/O with --type; CUOs like 05-110007 or BNK1202600275 tell theirs."),
)
LONG_CUO = Complaint(
    "ple_long_cuo",
    noop("Line {row}: the CUO “{cuo}” is too long; with the site before it there are {limit} characters."),
    noop("Load the vouchers from a CSV file instead."),
)
SILENT = _note(
    "ple_silent",
    noop("The PLE tells no names of parties and cost centres, means of payment or modified documents."),
    noop("They stay empty; complete them where the books need them."),
)
FOREIGN = _note(
    "ple_foreign_amounts",
    counted(
        "{count} line is in foreign currency: the PLE tells neither the original amount nor the rate.",
        "{count} lines are in foreign currency: the PLE tells neither the original amount nor the rate.",
    ),
    noop("They keep their currency with an original amount of 0.00; complete them where you need it."),
)
UNITS = _note(
    "ple_unit",
    counted(
        "Field 5 of {count} line names another unit ({units}) than site {site}.",
        "Field 5 of {count} lines names another unit ({units}) than site {site}.",
    ),
    noop("If they are another site's vouchers, undo this load and load them there."),
)
STRUCTURED = _note(
    "ple_structured",
    counted(
        "Field 20 of {count} line, the link to the registers of sales and purchases, was left out.",
        "Field 20 of {count} lines, the link to the registers of sales and purchases, was left out.",
    ),
    noop("Nothing is to be done: the registers are kept in SIRE."),
)
OPERATION_DATES = _note(
    "ple_operation_date",
    counted(
        "{count} line without a document has an operation date of its own, which was left out.",
        "{count} lines without a document have an operation date of their own, which was left out.",
    ),
    noop("Nothing is to be done: the voucher keeps its date."),
)
MONTH_END = _note(
    "ple_month_end",
    counted(
        "{count} voucher has no date in {period}; it was dated {date}.",
        "{count} vouchers have no date in {period}; they were dated {date}.",
    ),
    noop("Correct the dates where it matters."),
)
REFERENCES = _note(
    "ple_reference",
    counted(
        "Field 17 of {count} line did not fit behind the description and was left out.",
        "Field 17 of {count} lines did not fit behind the description and was left out.",
    ),
    noop("Nothing is to be done, or type it where it matters."),
)
EMPTY = _note(
    "ple_empty",
    noop("The file has no vouchers."),
    noop("Nothing is to be done if the month had no movement."),
)


@dataclass(slots=True)
class Notes:
    """What is counted while reading and said at the end."""

    foreign: int = 0
    structured: int = 0
    operation_dates: int = 0
    month_end: int = 0
    references: int = 0
    units: Counter[str] = field(default_factory=Counter)

    def say(self, complaints: Complaints, *, period: Period, site: str) -> None:
        """Say what the PLE could not tell."""
        complaints.add(SILENT)
        counted: tuple[tuple[Complaint, int, dict[str, object]], ...] = (
            (FOREIGN, self.foreign, {}),
            (STRUCTURED, self.structured, {}),
            (OPERATION_DATES, self.operation_dates, {}),
            (REFERENCES, self.references, {}),
            (
                MONTH_END,
                self.month_end,
                {"period": str(period), "date": period.last_day.isoformat()},
            ),
            (
                UNITS,
                self.units.total(),
                {"units": ", ".join(unit for unit, _ in self.units.most_common(5)), "site": site},
            ),
        )
        for note, count, fields in counted:
            if count:
                complaints.keep(note, {"count": count, **fields})
