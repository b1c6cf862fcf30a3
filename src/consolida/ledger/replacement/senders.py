"""Whose file it is: unknown sites and keys, and two copies of one site's installation."""

from datetime import datetime

from consolida.core.actor import Actor, Right
from consolida.core.language import noop
from consolida.core.portable.manifest import Manifest
from consolida.core.signing import key_code
from consolida.ledger.models import ArchivedFile
from consolida.ledger.replacement.decisions import Answers
from consolida.ledger.replacement.parts import IncomingFile
from consolida.masters import senders
from consolida.masters.companies import add_site
from consolida.masters.installation import installation
from consolida.masters.models import AcceptedSender, Company, Site

ACCEPT = ("accept",)


def ask_about_sender(company: Company, file: IncomingFile, answers: Answers) -> None:
    """Ask once about a site, a key or an installation that was not seen before."""
    manifest = file.manifest
    if manifest.installation == installation().uid:
        return
    site = Site.objects.filter(company=company, code=manifest.site).first()
    if site is None:
        answers.ask(
            f"site:{manifest.site}",
            noop(
                "{file} comes from site {site} “{site_name}”, which this company does not have here. Add it?"
            ),
            values=("add",),
            file=file.name,
            site=manifest.site,
            site_name=manifest.site_name,
        )
    _ask_about_key(site, file, answers)
    if site is not None:
        _ask_about_copies(company, site, file, answers)


def _ask_about_key(site: Site | None, file: IncomingFile, answers: Answers) -> None:
    manifest = file.manifest
    if site is not None and senders.accepted(site, manifest.installation, manifest.public_key):
        return
    known = site is not None and AcceptedSender.objects.filter(site=site)
    text = noop(
        "{file} is the first from site {site} with this signature. Call the site: is its key code {code}?"
    )
    if known and known.filter(installation=manifest.installation).exists():
        text = noop(
            "{file} bears another signature than the files of site {site} before."
            " Call the site: is its key code {code}?"
        )
    answers.ask(
        f"key:{manifest.site}",
        text,
        values=ACCEPT,
        file=file.name,
        site=manifest.site,
        code=key_code(manifest.public_key),
    )


def _ask_about_copies(company: Company, site: Site, file: IncomingFile, answers: Answers) -> None:
    manifest = file.manifest
    others = AcceptedSender.objects.filter(site=site).exclude(installation=manifest.installation)
    mine = AcceptedSender.objects.filter(site=site, installation=manifest.installation)
    another_installation = others.exists() and not mine.exists()
    if another_installation or chain_is_broken(company, manifest):
        answers.ask(
            f"copies:{manifest.site}",
            noop(
                "There seem to be two copies of site {site}: {file} (n.º {number}) contradicts the files that"
                " came before. Two people may work on copies of one folder. Take this file all the same?"
            ),
            values=ACCEPT,
            site=manifest.site,
            file=file.name,
            number=manifest.export_number,
        )


def chain_is_broken(company: Company, manifest: Manifest) -> bool:
    """Tell whether a file contradicts the numbers and digests of its installation's files kept here."""
    kept = ArchivedFile.objects.filter(company=company, installation=manifest.installation).exclude(
        kind="before"
    )
    if kept.filter(file_uid=manifest.file_uid).exists():
        return False
    number = manifest.export_number
    same = kept.filter(export_number=number).exclude(content_digest=manifest.content_digest)
    former = kept.filter(export_number=number - 1).exclude(content_digest=manifest.previous)
    later = kept.filter(export_number=number + 1).exclude(previous=manifest.content_digest)
    return same.exists() or former.exists() or later.exists()


def accept_sender(company: Company, manifest: Manifest, *, by: Actor, at: datetime) -> None:
    """Note the site and the sender that the answers accepted."""
    if manifest.installation == installation().uid:
        return
    site = Site.objects.filter(company=company, code=manifest.site).first()
    if site is None:
        by.require(Right.MASTERS, company=company.ruc)
        site = add_site(company, code=manifest.site, name=manifest.site_name, here=False, by=by, at=at)
    if not senders.accepted(site, manifest.installation, manifest.public_key):
        by.require(Right.ACCEPT_SENDERS, company=company.ruc)
        senders.accept(site, installation=manifest.installation, public_key=manifest.public_key, by=by, at=at)
