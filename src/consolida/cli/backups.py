"""backup and restore: the whole installation in one file."""

from pathlib import Path

import click

from consolida.cli.command import Argument, Command, Option
from consolida.cli.opening import opened_to_write, starting
from consolida.cli.session import Session
from consolida.core.language import gettext, ngettext, noop
from consolida.transfer.backup import backup, restore


@click.command(
    "backup",
    cls=Command,
    help=noop(
        "Write the whole installation to one file.\n\n"
        "Database, key and archive of files, as they are at one moment; others can go on working. Keep it "
        "where nobody else reads it: it holds the key with which files are signed."
    ),
    examples=("consolida backup /media/usb/consolida-2026-12-03.zip",),
)
@click.argument(
    "file",
    cls=Argument,
    type=click.Path(path_type=Path),
    words=noop("The file to write; one that exists is never overwritten."),
)
@click.pass_obj
def backup_command(session: Session, *, file: Path) -> None:
    """Run `consolida backup`."""
    ledger = opened_to_write(session)
    with session.output.progress(gettext("Backing up …")):
        made = backup(ledger.home, file, by=ledger.by, at=ledger.at)
    words = ngettext(
        "The installation was written to {file} and read back: {count} file, {size} MiB.",
        "The installation was written to {file} and read back: {count} files, {size} MiB.",
        made.files,
    )
    for name in made.missing:
        session.output.say(gettext("The archive lacks {file}: see “consolida doctor”.").format(file=name))
    answer = {
        "file": str(made.file),
        "bytes": made.size,
        "files": made.files,
        "installation": made.installation,
        "missing": list(made.missing),
    }
    size = -(-made.size >> 20)
    session.output.answer(
        answer, lambda: session.output.write(words.format(file=made.file, count=made.files, size=size))
    )


@click.command(
    "restore",
    cls=Command,
    help=noop(
        "Make an installation from a backup.\n\n"
        "It gets a new identity of its own, so that head office notices if the old one goes on exporting too."
    ),
    examples=(
        "consolida restore /media/usb/consolida-2026-12-03.zip --home /srv/consolida",
        "consolida restore /media/usb/consolida-2026-12-03.zip --replace",
    ),
)
@click.argument(
    "file",
    cls=Argument,
    type=click.Path(path_type=Path),
    words=noop("A file that “consolida backup” wrote."),
)
@click.option(
    "--replace",
    cls=Option,
    is_flag=True,
    help=noop("Put the backup in the place of the installation that is there; its database is set aside."),
)
@click.pass_obj
def restore_command(session: Session, *, file: Path, replace: bool) -> None:
    """Run `consolida restore`."""
    ledger = starting(session)
    with session.output.progress(gettext("Restoring …")):
        made = restore(file, ledger.home, by=ledger.by, at=ledger.at, replace=replace)

    def show() -> None:
        session.output.write(made.sentence())
        if made.set_aside is not None:
            words = gettext("The database that was there is kept as {file}.")
            session.output.write(words.format(file=made.set_aside))

    answer = {
        "home": str(ledger.home.path),
        "installation": made.installation,
        "former_installation": made.former,
        "backup_at": made.backup_at,
        "backup_by": made.backup_by,
        "files": made.files,
        "set_aside": None if made.set_aside is None else str(made.set_aside),
    }
    session.output.answer(answer, show)
