"""Long deeds in the background, each in a thread of its own, with its steps for whoever waits."""

import contextvars
import logging
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event, Lock, Thread

from django.db import connections

from consolida.core import progress, server
from consolida.core.errors import ConsolidaError
from consolida.core.language import gettext, noop
from consolida.web.templatetags.reading import clock

PATIENCE = 0.8  # seconds that a page waits for a job before it shows how far the job is
KEPT = timedelta(days=1)

log = logging.getLogger(__name__)
_lock = Lock()
_jobs: dict[str, "Job"] = {}


class Cancelled(ConsolidaError):
    """Whoever began a job stopped it."""

    message = noop("It was stopped; nothing was written.")
    remedy = noop("Begin again when you want to.")


class SomebodyIsAtIt(ConsolidaError):
    """Another job writes to the same month."""

    message = noop("“{user}” has been at the same month since {since}: {what}.")
    remedy = noop("Wait until that is done; then look at the preview again.")


class Unforeseen(ConsolidaError):
    """A job failed in a way that the program did not foresee."""

    message = noop("Something happened that the program did not foresee; what was not finished was not kept.")
    remedy = noop(
        "Try again; the details are in the server's log. If it fails again, run “consolida doctor”."
    )


@dataclass(eq=False)
class Job:
    """One deed: who began it, about which months, how far it is and what came of it."""

    title: str  # English source
    user: str
    company: str
    periods: frozenset[str]
    since: datetime
    writes: bool
    about: object = None  # what its page needs
    id: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    steps: list[str] = field(default_factory=list)  # English sources, the last one is being done
    result: object = None
    problem: ConsolidaError | None = None
    stopping: bool = False
    _ended: Event = field(default_factory=Event)

    @property
    def is_running(self) -> bool:
        """Whether it goes on."""
        return not self._ended.is_set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait a while, or as long as a page does; return whether it has ended."""
        return self._ended.wait(PATIENCE if seconds is None else seconds)

    def stop(self) -> None:
        """Let it stop at its next step; past the last one it ends as it would."""
        self.stopping = True

    def in_words(self) -> str:
        """Say what it is, in the active language."""
        return gettext(self.title)

    def hear(self, name: str) -> None:
        """Note a step, or stop here."""
        if self.stopping:
            raise Cancelled
        if name not in self.steps:
            self.steps.append(name)

    def run(self, deed: Callable[[], object]) -> None:
        """Do the deed and keep what comes of it."""
        try:
            with progress.listening(self.hear):
                self.result = deed()
        except ConsolidaError as problem:
            self.problem = problem
        except Exception as problem:
            log.exception("the job “%s” of %s failed", self.title, self.user)
            self.problem = server.refusal(problem) or Unforeseen()
        finally:
            connections.close_all()
            self._ended.set()


def start(
    deed: Callable[[], object],
    *,
    title: str,
    user: str,
    company: str,
    periods: Collection[str],
    at: datetime,
    writes: bool = False,
    about: object = None,
) -> Job:
    """Begin a deed in the background; of those that write to a month only one goes on at a time."""
    job = Job(title, user, company, frozenset(periods), at, writes, about)
    with _lock:
        _forget_old(at)
        other = _at_it(company, job.periods) if writes else None
        if other is not None:
            raise SomebodyIsAtIt(user=other.user, since=clock(other.since), what=other.in_words())
        _jobs[job.id] = job
    # The thread speaks the language of whoever asked.
    Thread(target=contextvars.copy_context().run, args=(job.run, deed), name=job.id).start()
    return job


def find(job: str, *, user: str, company: str) -> Job | None:
    """Return a job of a user; None where the server was started again since, or it is somebody else's."""
    found = _jobs.get(job)
    return found if found is not None and (found.user, found.company) == (user, company) else None


def _at_it(company: str, periods: frozenset[str]) -> Job | None:
    return next(
        (
            job
            for job in _jobs.values()
            if job.writes and job.is_running and job.company == company and job.periods & periods
        ),
        None,
    )


def _forget_old(now: datetime) -> None:
    for job in [job for job in _jobs.values() if not job.is_running and now - job.since > KEPT]:
        del _jobs[job.id]
