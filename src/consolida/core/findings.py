"""What a check says about someone's data; findings are returned, never raised."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from consolida.core.wording import Message, filled


class Severity(StrEnum):
    """How much a finding weighs: an error refuses, a warning and a note inform."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark on one place of a file; `voucher` reads as people say it, e.g. `0001-05-110007`."""

    rule: str
    severity: Severity
    message: Message
    remedy: Message
    fields: Mapping[str, object] = field(default_factory=dict)
    file: str = ""
    voucher: str = ""
    line: int | None = None

    def sentence(self) -> str:
        """Say what is wrong, in the active language."""
        return filled(self.message, self.fields)

    def advice(self) -> str:
        """Say what to do about it, in the active language."""
        return filled(self.remedy, self.fields)

    def as_json(self) -> dict[str, object]:
        """Return the finding as the command line prints it with --json."""
        return {
            "severity": str(self.severity),
            "rule": self.rule,
            "file": self.file,
            "voucher": self.voucher,
            "line": self.line,
            "message": self.sentence(),
            "remedy": self.advice(),
        }


def errors_first(findings: Iterable[Finding]) -> list[Finding]:
    """Put what refuses before what informs; the rest of the order stays."""
    return sorted(findings, key=lambda finding: finding.severity is not Severity.ERROR)


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """Keep the findings that refuse."""
    return [finding for finding in findings if finding.severity is Severity.ERROR]
