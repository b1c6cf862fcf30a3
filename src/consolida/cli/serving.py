"""serve: the web application on the installation's folder."""

import threading
import webbrowser

import click
from django.core.wsgi import get_wsgi_application
from waitress import create_server

from consolida.cli.command import Command, Option
from consolida.cli.failures import show_findings
from consolida.cli.opening import starting
from consolida.cli.session import Session
from consolida.core.errors import ConsolidaError
from consolida.core.language import gettext, noop
from consolida.core.portable.quarantine import sweep
from consolida.masters import schema
from consolida.masters.installation import make
from consolida.transfer.interrupted import recover

BODY_BYTES = 8 << 30  # the largest transfer file; what is uploaded goes to disk


class AddressTaken(ConsolidaError):
    """Nothing can listen at the address."""

    message = noop("The application cannot listen at {host}:{port} ({problem}).")
    remedy = noop("Close the other program, or choose another port with --port.")


@click.command(
    "serve",
    cls=Command,
    help=noop(
        "Serve the web application.\n\n"
        "It opens the browser on the installation's folder; the first visit makes the first user and "
        "company. Stop it with Ctrl-C."
    ),
    examples=("consolida serve", "consolida serve --port 8080 --no-browser"),
)
@click.option(
    "--host", cls=Option, default="127.0.0.1", show_default=True, help=noop("Address to listen at.")
)
@click.option(
    "--port",
    cls=Option,
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    help=noop("Port to listen at."),
)
@click.option("--browser/--no-browser", cls=Option, default=True, help=noop("Open the browser."))
@click.pass_obj
def serve_command(session: Session, host: str, port: int, *, browser: bool) -> None:
    """Run `consolida serve`."""
    ledger = starting(session)
    if schema.is_there(ledger.home):
        schema.require(ledger.home)
    ledger.home.make()
    schema.bring_up_to_date(ledger.home)  # commands need no tables of sessions
    make(ledger.at)
    show_findings(recover(ledger.home), session.output.say)
    if ledger.home.uploads.exists():
        sweep(ledger.home.uploads)
    try:
        server = create_server(
            get_wsgi_application(),
            host=host,
            port=port,
            threads=8,
            max_request_body_size=BODY_BYTES,
            ident=None,
        )
    except OSError as problem:
        raise AddressTaken(host=host, port=port, problem=problem.strerror) from problem
    url = f"http://{host}:{port}/"
    session.output.say(gettext("Consolida is at {url} — stop it with Ctrl-C.").format(url=url))
    if browser:
        threading.Timer(0.5, webbrowser.open, [url]).start()
    try:
        server.run()
    finally:
        server.close()
