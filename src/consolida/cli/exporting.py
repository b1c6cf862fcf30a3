"""export: a month's vouchers to a transfer file."""

from pathlib import Path

import click

from consolida.cli.command import Command, Option
from consolida.cli.failures import WrongUsage, show_findings
from consolida.cli.opening import opened_to_write
from consolida.cli.options import month_option, site_option, type_option
from consolida.cli.output import Output
from consolida.cli.session import Session
from consolida.core.language import gettext, noop
from consolida.core.moment import shown_moment
from consolida.core.money import format_amount
from consolida.core.period import Period
from consolida.core.signing import key_code
from consolida.transfer.export import Exported, export
from consolida.transfer.send_masters import send_masters
from consolida.transfer.since import Former, exported_before


@click.command(
    "export",
    cls=Command,
    help=noop(
        "Write a month's vouchers to a transfer file.\n\n"
        "All of the month, or one operation type. A definitive export closes what it covers; a month without "
        "vouchers exports too and says so to head office. Nothing is ever overwritten."
    ),
    examples=(
        "consolida export --month 2026-11 --to /media/usb",
        "consolida export --month 2026-11 --type 05 --to /media/usb --definitive",
        "consolida export --month 2026-11 --to correo --zip",
        "consolida export --masters --to /media/usb",
    ),
)
@month_option(required=False)
@type_option()
@site_option()
@click.option(
    "--definitive",
    cls=Option,
    is_flag=True,
    help=noop("Close what is exported; without it the export is preliminary."),
)
@click.option(
    "--to",
    cls=Option,
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    help=noop("The folder to write to, a USB stick for example."),
)
@click.option("--zip", "as_zip", cls=Option, is_flag=True, help=noop("Pack the file in a zip for e-mail."))
@click.option(
    "--masters", cls=Option, is_flag=True, help=noop("Send all masters to the sites instead of vouchers.")
)
@click.pass_obj
def export_command(
    session: Session,
    *,
    period: Period | None,
    operation_type: str,
    site: str | None,
    definitive: bool,
    to: Path,
    as_zip: bool,
    masters: bool,
) -> None:
    """Run `consolida export`."""
    _require_scope(period, masters=masters, more=definitive or as_zip or bool(operation_type))
    ledger = opened_to_write(session)
    with session.output.progress(gettext("Exporting …")):
        if period is None:
            exported = send_masters(
                ledger.company, site=ledger.site(site), to=to, home=ledger.home, by=ledger.by, at=ledger.at
            )
        else:
            place = ledger.site(site)
            for former in exported_before(
                ledger.company, period=period, sites=[place.code], home=ledger.home
            ):
                if former.export.file.operation_type in {"", operation_type} or not operation_type:
                    ledger.output.say(_before(former))
            exported = export(
                ledger.company,
                site=place,
                period=period,
                operation_type=operation_type,
                definitive=definitive,
                to=to,
                as_zip=as_zip,
                home=ledger.home,
                by=ledger.by,
                at=ledger.at,
            )
    session.output.answer(_json(exported), lambda: _show(session.output, exported))


def _require_scope(period: Period | None, *, masters: bool, more: bool) -> None:
    if not masters and period is None:
        raise WrongUsage(gettext("--month is missing."))
    if masters and (more or period is not None):
        raise WrongUsage(gettext("--masters goes with --to and --site only: masters belong to no month."))


def _before(former: Former) -> str:
    made = former.export
    operation_type = made.file.operation_type
    return gettext("Exported before: {scope}, n.º {number}, {name}, on {at}. {changed}").format(
        scope=gettext("T/O {type}").format(type=operation_type)
        if operation_type
        else gettext("the whole month"),
        number=made.number,
        name=made.file.name,
        at=shown_moment(made.at),
        changed=former.sentence(),
    )


def _json(exported: Exported) -> dict[str, object]:
    manifest = exported.manifest
    return {
        "file": str(exported.file),
        "digest": manifest.content_digest,
        "verification_code": manifest.verification_code,
        "key_code": key_code(manifest.public_key),
        **exported.held.as_json(),
        "site": manifest.site,
        "period": manifest.period,
        "operation_type": manifest.operation_type,
        "export_number": manifest.export_number,
        "preliminary": not manifest.definitive,
        "findings": [finding.as_json() for finding in exported.findings],
    }


def _show(output: Output, exported: Exported) -> None:
    manifest, held = exported.manifest, exported.held
    show_findings(exported.findings, output.say)
    of_vouchers = (
        (gettext("State"), gettext("definitive") if manifest.definitive else gettext("preliminary")),
        (gettext("Vouchers"), f"{held.vouchers:,}" if held.vouchers else gettext("none: no movement")),
        (gettext("Lines"), f"{held.lines:,}"),
        (gettext("Debit"), format_amount(held.debit)),
        (gettext("Credit"), format_amount(held.credit)),
    )
    output.facts(
        (
            (gettext("File"), str(exported.file)),
            (gettext("Export number"), str(manifest.export_number)),
            *(of_vouchers if manifest.period else ()),
            (gettext("Verification code"), manifest.verification_code),
            (gettext("Code of the key"), key_code(manifest.public_key)),
        )
    )
    output.write(gettext("The file was written and read back; a stick can be removed now."))
