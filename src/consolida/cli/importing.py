"""inbox, import, undo: what comes in, and what it replaced."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

import click

from consolida.cli.command import Argument, Command, Option
from consolida.cli.failures import Status, WrongUsage, show_findings, undecided
from consolida.cli.opening import opened, opened_to_write
from consolida.cli.options import month_option, type_option
from consolida.cli.previews import done_json, preview_json, show_done, show_inbox, show_preview
from consolida.cli.session import Session
from consolida.core.language import gettext, ngettext, noop
from consolida.core.period import Period
from consolida.core.wording import vouchers_in_words
from consolida.ledger.replacement.decisions import DecisionsNeeded
from consolida.ledger.replacement.preview import Request, previewing
from consolida.ledger.replacement.swap import swap
from consolida.ledger.replacement.undo import undo
from consolida.masters.models import ReplaceMode
from consolida.transfer.inbox import look


@click.command(
    "inbox",
    cls=Command,
    help=noop(
        "List the transfer files of a folder that fit a month.\n\n"
        "By what they say of themselves; nothing of them is verified yet. Those that do not fit are "
        "listed with the reason."
    ),
    examples=(
        "consolida inbox --month 2026-11 --from /media/usb",
        "consolida inbox --month 2026-11 --type 05 --from correo",
    ),
)
@month_option()
@type_option()
@click.option(
    "--from",
    "folder",
    cls=Option,
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    help=noop("The folder to look into."),
)
@click.pass_obj
def inbox_command(session: Session, *, period: Period, operation_type: str, folder: Path) -> None:
    """Run `consolida inbox`."""
    ledger = opened(session)
    with session.output.progress(gettext("Looking …")):
        inbox = look(
            ledger.company, period=period, operation_type=operation_type, folder=folder, home=ledger.home
        )
    answer = {
        "matching": [
            {
                "file": str(one.path),
                "site": one.manifest.site,
                "export_number": one.manifest.export_number,
                "operation_type": one.manifest.operation_type,
                "preliminary": not one.manifest.definitive,
                "status": one.status,
                "vouchers": one.vouchers,
            }
            for one in inbox.matching
        ],
        "others": [{"file": str(one.path), "reason": one.reason} for one in inbox.others],
        "of_other_companies": inbox.of_other_companies,
    }
    session.output.answer(answer, lambda: show_inbox(session.output, inbox))


@click.command(
    "import",
    cls=Command,
    help=noop(
        "Replace a month's vouchers by those of transfer files.\n\n"
        "Everything is checked and compared first; either all of it happens or nothing. What only a person "
        "can decide is asked by name (exit status 3) and answered with --decide. “consolida undo” takes it "
        "back."
    ),
    examples=(
        "consolida import --month 2026-11 /media/usb/20601234565_2026-11_0001_0007.db --dry-run",
        "consolida import --month 2026-11 /media/usb/*.db --add-masters",
        'consolida import --month 2026-11 anterior.db --reason "La sede reenvió el archivo correcto"',
        "consolida import --month 2026-11 arequipa.zip --decide site:0001=add --decide key:0001=accept",
    ),
)
@month_option(required=False)
@type_option()
@click.argument(
    "files",
    cls=Argument,
    type=click.Path(path_type=Path),
    nargs=-1,
    required=True,
    metavar="FILE...",
    words=noop("Transfer files or packages; masters of head office too."),
)
@click.option("--dry-run", cls=Option, is_flag=True, help=noop("Show what would happen and change nothing."))
@click.option(
    "--replace",
    "mode",
    cls=Option,
    type=click.Choice(ReplaceMode.values),
    help=noop("Replace the file's site only (sites), or every site's vouchers of the month and type (all)."),
)
@click.option(
    "--add-masters",
    cls=Option,
    is_flag=True,
    help=noop("Add the accounts, cost centres, types and rates that are missing here."),
)
@click.option(
    "--reason",
    cls=Option,
    metavar="TEXT",
    default="",
    help=noop("Why a file older than what is loaded is put back."),
)
@click.option(
    "--decide",
    cls=Option,
    metavar="NAME=VALUE",
    multiple=True,
    help=noop("Answer a question; may be repeated."),
)
@click.pass_obj
def import_command(
    session: Session,
    *,
    period: Period | None,
    operation_type: str,
    files: tuple[Path, ...],
    dry_run: bool,
    mode: str | None,
    add_masters: bool,
    reason: str,
    decide: tuple[str, ...],
) -> int:
    """Run `consolida import`."""
    decisions = _decisions(decide)
    ledger = opened_to_write(session)
    output = session.output
    request = Request(
        company=ledger.company,
        mode=mode or ledger.company.replace_mode,
        period=period or "",
        operation_type=operation_type,
        reason=reason.strip() or _reason_decided(decisions),
        add_masters=add_masters,
        decisions=decisions,
    )
    with ExitStack() as stack:
        with output.progress(gettext("Verifying and comparing …")):
            preview = stack.enter_context(
                previewing(request, _spelled_out(files), home=ledger.home, by=ledger.by, at=ledger.at)
            )
        if not output.as_json:
            show_preview(output, preview)
        try:
            preview.require_clear()
        except DecisionsNeeded as needed:
            return undecided(needed, output, beside=preview_json(preview))
        if dry_run:
            words = gettext("Nothing was changed: it was a dry run.")
            output.answer(preview_json(preview), lambda: output.write(words))
            return Status.DONE
        with output.progress(gettext("Replacing …")):
            done = swap(preview, by=ledger.by, at=ledger.at)
        answer = done_json(done, preview)
        output.answer(answer, lambda: show_done(output, done))
    return Status.DONE


def _reason_decided(decisions: Mapping[str, str]) -> str:
    """Return the reason that was given as the answer to the question for it."""
    return next((text.strip() for name, text in decisions.items() if name.endswith(":reason")), "")


def _decisions(answers: Sequence[str]) -> dict[str, str]:
    decisions = {}
    for answer in answers:
        name, equals, value = answer.partition("=")
        if not equals or not name:
            raise WrongUsage(gettext("--decide takes NAME=VALUE, not “{answer}”.").format(answer=answer))
        decisions[name] = value
    return decisions


def _spelled_out(files: Sequence[Path]) -> list[Path]:
    """Replace patterns by the files they mean, for shells that do not; a file named twice is one file."""
    found: dict[Path, Path] = {}
    for file in files:
        meant = sorted(file.parent.glob(file.name)) if "*" in file.name and not file.exists() else []
        for one in meant or [file]:
            found.setdefault(one.absolute(), one)
    return list(found.values())


@click.command(
    "undo",
    cls=Command,
    help=noop(
        "Restore what an import replaced.\n\n"
        "Exactly, batch by batch, unless something of it changed since; persons and masters that came along "
        "stay. An undo is an import of its own and can be undone too."
    ),
    examples=("consolida history", "consolida undo 12"),
)
@click.argument(
    "number",
    cls=Argument,
    type=int,
    metavar="IMPORT",
    words=noop("The import's number, which “consolida history” tells."),
)
@click.pass_obj
def undo_command(session: Session, *, number: int) -> None:
    """Run `consolida undo`."""
    ledger = opened_to_write(session)
    with session.output.progress(gettext("Restoring …")):
        undone = undo(ledger.company, number, home=ledger.home, by=ledger.by, at=ledger.at)
    words = ngettext(
        "Import {number} was undone: {count} batch holds again what it held, {vouchers}.",
        "Import {number} was undone: {count} batches hold again what they held, {vouchers}.",
        undone.restored,
    )
    vouchers = vouchers_in_words(undone.vouchers)

    def show() -> None:
        session.output.write(words.format(number=number, count=f"{undone.restored:,}", vouchers=vouchers))
        show_findings(undone.findings, session.output.say)

    answer = {
        "import": undone.import_id,
        "restored": undone.restored,
        "vouchers": undone.vouchers,
        "findings": [finding.as_json() for finding in undone.findings],
    }
    session.output.answer(answer, show)
