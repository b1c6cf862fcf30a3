"""Options that several commands share."""

from collections.abc import Callable
from typing import Any

import click

from consolida.cli.command import MONTH, Option
from consolida.core.language import noop

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def month_option(*, required: bool = True) -> Decorator:
    """Return the option --month."""
    return click.option(
        "--month",
        "period",
        cls=Option,
        type=MONTH,
        required=required,
        metavar="AAAA-MM",
        help=noop("The month, like 2026-11."),
    )


def type_option(
    words: str = noop("The operation type (T/O), like 05; all of them without it."),
) -> Decorator:
    """Return the option --type; `words` say what it does to the command."""
    return click.option(
        "--type",
        "operation_type",
        cls=Option,
        metavar="T/O",
        default="",
        help=words,
    )


def site_option() -> Decorator:
    """Return the option --site."""
    return click.option(
        "--site",
        cls=Option,
        metavar="CODE",
        help=noop("The site; not needed where only one site's vouchers are typed here."),
    )
