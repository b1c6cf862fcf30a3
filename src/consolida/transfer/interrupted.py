"""What runs that were interrupted left behind: swept, finished, and told to the next run."""

import filecmp
from contextlib import suppress
from pathlib import Path

from consolida.core.errors import UnreadableFile
from consolida.core.findings import Finding, Severity
from consolida.core.home import Home
from consolida.core.language import noop
from consolida.core.portable import quarantine
from consolida.core.portable.quarantine import Quarantine
from consolida.core.portable.write import WouldOverwrite
from consolida.core.wording import counted
from consolida.ledger import archive
from consolida.transfer import backup_part, series
from consolida.transfer.models import Export
from consolida.transfer.placing import finish_restore, forget_restore
from consolida.transfer.transports.folder import Delivery, NotArrived


def recover(home: Home) -> list[Finding]:
    """Sweep up after runs that were interrupted, finish what can be finished, and say what happened.

    Whoever opens an installation to write in it calls this first.
    """
    finish_restore(home)
    forget_restore(home)
    swept = quarantine.sweep(home.private) + archive.sweep(home)
    return [*([_swept(swept)] if swept else []), *backup_part.sweep(home), *_deliver(home)]


def find(home: Home) -> list[Finding]:
    """Say which exports never arrived where they were asked; changes nothing."""
    return [_missing(made) for made in waiting(home)]


def waiting(home: Home) -> list[Export]:
    """List exports that were noted, never arrived, and that no later one replaces; no process is at them."""
    before = {made.pk for made in _undelivered()}
    if not before or quarantine.in_use(home.private):
        return []
    # A process that was alive when the list was made has arrived by now, if it arrived at all.
    return [made for made in _undelivered() if made.pk in before]


def _undelivered() -> list[Export]:
    exports = Export.objects.filter(delivered_to="").select_related("file", "company")
    return [made for made in exports if not _replaced(made)]


def _replaced(made: Export) -> bool:
    """Tell whether a later export that arrived covers the same month and T/O."""
    file = made.file
    return (
        Export.objects.filter(
            company=made.company,
            number__gt=made.number,
            file__kind=file.kind,
            file__site=file.site,
            file__period=file.period,
            file__operation_type__in=("", file.operation_type),
        )
        .exclude(delivered_to="")
        .exists()
    )


def _deliver(home: Home) -> list[Finding]:
    found = []
    for made in waiting(home):
        arrived = _finish(made, home)
        found.append(_arrived(made) if arrived else _missing(made))
    return found


def _finish(made: Export, home: Home) -> bool:
    """Let a file arrive that stands whole beside its final name, or see that it has arrived."""
    final = Path(made.destination)
    delivery = Delivery(final)
    if not _is_whole(made, final, home):
        if not _is_whole(made, delivery.part, home):
            return False
        try:
            if final.exists() and not final.stat().st_size:
                final.unlink()  # the name was only reserved when the run ended (core.portable.write)
            delivery.arrive()
        except (OSError, NotArrived, WouldOverwrite):
            return False
    delivery.abandon()
    series.delivered(made, final)
    return True


def _is_whole(made: Export, path: Path, home: Home) -> bool:
    """Tell whether a file or package holds, byte for byte, what the archive keeps of an export."""
    kept = home.archived(made.file.file_uid)
    with suppress(UnreadableFile), Quarantine(home.private) as private:
        return filecmp.cmp(private.take(path), kept, shallow=False)
    return False


def _swept(count: int) -> Finding:
    return Finding(
        "interrupted_run",
        Severity.NOTE,
        counted(
            "An earlier run was interrupted; {count} file that it left behind was removed.",
            "An earlier run was interrupted; {count} files that it left behind were removed.",
        ),
        noop("Nothing is half done: look at “consolida history”, and do again what is not there."),
        {"count": count},
    )


def _arrived(made: Export) -> Finding:
    return Finding(
        "export_finished",
        Severity.NOTE,
        noop("Export n.º {number} was interrupted when its file had been written; “{file}” is there now."),
        noop("It is good as it is; it need not be exported again."),
        {"number": made.number, "file": made.delivered_to},
        made.file.name,
    )


def _missing(made: Export) -> Finding:
    return Finding(
        "export_not_delivered",
        Severity.WARNING,
        noop("Export n.º {number} was interrupted before its file arrived at “{file}”."),
        noop(
            "Put in the stick and run “consolida history”: the file arrives then. Or export the month again."
        ),
        {"number": made.number, "file": made.destination},
        made.file.name,
    )
