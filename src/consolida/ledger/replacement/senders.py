"""Whose file it is: unknown sites and keys, and two copies of one site's installation."""

from collections.abc import Sequence
from datetime import datetime

from consolida.core.actor import Actor, Right
from consolida.core.home import Home
from consolida.core.language import noop
from consolida.core.portable.manifest import Manifest
from consolida.core.signing import key_code
from consolida.ledger.models import ArchivedFile
from consolida.ledger.replacement.chain import another_copy_is_in_force, chain_is_broken
from consolida.ledger.replacement.decisions import Answers
from consolida.ledger.replacement.parts import IncomingFile
from consolida.masters import senders
from consolida.masters.companies import add_site
from consolida.masters.installation import installation
from consolida.masters.models import AcceptedSender, Company, Site

ACCEPT = ("accept",)


def is_own(manifest: Manifest, home: Home) -> bool:
    """Tell whether this installation made a file: it says so, and signs with this installation's key."""
    return manifest.installation == installation().uid and manifest.public_key == home.signing_key().public


def was_made_here(company: Company, manifest: Manifest, home: Home) -> bool:
    """Tell whether this folder made a file: a copy of it has the same uid and key and makes others."""
    return (
        is_own(manifest, home)
        and ArchivedFile.objects.filter(company=company, file_uid=manifest.file_uid).exists()
    )


def ask_about_senders(
    company: Company, files: Sequence[IncomingFile], answers: Answers, *, home: Home
) -> None:
    """Ask once about sites, keys and installations that were not seen before."""
    foreign = [file for file in files if not was_made_here(company, file.manifest, home)]
    for file in foreign:
        site = Site.objects.filter(company=company, code=file.manifest.site).first()
        own = is_own(file.manifest, home)
        _ask_about_site(site, file, answers)
        if not own:
            _ask_about_key(site, file, answers)
        if there_are_copies(company, file.manifest, home, [other.manifest for other in foreign]):
            _ask_about_copies(site, file, answers, own=own)


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
    """Ask for the code of a key; of a restored backup, whose key signed before, it is known."""
    manifest = file.manifest
    as_this_one = manifest.installation == installation().uid
    if site is not None and senders.known_key(site, manifest.installation, manifest.public_key):
        return
    known = AcceptedSender.objects.filter(site=site, installation=manifest.installation)
    text = (
        noop(
            "{file} bears another signature than the files of site {site} before."
            " Call the site: is its key code {code}?"
        )
        if known.exists() or as_this_one
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


_COPY_OF_THIS = noop(
    "There seem to be two copies of this installation: {file} (n.º {number}, site {site}) bears its"
    " signature and was not made here. Two people may work on copies of one folder. Take this file"
    " all the same?"
)
_ANOTHER_INSTALLATION = noop(
    "There seem to be two copies of site {site}: {file} (n.º {number}) comes from another installation than"
    " its other files, such as a new computer or a restored backup. If the former one goes on too, two people"
    " work on copies. Take this file all the same?"
)
_CONTRADICTS = noop(
    "There seem to be two copies of site {site}: {file} (n.º {number}) contradicts the files that"
    " came before. Two people may work on copies of one folder. Take this file all the same?"
)


def _ask_about_copies(site: Site | None, file: IncomingFile, answers: Answers, *, own: bool) -> None:
    manifest = file.manifest
    known = AcceptedSender.objects.filter(site=site, installation=manifest.installation).exists()
    answers.ask(
        f"copies:{manifest.site}",
        _COPY_OF_THIS if own else _CONTRADICTS if known else _ANOTHER_INSTALLATION,
        values=ACCEPT,
        site=manifest.site,
        file=file.name,
        number=manifest.export_number,
    )


def there_are_copies(
    company: Company, manifest: Manifest, home: Home, together: Sequence[Manifest] = ()
) -> bool:
    """Tell whether a file that was not made here shows that its site's installation exists twice.

    It comes from another installation than before, from a copy of this one, or contradicts its chain;
    `together` are the files that come with it. A person decides once about each installation, and again
    where the copy that was not taken comes back.
    """
    accepted = AcceptedSender.objects.filter(site__company=company, site__code=manifest.site)
    if not accepted.filter(installation=manifest.installation).exists():
        of_site = [other for other in together if other.site == manifest.site]
        if (
            is_own(manifest, home)
            or accepted.exists()
            or any(other.installation != manifest.installation for other in of_site)
        ):
            return True
    return chain_is_broken(company, manifest, together) or another_copy_is_in_force(company, manifest)


def require_to_accept(company: Company, manifest: Manifest, *, home: Home, by: Actor) -> None:
    """Refuse who may not note the site or the sender of a file that were not known before."""
    if was_made_here(company, manifest, home):
        return
    site = Site.objects.filter(company=company, code=manifest.site).first()
    if site is None:
        by.require(Right.MASTERS, company=company.ruc)
    if site is None or not senders.accepted(site, manifest.installation, manifest.public_key):
        by.require(Right.ACCEPT_SENDERS, company=company.ruc)


def accept_sender(company: Company, manifest: Manifest, *, home: Home, by: Actor, at: datetime) -> None:
    """Note the site and the sender that the answers accepted."""
    if was_made_here(company, manifest, home):
        return
    site = Site.objects.filter(company=company, code=manifest.site).first()
    if site is None:
        site = add_site(company, code=manifest.site, name=manifest.site_name, here=False, by=by, at=at)
    if not senders.accepted(site, manifest.installation, manifest.public_key):
        senders.accept(site, installation=manifest.installation, public_key=manifest.public_key, by=by, at=at)
