"""load: masters or vouchers of other programs."""

from contextlib import ExitStack
from pathlib import Path

import click

from consolida.cli.command import Argument, Command, Option
from consolida.cli.failures import WrongUsage, show_findings
from consolida.cli.opening import opened_to_write
from consolida.cli.options import site_option, type_option
from consolida.cli.output import Output
from consolida.cli.previews import show_preview
from consolida.cli.session import Session
from consolida.core.language import gettext, ngettext, noop
from consolida.intake.load import loading
from consolida.intake.loading import Loaded, LoadRequest
from consolida.ledger.replacement.preview import Preview


@click.command(
    "load",
    cls=Command,
    help=noop(
        "Load masters or vouchers from other programs' files.\n\n"
        "Vouchers come as CSV or Excel (.xlsx), one row per line, or as the text of PLE 5.1, with the chart "
        "of its 5.3 beside it; masters as CSV or Excel, accounts as the text of PLE 5.3 too. What a file is, "
        "is told by its header, and a PLE by its name. All that is wrong with it is listed at once, row by "
        "row. Nothing is changed unless all of it is sound. “consolida undo” takes vouchers back; what came "
        "to the masters stays."
    ),
    examples=(
        "consolida load cuentas.csv",
        "consolida load asientos-2026-11.csv --dry-run",
        "consolida load ventas-2026-11.xlsx --type 05 --replace",
        "consolida load LE2060123456520261100050100001111.TXT",
    ),
)
@click.argument("file", cls=Argument, type=click.Path(path_type=Path), words=noop("The file to load."))
@type_option(
    noop(
        "The operation type (T/O) of vouchers whose rows or CUOs do not tell theirs, like 05; rows of "
        "another one are refused."
    )
)
@site_option()
@click.option(
    "--add",
    cls=Option,
    is_flag=True,
    help=noop("Add what is new; equal vouchers are skipped, different ones refused (the default)."),
)
@click.option(
    "--replace",
    cls=Option,
    is_flag=True,
    help=noop("The file is the whole content of its batches; masters are taken as it has them."),
)
@click.option("--dry-run", cls=Option, is_flag=True, help=noop("Say what would happen and change nothing."))
@click.option(
    "--chart",
    cls=Option,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=noop("The PLE 5.3 text with the accounts of a 5.1; found beside it without this."),
)
@click.pass_obj
def load_command(
    session: Session,
    *,
    file: Path,
    operation_type: str,
    site: str | None,
    add: bool,
    replace: bool,
    dry_run: bool,
    chart: Path | None,
) -> None:
    """Run `consolida load`."""
    if add and replace:
        raise WrongUsage(gettext("Choose --add or --replace, not both."))
    ledger = opened_to_write(session)
    output = session.output
    with ExitStack() as stack:
        with output.progress(gettext("Loading …")) as progress:
            request = LoadRequest(site=site, operation_type=operation_type, replace=replace, chart=chart)
            opened = loading(
                ledger.company, file, request, home=ledger.home, by=ledger.by, at=ledger.at, progress=progress
            )
            found = stack.enter_context(opened)
            loaded = found.foreseen if dry_run else found.enter(by=ledger.by, at=ledger.at)
        preview = found.preview if dry_run and found.writes else None
        output.answer(_json(loaded, dry_run=dry_run), lambda: _show(output, loaded, preview, dry_run=dry_run))


def _json(loaded: Loaded, *, dry_run: bool) -> dict[str, object]:
    return {
        **({} if dry_run else {"import": loaded.import_id}),
        "kind": loaded.kind,
        "added": loaded.added,
        "changed": loaded.changed,
        "equal": loaded.equal,
        "removed": loaded.removed,
        "kept": loaded.kept,
        "parties_added": loaded.parties_added,
        "findings": [finding.as_json() for finding in loaded.findings],
    }


def _show(output: Output, loaded: Loaded, preview: Preview | None, *, dry_run: bool) -> None:
    if preview is not None:
        show_preview(output, preview, loaded.findings)
    else:
        show_findings(loaded.findings, output.say)
    words = gettext(
        "{added} added, {changed} changed, {removed} removed, {equal} equal; "
        "new persons or entities: {parties}."
    )
    output.write(
        words.format(
            added=f"{loaded.added:,}",
            changed=f"{loaded.changed:,}",
            removed=f"{loaded.removed:,}",
            equal=f"{loaded.equal:,}",
            parties=f"{loaded.parties_added:,}",
        )
    )
    if loaded.kept:
        rows = ngettext(
            "{count} row differs and stays as it is here; --replace takes the file's.",
            "{count} rows differ and stay as they are here; --replace takes the file's.",
            loaded.kept,
        )
        output.write(rows.format(count=f"{loaded.kept:,}"))
    if dry_run:
        output.write(gettext("Nothing was changed: it was a dry run."))
    elif loaded.import_id is None:
        output.write(
            gettext("Nothing was changed.") if loaded.kept else gettext("Nothing was to be changed.")
        )
    elif loaded.undoable:
        output.write(gettext("To take it back: consolida undo {number}").format(number=loaded.import_id))
