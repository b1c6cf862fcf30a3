"""Filling an installation: the months of four sites, brought by imports, and one month typed here."""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from bench import month
from bench.month import Content
from consolida.access.actor import operator
from consolida.access.models import Role
from consolida.access.users import add_user
from consolida.core.home import Home
from consolida.core.period import Period
from consolida.core.signing import SigningKey
from consolida.ledger import record
from consolida.ledger.draft import Draft, DraftLine
from consolida.ledger.models import Import
from consolida.ledger.replacement.preview import Request, previewing
from consolida.ledger.replacement.swap import swap
from consolida.masters import companies, installation
from consolida.masters.models import Company
from consolida.transfer.export import export

HERE = "0000"
OTHERS = ("0002", "0003", "0004", "0005")
USER = "carla"
BY = operator("bench")


def set_up_head_office(_path: Path) -> Mapping[str, float]:
    """Make head office's installation: all sites, the chart of accounts, somebody who logs in."""
    at = datetime.now(UTC)
    Home(settings.CONSOLIDA_HOME).make()
    call_command("migrate", verbosity=0)
    installation.make(at, BY)
    company = companies.add_company(ruc=month.RUC, name=month.COMPANY, chart="pcge", by=BY, at=at)
    for code, name in month.SITES.items():
        companies.add_site(company, code=code, name=name, here=code == HERE, by=BY, at=at)
    add_user(username=USER, password=None, role=Role.Name.ACCOUNTANT, company=company, by=BY, at=at)
    return {}


@dataclass
class Sender:
    """A site that sends its months, each the successor of the one before."""

    site: str
    folder: Path
    key: SigningKey = field(default_factory=SigningKey.generate)
    number: int = 0
    previous: str = ""

    def sends(self, period: str, *, lines: int) -> Path:
        """Write a month's file."""
        self.number += 1
        file = self.folder / f"{self.site}-{period}.db"
        content = Content(lines=lines, site=self.site, period=period)
        made = month.write_month(
            file, content, key=self.key, export_number=self.number, previous=self.previous
        )
        self.previous = made.content_digest
        return file


def fill(folder: Path, lines: str, months: str) -> Mapping[str, float]:
    """Import so many lines in equal months; then load, export and change a month of the site here."""
    company = companies.the_company(None)
    each = int(lines) // (len(OTHERS) * int(months))
    senders = [Sender(site, folder) for site in OTHERS]
    for period in _periods(int(months)):
        sys.stderr.write(f"bench: filling {period}, {each * len(OTHERS):,} lines\n")
        for sender in senders:
            _bring(company, sender.site, sender.sends(period, lines=each), act=Import.Act.IMPORT)
    here = Sender(HERE, folder)
    _bring(company, HERE, here.sends(month.PERIOD, lines=each), act=Import.Act.LOAD)
    _export_and_go_on(company)
    return {}


def _periods(months: int) -> Iterator[Period]:
    """Yield the months, of which the last is the one that is measured."""
    periods = [Period(month.PERIOD)]
    while len(periods) < months:
        periods.append(periods[-1].previous())
    yield from reversed(periods)


def _bring(company: Company, site: str, file: Path, *, act: str) -> None:
    """Bring one month through the one door."""
    at, home = datetime.now(UTC), Home(settings.CONSOLIDA_HOME)
    request = Request(company=company, act=act, add_masters=True, decisions={f"key:{site}": "accept"})
    with previewing(request, [file], home=home, by=BY, at=at) as preview:
        swap(preview, by=BY, at=at)
    file.unlink()


def _export_and_go_on(company: Company) -> None:
    """Export the month of the site here, and type a voucher after that."""
    site, at = companies.site_here(company, HERE), datetime.now(UTC)
    home = Home(settings.CONSOLIDA_HOME)
    export(company, site=site, period=month.PERIOD, definitive=False, to=None, home=home, by=BY, at=at)
    lines = [DraftLine(account="70121", credit=100), DraftLine(account="40111", debit=100)]
    draft = Draft(operation_type="40", date=f"{month.PERIOD}-15", description="Ajuste", lines=lines)
    record.record(company, draft, site=site, by=BY, at=at)
