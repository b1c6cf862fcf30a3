"""The highest memory of an import, of one over an earlier import, and of an export of one large month.

    .venv/bin/python -m bench.memory --lines 10000000

Each once, in a process of its own; memory is the highest of the process and, where a second one helps it, of
that one added.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench import month
from bench.month import Content
from bench.run import Run, do, say, write
from consolida.core.signing import SigningKey

MOST = 300 << 20


def main() -> None:
    """Measure and print; it is an error where one needs too much."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--lines", type=int, default=10_000_000)
    lines = parser.parse_args().lines
    too_much = False
    with tempfile.TemporaryDirectory(prefix="consolida-bench-") as folder:
        write(f"{lines:,} lines in one month; at most {MOST >> 20} MiB")
        for name, run in measure(Path(folder), lines=lines):
            write(f"  {name:<34}{run.peak >> 20:>6} MiB{run.seconds['total']:>9.1f} s")
            sys.stdout.flush()
            too_much |= run.peak > MOST
    sys.exit(too_much)


def measure(folder: Path, *, lines: int) -> Iterator[tuple[str, Run]]:
    """Yield what each deed took."""
    home, key, previous = folder / "home", SigningKey.generate(), ""
    do("set up", folder, home=home)
    for turn, name in enumerate(("import", "import over an earlier one")):
        say(f"{name}: {lines:,} lines")
        file = folder / f"month-{turn}.db"
        content = Content(lines=lines, salt=turn)
        made = month.write_month(file, content, key=key, export_number=turn + 1, previous=previous)
        previous = made.content_digest
        yield name, do("import", file, home=home)
        file.unlink()
    do("take over", folder, home=home)
    yield "export", do("export", folder / "out", home=home)


if __name__ == "__main__":
    main()
