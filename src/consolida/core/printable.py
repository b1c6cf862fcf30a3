"""Text from outside, made fit for a terminal, a screen and a log."""

import re
from pathlib import Path

# Control characters, marks that reorder or break text, and bytes of a name that are no text.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def is_printable(text: str) -> bool:
    """Tell whether a text can be shown as it is."""
    return _UNPRINTABLE.search(text) is None


def named(path: Path) -> str:
    """Return what a file is called in sentences; a folder such as `.` is called as it was given."""
    return printable(path.name or str(path))


def printable(text: str, *, limit: int = 120) -> str:
    """Return a text with every unprintable character as a question mark, cut to a limit."""
    shown = _UNPRINTABLE.sub("?", text)
    return shown if len(shown) <= limit else f"{shown[: limit - 1]}…"
