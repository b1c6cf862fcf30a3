"""Dates: real, inside the month, and no document from after it."""

from consolida.core.language import noop
from consolida.core.rules.rule import Rule, scanned
from consolida.core.rules.scan import LINES, VOUCHERS
from consolida.core.rules.sql import is_no_date, is_no_stamp


def _real(column: str, name: str, message: str) -> Rule:
    return scanned(
        LINES,
        name,
        condition=f"l.{column} <> '' AND {is_no_date(f'l.{column}')}",
        fields=f"l.{column} AS date",
        message=message,
        remedy=noop("Write the day as the document has it, or leave the date out."),
    )


def _after(column: str, name: str, message: str) -> Rule:
    return scanned(
        LINES,
        name,
        condition=f"substr(l.{column}, 1, 7) > v.period",
        fields=f"shown_date(l.{column}) AS date",
        message=message,
        remedy=noop("Correct the date, or enter the document in the month in which it was issued."),
    )


RULES = (
    scanned(
        VOUCHERS,
        "voucher_date",
        condition=is_no_date("v.date"),
        fields="v.date AS date",
        message=noop("Voucher {voucher} has the date “{date}”, which does not exist."),
        remedy=noop("Give the voucher a day of its month."),
    ),
    scanned(
        VOUCHERS,
        "voucher_outside_month",
        condition="substr(v.date, 1, 7) <> v.period",
        fields="shown_date(v.date) AS date",
        message=noop("Voucher {voucher} has the date {date}, outside its month {period}."),
        remedy=noop("Give the voucher a day of its month, or move it to the month of its date."),
    ),
    scanned(
        VOUCHERS,
        "voucher_times",
        condition=" OR ".join(
            f"({column} <> '' AND {is_no_stamp(column)})" for column in ("v.created_at", "v.changed_at")
        ),
        fields="v.created_at AS created, v.changed_at AS changed",
        message=noop(
            "Voucher {voucher} says it was made at “{created}” and changed at “{changed}”; "
            "times are written like 2026-12-03T15:42:07.125Z."
        ),
        remedy=noop("Export the file again with the program that made it."),
    ),
    _real(
        "document_date",
        "document_date",
        noop("Line {line} of voucher {voucher} has the document date “{date}”, which does not exist."),
    ),
    _real(
        "due_date",
        "due_date",
        noop("Line {line} of voucher {voucher} has the due date “{date}”, which does not exist."),
    ),
    _real(
        "modified_date",
        "modified_date",
        noop(
            "Line {line} of voucher {voucher} has the date “{date}” of a modified document, "
            "which does not exist."
        ),
    ),
    _after(
        "document_date",
        "document_after_month",
        noop(
            "Line {line} of voucher {voucher} has a document of {date}, after the last day of its month "
            "{period}."
        ),
    ),
    _after(
        "modified_date",
        "modified_after_month",
        noop(
            "Line {line} of voucher {voucher} modifies a document of {date}, after the last day of its month "
            "{period}."
        ),
    ),
)
