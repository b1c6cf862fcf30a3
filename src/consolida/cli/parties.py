"""party: persons and entities that were changed at both ends."""

from typing import Any, Literal

import click

from consolida.cli.command import Argument, Group, Option
from consolida.cli.opening import opened, opened_to_write
from consolida.cli.output import count_column, moment_column, text_column
from consolida.cli.session import Session
from consolida.core.errors import ConsolidaError
from consolida.core.language import gettext, noop
from consolida.masters.models import PartyDispute
from consolida.masters.parties import queue, settle


class NoSuchDispute(ConsolidaError):
    """Nothing of that number waits."""

    message = noop("Nothing with number {number} waits to be settled.")
    remedy = noop("“consolida party queue” lists what does.")


@click.group(
    "party",
    cls=Group,
    help=noop("Settle parties that were changed at both ends."),
    examples=("consolida party queue", "consolida party settle 3 --take theirs"),
)
def party_command() -> None:
    """Hold the commands of `consolida party`."""


@party_command.command(
    "queue",
    help=noop(
        "List the persons and entities that were changed at both ends.\n\n"
        "Vouchers do not wait for them; a person decides which version stays."
    ),
    examples=("consolida party queue",),
)
@click.pass_obj
def party_queue(session: Session) -> None:
    """Run `consolida party queue`."""
    ledger = opened(session)
    found = [_json(dispute) for dispute in queue(ledger.company)]
    columns = (
        count_column(gettext("Number")),
        text_column(gettext("Identity")),
        text_column(gettext("Here"), limit=50),
        text_column(gettext("From the site"), limit=50),
        text_column(gettext("Site")),
        moment_column(gettext("Came")),
    )
    rows = [
        (row["id"], row["number"], _shown(row["ours"]), _shown(row["theirs"]), row["site"], row["came_at"])
        for row in found
    ]

    def show() -> None:
        if rows:
            session.output.table(columns, rows)
        else:
            session.output.write(gettext("Nothing waits."))

    session.output.answer({"queue": found}, show)


def _shown(version: dict[str, Any]) -> str:
    parts = (version["name"], version["address"], "" if version["active"] else gettext("inactive"))
    return ", ".join(part for part in parts if part)


@party_command.command(
    "settle",
    help=noop(
        "Decide which version of a person or entity stays.\n\n"
        "Both become its ancestors, so that no end asks again."
    ),
    examples=("consolida party settle 3 --take theirs", "consolida party settle 3 --take ours"),
)
@click.argument("number", cls=Argument, type=int, words=noop("The number in the queue."))
@click.option(
    "--take",
    cls=Option,
    type=click.Choice(("ours", "theirs")),
    required=True,
    help=noop("The version here (ours) or the one from the site (theirs)."),
)
@click.pass_obj
def party_settle(session: Session, *, number: int, take: Literal["ours", "theirs"]) -> None:
    """Run `consolida party settle`."""
    ledger = opened_to_write(session)
    dispute = (
        PartyDispute.objects.filter(pk=number, party__company=ledger.company).select_related("party").first()
    )
    if dispute is None:
        raise NoSuchDispute(number=number)
    party = settle(dispute, take=take, by=ledger.by, at=ledger.at)
    session.output.answer(
        {"type": party.type, "number": party.number, "name": party.name, "taken": take},
        lambda: session.output.write(
            gettext("{number} is now “{name}”.").format(number=party.number, name=party.name)
        ),
    )


def _json(dispute: PartyDispute) -> dict[str, Any]:
    party = dispute.party
    return {
        "id": dispute.pk,
        "type": party.type,
        "number": party.number,
        "ours": {"name": party.name, "address": party.address, "active": party.active},
        "theirs": {"name": dispute.name, "address": dispute.address, "active": dispute.active},
        "site": dispute.site,
        "came_at": dispute.came_at,
    }
