"""Opening the installation: the ledger's framework, the folder, who acts and when."""

import getpass
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

import django

from consolida.cli.failures import show_findings
from consolida.cli.output import Output
from consolida.cli.session import Session
from consolida.core.actor import Actor
from consolida.core.home import Home

if TYPE_CHECKING:
    from consolida.masters.models import Company, Site


def prepare(settings: str) -> None:
    """Start the ledger's framework, once, on the folder that the environment names."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings)
    django.setup()


@dataclass(frozen=True)
class Ledger:
    """The open installation, and the run that opened it."""

    home: Home
    by: Actor
    at: datetime
    output: Output
    asked: str | None

    @cached_property
    def company(self) -> "Company":
        """The company that was named, or the only one there is."""
        from consolida.masters.companies import the_company  # noqa: PLC0415 - after django.setup()

        return the_company(self.asked)

    def site(self, code: str | None) -> "Site":
        """Return the site that was named, or the only one whose vouchers are typed here."""
        from consolida.masters.companies import site_here, the_site  # noqa: PLC0415 - after django.setup()

        return site_here(self.company, None) if code is None else the_site(self.company, code)


def starting(session: Session) -> Ledger:
    """Open the installation's folder whether or not there is an installation in it."""
    from django.db import connections  # noqa: PLC0415 - after django.setup()

    home = session.home
    database = connections["default"]
    if database.vendor == "sqlite" and database.settings_dict["NAME"] != str(home.database):
        database.close()  # a process that opens a second installation
        database.settings_dict["NAME"] = str(home.database)
    return Ledger(
        home, Actor(_who(), may_everything=True), datetime.now(UTC), session.output, session.company
    )


def opened(session: Session) -> Ledger:
    """Open the installation that must be there."""
    from consolida.masters import schema  # noqa: PLC0415 - after django.setup()
    from consolida.masters.installation import installation  # noqa: PLC0415 - the same
    from consolida.transfer.placing import finish_restore  # noqa: PLC0415 - the same

    ledger = starting(session)
    schema.require(ledger.home)
    finish_restore(ledger.home)
    installation()
    return ledger


def opened_to_write(session: Session) -> Ledger:
    """Open the installation, finish or sweep up what runs that were interrupted left, and say so."""
    from consolida.transfer.interrupted import recover  # noqa: PLC0415 - after django.setup()

    ledger = opened(session)
    ledger.home.make()
    show_findings(recover(ledger.home), ledger.output.say)
    return ledger


def _who() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "consolida"
