"""A replacement set: what each batch of its scope will hold, and from which file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from consolida.core.batches import BatchKey
from consolida.core.portable.manifest import Manifest
from consolida.core.portable.read import BatchRow, Moved
from consolida.core.totals import EMPTY, Content
from consolida.ledger.models import Batch


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingFile:
    """A file of the set: its private copy and the name people know it by; its batches once it is proven."""

    path: Path
    name: str
    manifest: Manifest
    batches: tuple[BatchRow, ...] = ()
    moved: Mapping[BatchKey, Moved] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Whose export made a batch current."""

    installation: str = ""
    export_number: int = 0
    definitive: bool = False


NOBODY = Source()  # typed or loaded here, or emptied by another site's file


def source_held(batch: Batch) -> Source:
    """Return whose export made a batch of the ledger current."""
    return Source(
        installation=batch.installation,
        export_number=batch.export_number,
        definitive=batch.definitive,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What a batch will hold after the replacement; without a file it will be empty."""

    key: BatchKey
    file: Path | None = None
    file_uid: str = ""  # the archived file that holds it
    content: Content = EMPTY
    source: Source = NOBODY
    moved: Moved | None = field(default=None, compare=False)  # by kind and account, where it is known
    exists: bool = True  # False: the batch did not exist, and will not (undo)

    @property
    def digest(self) -> str:
        """The digest of what the batch will hold."""
        return self.content.digest

    @property
    def vouchers(self) -> int:
        """How many vouchers the batch will hold."""
        return self.content.totals.vouchers
