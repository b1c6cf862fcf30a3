"""Whose file it is: unknown sites and keys, and two copies of one site's installation."""

from collections.abc import Sequence
from datetime import datetime

from consolida.core.actor import Actor, Right
from consolida.core.home import Home
from consolida.core.language import noop
from consolida.core.portable.format import FileKind
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
_LINK = ("export_number", "content_digest", "previous")


def is_own(manifest: Manifest, home: Home) -> bool:
    """Tell whether this installation made a file: it says so, and signs with this installation's key."""
    return manifest.installation == installation().uid and manifest.public_key == home.signing_key().public


def ask_about_senders(
    company: Company, files: Sequence[IncomingFile], answers: Answers, *, home: Home
) -> None:
    """Ask once about sites, keys and installations that were not seen before."""
    foreign = [file for file in files if not is_own(file.manifest, home)]
    for file in foreign:
        site = Site.objects.filter(company=company, code=file.manifest.site).first()
        _ask_about_site(site, file, answers)
        _ask_about_key(site, file, answers)
        if _there_are_copies(company, site, file.manifest, [other.manifest for other in foreign]):
            _ask_about_copies(file, answers)


def ask_about_resting_sites(company: Company, files: Sequence[IncomingFile], answers: Answers) -> None:
    """Ask whether vouchers of a site that is no longer in use are taken all the same."""
    codes = {file.manifest.site for file in files}
    resting = {site.code: site for site in company.sites.filter(code__in=codes, active=False)}
    for file in files:
        site = resting.get(file.manifest.site)
        if site is not None:
            answers.ask(
                f"resting:{site.code}",
                noop(
                    "{file} is of site {site} “{site_name}”, which is no longer in use."
                    " Import it all the same?"
                ),
                values=ACCEPT,
                file=file.name,
                site=site.code,
                site_name=site.name,
            )


def _ask_about_site(site: Site | None, file: IncomingFile, answers: Answers) -> None:
    if site is None:
        answers.ask(
            f"site:{file.manifest.site}",
            noop(
                "{file} comes from site {site} “{site_name}”, which this company does not have here. Add it?"
            ),
            values=("add",),
            file=file.name,
            site=file.manifest.site,
            site_name=file.manifest.site_name,
        )


def _ask_about_key(site: Site | None, file: IncomingFile, answers: Answers) -> None:
    manifest = file.manifest
    if site is not None and senders.accepted(site, manifest.installation, manifest.public_key):
        return
    known = AcceptedSender.objects.filter(site=site, installation=manifest.installation)
    text = (
        noop(
            "{file} bears another signature than the files of site {site} before."
            " Call the site: is its key code {code}?"
        )
        if known.exists() or manifest.installation == installation().uid
        else noop(
            "{file} is the first from site {site} with this signature. Call the site: is its key code {code}?"
        )
    )
    answers.ask(
        f"key:{manifest.site}",
        text,
        values=ACCEPT,
        file=file.name,
        site=manifest.site,
        code=key_code(manifest.public_key),
    )


def _ask_about_copies(file: IncomingFile, answers: Answers) -> None:
    manifest = file.manifest
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


def _there_are_copies(
    company: Company, site: Site | None, manifest: Manifest, together: Sequence[Manifest]
) -> bool:
    """Tell whether a site's file comes from another installation than before, or contradicts its chain."""
    accepted = AcceptedSender.objects.filter(site=site)
    others = accepted.exclude(installation=manifest.installation)
    mine = accepted.filter(installation=manifest.installation)
    if others.exists() and not mine.exists():
        return True
    of_site = [other for other in together if other.site == manifest.site]
    if not mine.exists() and any(other.installation != manifest.installation for other in of_site):
        return True
    return chain_is_broken(company, manifest, together)


def chain_is_broken(company: Company, manifest: Manifest, together: Sequence[Manifest] = ()) -> bool:
    """Tell whether a file contradicts the numbers and digests of its installation's files.

    Those are the ones kept here and the ones that came together with it.
    """
    kept = ArchivedFile.objects.filter(company=company, installation=manifest.installation)
    kept = kept.exclude(kind=FileKind.BEFORE)
    if kept.filter(file_uid=manifest.file_uid).exists():
        return False
    number = manifest.export_number
    links = {
        *kept.filter(export_number__range=(number - 1, number + 1)).values_list(*_LINK),
        *(
            (other.export_number, other.content_digest, other.previous)
            for other in together
            if other.installation == manifest.installation and other.file_uid != manifest.file_uid
        ),
    }
    same = {digest for n, digest, _ in links if n == number}
    former = {digest for n, digest, _ in links if n == number - 1}
    later = {previous for n, _, previous in links if n == number + 1}
    return (
        bool(same - {manifest.content_digest})
        or (bool(former) and manifest.previous not in former)
        or (bool(later) and manifest.content_digest not in later)
    )


def require_to_accept(company: Company, manifest: Manifest, *, home: Home, by: Actor) -> None:
    """Refuse who may not note the site or the sender of a file that were not known before."""
    if is_own(manifest, home):
        return
    site = Site.objects.filter(company=company, code=manifest.site).first()
    if site is None:
        by.require(Right.MASTERS, company=company.ruc)
    if site is None or not senders.accepted(site, manifest.installation, manifest.public_key):
        by.require(Right.ACCEPT_SENDERS, company=company.ruc)


def accept_sender(company: Company, manifest: Manifest, *, home: Home, by: Actor, at: datetime) -> None:
    """Note the site and the sender that the answers accepted."""
    if is_own(manifest, home):
        return
    site = Site.objects.filter(company=company, code=manifest.site).first()
    if site is None:
        site = add_site(company, code=manifest.site, name=manifest.site_name, here=False, by=by, at=at)
    if not senders.accepted(site, manifest.installation, manifest.public_key):
        senders.accept(site, installation=manifest.installation, public_key=manifest.public_key, by=by, at=at)
