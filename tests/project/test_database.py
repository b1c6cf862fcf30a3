"""Which database keeps the ledger."""

import pytest

from consolida.core.embedded import WAIT_SECONDS
from consolida.project.database import WrongDatabaseUrl, database

URL = "postgresql://ana:secret%21@db.example:6543/books"


def test_without_a_url_it_is_a_file_of_the_folder() -> None:
    found = database("", file="/lima/consolida.db")
    assert (found["ENGINE"], found["NAME"]) == ("django.db.backends.sqlite3", "/lima/consolida.db")


def test_the_file_is_written_safely_and_waited_for() -> None:
    options = database("", file="x")["OPTIONS"]
    assert isinstance(options, dict)
    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] == WAIT_SECONDS
    for pragma in ("journal_mode=DELETE", "synchronous=FULL", "foreign_keys=ON"):
        assert pragma in options["init_command"]


@pytest.mark.parametrize("scheme", ["postgresql", "postgres"])
def test_a_url_names_server_database_and_user(scheme: str) -> None:
    found = database(URL.replace("postgresql", scheme), file="x")
    assert found["ENGINE"] == "django.db.backends.postgresql"
    named = [found[name] for name in ("HOST", "PORT", "NAME", "USER", "PASSWORD")]
    assert named == ["db.example", 6543, "books", "ana", "secret!"]


def test_a_server_is_not_waited_for_without_end() -> None:
    found = database(URL, file="x")
    assert found["OPTIONS"] == {
        "application_name": "consolida",
        "connect_timeout": 10,
        "options": "-c lock_timeout=600000",
    }
    assert (found["CONN_MAX_AGE"], found["CONN_HEALTH_CHECKS"]) == (60, True)


def test_what_the_url_says_itself_goes_first() -> None:
    options = database(f"{URL}?connect_timeout=3&sslmode=require", file="x")["OPTIONS"]
    assert isinstance(options, dict)
    assert str(options["connect_timeout"]) == "3"
    assert options["sslmode"] == "require"
    assert options["application_name"] == "consolida"


def test_one_call_does_not_change_the_next() -> None:
    database(f"{URL}?connect_timeout=3", file="x")
    options = database(URL, file="x")["OPTIONS"]
    assert isinstance(options, dict)
    assert options["connect_timeout"] == 10


INSTEAD = (
    " Write it like postgresql://user:password@server:5432/consolida, or leave it out to use the"
    " embedded database of the installation's folder."
)


@pytest.mark.parametrize(
    ("url", "scheme"),
    [
        ("mysql://ana@db/books", "mysql"),
        ("sqlite:///books.db", "sqlite"),
        ("books", "books"),
        ("postgresql:books", "postgresql:books"),
        ("x" * 60, "x" * 20),
    ],
)
def test_the_address_of_something_else_is_refused_with_an_example(url: str, scheme: str) -> None:
    with pytest.raises(WrongDatabaseUrl) as refusal:
        database(url, file="x")
    assert str(refusal.value) == (
        f"DATABASE_URL names no PostgreSQL database: it begins with “{scheme}”.{INSTEAD}"
    )


@pytest.mark.parametrize("url", ["postgresql://db.example", "postgresql://db.example/", "postgres://"])
def test_a_server_without_a_database_is_refused(url: str) -> None:
    with pytest.raises(WrongDatabaseUrl) as refusal:
        database(url, file="x")
    assert str(refusal.value) == f"DATABASE_URL names a server and no database on it.{INSTEAD}"


@pytest.mark.parametrize("port", ["port", "99999", "-1"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    with pytest.raises(WrongDatabaseUrl) as refusal:
        database(f"postgresql://ana:secret@db.example:{port}/books", file="x")
    assert str(refusal.value) == f"DATABASE_URL cannot be read as the address of a database.{INSTEAD}"


def test_a_password_is_not_repeated_in_the_refusal() -> None:
    with pytest.raises(WrongDatabaseUrl) as refusal:
        database("mysql://ana:secret@db/books", file="x")
    assert "secret" not in str(refusal.value)
