"""Commands that only handle files: verify, show, diff. They need no installation."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click

from consolida.cli.command import Argument, Command, Option
from consolida.cli.differences import difference_json, show_changes, show_difference
from consolida.cli.failures import Status, show_findings
from consolida.cli.filed import batches_json, facts, facts_json, show_batches
from consolida.cli.output import Output
from consolida.cli.session import Session
from consolida.cli.vouchers import show_voucher, show_vouchers, voucher_json, voucher_rows
from consolida.core import difference
from consolida.core.errors import ConsolidaError, Refused
from consolida.core.findings import errors
from consolida.core.language import gettext, ngettext, noop
from consolida.core.portable.format import FileKind
from consolida.core.portable.quarantine import Quarantine
from consolida.core.portable.verify import Verified, verify
from consolida.core.printable import printable


class NoSuchVoucher(ConsolidaError):
    """The file holds no voucher of that number."""

    message = noop("{file}: it holds no voucher “{number}”.")
    remedy = noop("List its vouchers with “consolida show FILE --vouchers”.")


@contextmanager
def judged(paths: Sequence[Path], output: Output) -> Iterator[list[Verified]]:
    """Verify private copies of files, which are gone when the block ends."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="consolida-")))
        quarantine = stack.enter_context(Quarantine(folder))
        with output.progress(gettext("Verifying …")):
            copies = [(path, quarantine.take(path, kinds=frozenset(FileKind))) for path in paths]
            files = [verify(copy, name=path.name) for path, copy in copies]
        yield files


@contextmanager
def sound(paths: Sequence[Path], output: Output) -> Iterator[list[Verified]]:
    """Verify files and go on only if nothing is wrong with them."""
    with judged(paths, output) as files:
        for path, file in zip(paths, files, strict=True):
            if not file.sound:
                raise Refused(file.findings, what=printable(path.name))
        yield files


@click.command(
    "verify",
    cls=Command,
    help=noop(
        "Check a transfer file without importing it.\n\n"
        "Whole, of the right shape, signed, and every voucher sound; exit status 1 where it is not. "
        "The verification code is what two people compare over the phone."
    ),
    examples=(
        "consolida verify 20601234565_2026-11_0001_0007.db",
        "consolida verify paquete.zip --json",
    ),
)
@click.argument(
    "file", cls=Argument, type=click.Path(path_type=Path), words=noop("A transfer file or package.")
)
@click.pass_obj
def verify_command(session: Session, *, file: Path) -> int:
    """Run `consolida verify`."""
    output = session.output
    with judged([file], output) as (verified,):

        def show() -> None:
            output.facts(facts(file.name, verified))
            show_findings(verified.findings, output.write)
            output.write(_verdict(verified))

        answer = facts_json(file.name, verified)
        if not verified.sound:
            answer = {"error": _verdict(verified), **answer}
        output.answer(answer, show)
    return Status.DONE if verified.sound else Status.REFUSED


def _verdict(verified: Verified) -> str:
    if verified.sound:
        return gettext("The file is sound.")
    count = len(errors(verified.findings))
    return ngettext(
        "The file has {count} error and cannot be imported.",
        "The file has {count} errors and cannot be imported.",
        count,
    ).format(count=f"{count:,}")


@click.command(
    "show",
    cls=Command,
    help=noop("Show what a transfer file holds.\n\nIts manifest and batches, its vouchers or one of them."),
    examples=(
        "consolida show 20601234565_2026-11_0001_0007.db",
        "consolida show 20601234565_2026-11_0001_0007.db --vouchers",
        "consolida show 20601234565_2026-11_0001_0007.db --voucher 0001-05-110007",
    ),
)
@click.argument(
    "file", cls=Argument, type=click.Path(path_type=Path), words=noop("A transfer file or package.")
)
@click.option("--vouchers", cls=Option, is_flag=True, help=noop("List its vouchers."))
@click.option(
    "--voucher",
    cls=Option,
    metavar="NUMBER",
    help=noop("Show the lines of the voucher of this number, like 0007 or 0001-05-110007, or of this CUO."),
)
@click.pass_obj
def show_command(session: Session, *, file: Path, vouchers: bool, voucher: str | None) -> None:
    """Run `consolida show`."""
    output = session.output
    with sound([file], output) as (verified,):
        found = list(voucher_rows(verified.path, number=voucher)) if voucher else []
        if voucher and not found:
            raise NoSuchVoucher(file=printable(file.name), number=printable(voucher))

        def show() -> None:
            if voucher:
                for row in found:
                    show_voucher(output, row, difference.voucher_lines(verified.path, str(row["uid"])))
                return
            output.facts(facts(file.name, verified))
            output.write()
            show_batches(output, verified.batches)
            if vouchers:
                output.write()
                show_vouchers(output, voucher_rows(verified.path))

        answer = facts_json(file.name, verified) | {"batches": batches_json(verified.batches)}
        if voucher:
            answer["vouchers"] = [
                voucher_json(row, difference.voucher_lines(verified.path, str(row["uid"]))) for row in found
            ]
        elif vouchers and output.as_json:
            answer["vouchers"] = [voucher_json(row) for row in voucher_rows(verified.path)]
        output.answer(answer, show)


@click.command(
    "diff",
    cls=Command,
    help=noop(
        "Compare two transfer files.\n\n"
        "Batch by batch: vouchers added, removed, changed and equal, and each account before and after."
    ),
    examples=(
        "consolida diff old.db new.db",
        "consolida diff old.db new.db --vouchers",
    ),
)
@click.argument("old", cls=Argument, type=click.Path(path_type=Path), words=noop("The file as it was."))
@click.argument("new", cls=Argument, type=click.Path(path_type=Path), words=noop("The file as it is now."))
@click.option("--vouchers", cls=Option, is_flag=True, help=noop("List the vouchers that differ."))
@click.pass_obj
def diff_command(session: Session, *, old: Path, new: Path, vouchers: bool) -> None:
    """Run `consolida diff`."""
    output = session.output
    with sound([old, new], output) as (before, after):
        if before.manifest.ruc != after.manifest.ruc:
            output.say(gettext("The files are of different companies."))
        keys = sorted({row.key for row in (*before.batches, *after.batches)})
        with output.progress(gettext("Comparing …")):
            found = difference.between((key, before.path, after.path) for key in keys)
        changed = [batch.key for batch in found.batches if not batch.is_nothing]
        changes = (
            change for key in changed for change in difference.voucher_changes(key, before.path, after.path)
        )

        def show() -> None:
            show_difference(output, found)
            if vouchers and changed:
                output.write()
                show_changes(output, changes)

        answer = {
            "old": {"file": old.name, "verification_code": before.manifest.verification_code},
            "new": {"file": new.name, "verification_code": after.manifest.verification_code},
            **difference_json(found, changes if vouchers and output.as_json else None),
        }
        output.answer(answer, show)
