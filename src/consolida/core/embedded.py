"""How the embedded database, one SQLite file in the installation's folder, is opened."""

from collections.abc import Mapping

WAIT_SECONDS = 60

SETTINGS: Mapping[str, object] = {
    "ENGINE": "django.db.backends.sqlite3",
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": WAIT_SECONDS,
        # Rollback journal: SQLite before 3.51.3 can corrupt a database in WAL mode.
        "init_command": "PRAGMA journal_mode=DELETE; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    },
}
