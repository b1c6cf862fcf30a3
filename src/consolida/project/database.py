"""Which database keeps the ledger: the embedded one, or the server that DATABASE_URL names."""

from collections.abc import Mapping

import dj_database_url

from consolida.core import embedded
from consolida.core.errors import ConsolidaError
from consolida.core.language import noop

# Seconds to wait for a server that does not answer, milliseconds for a month that another holds.
PATIENCE: Mapping[str, object] = {
    "application_name": "consolida",
    "connect_timeout": 10,
    "options": "-c lock_timeout=600000",
}
SERVER_SCHEMES = ("postgres", "postgresql")


class WrongDatabaseUrl(ConsolidaError):
    """DATABASE_URL is no address of a PostgreSQL database."""

    message = noop("DATABASE_URL cannot be read as the address of a database.")
    remedy = noop(
        "Write it like postgresql://user:password@server:5432/consolida, or leave it out to use the"
        " embedded database of the installation's folder."
    )


class OtherServer(WrongDatabaseUrl):
    """DATABASE_URL begins like the address of something else."""

    message = noop("DATABASE_URL names no PostgreSQL database: it begins with “{scheme}”.")


class NoDatabaseNamed(WrongDatabaseUrl):
    """DATABASE_URL ends with the server."""

    message = noop("DATABASE_URL names a server and no database on it.")


def database(url: str, *, file: str) -> dict[str, object]:
    """Return Django's settings for a database: of a URL, or, without one, the embedded file."""
    if not url:
        return {**embedded.SETTINGS, "NAME": file}
    scheme, separator, _ = url.partition("://")
    if scheme not in SERVER_SCHEMES or not separator:
        raise OtherServer(scheme=scheme[:20])
    try:
        found = dict(dj_database_url.parse(url))
    except ValueError as problem:
        raise WrongDatabaseUrl from problem
    if not found.get("NAME"):
        raise NoDatabaseNamed
    # What the URL says itself goes first.
    asked = found.get("OPTIONS")
    options = {**PATIENCE, **(asked if isinstance(asked, dict) else {})}
    return {**found, "OPTIONS": options, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
