"""Desks: an import, a load or an undo that a user has before the eyes, from the first look to the result.

The preview's private copies stay as long as the desk has it: confirming does not verify them again.
"""

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import RLock

from consolida.core.errors import ConsolidaError, Refused
from consolida.core.language import noop
from consolida.intake.load import loading
from consolida.intake.loading import Loading, LoadRequest
from consolida.ledger.replacement.decisions import DecisionsNeeded
from consolida.ledger.replacement.preview import Preview, previewing
from consolida.ledger.replacement.scope import Request
from consolida.ledger.replacement.swap import Done, LedgerChanged, swap
from consolida.ledger.replacement.undo import previewing_undo
from consolida.masters.models import Company
from consolida.web import jobs
from consolida.web.chosen import Chosen
from consolida.web.importing.trays import Tray
from consolida.web.jobs import Job

PREVIEW_KEPT = timedelta(hours=1)
KEPT = timedelta(days=1)
AWAY = timedelta(minutes=10)  # whoever has not looked for so long is not at it any more
PREVIEWING, PREVIEWING_UNDO = noop("Preview of an import"), noop("Preview of an undo")
READING, LOADING = noop("Reading the file"), noop("Loading the file")
IMPORTING, UNDOING = noop("Importing the files"), noop("Undoing the import")

_lock = RLock()
_desks: dict[str, "Desk"] = {}


class Stale(ConsolidaError):
    """What was confirmed is not what the desk shows now."""

    message = noop("This is a newer preview than the one you confirmed; nothing was written.")
    remedy = noop("Look at it and confirm again.")


@dataclass(eq=False)
class Desk:
    """One import, load or undo in the making."""

    user: str
    company: Company
    period: str
    began: datetime
    files: tuple[Path, ...] = ()
    request: Request | None = None  # of an import
    to_load: LoadRequest | None = None
    undoes: int = 0  # the import that an undo takes back
    tray: Tray | None = None
    back: str = ""  # where the files were chosen
    id: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    answered: dict[str, tuple[str, str]] = field(default_factory=dict)  # question and answer, in words
    typed: dict[str, str] = field(default_factory=dict)  # into the form of the questions, last
    job: Job | None = None
    preview: Preview | None = None
    loading: Loading | None = None  # what the preview of a load was made from
    looked: datetime | None = None
    visited: datetime | None = None  # when its page was last asked for
    notice: ConsolidaError | None = None
    problem: ConsolidaError | None = None
    done: Done | None = None
    _stack: ExitStack = field(default_factory=ExitStack)

    @property
    def periods(self) -> set[str]:
        """The months it is about."""
        return {key.period for key in self.preview.parts} | {self.period} if self.preview else {self.period}

    @property
    def source(self) -> str:
        """The name of the file that a load reads; '' for the others."""
        return self.files[0].name if self.to_load is not None else ""

    @property
    def is_nothing(self) -> bool:
        """Whether all of a file to load is here already, or stays as it is here."""
        return self.loading is not None and not self.loading.writes

    def look(self, here: Chosen, *, notice: ConsolidaError | None = None) -> None:
        """Begin to foresee what would happen; the former preview goes."""
        with _lock:
            if self.job is not None and self.job.is_running:
                return
            self.notice, self.problem = notice, None
            self.job = self._start(here, lambda: self._foresee(here), writes=False)

    def answer(self, here: Chosen, *, decisions: Mapping[str, str], reason: str, mode: str) -> None:
        """Foresee again with what a person decided."""
        if self.request is not None:
            given = {**self.request.decisions, **decisions}
            self.request = replace(
                self.request,
                decisions=given,
                reason=reason or self.request.reason,
                mode=mode or self.request.mode,
            )
        self.look(here)

    def take_answers_back(self, here: Chosen) -> None:
        """Foresee again as if nothing had been decided."""
        self.answered.clear()
        if self.request is not None:
            self.request = replace(self.request, decisions={}, reason="", mode=self.company.replace_mode)
        self.look(here)

    def confirm(self, here: Chosen, token: str) -> None:
        """Begin to do what the preview of a token shows; where that is no longer it, foresee again."""
        with _lock:
            if self.done is not None or (self.job is not None and self.job.is_running):
                return
            preview = self.preview
            if self.is_nothing:
                return
            if preview is None or preview.token != token:
                self.look(here, notice=Stale())
                return
            self.notice = self.problem = None
            self.job = self._start(here, lambda: self._replace(here, preview), writes=True)

    def close(self) -> None:
        """Let the private copies go."""
        with _lock:
            _desks.pop(self.id, None)
            self._clear()

    def forget_preview(self) -> None:
        """Let the private copies of a preview go that nobody confirmed; looking again makes new ones."""
        with _lock:
            if self.job is None or not self.job.is_running:
                self._clear()

    def _clear(self) -> None:
        self.preview = self.loading = None
        self._stack.close()

    def _start(self, here: Chosen, deed: Callable[[], None], *, writes: bool) -> Job:
        return jobs.start(
            deed,
            title=self._titles()[writes],
            user=self.user,
            company=self.company.ruc,
            periods=self.periods,
            at=here.at,
            writes=writes,
        )

    def _titles(self) -> tuple[str, str]:
        if self.to_load is not None:
            return READING, LOADING
        return (PREVIEWING, IMPORTING) if self.request is not None else (PREVIEWING_UNDO, UNDOING)

    def _foresee(self, here: Chosen) -> None:
        self._clear()
        try:
            self.preview = self._stack.enter_context(self._previewing(here))
        except ConsolidaError as problem:
            self.problem = problem
            raise
        self.looked = here.at

    def _previewing(self, here: Chosen) -> AbstractContextManager[Preview]:
        if self.to_load is not None:
            return self._loading(here, self.to_load)
        if self.request is None:
            return previewing_undo(self.company, self.undoes, home=here.home, by=here.by, at=here.at)
        return previewing(self.request, self.files, home=here.home, by=here.by, at=here.at)

    @contextmanager
    def _loading(self, here: Chosen, asked: LoadRequest) -> Iterator[Preview]:
        opened = loading(self.company, self.files[0], asked, home=here.home, by=here.by, at=here.at)
        with opened as self.loading:
            yield self.loading.preview

    def _replace(self, here: Chosen, preview: Preview) -> None:
        try:
            self.done = swap(preview, by=here.by, at=here.at)
        except (LedgerChanged, DecisionsNeeded, Refused) as changed:  # the new preview shows what forbids it
            self.notice = changed
            self._foresee(here)
        except ConsolidaError as problem:
            self.problem = problem
            raise
        else:
            self._clear()
            if self.tray is not None:
                self.tray.forget(self.files)


def open_desk(desk: Desk, here: Chosen) -> Desk:
    """Keep a desk and begin to look; desks and previews that nobody came back to are swept."""
    with _lock:
        for old in list(_desks.values()):
            if here.at - old.began > KEPT:
                old.close()
            elif old.looked is not None and here.at - old.looked > PREVIEW_KEPT:
                old.forget_preview()
        _desks[desk.id] = desk
    desk.look(here)
    return desk


def find_desk(desk: str, *, user: str, company: str) -> Desk | None:
    """Return a desk of a user; None where it was swept, or is somebody else's."""
    found = _desks.get(desk)
    return found if found is not None and (found.user, found.company.ruc) == (user, company) else None


def others_at(desk: Desk, *, at: datetime) -> list[Desk]:
    """Return the last desks of other users who had a month of this one before their eyes just now."""
    there = list(_desks.values())  # others come and go meanwhile
    found = {
        other.user: other
        for other in sorted(there, key=lambda other: other.began)
        if other.user != desk.user
        and other.company.ruc == desk.company.ruc
        and other.done is None
        and other.preview is not None
        and at - (other.visited or other.began) <= AWAY
        and other.periods & desk.periods
    }
    return list(found.values())
