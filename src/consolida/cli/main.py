"""The entry point: finds the command, runs it, and turns whatever happens into an exit status."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module, metadata
from typing import ClassVar

import click

from consolida.cli.command import Group, Option
from consolida.cli.failures import Status, explain
from consolida.cli.session import home_folder, starting
from consolida.core.language import gettext, noop


@dataclass(frozen=True, slots=True)
class Entry:
    """A command's place in the list; its module is imported when it is called."""

    name: str
    module: str
    words: str
    needs_ledger: bool = True
    settings: str = "consolida.project.settings"


ENTRIES = (
    Entry("init", "setup", noop("Make the installation in its folder.")),
    Entry(
        "demo",
        "demo.command",
        noop("Show the main job with two branches and head office."),
        needs_ledger=False,
    ),
    Entry("company", "setup", noop("Add a company, list the companies.")),
    Entry("site", "setup", noop("Add a site, take it out of use, list the sites.")),
    Entry("user", "setup", noop("Add a user, list the users.")),
    Entry("load", "loading", noop("Load masters or vouchers from other programs' files.")),
    Entry("export", "exporting", noop("Write a month's vouchers to a transfer file.")),
    Entry("inbox", "importing", noop("List the transfer files of a folder that fit a month.")),
    Entry("import", "importing", noop("Replace a month's vouchers by those of transfer files.")),
    Entry("undo", "importing", noop("Restore what an import replaced.")),
    Entry("history", "history", noop("List exports and imports, the newest first.")),
    Entry("verify", "files", noop("Check a transfer file without importing it."), needs_ledger=False),
    Entry("show", "files", noop("Show what a transfer file holds."), needs_ledger=False),
    Entry("diff", "files", noop("Compare two transfer files."), needs_ledger=False),
    Entry("month", "months", noop("Close, reopen and file months, list their states.")),
    Entry("party", "parties", noop("Settle parties that were changed at both ends.")),
    Entry("balance", "balance", noop("Print the trial balance of a month.")),
    Entry("serve", "serving", noop("Serve the web application."), settings="consolida.project.web"),
    Entry("backup", "backups", noop("Write the whole installation to one file.")),
    Entry("restore", "backups", noop("Make an installation from a backup.")),
    Entry("doctor", "doctor", noop("Examine the installation and say what is wrong with it.")),
)


class Commands(Group):
    """All commands, by the table above."""

    entries: ClassVar = {entry.name: entry for entry in ENTRIES}

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names in the order of the table."""
        return list(self.entries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the module of a command, after the ledger's framework where it needs it."""
        entry = self.entries.get(cmd_name)
        if entry is None:
            return None
        if entry.needs_ledger:
            import_module("consolida.cli.opening").prepare(entry.settings)
        module = import_module(f"consolida.cli.{entry.module}")
        command: click.Command = getattr(module, f"{entry.name}_command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or name those that are written alike."""
        if args[0] not in self.entries and not args[0].startswith("-"):
            raise click.exceptions.NoSuchCommand(args[0], possibilities=list(self.entries), ctx=ctx)
        return super().resolve_command(ctx, args)

    def short_help_of(self, ctx: click.Context, name: str) -> str:  # noqa: ARG002
        """Return what a command does without importing it."""
        return gettext(self.entries[name].words).rstrip(".")


def _show_version(ctx: click.Context, _option: click.Parameter, asked: bool) -> None:  # noqa: FBT001 - click calls it
    if asked and not ctx.resilient_parsing:
        click.echo(f"consolida {metadata.version('consolida')}")
        ctx.exit()


consolida = Commands(
    "consolida",
    help=noop(
        "Consolidates the accounting vouchers of a company's sites.\n\n"
        "Each site exports its vouchers of a month to one file; head office imports it, and they replace "
        "those of the same month and type. Nothing is written before it was checked and shown."
    ),
    examples=(
        "consolida init",
        'consolida company add 20601234565 "Comercial Los Andes S.A.C." --chart pcge',
        "consolida export --month 2026-11 --to /media/usb",
        "consolida import --month 2026-11 /media/usb/*.db",
    ),
    params=[
        Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_show_version,
            help=noop("Show the program's version."),
        )
    ],
)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit status; no traceback ever leaves this function."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    _speak_utf8()
    with starting(words) as session:
        try:
            session.require_language()
            status = consolida.main(words, prog_name="consolida", standalone_mode=False, obj=session)
            sys.stdout.flush()
        except BaseException as problem:  # noqa: BLE001 - the one place where failures end
            return explain(problem, output=session.output, home=home_folder())
    return status if isinstance(status, int) else Status.DONE


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
