"""Whatever the content and however it lies on its pages: the same rows, the same digests."""

import random
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import apsw
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consolida.core import digest
from consolida.core.portable import connect, read
from consolida.core.portable import format as spec
from consolida.core.portable.manifest import Manifest
from support import files, hostile

Rows = Sequence[tuple[object, ...]]

_TEXT = st.text(st.characters(exclude_categories=["C"], exclude_characters="\u2028\u2029"), max_size=30)
_CODE = st.text("0123456789", min_size=1, max_size=8)
_CENTS = st.integers(1, 10**12)
_LINE = st.tuples(_CODE, _CENTS, _TEXT, _CODE)
_VOUCHER = st.tuples(st.sampled_from(["05", "11", "21"]), _TEXT, st.lists(_LINE, max_size=4))
_MONTH = st.lists(_VOUCHER, max_size=6)
_FILED = ("batch", "voucher", "line", "party", "account", "cost_center", "operation_type", "exchange_rate")


def _fill(connection: apsw.Connection, month: list[tuple[str, str, list[tuple[str, int, str, str]]]]) -> None:
    for order, (operation_type, description, lines) in enumerate(month, start=1):
        files.add_vouchers(connection, f"{operation_type} {order:04d} 2026-11-{order:02d}")
        uid = connection.execute("SELECT uid FROM voucher WHERE number = ?", (f"{order:04d}",)).get
        assert isinstance(uid, str)
        connection.execute("UPDATE voucher SET description = ? WHERE uid = ?", (description, uid))
        for number, (account, cents, text, party) in enumerate(lines, start=1):
            for side in (1, 2):
                files.insert(
                    connection,
                    "line",
                    uid=uid,
                    line=number * 2 + side,
                    account=account,
                    debit=cents if side == 1 else 0,
                    credit=cents if side == 2 else 0,
                    description=text,
                )
            files.insert_missing(connection, "account", code=account, name=text)
            files.insert_missing(connection, "party", number=party, name=text)


def _copy(source: apsw.Connection, target: apsw.Connection, *, dice: random.Random) -> None:
    for table in _FILED:
        rows = source.execute(f"SELECT * FROM {table}").fetchall()
        dice.shuffle(rows)
        places = ", ".join("?" * len(spec.names(table)))
        target.executemany(f"INSERT INTO {table} VALUES ({places})", rows)


def _digests(manifest: Manifest) -> tuple[str, str]:
    return manifest.content_digest, manifest.annotation_digest


@given(_MONTH, st.randoms(use_true_random=False))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
def test_digests_do_not_depend_on_the_order_in_which_rows_were_written(
    month: list[tuple[str, str, list[tuple[str, int, str, str]]]], dice: random.Random
) -> None:
    first, second = connect.create(":memory:"), connect.create(":memory:")
    _fill(first, month)
    one = files.seal(first)
    _copy(first, second, dice=dice)
    second.execute("UPDATE voucher SET digest = ''")
    second.execute("UPDATE party SET digest = ''")
    second.execute("UPDATE batch SET digest = '', vouchers = 0, lines = 0")
    assert _digests(files.seal(second)) == _digests(one)


@given(_MONTH)
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=30)
def test_a_file_becomes_rows_and_the_rows_the_same_file(
    month: list[tuple[str, str, list[tuple[str, int, str, str]]]],
) -> None:
    with TemporaryDirectory() as folder:
        first, second = Path(folder) / "1.db", Path(folder) / "2.db"
        with closing(connect.create(first)) as source:
            _fill(source, month)
            one = files.seal(source)
        with closing(connect.open_proven(first)) as source, closing(connect.create(second)) as target:
            _copy(source, target, dice=random.Random(0))
            two = files.seal(target)
        assert two == one
        assert hostile.content(second) == hostile.content(first)


@given(_MONTH)
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
def test_the_batches_add_up_to_the_lines(
    month: list[tuple[str, str, list[tuple[str, int, str, str]]]],
) -> None:
    connection = connect.create(":memory:")
    _fill(connection, month)
    files.seal(connection)
    rows = read.batches(connection)
    lines = files.rows(connection, "line")
    assert sum(row.vouchers for row in rows) == len(month)
    assert sum(row.lines for row in rows) == len(lines)
    assert sum(row.debit for row in rows) == sum(int(line["debit"]) for line in lines)
    assert sum(row.credit for row in rows) == sum(int(line["credit"]) for line in lines)


def test_digests_do_not_depend_on_the_layout_of_the_pages(sealed: Path) -> None:
    manifest, honest = read.read_manifest(sealed), hostile.content(sealed)
    for page_size in (512, 1024, 16_384, 65_536):
        hostile.relaid(sealed, page_size=page_size)
        assert hostile.content(sealed) == honest
        outcome = hostile.judge(sealed)
        assert not isinstance(outcome, hostile.Refusal), outcome
        with closing(connect.open_proven(sealed)) as connection:
            annotations = digest.of_vouchers(connection).annotations
            assert (digest.of_content(connection), annotations) == _digests(manifest)


@given(_TEXT)
@settings(deadline=None)
def test_python_and_sqlite_write_the_same_canonical_json(text: str) -> None:
    connection = apsw.Connection(":memory:")
    assert connection.execute("SELECT json_array(?, 7)", (text,)).get == digest.canonical([text, 7])


def test_authors_and_times_change_the_annotation_digest_only() -> None:
    honest, other = files.draft(), files.draft()
    other.execute("UPDATE voucher SET changed_by = 'carol', changed_at = '2026-12-04T00:00:00.000Z'")
    one, two = files.seal(honest), files.seal(other)
    assert two.content_digest == one.content_digest
    assert two.annotation_digest != one.annotation_digest


def test_any_accounting_column_changes_the_content_digest() -> None:
    honest = files.seal(files.draft()).content_digest
    for table in ("voucher", "line"):
        annotations = {"uid", "digest", *digest.VOUCHER_ANNOTATIONS, *spec.primary_key("batch")}
        for column in spec.columns(table):
            if column.name in annotations:
                continue
            other = files.draft()
            key = " AND ".join(f"{name} = (SELECT min({name}) FROM {table})" for name in ("uid",))
            change = f"{column.name} || 'x'" if column.is_text else f"{column.name} + 1000"
            other.execute(f"UPDATE {table} SET {column.name} = {change} WHERE {key}")
            assert files.seal(other).content_digest != honest, column.name
