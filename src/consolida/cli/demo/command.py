"""`consolida demo`: plays the main job with three installations in a folder of its own."""

import tempfile
from pathlib import Path
from time import monotonic

import click

from consolida.cli.command import Command, Option
from consolida.cli.demo.stage import Stage
from consolida.cli.demo.story import play
from consolida.cli.failures import Status
from consolida.cli.session import Session
from consolida.core.errors import ConsolidaError
from consolida.core.language import gettext, noop
from consolida.core.money import format_amount


class NotEmpty(ConsolidaError):
    """The folder for the demonstration holds something."""

    message = noop("“{folder}” is not empty; nothing was written.")
    remedy = noop("Name a folder that does not exist yet, or leave --in out.")


@click.pass_obj
def _demo(session: Session, folder: Path | None) -> int:
    start = monotonic()
    stage = Stage(_fresh(folder), session.output)
    balances = play(stage)
    debit = sum(debit for debit, _ in balances.values())
    answer = {
        "folder": str(stage.folder),
        "proved": stage.proved,
        "failed": stage.failed,
        "seconds": round(monotonic() - start, 1),
    }
    words = (
        gettext("All is well: {proved} things proved, {debit} consolidated, {seconds} seconds. See {folder}")
        if not stage.failed
        else gettext("{failures} thing(s) went wrong, {proved} proved, {seconds} seconds. See {folder}")
    )
    summary = words.format(**answer, debit=format_amount(debit), failures=len(stage.failed))
    session.output.answer(answer, lambda: session.output.write(f"\n{summary}"))
    return Status.REFUSED if stage.failed else Status.DONE


def _fresh(folder: Path | None) -> Path:
    """Return a folder that holds nothing yet."""
    if folder is None:
        return Path(tempfile.mkdtemp(prefix="consolida-demo-"))
    folder = folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise NotEmpty(folder=folder)
    return folder


demo_command = Command(
    "demo",
    callback=_demo,
    params=[
        Option(
            ["--in", "folder"],
            type=click.Path(path_type=Path, file_okay=False),
            metavar="DIR",
            help=noop("Where it takes place; a new folder for temporary files unless named."),
        )
    ],
    help=noop(
        "Shows the main job with two branches and head office.\n\n"
        "Three installations are made in three folders, and their month is consolidated by real commands, "
        "which are shown with what they print. Nothing outside of the folder is touched."
    ),
    examples=("consolida demo", "consolida demo --in prueba"),
)
