"""The Spanish catalogue: `check` lists what is untranslated, `update` brings new sentences in."""

import ast
import re
import string
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "consolida"
CATALOGUE = SOURCE / "locale" / "es" / "LC_MESSAGES" / "django.po"
KEYWORDS = {"gettext": None, "noop": None, "ngettext": (1, 2), "counted": (1, 2), "_": None}
TAG = re.compile(r"""\{%\s*_\s+(?P<quote>["'])(?P<sentence>.*?)(?P=quote)""", re.DOTALL)
HEADER = "# The sentences of Consolida in Spanish, as a Peruvian accountant speaks.\n#"
# A date that never changes keeps the file free of changes that say nothing.
MADE = datetime(2026, 11, 1, tzinfo=UTC)

Key = tuple[str, str]  # singular and plural


def main(arguments: list[str]) -> int:
    """Do what the first argument says; the exit status tells whether all is translated."""
    if arguments == ["update"]:
        update()
    elif arguments != ["check"]:
        sys.stderr.write("usage: translations.py check | update\n")
        return 2
    problems = list(check())
    if arguments == ["check"]:
        sys.stderr.writelines(f"{problem}\n" for problem in problems)
    sys.stderr.write(f"{len(problems)} to do in {CATALOGUE.relative_to(ROOT)}\n")
    return 1 if problems and arguments == ["check"] else 0


def is_ours(folder: str) -> bool:
    """Look into every folder, also `_ui`, which Babel would pass over for its name."""
    return not folder.endswith("__pycache__")


def extract() -> Catalog:
    """Collect the marked sentences of the source."""
    template = Catalog(domain="django")
    found = extract_from_dir(
        SOURCE,
        method_map=[("**.py", f"{__name__}:of_source"), ("**.html", f"{__name__}:of_template")],
        keywords=KEYWORDS,
        directory_filter=is_ours,
    )
    for name, line, message, _comments, context in found:
        path = (SOURCE / name).relative_to(ROOT).as_posix()
        template.add(message, locations=[(path, line)], context=context)
    return template


def of_source(
    file: BinaryIO,
    _keywords: object,
    _comment_tags: object,
    options: object,  # noqa: ARG001 - Babel calls it by name
) -> Iterator[tuple[int, str, tuple[str | None, ...], list[str]]]:
    """Extract the sentences of a module, also those in f-strings, which Babel's own reader misses."""
    for node in ast.walk(ast.parse(file.read())):
        if not isinstance(node, ast.Call):
            continue
        called = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if called in KEYWORDS and node.args:
            yield node.lineno, called, tuple(map(_written, node.args)), []


def _written(argument: ast.expr) -> str | None:
    value = argument.value if isinstance(argument, ast.Constant) else None
    return value if isinstance(value, str) else None


def of_template(
    file: BinaryIO,
    _keywords: object,
    _comment_tags: object,
    options: object,  # noqa: ARG001 - Babel calls it by name
) -> Iterator[tuple[int, str, str, list[str]]]:
    """Extract the sentences of a template: those of the tag `{% _ "..." %}`."""
    text = file.read().decode("utf-8")
    for tag in TAG.finditer(text):
        yield text.count("\n", 0, tag.start()) + 1, "gettext", tag["sentence"], []


def read() -> Catalog:
    """Read the catalogue; an absent one is empty."""
    if not CATALOGUE.exists():
        return Catalog(locale="es", domain="django")
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="es", domain="django")


def update() -> None:
    """Bring new sentences into the catalogue, and take out those that nobody says any more."""
    catalogue = read()
    catalogue.update(extract(), no_fuzzy_matching=True)
    fresh = Catalog(
        locale="es",
        domain="django",
        header_comment=HEADER,
        project="Consolida",
        version="0",
        copyright_holder="Consolida",
        last_translator="Consolida",
        language_team="es",
        msgid_bugs_address="Consolida",
        creation_date=MADE,
        revision_date=MADE,
        fuzzy=False,
    )
    for message in catalogue:
        if message.id:
            fresh.add(message.id, message.string, locations=message.locations, flags=message.flags)
    write(fresh)


def write(catalogue: Catalog) -> None:
    """Write the catalogue, sorted by file, without line numbers, so that only what is said changes it."""
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as file:
        write_po(file, catalogue, width=110, include_lineno=False, sort_by_file=True, ignore_obsolete=True)


def check() -> Iterator[str]:
    """Yield what is missing, unfinished, no longer said, or says other fields than its source."""
    ours, source = messages(read()), messages(extract())
    for key, message in source.items():
        translated = ours.get(key)
        if translated is None:
            yield f"missing: {key[0]!r} ({message.locations[0][0]})"
        else:
            yield from faults(key, translated)
    for key in ours.keys() - source.keys():
        yield f"no longer said: {key[0]!r}"


def messages(catalogue: Catalog) -> dict[Key, Message]:
    """Return the messages of a catalogue by singular and plural."""
    return {both(message.id): message for message in catalogue if message.id}


def both(value: str | tuple[str, ...] | list[str]) -> Key:
    """Return singular and plural; '' where there is no plural."""
    return (value, "") if isinstance(value, str) else (value[0], value[1])


def faults(key: Key, message: Message) -> Iterator[str]:
    """Yield what is wrong with one translation."""
    texts = [message.string] if isinstance(message.string, str) else list(message.string or ("",))
    if message.fuzzy:
        yield f"not confirmed (fuzzy): {key[0]!r}"
    if not all(texts):
        yield f"empty: {key[0]!r}"
        return
    allowed = {frozenset(fields(text)) for text in key if text}
    for text in texts:
        if frozenset(fields(text)) not in allowed:
            yield f"other fields than its source: {text!r} for {key[0]!r}"


def fields(text: str) -> set[str]:
    """Return the named fields of a sentence, `{name}` and `%(name)s`."""
    try:
        named = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:  # a brace of its own: a text that is never formatted
        named = set()
    return named | set(re.findall(r"%\((\w+)\)", text))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
