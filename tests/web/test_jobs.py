"""Jobs: long deeds in the background, heard, stopped, found again, one at a time for a month."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from threading import Event

import psycopg
import pytest
from django.db import OperationalError

from consolida.core import language, progress
from consolida.core.errors import Refused
from consolida.core.language import gettext
from consolida.core.server import ConnectionBroke
from consolida.web import jobs
from consolida.web.jobs import Cancelled, Job, SomebodyIsAtIt, Unforeseen
from support.companies import NOW, OTHER_RUC, RUC


@pytest.fixture(autouse=True)
def _no_jobs_left() -> Iterator[None]:
    yield
    for job in jobs._jobs.values():
        assert job.wait(10)
    jobs._jobs.clear()


def start(
    deed: Callable[[], object],
    *,
    user: str = "carla",
    company: str = RUC,
    period: str = "2026-11",
    writes: bool = True,
    later: timedelta = timedelta(0),
) -> Job:
    return jobs.start(
        deed,
        title=progress.REPLACING,
        user=user,
        company=company,
        periods=[period],
        at=NOW + later,
        writes=writes,
    )


class Slow:
    """A deed that goes on until it is let go, and then takes one more step."""

    def __init__(self) -> None:
        self.begun, self.go = Event(), Event()

    def __call__(self) -> str:
        progress.step(progress.TAKING)
        self.begun.set()
        assert self.go.wait(10)
        progress.step(progress.JUDGING)
        return "done"


@pytest.fixture
def slow() -> Iterator[Slow]:
    deed = Slow()
    yield deed
    deed.go.set()


def test_a_job_keeps_what_its_deed_returns() -> None:
    job = start(lambda: 42)
    assert job.wait(10)
    assert (job.result, job.problem, job.is_running) == (42, None, False)


def test_a_job_keeps_the_error_of_its_deed() -> None:
    def refuse() -> None:
        raise Refused((), what="file.db", count=1)

    job = start(refuse)
    assert job.wait(10)
    assert isinstance(job.problem, Refused)


def test_what_nobody_foresaw_is_logged_and_said_in_a_sentence(caplog: pytest.LogCaptureFixture) -> None:
    job = start(lambda: 1 // 0)
    assert job.wait(10)
    assert isinstance(job.problem, Unforeseen)
    assert "ZeroDivisionError" in caplog.text


def test_a_job_whose_database_server_goes_away_says_so(caplog: pytest.LogCaptureFixture) -> None:
    def break_off() -> None:
        problem = OperationalError("the connection is lost")
        raise problem from psycopg.OperationalError("the connection is lost")

    job = start(break_off)
    assert job.wait(10)
    assert isinstance(job.problem, ConnectionBroke)
    assert job.problem.sentence() == ("The connection to the database server broke: the connection is lost.")
    assert "OperationalError" in caplog.text


def test_steps_are_heard_each_once(slow: Slow) -> None:
    job = start(slow)
    assert slow.begun.wait(10)
    assert job.is_running
    assert job.steps == [progress.TAKING]
    slow.go.set()
    assert job.wait(10)
    assert job.steps == [progress.TAKING, progress.JUDGING]
    job.hear(progress.TAKING)
    assert job.steps == [progress.TAKING, progress.JUDGING]


def test_a_stopped_job_ends_at_its_next_step(slow: Slow) -> None:
    job = start(slow)
    assert slow.begun.wait(10)
    job.stop()
    slow.go.set()
    assert job.wait(10)
    assert isinstance(job.problem, Cancelled)
    assert job.result is None


def test_past_its_last_step_a_stopped_job_ends_as_it_would() -> None:
    go = Event()

    def commit() -> str:
        assert go.wait(10)
        return "committed"

    job = start(commit)
    job.stop()
    go.set()
    assert job.wait(10)
    assert (job.result, job.problem) == ("committed", None)


def test_a_page_waits_no_longer_than_its_patience(slow: Slow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "PATIENCE", 0.01)
    assert not start(slow).wait()


def test_a_job_speaks_the_language_of_whoever_began_it() -> None:
    with language.speaking("es"):
        job = start(language.active)
    assert job.wait(10)
    assert job.result == "es"
    assert job.in_words() == gettext(progress.REPLACING)


class TestOneAtATime:
    def test_the_second_is_told_who_is_at_it(self, slow: Slow) -> None:
        start(slow, user="carla")
        with pytest.raises(SomebodyIsAtIt, match="“carla” has been at the same month since 10:42"):
            start(lambda: None, user="rosa")

    def test_another_month_company_or_a_deed_that_only_reads_goes_on(self, slow: Slow) -> None:
        start(slow)
        assert start(lambda: 1, period="2026-10").wait(10)
        assert start(lambda: 1, company=OTHER_RUC).wait(10)
        assert start(lambda: 1, writes=False).wait(10)

    def test_when_the_first_has_ended_the_second_may_begin(self) -> None:
        assert start(lambda: 1).wait(10)
        assert start(lambda: 2).wait(10)

    def test_a_deed_that_only_reads_stops_nobody(self, slow: Slow) -> None:
        start(slow, writes=False)
        assert start(lambda: 1).wait(10)


class TestFinding:
    def test_a_job_is_found_by_its_user_in_its_company_only(self) -> None:
        job = start(lambda: 1)
        assert jobs.find(job.id, user="carla", company=RUC) is job
        assert jobs.find(job.id, user="rosa", company=RUC) is None
        assert jobs.find(job.id, user="carla", company=OTHER_RUC) is None
        assert jobs.find("unknown", user="carla", company=RUC) is None

    def test_a_day_later_it_is_forgotten_unless_it_goes_on(self, slow: Slow) -> None:
        ended, going = start(lambda: 1), start(slow, period="2026-10")
        assert ended.wait(10)
        start(lambda: 2, period="2026-09", later=timedelta(days=2))
        assert jobs.find(ended.id, user="carla", company=RUC) is None
        assert jobs.find(going.id, user="carla", company=RUC) is going
