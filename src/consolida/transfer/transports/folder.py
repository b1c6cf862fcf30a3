"""Carrying a finished file to a folder: copied beside its name, read back, renamed when all else is noted."""

import filecmp
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from consolida.core.disk import reason
from consolida.core.errors import ConsolidaError
from consolida.core.language import gettext, noop
from consolida.core.portable.write import WouldOverwrite, publish, settle_to_read_back


class NoSuchFolder(ConsolidaError):
    """A folder is not there."""

    message = noop("There is no folder “{folder}”.")
    remedy = noop("Plug the stick in or choose another folder, and try again; nothing was done.")


class NotAFolder(ConsolidaError):
    """A file was named where a folder is asked for."""

    message = noop("“{folder}” is a file, not a folder.")
    remedy = noop("Name the folder, a USB stick for example, and try again; nothing was done.")


class NotDelivered(ConsolidaError):
    """The file could not be written whole where it was asked."""

    message = noop("“{file}” could not be written to “{folder}”: {reason}")
    remedy = noop("Free some space or choose another folder and export again; nothing was exported.")


class NotArrived(ConsolidaError):
    """The file was written and noted, and then its folder failed."""

    message = noop("“{file}” was made and noted, but it did not arrive in “{folder}”: {reason}")
    remedy = noop(
        "Put in the stick and run “consolida history”: the file arrives then."
        " Or export again to another folder."
    )


@dataclass(frozen=True, slots=True)
class Delivery:
    """A file that stands whole at its destination under a passing name."""

    final: Path

    @property
    def part(self) -> Path:
        """The passing name."""
        return self.final.with_name(f".{self.final.name}.part")

    def arrive(self) -> Path:
        """Give the file its final name."""
        try:
            publish(self.part, self.final)
        except OSError as problem:
            raise NotArrived(
                file=self.final.name, folder=self.final.parent, reason=reason(problem)
            ) from problem
        return self.final

    @contextmanager
    def until_noted(self) -> Iterator[None]:
        """Take the file away again where the block, which notes it, fails."""
        try:
            yield
        except BaseException:
            self.abandon()
            raise

    def abandon(self) -> None:
        """Take the file away again, if its folder is still there."""
        with suppress(OSError):
            self.part.unlink(missing_ok=True)


def require_folder(folder: Path) -> None:
    """Refuse a folder that is not there, or that is a file."""
    if folder.is_file():
        raise NotAFolder(folder=folder)
    if not folder.is_dir():
        raise NoSuchFolder(folder=folder)


def carry(file: Path, *, to: Path, name: str) -> Delivery:
    """Copy a file beside its final name and read it back from there; nothing is ever overwritten."""
    delivery = Delivery(to / name)
    if delivery.final.exists():
        raise WouldOverwrite(file=delivery.final)
    try:
        shutil.copyfile(file, delivery.part)
        settle_to_read_back(delivery.part)
        same = filecmp.cmp(file, delivery.part, shallow=False)
    except OSError as problem:
        delivery.abandon()
        raise NotDelivered(file=name, folder=to, reason=reason(problem)) from problem
    if not same:
        delivery.abandon()
        raise NotDelivered(file=name, folder=to, reason=gettext("what was read back differs."))
    return delivery
