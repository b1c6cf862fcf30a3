"""The tutorial does what it says: its files are written, its commands run, their output compared.

    ```csv ventas.csv      a file to write
    ```console             commands after `$ `, each followed by lines of what it prints
    ```console exit 3      the same, where the last command ends with another status than 0

A line `...` stands for lines left out, and `…` in a line for anything.
"""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TUTORIAL = Path(__file__).resolve().parents[2] / "docs" / "tutorial.md"
BLOCK = re.compile(r"^```(csv|console) ?(.*?)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PROGRAM = "import sys; from consolida.cli.main import run; sys.exit(run())"


@dataclass(frozen=True)
class Step:
    """One command of the tutorial."""

    words: tuple[str, ...]
    printed: tuple[str, ...]
    status: int


def steps(body: str, status: int) -> Iterator[Step]:
    parts = re.split(r"^\$ ", body.replace("\\\n", " "), flags=re.MULTILINE)[1:]
    for place, part in enumerate(parts, start=1):
        command, *printed = part.rstrip().splitlines()
        yield Step(tuple(shlex.split(command)), tuple(printed), status if place == len(parts) else 0)


def appears(line: str, output: list[str]) -> bool:
    pattern = re.compile(".*".join(re.escape(piece.strip()) for piece in line.split("…")))
    return any(pattern.search(re.sub(r"\s+", " ", found)) for found in output)


def run(step: Step, folder: Path, environment: dict[str, str]) -> list[str]:
    program, *words = step.words
    if program == "export":
        name, _, value = words[0].partition("=")
        environment[name] = value
        return []
    if program == "mkdir":
        (folder / words[0]).mkdir()
        return []
    assert program == "consolida", f"the tutorial may not use “{program}”"
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *words],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == step.status, f"{shlex.join(step.words)}\n{done.stdout}"
    return done.stdout.splitlines()


def test_the_tutorial_does_what_it_says(tmp_path: Path) -> None:
    environment = {**os.environ, "CONSOLIDA_LANG": "es", "DATABASE_URL": ""}
    for kind, title, body in BLOCK.findall(TUTORIAL.read_text("utf-8")):
        if kind == "csv":
            (tmp_path / title).write_text(body, encoding="utf-8")
            continue
        for step in steps(body, int(title.removeprefix("exit ") or 0)):
            output = run(step, tmp_path, environment)
            for line in step.printed:
                said = re.sub(r"\s+", " ", line).strip()
                assert said == "..." or appears(said, output), f"{said}\n---\n" + "\n".join(output)
