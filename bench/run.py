"""The benchmark: what exporting and importing a month cost, as multiples of R, the raw copy of the same rows.

    make bench                     100,000 lines, three rounds
    make bench LINES=1000000       more lines
    .venv/bin/python -m bench.run --lines 20000 --rounds 5 --json result.json

Every deed runs in a process of its own, as a command would; raw copies and deeds take turns, and the
medians are shown. Seconds without those of starting Python; memory is the process's highest.
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
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import apsw

from bench import month, raw
from consolida.core.signing import SigningKey

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
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path, help="write the result here, too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="consolida-bench-") as folder:
        runs = list(measure(Path(folder), lines=options.lines, rounds=options.rounds))
    result = summary(runs, lines=options.lines, rounds=options.rounds)
    show(result)
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


def measure(folder: Path, *, lines: int, rounds: int) -> Iterator[Run]:
    """Let raw copies and deeds take turns on months of one size; the first turn only fills the databases."""
    plain, head_office, branch = folder / "plain.db", folder / "head-office", folder / "branch"
    raw.make(plain)
    do("set up", folder, home=head_office)
    do("set up here", folder, home=branch)
    key, previous = SigningKey.generate(), ""
    for turn in range(rounds + 1):
        say(f"round {turn} of {rounds}: {lines:,} lines")
        file = folder / f"month-{turn}.db"
        manifest = month.write_month(
            file, lines=lines, key=key, export_number=turn + 1, previous=previous, salt=turn
        )
        previous = manifest.content_digest
        imports = [do("raw import", plain, str(file)), do("import", file, home=head_office)]
        if turn == 0:
            do("load", file, home=branch)
        exports = [
            do("raw export", plain, str(folder / f"plain-{turn}.db")),
            do("export", folder / f"out-{turn}", home=branch),
        ]
        file.unlink()
        if turn:
            yield from (*imports, *exports)


def do(deed: str, path: Path, *more: str, home: Path | None = None) -> Run:
    """Do one deed in a process of its own; return its seconds and its highest memory."""
    environment = {**os.environ, "CONSOLIDA_HOME": str(home or path.parent)}
    command = [sys.executable, "-m", "bench.job", deed, str(path), *more]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        answer = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"“{deed}” failed")
    unit = 1 if sys.platform == "darwin" else 1024
    return Run(deed, json.loads(answer), usage.ru_maxrss * unit)


def summary(runs: Sequence[Run], *, lines: int, rounds: int) -> dict[str, object]:
    """Return medians, their ratios to R and the highest memory of each deed."""
    return {
        "lines": lines,
        "rounds": rounds,
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors",
        "python": platform.python_version(),
        "sqlite": {"ledger": sqlite3.sqlite_version, "files": apsw.sqlite_lib_version()},
        "deeds": {deed: deed_summary(runs, deed) for deed in ("import", "export")},
    }


def deed_summary(runs: Sequence[Run], deed: str) -> dict[str, object]:
    """Return the steps of one deed: seconds and multiples of its own R."""
    done = [run for run in runs if run.deed == deed]
    unit = median(run.seconds["total"] for run in runs if run.deed == f"raw {deed}")
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
