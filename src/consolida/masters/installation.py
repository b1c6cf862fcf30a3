"""This installation: made once, made another one when it is restored from a backup."""

from datetime import datetime

from consolida.audit.record import acting, record
from consolida.core.actor import Actor
from consolida.core.errors import ConsolidaError
from consolida.core.language import noop
from consolida.core.moment import stamp
from consolida.core.uids import new_uid
from consolida.masters.models import Installation

PROGRAM = Actor("consolida", may_everything=True)


class NotInitialised(ConsolidaError):
    """The folder holds no installation yet."""

    message = noop("This folder holds no installation of Consolida yet.")
    remedy = noop("Run “consolida init”, or name another folder with CONSOLIDA_HOME.")


def installation() -> Installation:
    """Return this installation."""
    found = Installation.objects.order_by("pk").first()
    if found is None:
        raise NotInitialised
    return found


def make(at: datetime, by: Actor = PROGRAM) -> Installation:
    """Give this installation its uid, once; one that has it is returned as it is."""
    with acting():
        found = Installation.objects.order_by("pk").first()
        if found is not None:
            return found
        made = Installation.objects.create(uid=new_uid(at), made_at=stamp(at))
        record(by=by.name, at=at, act="installation-made", company="", subject=made.uid, details={})
    return made


def renew(at: datetime, by: Actor) -> Installation:
    """Give this installation another uid: a restored copy must not pass for the one it was copied from."""
    with acting():
        found = installation()
        former, found.uid, found.made_at = found.uid, new_uid(at), stamp(at)
        found.save()
        record(
            by=by.name,
            at=at,
            act="installation-renewed",
            company="",
            subject=found.uid,
            details={"former": former},
        )
    return found
