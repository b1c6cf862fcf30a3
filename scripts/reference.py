"""Writes docs/reference/commands.md from what the commands say of themselves with --help."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click

from consolida.cli.main import consolida
from consolida.core import language

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference" / "commands.md"
WIDTH = 100
OPENING = """# Commands

Made by `make reference` from what each command says of itself with `--help`; a test keeps it so.

Every command ends with one of four statuses: 0 done, 1 refused because of findings or an error, 2 wrong
usage, 3 decisions are needed: the answer lists them, each with its name and the values that
`--decide NAME=VALUE` takes. With `--json` there is exactly one JSON object on standard output; amounts in
it are texts with two decimals.
"""


def main() -> None:
    """Write the document."""
    REFERENCE.parent.mkdir(parents=True, exist_ok=True)
    REFERENCE.write_text(text(), encoding="utf-8")


def text() -> str:
    """Return the document as it should be."""
    os.environ.setdefault("CONSOLIDA_HOME", tempfile.gettempdir())
    with language.speaking("en"):
        parts = [f"## {name}\n\n```text\n{words}\n```\n" for name, words in sections(consolida, None)]
    return "\n".join([OPENING, *parts])


def sections(command: click.Command, parent: click.Context | None) -> Iterator[tuple[str, str]]:
    """Yield the path and the help of a command, then those of the commands under it."""
    context = click.Context(command, info_name=command.name, parent=parent, terminal_width=WIDTH)
    yield context.command_path, "\n".join(line.rstrip() for line in command.get_help(context).splitlines())
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            if child is not None:
                yield from sections(child, context)


if __name__ == "__main__":
    main()
