"""A ledger of many lines against one of few: importing, the trial balance, every main page.

    make bench LEDGER=10000000
    .venv/bin/python -m bench.ledger --lines 200000 --month 10000 --rounds 1 --json result.json

Two installations of the same sites, months and T/O are filled through the one door, one with a thousandth
of the other's lines, so that they differ in nothing but size. Then they take turns: the same month is
imported into the large one and into an empty one; the month's trial balance and each page are asked of the
large one and of the small one. Server time, without a network; every deed in a process of its own.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from bench import month
from bench.month import Content
from bench.run import Run, databases, do, say, write
from consolida.core.signing import SigningKey

THOUSANDTH = 1000
MONTHS = 25
TIMES = 5  # a page is asked for in one turn, after once for warming up
IMPORT, BALANCE = "import of a month", "trial balance of a month"
READING = ", all read: "  # in the name of a page that looks for what is seldom found
MOST = {IMPORT: 1.3}
MOST_OF_OTHERS = 1.5


@dataclass(frozen=True, slots=True)
class Compared:
    """What a deed takes in a large ledger and in a small one, in seconds."""

    deed: str
    large: float
    small: float

    @property
    def ratio(self) -> float:
        """How many times as long it takes in the large one."""
        return self.large / self.small

    @property
    def most(self) -> float | None:
        """How many times as long it may take; None where it reads all rows of a kind, which are more."""
        return None if READING in self.deed else MOST.get(self.deed, MOST_OF_OTHERS)

    @property
    def is_too_long(self) -> bool:
        """Whether it takes longer than it may."""
        return self.most is not None and self.ratio > self.most


def main() -> None:
    """Measure, print the table, write the JSON; it is an error where something takes too long."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--lines", type=int, default=10_000_000, help="in the large ledger")
    parser.add_argument("--month", type=int, default=100_000, help="lines of the month that is imported")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--json", type=Path, help="write the result here, too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="consolida-bench-") as folder, ExitStack() as stack:
        on_a_server = options.engine == "postgresql"
        urls = [stack.enter_context(databases()).ledger for _ in Homes.names] if on_a_server else []
        homes = Homes(Path(folder), urls)
        homes.fill(options.lines)
        found = compare(homes, lines=options.month, rounds=options.rounds)
    show(found, options.lines, options.engine)
    if options.json:
        result = {
            "lines": options.lines,
            "month": options.month,
            "rounds": options.rounds,
            "engine": options.engine,
            "compared": [asdict(one) | {"ratio": round(one.ratio, 3)} for one in found],
        }
        options.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    sys.exit(any(one.is_too_long for one in found))


class Homes:
    """Three installations in a folder: of many lines, of few, of none."""

    names = ("large", "small", "empty")

    def __init__(self, folder: Path, urls: Sequence[str] = ()) -> None:
        self.folder = folder
        self._urls = dict(zip(self.names, urls, strict=False))

    def fill(self, lines: int, *, months: int = MONTHS) -> None:
        """Make them all, and fill the first two."""
        for name in self.names:
            self.do(name, "set up head office", self.folder)
        self.do("small", "fill", self.folder, str(lines // THOUSANDTH), str(months))
        self.do("large", "fill", self.folder, str(lines), str(months))

    def do(self, name: str, deed: str, path: Path, *more: str) -> Run:
        """Do a deed in one of them."""
        return do(deed, path, *more, home=self.folder / name, database=self._urls.get(name, ""))


def compare(homes: Homes, *, lines: int, rounds: int, times: int = TIMES) -> list[Compared]:
    """Let the installations take turns; return the medians. The first turn only warms up."""
    imports, looks = list[dict[str, float]](), list[dict[str, Mapping[str, float]]]()
    for turn, file in enumerate(_months(homes.folder, lines=lines, rounds=rounds)):
        say(f"round {turn} of {rounds}: looking, importing {lines:,} lines")
        seen = {name: homes.do(name, "look", homes.folder, str(times)).seconds for name in ("large", "small")}
        took = {name: homes.do(name, "import", file).seconds["total"] for name in ("large", "empty")}
        if turn:
            looks.append(seen)
            imports.append(took)
    return [
        Compared(IMPORT, *(median(took[name] for took in imports) for name in ("large", "empty"))),
        *(
            Compared(deed, *(median(seen[name][deed] for seen in looks) for name in ("large", "small")))
            for deed in looks[0]["large"]
        ),
    ]


def _months(folder: Path, *, lines: int, rounds: int) -> Iterator[Path]:
    """Make a month's file for every turn, each the successor of the one before."""
    key, previous = SigningKey.generate(), ""
    for turn in range(rounds + 1):
        file = folder / f"month-{turn}.db"
        content = Content(lines=lines, salt=turn)
        made = month.write_month(file, content, key=key, export_number=turn + 1, previous=previous)
        previous = made.content_digest
        yield file
        file.unlink()


def show(found: Sequence[Compared], lines: int, engine: str) -> None:
    """Print the table."""
    write(f"{lines:,} lines against {lines // THOUSANDTH:,} (an import: against none); {engine}")
    write(f"  {'':<48}{'large':>9}{'small':>9}{'ratio':>8}  limit")
    for one in found:
        limit = "" if one.most is None else f"{one.most:.1f}{' !' if one.is_too_long else ''}"
        seconds = "".join(f"{taken * 1000:>7.1f}ms" for taken in (one.large, one.small))
        write(f"  {one.deed:<48}{seconds}{one.ratio:>8.2f}    {limit}")


if __name__ == "__main__":
    main()
