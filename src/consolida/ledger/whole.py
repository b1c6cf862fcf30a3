"""The whole database: copied to a SQLite file, whatever engine keeps it, and made from one."""

from pathlib import Path

from consolida.ledger.bulk import engine


def copy_to(path: Path) -> None:
    """Write all that is committed, as it is at one moment, to a new SQLite database; others go on working."""
    engine().copy_to(path)


def replace_by(path: Path, *, keeping: Path | None) -> None:
    """Put a SQLite database's content in the place of all that the server's database has, in one transaction.

    What was there is copied to `keeping` first, while nobody writes.
    """
    from consolida.ledger.bulk.postgres import PostgresEngine  # noqa: PLC0415 - only where a server is in use

    PostgresEngine().replace_by(path, keeping=keeping)
