"""What a reader of another program's files is, and what it is told and tells."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from consolida.intake.complaints import Complaints
from consolida.intake.source import Source
from consolida.intake.staging import Staging


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a reader must know beside the file: whose books they are and what the user said."""

    ruc: str
    currency: str
    site: str
    operation_type: str = ""  # given with --type
    usual_type: str = ""  # one that the company has: it stands in where a T/O cannot be read
    chart: Path | None = None  # a PLE 5.3 that does not lie beside its 5.1


@dataclass(slots=True)
class Names:
    """The names of masters that a file brings; a name that is its code stands for one nobody knows."""

    accounts: dict[str, str] = field(default_factory=dict)
    cost_centers: dict[str, str] = field(default_factory=dict)
    parties: dict[tuple[str, str], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class VoucherReader:
    """Reads vouchers of one kind of file."""

    name: str
    recognises: Callable[[Source, Setting], bool]
    read: Callable[[Source, Setting, Staging], Names]


@dataclass(frozen=True, slots=True)
class MasterRow:
    """A row of a master: the table, where it stands, and the columns that the file has."""

    table: str
    row: int
    values: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class MasterReader:
    """Reads master rows of one kind of file."""

    name: str
    recognises: Callable[[Source, Setting], bool]
    read: Callable[[Source, Setting, Complaints], Iterator[MasterRow]]
