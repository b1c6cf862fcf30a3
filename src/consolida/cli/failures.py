"""The one place where a failure becomes an exit status and words: 1 refused, 2 wrong usage, 3 decisions."""

import json
import os
import sqlite3
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from difflib import get_close_matches
from enum import IntEnum
from pathlib import Path
from typing import Protocol, TypeGuard, runtime_checkable

import apsw
import click

from consolida.cli.output import Output
from consolida.core import server
from consolida.core.disk import named_file, reason
from consolida.core.errors import ConsolidaError, causes
from consolida.core.findings import Finding, Severity
from consolida.core.language import gettext
from consolida.core.printable import printable
from consolida.core.wording import names

LOG = "errors.log"
LONG = 4096  # an error that is not foreseen says no more


class Status(IntEnum):
    """What the commands end with; scripts depend on it."""

    DONE = 0
    REFUSED = 1
    WRONG_USAGE = 2
    DECISIONS = 3


class WrongUsage(click.UsageError):
    """A command was used wrongly in a way that its parser cannot see; the sentence is translated already."""


@runtime_checkable
class _Decision(Protocol):
    def question(self) -> str: ...
    def as_json(self) -> dict[str, object]: ...


class _Undecided(Protocol):
    """The replacement's DecisionsNeeded, which this module may not import: it would bring Django along."""

    @property
    def decisions(self) -> Sequence[_Decision]: ...

    def sentence(self) -> str: ...
    def advice(self) -> str: ...


def explain(problem: BaseException, *, output: Output, home: Path) -> Status:
    """Tell a failure on the right stream in the right form, and return the exit status."""
    try:
        return _explain(problem, output=output, home=home)
    except BrokenPipeError:
        return silence()
    except Exception as worse:  # noqa: BLE001 - not even a failure's own words may end in a traceback
        return _refused(_unforeseen(worse, home), (), output)


def silence() -> Status:
    """Go quietly: whoever read our output has closed it."""
    for stream in (sys.stdout, sys.stderr):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    return Status.REFUSED


def _explain(problem: BaseException, *, output: Output, home: Path) -> Status:
    if isinstance(problem, BrokenPipeError) or _is_closed_pipe(problem):
        return silence()
    if isinstance(problem, click.ClickException):
        return _wrong_usage(problem, output)
    if _is_undecided(problem):
        return undecided(problem, output)
    if isinstance(problem, ConsolidaError):
        return _refused(_said(problem), problem.findings, output)
    refusal = server.refusal(problem)
    if refusal is not None:
        return _refused(_said(refusal), (), output)
    return _refused(_known(problem) or _unforeseen(problem, home), (), output)


def _is_closed_pipe(problem: BaseException) -> bool:
    """Tell whether click has made an exit of a closed pipe: out of standalone mode it makes no other one."""
    return isinstance(problem, SystemExit)


def show_findings(findings: Sequence[Finding], write: Callable[[str], None]) -> None:
    """Tell findings to people, one after the other, each with its place and its remedy."""
    for finding in findings:
        where = ", ".join(_unsaid_place(finding))
        write(f"{_weight(finding.severity)}: {f'{where}: ' if where else ''}{finding.sentence()}")
        if finding.remedy:
            write(f"    {finding.advice()}")


def _unsaid_place(finding: Finding) -> Iterator[str]:
    """Yield what of a finding's place its sentence does not say itself."""
    if finding.file and not names(finding.message, "file"):
        yield printable(finding.file)
    if finding.voucher and not names(finding.message, "voucher"):
        yield finding.voucher
    if finding.line is not None and not names(finding.message, "line"):
        yield gettext("line {number}").format(number=finding.line)


def _weight(severity: Severity) -> str:
    return {
        Severity.ERROR: gettext("Error"),
        Severity.WARNING: gettext("Warning"),
        Severity.NOTE: gettext("Note"),
    }[severity]


def _refused(sentence: str, findings: Sequence[Finding], output: Output) -> Status:
    if output.as_json:
        _answer(output, {"error": sentence, "findings": [finding.as_json() for finding in findings]})
    else:
        output.say(sentence)
        show_findings(findings, output.say)
    return Status.REFUSED


def _said(problem: "ConsolidaError | _Undecided") -> str:
    return f"{problem.sentence()} {problem.advice()}".strip()


def _is_undecided(problem: BaseException) -> "TypeGuard[_Undecided]":
    decisions = getattr(problem, "decisions", None)
    return decisions is not None and all(isinstance(decision, _Decision) for decision in decisions)


def undecided(problem: _Undecided, output: Output, *, beside: Mapping[str, object] | None = None) -> Status:
    """Ask what a person must decide; `beside` goes into the same JSON object."""
    decisions = [decision.as_json() for decision in problem.decisions]
    if output.as_json:
        _answer(output, {**(beside or {}), "decisions": decisions})
        return Status.DECISIONS
    output.say(_said(problem))
    for decision, shown in zip(problem.decisions, decisions, strict=True):
        output.say(f"\n{decision.question()}")
        for value in _values(shown):
            output.say(f"    --decide {shown['name']}={value}")
        if str(shown["name"]).startswith("older:"):
            output.say('    --reason "…"')
    return Status.DECISIONS


def _values(shown: dict[str, object]) -> Iterator[str]:
    values = shown["values"]
    yield from values if isinstance(values, list) else ()


def _wrong_usage(problem: click.ClickException, output: Output) -> Status:
    sentence = usage_sentence(problem)
    if output.as_json:
        _answer(output, {"error": sentence, "findings": []})
        return Status.WRONG_USAGE
    context = problem.ctx if isinstance(problem, click.UsageError) else None
    if isinstance(problem, click.exceptions.NoArgsIsHelpError):
        output.say(problem.ctx.get_help())
        return Status.WRONG_USAGE
    output.say(sentence)
    command = "consolida" if context is None else context.command_path
    output.say(gettext("See “{command} --help”.").format(command=command))
    return Status.WRONG_USAGE


def usage_sentence(problem: click.ClickException) -> str:
    """Say what is wrong with a command line, in the active language."""
    match problem:
        case WrongUsage():
            said = problem.message
        case click.NoSuchOption():
            sentence = gettext("There is no option {name}.")
            said = _perhaps(sentence, problem.option_name, problem.possibilities)
        case click.exceptions.NoSuchCommand():
            sentence = gettext("There is no command “{name}”.")
            said = _perhaps(sentence, problem.command_name, problem.possibilities)
        case click.BadOptionUsage():
            sentence = gettext("Option {name} lacks its value, or has one that it does not take.")
            said = sentence.format(name=problem.option_name)
        case click.BadParameter():
            said = _bad_parameter(problem)
        case click.UsageError(ctx=click.Context(command=click.Group())):
            said = gettext("A command is missing.")  # a group has nothing else to complain of
        case _:
            said = gettext("There are more words than the command takes, or fewer.")
    return said


def _perhaps(sentence: str, name: str, possibilities: Sequence[str] | None) -> str:
    said = sentence.format(name=printable(name))
    # Of two options the dashes are always alike: what follows them tells.
    words = {one.lstrip("-"): one for one in possibilities or ()}
    near = [words[word] for word in get_close_matches(name.lstrip("-"), words)]
    if not near:
        return said
    meant = gettext("Did you mean {names}?").format(names=", ".join(near))
    return f"{said} {meant}"


def _bad_parameter(problem: click.BadParameter) -> str:
    parameter = problem.param
    name = parameter.get_error_hint(problem.ctx) if parameter is not None else ""
    name = name.replace("'", "").removesuffix("...")
    if isinstance(problem, click.MissingParameter):
        return gettext("{name} is missing.").format(name=name)
    if parameter is not None and isinstance(parameter.type, click.Choice):
        choices = ", ".join(map(str, parameter.type.choices))
        return gettext("{name} takes one of: {choices}.").format(name=name, choices=choices)
    if parameter is not None and isinstance(parameter.type, click.IntRange):
        least, most = parameter.type.min, parameter.type.max
        sentence = gettext("{name} takes a whole number from {least} to {most}.")
        return sentence.format(name=name, least=least, most=most)
    if parameter is not None and isinstance(parameter.type, click.types.IntParamType):
        return gettext("{name} takes a whole number.").format(name=name)
    return f"{name}: {problem.message}" if name else problem.message


def _known(problem: BaseException) -> str:
    """Say what the user or the system stopped; '' where it is neither."""
    if isinstance(problem, KeyboardInterrupt | EOFError | click.Abort):
        return gettext("Interrupted; what was not finished was not kept.")
    for cause in causes(problem):
        if isinstance(cause, OSError) and cause.errno is not None:
            return gettext("{name}: {reason}").format(name=named_file(cause), reason=reason(cause))
        if isinstance(cause, apsw.FullError) or _says(cause, "disk is full"):
            return gettext("The disk is full; nothing was changed. Free some space and try again.")
        if isinstance(cause, apsw.BusyError) or _says(cause, "database is locked"):
            return gettext(
                "Another program is writing to the installation; nothing was changed. Try again in a moment."
            )
        if _says(cause, "readonly database") or _says(cause, "unable to open database file"):
            return gettext("The installation's database cannot be opened for writing; nothing was changed.")
    return _damaged(problem)


def _damaged(problem: BaseException) -> str:
    """Say what to do where SQLite finds the installation's database damaged; '' where it does not."""
    for cause in causes(problem):
        if isinstance(cause, sqlite3.DatabaseError) and any(words in str(cause) for words in _DAMAGE):
            return gettext(
                "The installation's database is damaged. Stop working with it, keep a copy of the folder, and"
                " restore the last backup: “consolida restore FILE --replace”."
            )
    return ""


_DAMAGE = ("malformed", "not a database", "file is encrypted", "disk I/O error")


def _says(cause: BaseException, words: str) -> bool:
    return isinstance(cause, sqlite3.OperationalError) and words in str(cause)


def _unforeseen(problem: BaseException, home: Path) -> str:
    sentence = gettext("Something happened that the program did not foresee.")
    details = "".join(traceback.format_exception(problem))
    folder = home if home.is_dir() else Path(tempfile.gettempdir()) / "consolida"
    file = folder / LOG
    try:
        folder.mkdir(exist_ok=True)
        with file.open("a", encoding="utf-8") as log:
            log.write(f"{datetime.now(UTC).isoformat()} {sys.argv}\n{details}\n")
    except OSError:
        return f"{sentence} ({printable(str(problem), limit=LONG)})"
    return gettext("{sentence} The details are in {file}.").format(sentence=sentence, file=file)


def _answer(output: Output, value: dict[str, object]) -> None:
    output.write(json.dumps(value, ensure_ascii=False, indent=2))
