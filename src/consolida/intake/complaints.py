"""Collecting what a reader finds wrong, at most so many of a kind, each with its place."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from consolida.core.findings import Finding, Severity
from consolida.core.language import noop
from consolida.core.wording import Message, Quote, counted

LIMIT = 50  # of one kind; the same fault in every row is one fault
MORE = counted(
    "There is {count} more remark of this kind. One that is listed: {example}",
    "There are {count} more remarks of this kind. One that is listed: {example}",
)


@dataclass(frozen=True, slots=True)
class Complaint:
    """A kind of complaint: its name, its weight, its sentence and its remedy."""

    rule: str
    message: Message
    remedy: Message
    severity: Severity = Severity.ERROR


class Complaints:
    """The complaints about one file."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._found: list[Finding] = []
        self._seen: Counter[str] = Counter()
        self._weights: dict[str, Severity] = {}

    def add(
        self, complaint: Complaint, *, voucher: str = "", line: int | None = None, **fields: object
    ) -> None:
        """Keep a complaint, or only count it when there are many of its kind."""
        self.keep(complaint, fields, voucher=voucher, line=line)

    def keep(
        self,
        complaint: Complaint,
        fields: Mapping[str, object],
        *,
        voucher: str = "",
        line: int | None = None,
    ) -> None:
        """Do what `add` does, with the fields in a mapping."""
        self._seen[complaint.rule] += 1
        self._weights[complaint.rule] = complaint.severity
        if self._seen[complaint.rule] <= LIMIT:
            self._found.append(self._finding(complaint, fields, voucher=voucher, line=line))

    @contextmanager
    def about(self, file: str) -> Iterator[None]:
        """Let what is complained of inside a block be about another file, read beside this one."""
        own, self._file = self._file, file
        try:
            yield
        finally:
            self._file = own

    @property
    def errors(self) -> int:
        """How many complaints refuse the file."""
        return sum(count for rule, count in self._seen.items() if self._weights[rule] is Severity.ERROR)

    def findings(self) -> list[Finding]:
        """Return what was kept, and for each kind how many more there are."""
        last = {one.rule: one for one in self._found}
        more = [
            self._finding(
                Complaint(
                    rule,
                    MORE,
                    noop("Correct those that are listed, then load the file again to see the others."),
                    self._weights[rule],
                ),
                {"count": count - LIMIT, "example": Quote(last[rule].message, last[rule].fields)},
            )
            for rule, count in self._seen.items()
            if count > LIMIT
        ]
        return [*self._found, *more]

    def _finding(
        self,
        complaint: Complaint,
        fields: Mapping[str, object],
        *,
        voucher: str = "",
        line: int | None = None,
    ) -> Finding:
        return Finding(
            rule=complaint.rule,
            severity=complaint.severity,
            message=complaint.message,
            remedy=complaint.remedy,
            fields=fields,
            file=self._file,
            voucher=voucher,
            line=line,
        )


def shortened(text: str) -> str:
    """Return what a sentence quotes of a text."""
    return text if len(text) <= 60 else f"{text[:59]}…"
