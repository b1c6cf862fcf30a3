"""The benchmark: what exporting and importing a month cost, as multiples of R, the raw copy of the same rows.

    make bench                        100,000 lines on both engines, five rounds
    make bench LINES=1000000          more lines
    make bench ENGINE=sqlite          without PostgreSQL
    .venv/bin/python -m bench.run --lines 20000 --rounds 1 --json result.json

Every deed runs in a process of its own, as a command would; raw copies and deeds take turns, and the
medians are shown. Seconds without those of starting Python; memory is the highest of the process and,
where a second one helps it, of that one added. PostgreSQL is found or started as for the tests.
"""

import argparse
import json
import os
import platform
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import median

import apsw

from bench import month, raw, raw_server
from bench.month import Content
from consolida.core.signing import SigningKey
from scripts import postgres

# What is measured, and which raw copy is its R.
DEEDS = {
    "import": "raw import",
    "import on a server": "raw import on a server",
    "preview": "raw import",
    "export": "raw export",
}
_pairs = count(1)  # of databases that this process has made
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Run:
    """One deed done once."""

    deed: str
    seconds: Mapping[str, float]
    peak: int  # bytes


def main() -> None:
    """Measure, print the table, write the JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--engine", choices=("sqlite", "both"), default="both")
    parser.add_argument("--json", type=Path, help="write the result here, too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="consolida-bench-") as folder:
        both = options.engine == "both"
        runs = list(measure(Path(folder), lines=options.lines, rounds=options.rounds, on_a_server=both))
    result = summary(runs, lines=options.lines, rounds=options.rounds)
    show(result)
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


def measure(folder: Path, *, lines: int, rounds: int, on_a_server: bool = False) -> Iterator[Run]:
    """Let raw copies and deeds take turns on months of one size; the first turn only fills the databases."""
    plain, head_office, branch = folder / "plain.db", folder / "head-office", folder / "branch"
    raw.make(plain)
    do("set up", folder, home=head_office)
    do("set up here", folder, home=branch)
    key, previous = SigningKey.generate(), ""
    with databases() if on_a_server else nullcontext() as server:
        if server is not None:
            do("set up", folder, home=folder / "server", database=server.ledger)
        for turn in range(rounds + 1):
            say(f"round {turn} of {rounds}: {lines:,} lines")
            files = folder / f"month-{turn}.db", folder / f"twisted-{turn}.db"
            for twist, file in enumerate(files):
                content = Content(lines=lines, salt=turn, twist=twist)
                number = 2 * turn + twist + 1
                made = month.write_month(file, content, key=key, export_number=number, previous=previous)
                previous = made.content_digest
            done = [
                do("raw import", plain, str(files[0])),
                do("import", files[0], home=head_office),
                do("preview", files[1], home=head_office),
            ]
            if server is not None:
                done += on_the_server(server, files[0], folder / "server")
            if turn == 0:
                do("load", files[0], home=branch)
            done += [
                do("raw export", plain, str(folder / f"plain-{turn}.db")),
                do("export", folder / f"out-{turn}", home=branch),
            ]
            for file in files:
                file.unlink()
            if turn:
                yield from done


@dataclass(frozen=True, slots=True)
class Databases:
    """Two databases on a server: one for plain tables, one for a ledger."""

    plain: str
    ledger: str


@contextmanager
def databases() -> Iterator[Databases]:
    """Make two databases on a server, which is found or started, and drop them after the block."""
    pair = next(_pairs)
    names = [f"bench_{os.getpid()}_{pair}_{what}" for what in ("plain", "ledger")]
    for name in names:
        postgres.run(f"CREATE DATABASE {name}")
    try:
        plain, ledger = map(postgres.url_of, names)
        raw_server.make(plain)
        yield Databases(plain, ledger)
    finally:
        for name in names:
            postgres.run(f"DROP DATABASE {name} WITH (FORCE)")


def on_the_server(server: Databases, file: Path, home: Path) -> list[Run]:
    """Import a file into plain tables and into the ledger of a server."""
    done = do("import", file, home=home, database=server.ledger)
    return [
        do("raw import on a server", file, database=server.plain),
        Run("import on a server", done.seconds, done.peak),
    ]


def do(deed: str, path: Path, *more: str, home: Path | None = None, database: str = "") -> Run:
    """Do one deed in a process of its own; return its seconds and its highest memory."""
    environment = {**os.environ, "CONSOLIDA_HOME": str(home or path.parent), "DATABASE_URL": database}
    command = [sys.executable, "-m", "bench.job", deed, str(path), *more]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        answer = json.loads(process.stdout.read())
    if process.returncode:
        sys.exit(f"“{deed}” failed")
    return Run(deed, answer["seconds"], answer["peak"])


def summary(runs: Sequence[Run], *, lines: int, rounds: int) -> dict[str, object]:
    """Return medians, their ratios to R and the highest memory of each deed."""
    return {
        "lines": lines,
        "rounds": rounds,
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors",
        "python": platform.python_version(),
        "sqlite": {"ledger": sqlite3.sqlite_version, "files": apsw.sqlite_lib_version()},
        "deeds": {deed: deed_summary(runs, deed) for deed in DEEDS if any(run.deed == deed for run in runs)},
    }


def deed_summary(runs: Sequence[Run], deed: str) -> dict[str, object]:
    """Return the steps of one deed: seconds and multiples of its own R."""
    done = [run for run in runs if run.deed == deed]
    unit = median(run.seconds["total"] for run in runs if run.deed == DEEDS[deed])
    steps = {step: median(run.seconds[step] for run in done) for step in done[0].seconds}
    return {
        "R": round(unit, 4),
        "total_in_R": round(steps["total"] / unit, 2),
        "peak_mib": round(max(run.peak for run in done) / (1 << 20)),
        "seconds": {step: round(seconds, 4) for step, seconds in steps.items()},
        "in_R": {step: round(seconds / unit, 2) for step, seconds in steps.items()},
    }


def show(result: Mapping[str, object]) -> None:
    """Print the table."""
    lines, deeds = result["lines"], result["deeds"]
    assert isinstance(lines, int)
    assert isinstance(deeds, dict)
    write(f"{lines:,} lines, median of {result['rounds']}; {result['machine']}; SQLite {result['sqlite']}")
    for deed, found in deeds.items():
        rate = lines / found["seconds"]["total"]
        write("")
        write(f"{deed}: {found['total_in_R']} R, {rate:,.0f} lines a second, peak {found['peak_mib']} MiB")
        write(f"  {'step':<24}{'seconds':>10}{'× R':>9}")
        write(f"  {'R, the raw copy':<24}{found['R']:>10.3f}{1:>9.2f}")
        for step, seconds in found["seconds"].items():
            write(f"  {step:<24}{seconds:>10.3f}{found['in_R'][step]:>9.2f}")


def say(text: str) -> None:
    """Tell how far it is."""
    sys.stderr.write(f"bench: {text}\n")


def write(text: str) -> None:
    """Print a line of the result."""
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    main()
