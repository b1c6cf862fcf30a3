"""The sentences for what a database server says."""

import psycopg
import pytest
from django.db import DatabaseError

from consolida.core import server
from consolida.core.errors import ConsolidaError
from consolida.core.wording import general


@pytest.mark.parametrize(
    ("problem", "kind"),
    [
        (psycopg.OperationalError("connection failed: no route"), server.ServerAway),
        (psycopg.errors.ConnectionTimeout("connection timeout expired"), server.ServerAway),
        (psycopg.OperationalError("the connection is lost"), server.ConnectionBroke),
        (psycopg.InterfaceError("the connection is closed"), server.ConnectionBroke),
        (psycopg.errors.AdminShutdown("terminating connection"), server.ConnectionBroke),
        (psycopg.errors.ConnectionFailure("gone"), server.ConnectionBroke),
        (psycopg.errors.DiskFull("could not extend file"), server.ServerFull),
        (psycopg.errors.OutOfMemory("out of memory"), server.ServerFails),
        (psycopg.errors.IoError("could not read block 7"), server.ServerFails),
        (psycopg.errors.DataCorrupted("invalid page"), server.ServerFails),
        (psycopg.errors.InsufficientPrivilege("permission denied for table x"), server.NoRight),
        (psycopg.errors.ReadOnlySqlTransaction("cannot execute INSERT"), server.NoRight),
        (psycopg.errors.InvalidPassword("password authentication failed"), server.NoRight),
        (psycopg.errors.DeadlockDetected("deadlock detected"), server.ServerBusy),
        (psycopg.errors.LockNotAvailable("canceling statement due to lock timeout"), server.ServerBusy),
        (psycopg.errors.TooManyConnections("too many clients"), server.ServerBusy),
        (psycopg.errors.UndefinedTable('relation "x" does not exist'), server.OtherSchema),
    ],
)
def test_each_failure_has_its_sentence(problem: Exception, kind: type[ConsolidaError]) -> None:
    wrapped = DatabaseError()
    wrapped.__cause__ = problem
    for seen in (problem, wrapped):
        refusal = server.refusal(seen)
        assert type(refusal) is kind
        assert refusal.advice()
        if "{problem}" in general(kind.message):
            assert f"{str(problem).rstrip('.')}." in refusal.sentence()


@pytest.mark.parametrize(
    "problem",
    [
        ZeroDivisionError(),
        psycopg.errors.UniqueViolation("duplicate key"),
        psycopg.ProgrammingError("?"),
    ],
)
def test_other_errors_are_none_of_its_business(problem: Exception) -> None:
    assert server.refusal(problem) is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("connection failed: no route", "connection failed: no route."),
        ("connection failed: it is starting up.", "connection failed: it is starting up."),
        (
            "connection failed: refused\n\tIs the server running?",
            "connection failed: refused Is the server running?",
        ),
    ],
)
def test_the_server_s_words_end_as_a_sentence_does(words: str, said: str) -> None:
    refusal = server.refusal(psycopg.OperationalError(words))
    assert refusal is not None
    assert refusal.sentence() == f"The database server cannot be used: {said}"


def test_the_server_s_words_come_on_one_printable_line() -> None:
    refusal = server.refusal(psycopg.OperationalError("connection failed: FATAL\n  \x1b[31mred" + "x" * 400))
    assert refusal is not None
    said = str(refusal.fields["problem"])
    assert said.startswith("connection failed: FATAL ?[31mredx")
    assert len(said) == 300
