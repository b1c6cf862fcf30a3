"""doctor: proves that the installation agrees with itself."""

import click

from consolida.cli.command import Command
from consolida.cli.failures import Status, show_findings
from consolida.cli.opening import opened
from consolida.cli.session import Session
from consolida.core.findings import errors
from consolida.core.language import gettext, ngettext, noop
from consolida.ledger.doctor import examine
from consolida.transfer.interrupted import find


@click.command(
    "doctor",
    cls=Command,
    help=noop(
        "Examine the installation and say what is wrong with it.\n\n"
        "The database, the chain of the audit trail, every batch against its vouchers, the balances, the "
        "archive. It changes nothing; exit status 1 where something is wrong."
    ),
    examples=("consolida doctor", "consolida doctor --json"),
)
@click.pass_obj
def doctor_command(session: Session) -> int:
    """Run `consolida doctor`."""
    ledger = opened(session)
    output = session.output
    with output.progress(gettext("Examining …")):
        findings = [*examine(home=ledger.home, by=ledger.by, at=ledger.at), *find(ledger.home)]
    count = len(errors(findings))
    verdict = (
        ngettext("The doctor found {count} error.", "The doctor found {count} errors.", count).format(
            count=f"{count:,}"
        )
        if count
        else gettext("All is well.")
    )

    def show() -> None:
        show_findings(findings, output.write)
        output.write(verdict)

    answer = {"findings": [finding.as_json() for finding in findings]}
    output.answer({"error": verdict, **answer} if count else answer, show)
    return Status.REFUSED if count else Status.DONE
