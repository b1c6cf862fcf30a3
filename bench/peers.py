"""The same month for others: Django's loaddata, hledger and beancount, as multiples of the raw copy.

    .venv/bin/python -m bench.peers --lines 100000

Each takes the month in as its own documentation says and knows the balances after that: loaddata reads a
fixture of the ledger's own tables, hledger and beancount read a journal and sum it. hledger and bean-check
are looked for in PATH (Debian's package hledger; beancount of PyPI in an environment of its own).
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from time import perf_counter

import apsw

from bench import month, raw
from bench.month import Content
from bench.run import ROOT, do, say, write
from consolida.core.portable.connect import open_proven
from consolida.core.signing import SigningKey

TABLES = ("archivedfile", "batch", "voucher", "line", "balance")
MANAGE = (sys.executable, "-W", "ignore", "-m", "consolida.project.manage")


def main() -> None:
    """Measure each once and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--lines", type=int, default=100_000)
    lines = parser.parse_args().lines
    with tempfile.TemporaryDirectory(prefix="consolida-bench-") as folder:
        took = dict(measure(Path(folder), lines=lines))
    unit = took["raw import"]
    for name, seconds in took.items():
        write(f"  {name:<34}{seconds:>9.2f} s{seconds / unit:>9.1f} × R")


def measure(folder: Path, *, lines: int) -> Iterator[tuple[str, float]]:
    """Yield what takes how many seconds."""
    file, plain, home = folder / "month.db", folder / "plain.db", folder / "home"
    month.write_month(file, Content(lines=lines), key=SigningKey.generate())
    raw.make(plain)
    raw.replace(plain, file)
    yield "raw import", raw.replace(plain, file)
    do("set up", folder, home=home)
    yield "consolida import, verified", do("import", file, home=home).seconds["total"]
    say("loaddata")
    yield "Django loaddata", _loaddata(folder, home)
    for program, arguments, journal in (
        ("hledger", ("balance", "-f"), hledger_journal),
        ("bean-check", ("--no-cache",), beancount_journal),
    ):
        found = shutil.which(program)
        if found is None:
            say(f"{program} is not in PATH")
            continue
        say(program)
        text = folder / f"month.{program}"
        _write(text, file, journal)
        yield f"{program} {arguments[0]}", _seconds([found, *arguments, str(text)])


def _loaddata(folder: Path, full: Path) -> float:
    fixture, empty = folder / "month.json", folder / "empty"
    do("set up", folder, home=empty)
    _run([*MANAGE, "dumpdata", *(f"ledger.{table}" for table in TABLES), "-o", str(fixture)], home=full)
    return _seconds([*MANAGE, "loaddata", str(fixture)], home=empty)


def _seconds(command: list[str], *, home: Path | None = None) -> float:
    start = perf_counter()
    _run(command, home=home)
    return perf_counter() - start


def _run(command: list[str], *, home: Path | None = None) -> None:
    environment = {**os.environ, "CONSOLIDA_HOME": str(home or "")}
    subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=True)


Vouchers = Iterator[tuple[str, str, list[tuple[str, int]]]]


def _write(text: Path, file: Path, journal: Callable[[Vouchers], Iterator[str]]) -> None:
    with closing(open_proven(file)) as connection, text.open("w", encoding="utf-8") as out:
        out.writelines(journal(_vouchers(connection)))


def _vouchers(connection: apsw.Connection) -> Vouchers:
    """Yield date, description and lines of each voucher."""
    headers = connection.execute("SELECT uid, date, description FROM voucher ORDER BY date, uid").get
    for uid, date, description in headers:
        of_voucher = "SELECT account, debit - credit FROM line WHERE uid = ? ORDER BY line"
        lines = connection.execute(of_voucher, [uid])
        yield date, description, list(lines)


def hledger_journal(vouchers: Vouchers) -> Iterator[str]:
    """Write vouchers as hledger reads them."""
    for date, description, lines in vouchers:
        yield f"{date} {description}\n"
        yield from (f"    {account}  {_amount(cents)} PEN\n" for account, cents in lines)
        yield "\n"


def beancount_journal(vouchers: Vouchers) -> Iterator[str]:
    """Write vouchers as beancount reads them, their accounts opened first."""
    yield from (f"2000-01-01 open Assets:A{account} PEN\n" for account in month.ACCOUNTS)
    for date, description, lines in vouchers:
        yield f'{date} * "{description}"\n'
        yield from (f"  Assets:A{account}  {_amount(cents)} PEN\n" for account, cents in lines)
        yield "\n"


def _amount(cents: int) -> str:
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02}"


if __name__ == "__main__":
    main()
