"""Whether the database has the tables of this version of the program."""

from importlib import import_module
from pkgutil import iter_modules

from django.apps import AppConfig, apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.exceptions import MigrationSchemaMissing
from django.db.migrations.recorder import MigrationRecorder

from consolida.core.errors import ConsolidaError
from consolida.core.home import Home
from consolida.core.language import noop
from consolida.masters.installation import NotInitialised

Migration = tuple[str, str]  # app and name


class EmptyDatabase(NotInitialised):
    """The server's database holds no installation."""

    message = noop("The database that DATABASE_URL names holds no installation of Consolida yet.")
    remedy = noop("Run “consolida init”, or correct DATABASE_URL.")


class OlderSchema(ConsolidaError):
    """The database was made by an older version."""

    message = noop("The database was made by an older version of the program.")
    remedy = noop("Take a backup, then run “consolida init”, which brings it up to date.")


class NewerSchema(ConsolidaError):
    """The database was made by a newer version."""

    message = noop("The database was made by a newer version of the program; nothing was changed.")
    remedy = noop("Install that version here too.")


def is_there(home: Home) -> bool:
    """Tell whether the folder, or the server's database, holds the tables of an installation."""
    if connection.vendor == "sqlite" and not home.database.exists():
        return False  # SQLite would make an empty one
    return bool(applied())


def require(home: Home) -> None:
    """Refuse to work where the tables are missing, or those of another version."""
    if not is_there(home):
        raise NotInitialised if connection.vendor == "sqlite" else EmptyDatabase
    ours, theirs = known(), applied()
    if theirs - ours:
        raise NewerSchema
    if ours - theirs:
        raise OlderSchema


def bring_up_to_date(home: Home) -> None:
    """Make the tables, or bring those of an older version up to date; a newer version's stay as they are."""
    if is_there(home) and applied() - known():
        raise NewerSchema
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except MigrationSchemaMissing as problem:  # Django keeps the server's own error as the context only
        raise problem from problem.__context__


def known() -> set[Migration]:
    """Return the migrations that this version knows of its own apps."""
    found = set()
    for app in _own():
        package = import_module(f"{app.name}.migrations")
        found |= {(app.label, module.name) for module in iter_modules(package.__path__)}
    return found


def applied() -> set[Migration]:
    """Return the migrations of our own apps that the database has."""
    labels = {app.label for app in _own()}
    return {key for key in MigrationRecorder(connection).applied_migrations() if key[0] in labels}


def _own() -> list[AppConfig]:
    return [app for app in apps.get_app_configs() if app.name.startswith("consolida.") and app.models_module]
