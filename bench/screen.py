"""The import screen against the command: the same file, from the first click to the proof, and one command.

    .venv/bin/python -m bench.screen --lines 100000 --rounds 3

Both import the same month into installations of their own, in turns, over the month before it. The
screen's time is from asking for the list to the page of the result, as a browser without script goes;
the command's is all of `consolida import`, the start of Python included, and, apart, without it.
"""

import argparse
import json
import os
import re
import secrets
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from statistics import median
from time import perf_counter, sleep
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener, urlopen

from bench import month
from bench.month import Content
from bench.run import do, say, write
from consolida.core.period import Period
from consolida.core.signing import SigningKey

PASSWORD = secrets.token_urlsafe(16)
PROGRAM = Path(sys.executable).with_name("consolida")
MOST = 1.2  # times the command's time


def main() -> None:
    """Measure and print the ratio; it is an error where it is too high."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path, help="write the result here, too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="consolida-bench-") as folder:
        screen, command, start = measure(Path(folder), lines=options.lines, rounds=options.rounds)
    write(f"{options.lines:,} lines, median of {options.rounds}")
    write(f"  screen                    {screen:8.3f} s")
    write(f"  command                   {command:8.3f} s   screen / command {screen / command:.2f}")
    write(f"  command without its start {command - start:8.3f} s   ratio {screen / (command - start):.2f}")
    if options.json:
        result = {"lines": options.lines, "rounds": options.rounds, "ratio": round(screen / command, 3)}
        seconds = {"screen": screen, "command": command, "start of a command": start}
        options.json.write_text(json.dumps(result | {"seconds": seconds}, indent=2) + "\n", encoding="utf-8")
    sys.exit(screen / command > MOST)


def measure(folder: Path, *, lines: int, rounds: int) -> tuple[float, float, float]:
    """Return the medians of the screen's seconds, the command's, and those of a command that does nothing."""
    mail = folder / "mail"
    mail.mkdir()
    homes = [folder / "screen", folder / "command"]
    for home in homes:
        do("set up", folder, home=home)
    run(homes[0], "user", "add", "carla", "--role", "accountant", "--password-stdin", said=PASSWORD)
    key, previous = SigningKey.generate(), ""
    screens, commands, starts = list[float](), list[float](), list[float]()
    with serving(homes[0], mail) as url:
        user = User(url)
        for turn in range(rounds + 1):
            say(f"round {turn} of {rounds}: {lines:,} lines")
            file = mail / f"month-{turn}.db"
            manifest = month.write_month(
                file,
                Content(lines=lines, salt=turn),
                key=key,
                export_number=turn + 1,
                previous=previous,
            )
            previous = manifest.content_digest
            if turn == 0:
                for home in homes:
                    do("import", file, home=home)
            else:
                screens.append(user.imports(mail, file.name))
                commands.append(run(homes[1], "import", "--json", str(file)))
                starts.append(run(homes[1], "history", "--json"))
            file.unlink()
    return median(screens), median(commands), median(starts)


def run(home: Path, *arguments: str, said: str = "") -> float:
    """Run a command; return its seconds."""
    start = perf_counter()
    subprocess.run(
        [str(PROGRAM), *arguments, "--home", str(home)],
        input=said.encode(),
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return perf_counter() - start


@contextmanager
def serving(home: Path, mail: Path) -> Iterator[str]:
    """Serve an installation inside a block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "CONSOLIDA_HOME": str(home), "CONSOLIDA_FOLDERS": str(mail)}
    command = [str(PROGRAM), "serve", "--port", str(port), "--no-browser"]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(100):
            try:
                urlopen(f"{url}/entrar/", timeout=5).close()  # noqa: S310 - the server just started
                break
            except URLError:
                sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait()


class User:
    """A browser without script, logged in."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._jar = CookieJar()
        self._opener = build_opener(HTTPCookieProcessor(self._jar))
        self._at = ""
        self._get("/entrar/")
        self._post("/entrar/", [("username", "carla"), ("password", PASSWORD)])
        period = Period(month.PERIOD)
        self._post("/elegir/", [("year", str(period.year)), ("month", str(period.month))])

    def imports(self, folder: Path, name: str) -> float:
        """Import a file from the list to the result; return the seconds."""
        start = perf_counter()
        self._get(f"/importar/?{urlencode({'carpeta': str(folder)})}")
        page = self._until_done(self._post("/importar/empezar/", [("carpeta", str(folder)), ("file", name)]))
        token = re.search(r'name="token" value="([^"]+)"', page)
        assert token is not None, page
        page = self._until_done(self._post(self._at, [("act", "confirm"), ("token", token[1])]))
        assert "/historial/importaciones/" in self._at, page
        return perf_counter() - start

    def _until_done(self, page: str) -> str:
        while 'aria-busy="true"' in page:
            page = self._get(self._at)
        return page

    def _get(self, path: str) -> str:
        return self._open(path, None)

    def _post(self, path: str, fields: Sequence[tuple[str, str]]) -> str:
        token = next(cookie.value or "" for cookie in self._jar if cookie.name == "csrftoken")
        return self._open(path, urlencode([("csrfmiddlewaretoken", token), *fields]).encode())

    def _open(self, path: str, body: bytes | None) -> str:
        with self._opener.open(self._url + path, body, timeout=120) as answer:
            self._at = str(answer.geturl()).removeprefix(self._url)
            return str(answer.read().decode())


if __name__ == "__main__":
    main()
