"""`consolida demo`: plays the main job with three installations in a folder of its own."""

import tempfile
from pathlib import Path
from time import monotonic

import click

from consolida.cli.command import Command, Option
from consolida.cli.demo.stage import NotAsExpected, Stage
from consolida.cli.demo.story import play
from consolida.cli.session import Session
from consolida.core.errors import ConsolidaError
from consolida.core.language import gettext, noop
from consolida.core.money import format_amount, plain_amount


class NotEmpty(ConsolidaError):
    """The folder for the demonstration holds something."""

    message = noop("“{folder}” is not empty; nothing was written.")
    remedy = noop("Name a folder that does not exist yet, or leave --in out.")


class Failed(ConsolidaError):
    """Something in the demonstration was not as it should be."""

    message = noop("The demonstration failed: {what}.")
    remedy = noop("Report it with what was printed; what was made is in {folder}.")


@click.pass_obj
def _demo(session: Session, folder: Path | None) -> None:
    start = monotonic()
    stage = Stage(_fresh(folder), session.output)
    try:
        balances = play(stage)
    except NotAsExpected as problem:
        raise Failed(what=problem, folder=stage.folder) from problem
    debit, credit = (sum(balance[side] for balance in balances.values()) for side in (0, 1))
    answer = {
        "folder": str(stage.folder),
        "proved": stage.proved,
        "debit": plain_amount(debit),
        "credit": plain_amount(credit),
        "seconds": round(monotonic() - start, 1),
    }
    words = gettext(
        "All is well: {proved} things were proved in {seconds} seconds; debit {debit} equals credit "
        "{credit}. What was made is in {folder}."
    )
    shown = answer | {"debit": format_amount(debit), "credit": format_amount(credit)}
    session.output.answer(answer, lambda: session.output.write(f"\n{words.format(**shown)}"))


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
        "Show the main job with two branches and head office.\n\n"
        "Three installations are made in three folders, and their month is consolidated by real commands, "
        "which are shown with what they print. Nothing outside of the folder is touched."
    ),
    examples=("consolida demo", "consolida demo --in prueba"),
)
