"""From which installations and keys a site's files are accepted."""

from datetime import datetime

from consolida.audit.record import acting, record
from consolida.core.actor import Actor, Right
from consolida.core.moment import stamp
from consolida.core.signing import key_code
from consolida.masters.models import AcceptedSender, Site


def accepted(site: Site, installation: str, public_key: str) -> bool:
    """Tell whether a site's files are accepted from an installation that signs with a key."""
    return site.senders.filter(installation=installation, public_key=public_key).exists()


def known_key(site: Site, installation: str, public_key: str) -> bool:
    """Tell whether a key signed for a site before: of this installation, or of one that was restored."""
    return accepted(site, installation, public_key) or (
        not site.senders.filter(installation=installation).exists()
        and site.senders.filter(public_key=public_key).exists()
    )


def accept(site: Site, *, installation: str, public_key: str, by: Actor, at: datetime) -> AcceptedSender:
    """Accept a site's files from an installation and key from now on."""
    company = site.company.ruc
    by.require(Right.ACCEPT_SENDERS, company=company)
    with acting():
        sender, is_new = AcceptedSender.objects.get_or_create(
            site=site,
            installation=installation,
            public_key=public_key,
            defaults={"accepted_at": stamp(at)},
        )
        if is_new:
            record(
                by=by.name,
                at=at,
                act="sender-accepted",
                company=company,
                subject=f"{site.code} {installation}",
                details={"public_key": public_key, "code": key_code(public_key)},
            )
    return sender


def withdraw(sender: AcceptedSender, *, by: Actor, at: datetime) -> None:
    """Accept a site's files from an installation and key no longer; the next one asks again."""
    company = sender.site.company.ruc
    by.require(Right.ACCEPT_SENDERS, company=company)
    with acting():
        gone, _ = AcceptedSender.objects.filter(pk=sender.pk).delete()
        if gone:
            record(
                by=by.name,
                at=at,
                act="sender-withdrawn",
                company=company,
                subject=f"{sender.site.code} {sender.installation}",
                details={"public_key": sender.public_key, "code": key_code(sender.public_key)},
            )
