"""The exception tree: an operation that failed; each class builds its own sentence.

ConsolidaError
├── Refused              findings about someone's data forbid the operation
├── DecisionsNeeded      a person must decide before it goes on (ledger.replacement)
├── UnreadableFile       not a transfer file, damaged, hostile or newer than this program; or not there at all
└── ...                  each module that fails in its own way derives its own class here or beside its deed
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from consolida.core.findings import Finding, errors
from consolida.core.language import noop
from consolida.core.wording import Message, counted, filled


class ConsolidaError(Exception):
    """An operation that failed; `message` and `remedy` are English sources with named fields."""

    message: ClassVar[Message] = noop("The operation failed.")
    remedy: ClassVar[Message] = noop("Try again; if it fails again, run “consolida doctor”.")

    def __init__(self, findings: Sequence[Finding] = (), /, **fields: object) -> None:
        super().__init__()
        self.fields: Mapping[str, object] = fields
        self.findings: Sequence[Finding] = findings

    def sentence(self) -> str:
        """Say what failed, in the active language."""
        return filled(self.message, self.fields)

    def advice(self) -> str:
        """Say what to do about it, in the active language."""
        return filled(self.remedy, self.fields)

    def __str__(self) -> str:
        remarks = [finding.sentence() for finding in self.findings]
        return " ".join([self.sentence(), *remarks, self.advice()])


def causes(problem: BaseException) -> Iterator[BaseException]:
    """Yield an error and what it came from; Django wraps those of the database."""
    cause: BaseException | None = problem
    while cause is not None:
        yield cause
        cause = cause.__cause__


class Refused(ConsolidaError):
    """Findings of severity error forbid the operation; nothing was changed."""

    message = counted(
        "{what} was refused because of {count} error; nothing was changed.",
        "{what} was refused because of {count} errors; nothing was changed.",
    )
    remedy = noop("Correct what the list says and try again.")

    def __init__(self, findings: Sequence[Finding], *, what: str, count: int | None = None) -> None:
        """Take the findings; `count` says how many errors there are where not all of them are listed."""
        super().__init__(findings, what=what, count=len(errors(findings)) if count is None else count)


class UnreadableFile(ConsolidaError):
    """A file cannot be used; `reason` is a sentence already in the active language."""

    message = noop("{file}: {reason}")
    remedy = noop("Ask whoever made the file to export it and send it again.")

    def why(self) -> str:
        """Say the reason alone, in the active language, for where the file's name stands beside it."""
        reason = str(self.fields["reason"])
        return reason[:1].upper() + reason[1:]


class NewerFile(UnreadableFile):
    """A transfer file has a format that a later version of this program made."""

    remedy = noop("Install the newer version of this program and try again.")


class FileInUse(UnreadableFile):
    """A program has a database open, or was cut short while it had."""

    remedy = noop(
        "Close the program that has it open and copy the file again; if that is no help, have it exported"
        " and sent again."
    )


class EncryptedPackage(UnreadableFile):
    """A package asks for a password."""

    remedy = noop("Open it with its password and use the .db file inside.")


class NoSuchFile(UnreadableFile):
    """There is no file of that name, or it may not be opened."""

    remedy = noop("Look whether its name and folder are right and the stick is plugged in, and try again.")


class FolderForFile(UnreadableFile):
    """A folder or a device was named where a file is asked for."""

    remedy = noop("Name a file; “consolida inbox --from” lists the transfer files of a folder.")
