"""What a browser is told where the database server is away, or where the program is at fault."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.models import Session
from django.db import DatabaseError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from consolida.access.models import User
from consolida.web.preferences import LANGUAGE_COOKIE
from consolida.web.problems import SayWhatFailed, failed, not_taken
from support.places import Clock, Place
from support.visiting import visiting, visitor


def away() -> OperationalError:
    problem = OperationalError("connection failed")
    problem.__cause__ = psycopg.OperationalError("connection failed: no route to host")
    return problem


@pytest.fixture
def request_() -> HttpRequest:
    return RequestFactory().get("/")


def test_a_view_that_finds_the_server_away_says_so(request_: HttpRequest) -> None:
    middleware = SayWhatFailed(lambda request: pytest.fail("not asked for"))
    response = middleware.process_exception(request_, away())
    assert response is not None
    assert response.status_code == 503
    assert "The database server cannot be used: connection failed" in response.content.decode()
    assert "DATABASE_URL" in response.content.decode()
    assert middleware.process_exception(request_, ZeroDivisionError()) is None


def test_so_does_whatever_comes_before_the_view(request_: HttpRequest) -> None:
    try:
        raise away()
    except OperationalError:
        response = failed(request_)
    assert response.status_code == 503
    assert "The database server cannot be used" in response.content.decode()


def test_a_fault_of_the_program_asks_to_be_reported(request_: HttpRequest) -> None:
    try:
        pytest.fail("a fault")
    except pytest.fail.Exception:
        response = failed(request_)
    assert response.status_code == 500
    assert "did not foresee" in response.content.decode()


def interrupted(request: HttpRequest, met: Exception) -> HttpResponse:
    """Answer where keeping the session met something, as Django tells it: by contexts alone."""
    try:
        try:
            raise met
        except DatabaseError:
            raise UpdateError  # noqa: B904 - as Django does
    except UpdateError as problem:
        ended = SessionInterrupted("The request's session was deleted.")
        ended.__context__ = problem
    return not_taken(request, ended)


def test_a_session_that_the_server_does_not_keep_tells_what_the_server_said(request_: HttpRequest) -> None:
    met = DatabaseError("cannot execute UPDATE in a read-only transaction")
    met.__cause__ = psycopg.errors.ReadOnlySqlTransaction(str(met))
    response = interrupted(request_, met)
    assert response.status_code == 503
    assert "The database server does not allow it: cannot execute UPDATE" in response.content.decode()


def test_a_session_that_was_ended_in_another_window_says_so(request_: HttpRequest) -> None:
    response = interrupted(request_, DatabaseError("Forced update did not affect any rows."))
    assert response.status_code == 409
    assert "You were logged out meanwhile" in response.content.decode()


def test_a_visitor_who_is_logged_out_while_a_page_is_made_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Place(tmp_path / "lima", here=["0001"], elsewhere=["0000"], clock=Clock())
    with visiting(place) as company:
        carla = visitor(company)
        answer = SayWhatFailed.__call__

        def logged_out_meanwhile(middleware: SayWhatFailed, request: HttpRequest) -> HttpResponse:
            response = answer(middleware, request)
            Session.objects.all().delete()
            return response

        monkeypatch.setattr(SayWhatFailed, "__call__", logged_out_meanwhile)
        told = carla.get("/comprobantes/")
    assert told.status_code == 409
    assert "Log in again, and see whether what you sent was done." in told.content.decode()


def test_it_is_what_django_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    def objects() -> Iterator[object]:
        raise away()

    monkeypatch.setattr(User.objects, "exists", objects)
    visitor = Client(raise_request_exception=False, SERVER_NAME="localhost")
    visitor.cookies[LANGUAGE_COOKIE] = "en"
    response = visitor.get("/entrar/")
    assert response.status_code == 503
    assert "The database server cannot be used" in response.content.decode()
