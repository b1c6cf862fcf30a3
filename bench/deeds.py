"""What is measured on an installation: importing, exporting, and what must be there before."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from django.conf import settings
from django.core.management import call_command

from bench import month
from bench.stopwatch import watching
from consolida.access.actor import operator
from consolida.core.home import Home
from consolida.ledger.models import Import
from consolida.ledger.replacement.preview import Request, previewing
from consolida.ledger.replacement.swap import swap
from consolida.masters import companies, installation
from consolida.transfer.export import export

IMPORT_STEPS = {
    "private copy": ("consolida.core.portable.quarantine:Quarantine.take",),
    "masters for the rules": ("consolida.ledger.replacement.incoming:receiver_masters",),
    "verify": ("consolida.ledger.replacement.incoming:verify",),
    "before-image": ("consolida.ledger.replacement.preview:extract_batches",),
    "difference": ("consolida.core.difference:between",),
    "uids elsewhere": (
        "consolida.ledger.bulk.sqlite:SqliteFeed.elsewhere",
        "consolida.ledger.bulk.postgres:PostgresFeed.elsewhere",
    ),
    "keep the files": ("consolida.ledger.archive:keep",),
    "remove": ("consolida.ledger.totals:remove",),
    "insert": (
        "consolida.ledger.bulk.sqlite:SqliteFeed.insert",
        "consolida.ledger.bulk.postgres:PostgresFeed.insert",
    ),
    "balances": ("consolida.ledger.totals:keep_balances",),
    "prove": ("consolida.ledger.replacement.swap:_prove",),
    "parties": ("consolida.ledger.replacement.swap:receive_parties",),
}
EXPORT_STEPS = {
    "copy out": ("consolida.ledger.bulk.sqlite:SqliteEngine.extract",),
    "seal": ("consolida.core.portable.write:seal",),
    "flush and fetch": (
        "consolida.transfer.export:settle_to_read_back",
        "consolida.transfer.export:fetch",
    ),
    "verify": ("consolida.transfer.export:verify",),
    "carry": ("consolida.transfer.export:carry", "consolida.transfer.transports.folder:publish"),
    "keep the file": ("consolida.ledger.archive:keep",),
}
BY = operator("bench")


def set_up(_path: Path, *, here: bool = False) -> Mapping[str, float]:
    """Make an installation: company, site, chart of accounts."""
    at = datetime.now(UTC)
    Home(settings.CONSOLIDA_HOME).make()
    call_command("migrate", verbosity=0)
    installation.make(at, BY)
    company = companies.add_company(ruc=month.RUC, name=month.COMPANY, chart="pcge", by=BY, at=at)
    companies.add_site(company, code=month.SITE, name="Arequipa", here=here, by=BY, at=at)
    return {}


def set_up_here(path: Path) -> Mapping[str, float]:
    """Make the branch's installation."""
    return set_up(path, here=True)


def import_file(file: Path) -> Mapping[str, float]:
    """Replace the month by a file's; the key of its first file is accepted."""
    return _through_the_door(file, act=Import.Act.IMPORT)


def preview_file(file: Path) -> Mapping[str, float]:
    """Foresee what a file would change; `beyond` is what that takes beside taking and verifying it."""
    at, home = datetime.now(UTC), Home(settings.CONSOLIDA_HOME)
    request = Request(company=companies.the_company(None), act=Import.Act.IMPORT, add_masters=True)
    with watching(IMPORT_STEPS) as seconds:
        start = perf_counter()
        with previewing(request, [file], home=home, by=BY, at=at) as preview:
            total = perf_counter() - start
            assert preview.difference.changed
    proving = sum(seconds[step] for step in ("private copy", "masters for the rules", "verify"))
    return {**seconds, "= beyond verification": total - proving, "total": total}


def load(file: Path) -> Mapping[str, float]:
    """Take a file's vouchers in as the site's own."""
    return _through_the_door(file, act=Import.Act.LOAD)


def _through_the_door(file: Path, *, act: str) -> Mapping[str, float]:
    at, home = datetime.now(UTC), Home(settings.CONSOLIDA_HOME)
    request = Request(
        company=companies.the_company(None),
        act=act,
        add_masters=True,
        decisions={f"key:{month.SITE}": "accept"},
    )
    with watching(IMPORT_STEPS) as seconds:
        start = perf_counter()
        with previewing(request, [file], home=home, by=BY, at=at) as preview:
            foreseen = perf_counter()
            swap(preview, by=BY, at=at)
        end = perf_counter()
    return {**seconds, "= preview": foreseen - start, "= swap": end - foreseen, "total": end - start}


def take_over(_folder: Path) -> Mapping[str, float]:
    """Make the site's vouchers those of this installation, which may export them then."""
    companies.the_company(None).sites.filter(code=month.SITE).update(here=True)
    return {}


def export_month(folder: Path) -> Mapping[str, float]:
    """Export the month."""
    company = companies.the_company(None)
    folder.mkdir()
    with watching(EXPORT_STEPS) as seconds:
        start = perf_counter()
        export(
            company,
            site=companies.site_here(company, None),
            period=month.PERIOD,
            definitive=False,
            to=folder,
            as_zip=False,
            home=Home(settings.CONSOLIDA_HOME),
            by=BY,
            at=datetime.now(UTC),
        )
        end = perf_counter()
    return {**seconds, "total": end - start}


DEEDS: Mapping[str, Callable[..., Mapping[str, float]]] = {
    "set up": set_up,
    "set up here": set_up_here,
    "import": import_file,
    "load": load,
    "preview": preview_file,
    "take over": take_over,
    "export": export_month,
}
