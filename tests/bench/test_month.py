"""The benchmark's month is a good transfer file, and its measure copies the same rows."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bench import month, raw
from bench.month import Content
from bench.stopwatch import watching
from consolida.core.portable.verify import verify
from consolida.core.signing import SigningKey

KEY = SigningKey.generate()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "month.db"
    month.write_month(path, Content(lines=400), key=KEY)
    return path


def count(database: Path, table: str) -> int:
    with closing(sqlite3.connect(database)) as connection:
        (found,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(found)


def test_a_month_holds_as_many_lines_as_were_asked_for_and_is_sound(file: Path) -> None:
    verified = verify(file, name=file.name)
    assert verified.sound, verified.findings
    assert sum(batch.lines for batch in verified.batches) == 400


def test_a_month_has_the_same_digest_at_every_run(file: Path, tmp_path: Path) -> None:
    again = month.write_month(tmp_path / "again.db", Content(lines=400), key=KEY)
    assert verify(file, name="").manifest.content_digest == again.content_digest


def test_another_salt_changes_some_vouchers_of_every_batch(file: Path, tmp_path: Path) -> None:
    month.write_month(tmp_path / "other.db", Content(lines=1600), key=KEY)
    month.write_month(tmp_path / "salted.db", Content(lines=1600, salt=1), key=KEY)
    plain, salted = (verify(tmp_path / name, name="").batches for name in ("other.db", "salted.db"))
    assert [batch.vouchers for batch in plain] == [batch.vouchers for batch in salted]
    assert all(one.digest != other.digest for one, other in zip(plain, salted, strict=True))


def test_the_raw_copy_replaces_and_exports_all_rows(file: Path, tmp_path: Path) -> None:
    database = tmp_path / "plain.db"
    raw.make(database)
    assert raw.replace(database, file) > 0
    assert raw.replace(database, file) > 0
    assert count(database, "line") == 400
    assert raw.export(database, tmp_path / "out.db") > 0
    assert count(tmp_path / "out.db", "voucher") == 100


def test_the_stopwatch_adds_up_what_named_functions_take(file: Path, tmp_path: Path) -> None:
    steps = {"sealing": ("consolida.core.portable.write:seal",)}
    with watching(steps) as seconds:
        month.write_month(tmp_path / "timed.db", Content(lines=40), key=KEY)
    assert seconds["sealing"] > 0
