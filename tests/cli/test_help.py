"""Every command explains itself, with examples that it takes."""

import shlex
from collections.abc import Iterator

import click
import pytest

from consolida.cli import failures
from consolida.cli.command import Command, Group
from consolida.cli.main import ENTRIES, Entry, consolida
from support.commands import Commands

Found = tuple[str, click.Command]


def commands(command: click.Command, parent: click.Context | None = None) -> Iterator[Found]:
    context = click.Context(command, info_name=command.name, parent=parent)
    yield context.command_path, command
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            assert child is not None
            yield from commands(child, context)


ALL = list(commands(consolida))
every_command = pytest.mark.parametrize(("path", "command"), ALL, ids=[path for path, _ in ALL])


@every_command
def test_every_command_has_help_and_examples(path: str, command: click.Command, consolida: Commands) -> None:
    result = consolida(*path.split()[1:], "--help")
    assert result.status == 0
    assert result.out.startswith(f"Usage: {path}")
    assert "Examples:" in result.out
    first = (command.help or "").partition("\n")[0]
    assert first.endswith(".")


@every_command
def test_the_help_is_spanish_in_every_word_of_its_own(
    path: str, command: click.Command, consolida: Commands
) -> None:
    said = consolida(*path.split()[1:], "--help", "--lang", "es").out
    assert (command.help or "").partition("\n")[0] not in said
    assert said.startswith(f"Uso: {path}")
    for english in ("Usage", "(required)", "Options", "Examples", "Arguments"):
        assert english not in said
    values = set(said.replace("[", " ").replace("]", " ").split())
    of_english = {"FILE", "FILE...", "DIR", "TEXT", "CODE", "NUMBER", "REASON", "IMPORT", "NAME=VALUE"}
    assert values.isdisjoint(of_english)


def test_what_is_required_and_what_was_meant_are_said_in_spanish(consolida: Commands) -> None:
    assert "(obligatorio)" in consolida("inbox", "--help", "--lang", "es").out
    said = consolida("inbox", "--mont", "2026-11", "--lang", "es").err
    assert said.splitlines()[0] == "No existe la opción --mont. ¿Quiso decir --month?"


@every_command
def test_every_option_and_argument_is_explained(path: str, command: click.Command) -> None:
    context = click.Context(command, info_name=command.name)
    for parameter in command.params:
        record = parameter.get_help_record(context)
        assert record is not None
        assert record[1].endswith((".", ".)", "(required)")), parameter.name


@every_command
def test_every_example_is_a_command_line_that_parses(path: str, command: click.Command) -> None:
    assert isinstance(command, Command | Group)
    for example in command.examples:
        words = shlex.split(example.partition(" < ")[0])
        assert words[0] == "consolida"
        context = click.Context(consolida, info_name="consolida")
        found: click.Command = consolida
        rest = words[1:]
        while isinstance(found, click.Group):
            name, child, rest = found.resolve_command(context, rest)
            assert child is not None, example
            context = click.Context(child, info_name=name, parent=context)
            found = child
        try:
            found.make_context(found.name, rest, parent=context.parent)
        except click.UsageError as problem:
            pytest.fail(f"{example}: {failures.usage_sentence(problem)}")


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_the_list_of_commands_says_what_each_says_of_itself(entry: Entry) -> None:
    context = click.Context(consolida, info_name="consolida")
    command = consolida.get_command(context, entry.name)
    assert command is not None
    assert consolida.short_help_of(context, entry.name) == command.get_short_help_str()
