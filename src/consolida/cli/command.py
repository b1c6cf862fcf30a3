"""What all commands share: translated help with examples, and the options that are accepted everywhere."""

from collections.abc import Iterable, Sequence
from typing import Any

import click

from consolida.core.errors import ConsolidaError
from consolida.core.language import LANGUAGES, gettext, noop
from consolida.core.period import Period

# What stands for a value in usage lines and options
_VALUES = (
    noop("FILE"),
    noop("FILE..."),
    noop("[FILE]"),
    noop("DIR"),
    noop("TEXT"),
    noop("CODE"),
    noop("NAME"),
    noop("NUMBER"),
    noop("REASON"),
    noop("IMPORT"),
    noop("NAME=VALUE"),
)


def translated_value(metavar: str) -> str:
    """Return what stands for a value in the active language; RUC and T/O are the same in all."""
    return gettext(metavar) if metavar in _VALUES else metavar


# What click writes into a usage line
_PIECES = (noop("[OPTIONS]"), noop("COMMAND [ARGS]..."))


def translated_help(of: click.Command | click.Option) -> str:
    """Return the help of a command or option in the active language."""
    words = of.help or ""
    return gettext(words)


class Option(click.Option):
    """An option whose help is translated when it is shown."""

    def make_metavar(self, ctx: click.Context) -> str:
        """Return what stands for its value."""
        return translated_value(super().make_metavar(ctx))

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return how it is written and what it does."""
        record = super().get_help_record(ctx)
        if record is None:
            return None
        words, required = translated_help(self), gettext("(required)")
        return record[0], f"{words} {required}" if self.required else words


class CommonOption(Option):
    """An option that every command takes, before and after its name."""


class Argument(click.Argument):
    """A word that a command takes by its place."""

    def __init__(self, declarations: Sequence[str], *, words: str, **attributes: Any) -> None:
        super().__init__(declarations, **attributes)
        self.words = words

    def make_metavar(self, ctx: click.Context) -> str:
        """Return what stands for it in usage lines."""
        return translated_value(super().make_metavar(ctx))

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        """Return how it is written and what it is."""
        return self.make_metavar(ctx), gettext(self.words)


class MonthType(click.ParamType[Period]):
    """A month such as 2026-11."""

    name = "month"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Period:
        """Read the month, or refuse it as wrong usage."""
        try:
            return Period(str(value))
        except ConsolidaError as problem:
            self.fail(str(problem), param, ctx)


MONTH = MonthType()


def common_options(*, exposed: bool = False) -> list[click.Parameter]:
    """Return new options that every command takes; `session` has looked at their values before."""
    return [
        CommonOption(
            ["--company"],
            metavar="RUC",
            expose_value=exposed,
            help=noop("The company, by its RUC; not needed where there is only one."),
        ),
        CommonOption(
            ["--json", "as_json"],
            is_flag=True,
            expose_value=exposed,
            help=noop("Print one JSON object on standard output, for scripts."),
        ),
        CommonOption(
            ["--home"],
            metavar="DIR",
            expose_value=exposed,
            help=noop("The installation's folder, instead of the one that CONSOLIDA_HOME names."),
        ),
        CommonOption(
            ["--lang"],
            type=click.Choice(LANGUAGES),
            expose_value=exposed,
            help=noop("The language, instead of the one that CONSOLIDA_LANG names."),
        ),
    ]


class _Helpful(click.Command):
    """Help whose first line is one sentence and whose examples are command lines."""

    def __init__(self, name: str | None, *, examples: Sequence[str] = (), **attributes: Any) -> None:
        super().__init__(name, **attributes)
        self.examples = tuple(examples)
        self.params = [*self.params, *common_options()]

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return what follows the command's name."""
        return [gettext(piece) if piece in _PIECES else piece for piece in super().collect_usage_pieces(ctx)]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return the option --help."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = gettext("Show this help.")
        return option

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002 - a sentence is never cut
        """Return the first line of the help."""
        return translated_help(self).partition("\n")[0].rstrip(".")

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write how the command is called."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        usage = gettext("Usage:")
        formatter.write_usage(ctx.command_path, pieces, prefix=f"{usage} ")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write what the command does."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(translated_help(self))

    def format_arguments(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the words it takes by their place."""
        arguments = (parameter for parameter in self.params if isinstance(parameter, Argument))
        _section(formatter, gettext("Arguments"), [argument.get_help_record(ctx) for argument in arguments])

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write its own options, then those of all commands."""
        options = [parameter for parameter in self.get_params(ctx) if isinstance(parameter, click.Option)]
        own = [option for option in options if not isinstance(option, CommonOption)]
        common = [option for option in options if isinstance(option, CommonOption)]
        _section(formatter, gettext("Options"), _records(own, ctx))
        _section(formatter, gettext("Options of all commands"), _records(common, ctx))

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the examples."""
        if self.examples:
            with formatter.section(gettext("Examples")):
                for example in self.examples:
                    formatter.write(f"{' ' * formatter.current_indent}{example}\n")


class Command(_Helpful):
    """A command."""


class Group(_Helpful, click.Group):
    """Commands under one word, e.g. `company add`."""

    command_class = Command

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write its commands, then the options."""
        rows = [(name, self.short_help_of(ctx, name)) for name in self.list_commands(ctx)]
        _section(formatter, gettext("Commands"), rows)
        super().format_options(ctx, formatter)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names of its commands in the order in which they were added."""
        return list(self.commands)

    def short_help_of(self, ctx: click.Context, name: str) -> str:
        """Return what a command does, in one sentence."""
        command = self.get_command(ctx, name)
        return "" if command is None else command.get_short_help_str()


def _records(options: Iterable[click.Option], ctx: click.Context) -> list[tuple[str, str]]:
    return [record for option in options if (record := option.get_help_record(ctx)) is not None]


def _section(formatter: click.HelpFormatter, title: str, rows: list[tuple[str, str]]) -> None:
    if rows:
        with formatter.section(title):
            formatter.write_dl(rows)
