"""What a browser is told where the database server is away, or where the program is at fault."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import OperationalError
from django.http import HttpRequest
from django.test import Client, RequestFactory

from consolida.access.models import User
from consolida.web.preferences import LANGUAGE_COOKIE
from consolida.web.problems import SayWhatFailed, failed


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


def test_it_is_what_django_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    def objects() -> Iterator[object]:
        raise away()

    monkeypatch.setattr(User.objects, "exists", objects)
    visitor = Client(raise_request_exception=False, SERVER_NAME="localhost")
    visitor.cookies[LANGUAGE_COOKIE] = "en"
    response = visitor.get("/entrar/")
    assert response.status_code == 503
    assert "The database server cannot be used" in response.content.decode()
