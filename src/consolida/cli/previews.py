"""What an import would do or did, and what lies in an inbox, in words and as JSON."""

from collections.abc import Sequence

from consolida.cli.differences import show_changes, show_difference
from consolida.cli.failures import show_findings
from consolida.cli.output import Output, count_column, text_column
from consolida.core.findings import Finding, errors
from consolida.core.language import gettext, ngettext
from consolida.ledger.brought import quantity
from consolida.ledger.replacement.incoming import vouchers_only
from consolida.ledger.replacement.master_changes import CHANGED, KEPT, OUTCOMES, PARTY, TABLES
from consolida.ledger.replacement.preview import Preview
from consolida.ledger.replacement.swap import Done
from consolida.transfer.inbox import Inbox

BIGGEST = 5


def preview_json(preview: Preview) -> dict[str, object]:
    """Return what an import would do."""
    found = preview.difference
    return {
        "added": found.added,
        "removed": found.removed,
        "changed": found.changed,
        "equal": found.equal,
        "same_content": same_content(preview),
        "kept": sum(vouchers for _, vouchers in preview.kept),
        "parties_added": preview.masters.parties_added,
        "parties_queued": preview.masters.parties_queued,
        "findings": [finding.as_json() for finding in preview.findings],
    }


def same_content(preview: Preview) -> bool:
    """Tell whether the files bring the vouchers that are here already; of masters alone that says nothing."""
    return bool(vouchers_only(preview.files)) and not preview.changing


def done_json(done: Done, preview: Preview) -> dict[str, object]:
    """Return what an import did."""
    return {
        "import": done.import_id,
        "added": done.added,
        "removed": done.removed,
        "changed": done.changed,
        "equal": done.equal,
        "same_content": same_content(preview),
        "kept": done.kept,
        "parties_added": done.parties_added,
        "parties_queued": done.parties_queued,
        "findings": [finding.as_json() for finding in done.findings],
    }


def show_preview(output: Output, preview: Preview, findings: Sequence[Finding] | None = None) -> None:
    """Print what an import or a load would do: batches, accounts, biggest changes, what stays, findings.

    A load has findings that say where in its file they stand.
    """
    if preview.difference.batches:
        show_difference(output, preview.difference)
        _show_biggest(output, preview)
        output.write()
    for _, sentence in preview.staying():
        output.write(sentence)
    _show_parties(output, added=preview.masters.parties_added, queued=preview.masters.parties_queued)
    _show_masters(output, preview)
    told = preview.findings if findings is None else findings
    if not errors(told):  # else the refusal lists them
        show_findings(told, output.say)
    output.write(preview.sentence())


def _show_biggest(output: Output, preview: Preview) -> None:
    changes = preview.biggest(BIGGEST)
    if changes:
        output.write()
        output.write(gettext("The biggest changes:"))
        show_changes(output, changes)


def _show_parties(output: Output, *, added: int, queued: int) -> None:
    if added:
        words = ngettext("{count} new person or entity.", "{count} new persons or entities.", added)
        output.write(words.format(count=f"{added:,}"))
    if queued:
        words = ngettext(
            "{count} person or entity was changed at both ends: see “consolida party queue”.",
            "{count} persons or entities were changed at both ends: see “consolida party queue”.",
            queued,
        )
        output.write(words.format(count=f"{queued:,}"))


def _show_masters(output: Output, preview: Preview) -> None:
    """Print how many rows have which outcome, but for the persons that have a line of their own."""
    counts = preview.masters.counts()
    for outcome, title in OUTCOMES.items():
        tables = [table for table in TABLES if table != PARTY or outcome in {CHANGED, KEPT}]
        what = [quantity(table, counts[table, outcome]) for table in tables if counts[table, outcome]]
        if what:
            output.write(f"{gettext(title)}: {', '.join(what)}")


def show_done(output: Output, done: Done) -> None:
    """Print that an import is done, and how to take it back where it can be."""
    words = (
        gettext("Done: import {number}. To take it back: consolida undo {number}")
        if done.undoable
        else gettext("Done: import {number}. Only masters came, and they stay.")
    )
    output.write(words.format(number=done.import_id))


def show_inbox(output: Output, inbox: Inbox) -> None:
    """Print the files that match, then the others with their reasons."""
    if inbox.matching:
        output.table(
            (
                text_column(gettext("File")),
                text_column(gettext("Site")),
                count_column(gettext("Number")),
                text_column(gettext("T/O")),
                text_column(gettext("State")),
                text_column(gettext("Status")),
                count_column(gettext("Vouchers")),
            ),
            [
                (
                    one.path.name,
                    one.manifest.site,
                    one.manifest.export_number,
                    one.manifest.operation_type or gettext("the whole month"),
                    gettext("definitive") if one.manifest.definitive else gettext("preliminary"),
                    one.status_in_words,
                    one.vouchers,
                )
                for one in inbox.matching
            ],
        )
        output.write(gettext("None of them is verified yet; the import verifies them."))
    else:
        output.write(gettext("No file fits."))
    if inbox.others:
        output.write()
        output.write(gettext("Files that do not fit:"))
        output.table(
            (text_column(gettext("File")), text_column(gettext("Reason"))),
            [(one.path.name, one.reason) for one in inbox.others],
        )
    if inbox.of_other_companies:
        words_of_others = ngettext(
            "{count} file of another company is not listed.",
            "{count} files of other companies are not listed.",
            inbox.of_other_companies,
        )
        output.write(words_of_others.format(count=f"{inbox.of_other_companies:,}"))
