"""Taste as a test: what grows unseen when nobody looks; each limit says why it is there."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCE = sorted(path for path in (ROOT / "src").rglob("*.py") if "migrations" not in path.parts)
TESTS = sorted((ROOT / "tests").rglob("*.py"))
TOOLS = sorted([*(ROOT / "scripts").glob("*.py"), *(ROOT / "bench").glob("*.py")])
DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
TEXTS = [*SOURCE, *TESTS, *TOOLS, *DOCS, *ROOT.glob("*.toml"), ROOT / "Makefile", ROOT / "scripts" / "setup"]

MOST_LINES_OF_A_MODULE = 400  # past that it speaks of two things
MOST_LINES_OF_A_FUNCTION = 60  # what a screen shows
LEAST_TESTS_PER_CODE = 1.2  # what the project promises: never lowered
# Put together here, so that this file does not hold what it forbids.
MARKERS = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK")) + r")\b")
MACHINE_PATHS = re.compile("|".join(("/wo" + "rk/", "/ro" + "ot/", "/home/" + "[a-z]", "C:" + r"\\Users")))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def places(texts: list[Path], pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name(path)}:{number}: {line.strip()}"
        for path in texts
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if pattern.search(line)
    ]


def lines_that_say_something(paths: list[Path]) -> int:
    return sum(1 for path in paths for line in path.read_text("utf-8").splitlines() if line.strip())


@pytest.mark.parametrize("path", [*SOURCE, *TESTS, *TOOLS], ids=name)
def test_every_module_says_what_it_is(path: Path) -> None:
    text = path.read_text("utf-8")
    if path.name == "__init__.py" and not text.strip():
        pytest.fail("an empty package says nothing: give it one line")
    first = (ast.get_docstring(ast.parse(text)) or "").partition("\n")[0]
    assert first, "no docstring"
    assert len(first) > 10, first


def test_no_module_grows_past_its_subject() -> None:
    long = {name(path): len(path.read_text("utf-8").splitlines()) for path in [*SOURCE, *TOOLS]}
    assert {path: lines for path, lines in long.items() if lines > MOST_LINES_OF_A_MODULE} == {}


def test_no_function_grows_past_a_screen() -> None:
    long = {
        f"{name(path)}:{function.name}": lines
        for path in [*SOURCE, *TOOLS]
        for function in functions(path)
        if (lines := (function.end_lineno or 0) - function.lineno + 1) > MOST_LINES_OF_A_FUNCTION
    }
    assert long == {}


def test_nothing_is_left_for_later() -> None:
    assert places(TEXTS, MARKERS) == []


def test_nothing_names_one_machine() -> None:
    assert places(TEXTS, MACHINE_PATHS) == []


def test_every_test_mirrors_a_folder_of_the_source() -> None:
    ours = {path.name for path in (ROOT / "tests").iterdir() if path.is_dir() and path.name != "__pycache__"}
    floors = {path.name for path in (ROOT / "src" / "consolida").iterdir() if path.is_dir()}
    others = {"bench", "scenarios", "golden", "campaign", "browser", "docs", "scripts", "support", "fixtures"}
    assert ours - floors - others == set()


def test_there_is_more_test_than_code() -> None:
    code, tests = lines_that_say_something(SOURCE), lines_that_say_something(TESTS)
    assert tests >= LEAST_TESTS_PER_CODE * code, (
        f"{tests} lines of tests for {code} of code: {tests / code:.2f}"
    )


def test_the_changelog_has_a_place_for_what_comes() -> None:
    headings = re.findall(r"^## (.*)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert headings
    assert headings[0] == "Unreleased"
