"""What the commands say: one JSON object or tables on stdout, progress and messages on stderr."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from threading import Lock, Timer
from types import TracebackType
from typing import TYPE_CHECKING, Self

from consolida.core.language import gettext
from consolida.core.moment import shown_day, shown_moment
from consolida.core.money import format_amount
from consolida.core.printable import printable
from consolida.core.progress import listening

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

MEASURED_ROWS = 1000  # columns are as wide as these rows need; the rest flows by
LONG = 4096  # no cell is longer
PATIENCE = 1.0  # seconds without a word


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table for people."""

    title: str
    show: Callable[[object], str] = str
    right: bool = False
    limit: int = 0

    def cell(self, value: object) -> str:
        """Write a value; None is an empty cell."""
        text = "" if value is None else printable(self.show(value), limit=LONG)
        return f"{text[: self.limit - 1]}…" if 0 < self.limit < len(text) else text


def text_column(title: str, *, limit: int = 0) -> Column:
    """Make a column of words, cut where it is longer than its limit."""
    return Column(title, limit=limit)


def count_column(title: str) -> Column:
    """Make a column of counts."""
    return Column(title, lambda value: f"{value:,}", right=True)


def amount_column(title: str) -> Column:
    """Make a column of céntimos, shown as `1,234,567.50`."""
    return Column(title, lambda value: format_amount(int(str(value))), right=True)


def day_column(title: str) -> Column:
    """Make a column of dates."""
    return Column(title, lambda value: shown_day(str(value)))


def moment_column(title: str) -> Column:
    """Make a column of moments."""
    return Column(title, lambda value: shown_moment(str(value)))


@dataclass(frozen=True, slots=True)
class Output:
    """Where a command's words go; `as_json` is what --json says."""

    as_json: bool = False

    def answer(self, value: Mapping[str, object], show: Callable[[], None]) -> None:
        """Give the command's result: the one JSON object, or what `show` prints for people."""
        if self.as_json:
            self.write(json.dumps(value, ensure_ascii=False, indent=2))
        else:
            show()

    def write(self, text: str = "") -> None:
        """Print a line of the result."""
        sys.stdout.write(f"{text}\n")

    def say(self, text: str) -> None:
        """Tell something that is not the result."""
        sys.stderr.write(f"{text}\n")

    def facts(self, facts: Iterable[tuple[str, str]]) -> None:
        """Print names and values, one to a line; those without a value are left out."""
        shown = [(name, printable(value, limit=LONG)) for name, value in facts if value]
        width = max((len(name) for name, _ in shown), default=0)
        for name, value in shown:
            self.write(f"{name:<{width}}  {value}")

    def table(
        self,
        columns: Sequence[Column],
        rows: Iterable[Sequence[object]],
        *,
        foot: Sequence[object] = (),
    ) -> None:
        """Print a table; numbers stand at the right, totals below a rule."""
        cells = ([column.cell(value) for column, value in zip(columns, row, strict=True)] for row in rows)
        first = list(islice(cells, MEASURED_ROWS))
        titles = [column.title for column in columns]
        last = [column.cell(value) for column, value in zip(columns, foot, strict=True)] if foot else []
        measured = [titles, *first, *([last] if last else [])]
        widths = [max(len(row[place]) for row in measured) for place in range(len(columns))]
        rule = "  ".join("-" * width for width in widths).rstrip()
        for line in chain([_line(columns, widths, titles), rule], _lines(columns, widths, first, cells)):
            self.write(line)
        if last:
            self.write(rule)
            self.write(_line(columns, widths, last))

    def progress(self, title: str) -> "Progress":
        """Return what shows, during a block, that a long deed goes on."""
        return Progress(title, shown=not self.as_json and sys.stderr.isatty())


def _lines(
    columns: Sequence[Column], widths: Sequence[int], *batches: Iterable[Sequence[str]]
) -> Iterator[str]:
    return (_line(columns, widths, row) for row in chain(*batches))


def _line(columns: Sequence[Column], widths: Sequence[int], cells: Sequence[str]) -> str:
    aligned = (
        f"{cell:>{width}}" if column.right else f"{cell:<{width}}"
        for column, width, cell in zip(columns, widths, cells, strict=True)
    )
    return "  ".join(aligned).rstrip()


class Progress:
    """A bar on stderr that appears when a deed takes longer than a second.

    It names the steps that the deed tells (core.progress); call it to say how far a step is.
    """

    def __init__(self, title: str, *, shown: bool) -> None:
        self._title = title
        self._lock = Lock()
        self._timer = Timer(PATIENCE, self._appear) if shown else None
        self._bar: Bar | None = None
        self._task: TaskID | None = None
        self._hearing = listening(self._step)

    def __enter__(self) -> Self:
        if self._timer is not None:
            self._timer.daemon = True
            self._timer.start()
        self._hearing.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hearing.__exit__(kind, problem, trace)
        if self._timer is not None:
            self._timer.cancel()
        with self._lock:
            self._timer = None
            if self._bar is not None:
                self._bar.stop()

    def __call__(self, what: str, done: int, total: int | None = None) -> None:
        """Say what is being done and how much of it is done."""
        self._tell(f"{_doing(what)} {done:,}", completed=done, total=total)

    def _step(self, name: str) -> None:
        self._tell(f"{gettext(name)} …")

    def _tell(self, title: str, *, completed: int | None = None, total: int | None = None) -> None:
        with self._lock:
            self._title = title
            if self._bar is not None and self._task is not None:
                self._bar.update(self._task, description=title, completed=completed, total=total)

    def _appear(self) -> None:
        from rich.console import Console  # noqa: PLC0415 - most commands end before it is needed
        from rich.progress import BarColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415
        from rich.progress import Progress as Bar  # noqa: PLC0415

        with self._lock:
            if self._timer is None:
                return
            self._bar = Bar(
                TextColumn("{task.description}"),
                BarColumn(),
                TimeElapsedColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self._task = self._bar.add_task(self._title, total=None)
            self._bar.start()


def _doing(what: str) -> str:
    names = {
        "read": gettext("Rows read:"),
        "written": gettext("Rows written:"),
        "checked": gettext("Rows checked:"),
    }
    return names.get(what, what)
