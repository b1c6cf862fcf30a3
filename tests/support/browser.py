"""A real server on a real installation, and a real Chromium that looks at it."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from urllib.error import URLError
from urllib.request import urlopen

from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth import get_user_model
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from playwright.sync_api import Browser, Page, Playwright

from consolida.access.models import Role
from consolida.access.users import add_user
from consolida.core.home import Home
from consolida.masters.models import Company
from support import installations
from support.companies import ALICE, NOW

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "clave-larga-de-prueba-9"
SCREENSHOTS = Path(
    os.environ.get("CONSOLIDA_SCREENSHOTS", Path(__file__).parents[2] / "build" / "screenshots")
)


@dataclass(frozen=True)
class Served:
    """An installation with its server running."""

    home: Home
    url: str


def free_port() -> int:
    """Return a port that nothing listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(home: Home, **settings: str) -> Iterator[Served]:
    """Run the real server, `consolida serve`, on an installation's folder inside a block."""
    port = free_port()
    environment = {**os.environ, "CONSOLIDA_HOME": str(home.path), **settings}
    if installations.ON_POSTGRES:
        environment["DATABASE_URL"] = installations.url_of(home)
    command = [str(Path(sys.executable).with_name("consolida")), "serve", "--port", str(port), "--no-browser"]
    log = home.path / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{url}/entrar/", process, log)
        yield Served(home, url)
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def serving_here(home: Home) -> Iterator[Served]:
    """Serve the installation that is open from a thread of this process: what tests began goes on there."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), _Quiet)
    server.set_app(get_wsgi_application())
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Served(home, f"http://127.0.0.1:{server.server_port}")
    finally:
        server.shutdown()
        server.server_close()
        thread.join(20)


class _Quiet(WSGIRequestHandler):
    """Tells nobody what was asked for."""

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(1200):  # many may be started at once
        assert process.poll() is None, log.read_text()
        try:
            urlopen(url, timeout=5).close()  # the server's own address
        except URLError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(log.read_text())


def add_accountant(company: Company, name: str = "carla", role: str = Role.Name.ACCOUNTANT) -> None:
    """Add a user who can log in; the installation is open."""
    if not get_user_model().objects.filter(username=name).exists():
        add_user(username=name, password=PASSWORD, role=role, company=company, by=ALICE, at=NOW)


def launch(playwright: Playwright) -> Browser:
    """Start Debian's Chromium."""
    return playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)


def log_in(page: Page, served: Served, name: str = "carla") -> None:
    """Log in as a user."""
    page.goto(f"{served.url}/entrar/")
    page.fill("[name=username]", name)
    page.fill("[name=password]", PASSWORD)
    page.click("main [type=submit]")
    page.wait_for_url(f"{served.url}/")


def requests_elsewhere(page: Page, served: Served) -> list[str]:
    """Return a list that fills with the addresses of other hosts that the page asks for."""
    found: list[str] = []
    page.on(
        "request", lambda request: None if request.url.startswith(served.url) else found.append(request.url)
    )
    return found


def violations(page: Page, *rules: str) -> list[str]:
    """Return what axe finds wrong with the page, one line each; by some of its rules or all."""
    options = {"resultTypes": ["violations"], "iframes": False, "preload": False}
    report = Axe().run(page, options=options | ({"runOnly": list(rules)} if rules else {}))
    return [
        f"{one['id']}: {one['help']} — {[node['target'] for node in one['nodes']][:3]}"
        for one in report.response["violations"]
    ]


def too_wide(page: Page) -> int:
    """Return by how many pixels the page has to be scrolled sideways."""
    return int(page.evaluate("Math.max(0, document.documentElement.scrollWidth - window.innerWidth)"))


def picture(page: Page, name: str) -> Path:
    """Take a screenshot for people to look at."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    file = SCREENSHOTS / f"{name}.png"
    page.screenshot(path=file, full_page=True)
    return file
