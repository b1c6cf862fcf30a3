"""The reference of the commands says what the commands say."""

import re

from consolida.cli.main import ENTRIES
from scripts import reference


def test_the_reference_is_what_the_commands_say_of_themselves() -> None:
    written = reference.REFERENCE.read_text("utf-8")
    assert written == reference.text(), "run “make reference”"


def test_every_command_is_in_the_reference() -> None:
    headings = re.findall(r"^## consolida (\w+)$", reference.REFERENCE.read_text("utf-8"), re.MULTILINE)
    assert {entry.name for entry in ENTRIES} <= set(headings)


def test_every_command_that_does_something_has_an_example() -> None:
    helps = reference.REFERENCE.read_text("utf-8").split("\n## ")[1:]
    without = [text.partition("\n")[0] for text in helps if "\nExamples:\n" not in text]
    assert without == []
