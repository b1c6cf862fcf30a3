"""The pages of the manual: where they are, and what they become on the screen."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

FIRST = "README"  # the page that leads to all others; the name under which a folder shows itself elsewhere
PICTURES = "imagenes"
_HERE = Path(__file__).resolve()
# In the wheel they lie beside this module, in a checkout under docs.
_PACKED, _CHECKED_OUT = _HERE.parent / "pages", _HERE.parents[4] / "docs" / "manual"
FOLDER = _PACKED if _PACKED.is_dir() else _CHECKED_OUT
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
_CLASSES = {"table_open": "table table-sm", "image": "manual-picture"}


@dataclass(frozen=True, slots=True)
class Page:
    """One page as it was read."""

    name: str
    title: str
    html: SafeString


def names() -> list[str]:
    """Return the names of all pages."""
    return sorted(path.stem for path in FOLDER.glob("*.md"))


def page(name: str) -> Page | None:
    """Return a page for the screen, or None if there is none of that name."""
    if name not in names():
        return None
    tokens = _MARKDOWN.parse((FOLDER / f"{name}.md").read_text("utf-8"))
    for token in _all(tokens):
        _settle(token)
    title = next(token.content for token in tokens if token.type == "inline")
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    # The text is the project's own, and Markdown lets no HTML through.
    return Page(name, title, mark_safe(html))  # noqa: S308


def picture(name: str) -> Path | None:
    """Return the file of a picture, or None if there is none of that name."""
    return next((path for path in (FOLDER / PICTURES).glob("*.png") if path.name == name), None)


def address(target: str) -> str:
    """Return the address in the application of what a page links to."""
    path, mark, fragment = target.partition("#")
    if path.startswith(f"{PICTURES}/"):
        return reverse("manual_picture", args=[path.removeprefix(f"{PICTURES}/")])
    if not path.endswith(".md"):
        return target
    name = path.removesuffix(".md")
    return (reverse("manual") if name == FIRST else reverse("manual_page", args=[name])) + mark + fragment


def _all(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _all(token.children or [])


def _settle(token: Token) -> None:
    """Let links and pictures lead to where the application has them, and dress what is shown."""
    for attribute in ("href", "src"):
        target = token.attrGet(attribute)
        if target is not None:
            token.attrSet(attribute, address(str(target)))
    if token.type in _CLASSES:
        token.attrSet("class", _CLASSES[token.type])
