"""history: what left and what came."""

from typing import Any

import click

from consolida.cli.command import Command, Option
from consolida.cli.opening import opened_to_write
from consolida.cli.output import count_column, moment_column, text_column
from consolida.cli.session import Session
from consolida.core.language import gettext, ngettext, noop
from consolida.ledger.models import Import
from consolida.ledger.replacement.observations import mark_seen
from consolida.ledger.replacement.undo import NoSuchImport
from consolida.transfer.history import Passage, history


@click.command(
    "history",
    cls=Command,
    help=noop(
        "List exports and imports, the newest first.\n\n"
        "Who, when, which files, what came, went and changed. The number of an import, a load or an undo is "
        "what “consolida undo” takes. What the rules remarked when a file came in lets its month be shown as "
        "observed until --seen says that somebody has looked at it."
    ),
    examples=("consolida history", "consolida history --json", "consolida history --seen 3"),
)
@click.option(
    "--seen",
    cls=Option,
    type=click.IntRange(min=1),
    metavar="IMPORT",
    help=noop("Note that what was remarked in this import has been seen; list nothing."),
)
@click.pass_obj
def history_command(session: Session, seen: int | None) -> None:
    """Run `consolida history`."""
    if seen is not None:
        _see(session, seen)
        return
    ledger = opened_to_write(session)  # whoever was interrupted is told to look here
    passages = history(ledger.company)
    answer = {
        "imports": [_import_json(passage) for passage in passages if passage.act != "export"],
        "exports": [_export_json(passage) for passage in passages if passage.act == "export"],
    }
    columns = (
        moment_column(gettext("When")),
        text_column(gettext("What")),
        count_column(gettext("Number")),
        text_column(gettext("Who"), limit=20),
        count_column(gettext("Added")),
        count_column(gettext("Removed")),
        count_column(gettext("Changed")),
        count_column(gettext("Equal")),
        text_column(gettext("Files")),
        text_column(gettext("Note")),
    )
    rows = [_row(passage) for passage in passages]
    session.output.answer(answer, lambda: session.output.table(columns, rows))


def _see(session: Session, number: int) -> None:
    ledger = opened_to_write(session)
    noted = Import.objects.filter(company=ledger.company, pk=number).first()
    if noted is None:
        raise NoSuchImport(number=number)
    remarks = mark_seen(noted, by=ledger.by, at=ledger.at)
    words = ngettext(
        "{count} remark of import {number} was noted as seen.",
        "{count} remarks of import {number} were noted as seen.",
        remarks,
    )
    session.output.answer(
        {"import": number, "remarks": remarks},
        lambda: session.output.write(words.format(count=f"{remarks:,}", number=number)),
    )


def _row(passage: Passage) -> tuple[object, ...]:
    coming = passage.act != "export" and not passage.only_masters
    equal = passage.equal if coming else passage.vouchers
    return (
        passage.at,
        passage.act_in_words,
        passage.number,
        passage.by,
        passage.added if coming else None,
        passage.removed if coming else None,
        passage.changed if coming else None,
        None if passage.only_masters else equal,
        ", ".join(dict.fromkeys(passage.files)),  # a load writes one file for each batch
        "; ".join(filter(None, (passage.note, passage.brought_in_short))),
    )


def _import_json(passage: Passage) -> dict[str, Any]:
    return {
        "import": passage.number,
        "act": passage.act,
        "at": passage.at,
        "by": passage.by,
        "files": [
            {"file": file, "digest": digest}
            for file, digest in zip(passage.files, passage.digests, strict=True)
        ],
        "added": passage.added,
        "removed": passage.removed,
        "changed": passage.changed,
        "equal": passage.equal,
        "masters": [
            {"master": one.master, "added": one.added, "changed": one.changed} for one in passage.brought
        ],
        "reason": passage.reason,
        "undone_by": passage.undone_by,
        "undoes": passage.undoes,
    }


def _export_json(passage: Passage) -> dict[str, Any]:
    return {
        "export_number": passage.number,
        "at": passage.at,
        "by": passage.by,
        "file": passage.files[0],
        "digest": passage.digests[0],
        "vouchers": passage.vouchers,
        "delivered_to": passage.delivered_to,
    }
