"""The lines of PLE files: fields between pipes, a pipe at the end."""

from collections.abc import Callable, Iterator

from consolida.core.language import noop
from consolida.core.wording import counted
from consolida.intake.complaints import Complaint, Complaints
from consolida.intake.source import Source

WRONG_COUNT = Complaint(
    "ple_fields",
    counted(
        "Line {row}: {found} field between pipes; this book has {expected}.",
        "Line {row}: {found} fields between pipes; this book has {expected}.",
        by="found",
    ),
    noop("Make the PLE file again; a text may not hold the character “|”."),
)


def _pass_over(_fields: list[str]) -> None:
    pass


def fields_of(
    source: Source,
    complaints: Complaints,
    *,
    least: int,
    most: int,
    lost: Callable[[list[str]], None] = _pass_over,
) -> Iterator[tuple[int, list[str]]]:
    """Yield each line's number and its fields, free ones included; the last pipe may be missing.

    `lost` is told the fields of a line that has too many or too few of them.
    """
    with source.open() as text:
        for row, line in enumerate(text, start=1):
            if not line.strip("\r\n \x1a"):
                continue
            fields = [one.strip() for one in line.rstrip("\r\n").split("|")]
            if fields[-1] == "":
                fields.pop()
            if least <= len(fields) <= most:
                yield row, fields
            else:
                complaints.add(WRONG_COUNT, row=row, found=len(fields), expected=least)
                lost(fields)
