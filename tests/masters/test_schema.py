"""Telling an installation's schema from that of another version."""

from pathlib import Path

import pytest
from django.db.migrations.recorder import MigrationRecorder

from consolida.core.home import Home
from consolida.masters import schema
from consolida.masters.installation import NotInitialised
from support.installations import at, make_home


def test_the_tables_of_this_version_are_enough(lima: Home) -> None:
    schema.require(lima)
    assert schema.is_there(lima)
    assert ("ledger", "0001_initial") in schema.applied() == schema.known()


def test_other_programs_migrations_do_not_count(lima: Home) -> None:
    MigrationRecorder.Migration.objects.create(app="plugin", name="0007_more")
    schema.require(lima)


def test_a_missing_one_asks_for_init(lima: Home) -> None:
    MigrationRecorder.Migration.objects.filter(app="ledger").delete()
    with pytest.raises(schema.OlderSchema, match="Take a backup, then run “consolida init”"):
        schema.require(lima)


def test_an_unknown_one_comes_from_a_newer_version(lima: Home) -> None:
    MigrationRecorder.Migration.objects.create(app="ledger", name="9999_later")
    with pytest.raises(schema.NewerSchema, match="newer version of the program"):
        schema.require(lima)


def test_no_table_at_all_is_no_installation(tmp_path: Path) -> None:
    with at(make_home(tmp_path / "lima")) as home:
        MigrationRecorder.Migration.objects.all().delete()
        assert not schema.is_there(home)
        with pytest.raises(NotInitialised, match="no installation of Consolida yet"):
            schema.require(home)
