"""Tests of the digest tree."""

import hashlib
import json

import apsw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consolida.core import digest
from consolida.core.portable import connect
from consolida.core.portable import format as spec
from support.files import draft, rows, seal, voucher_digests

# What may stand in a text of a transfer file: anything that UTF-8 can write but control characters.
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]))


def test_canonical_json_has_no_white_space_and_keeps_letters() -> None:
    assert digest.canonical(["Ñ", 'say "x"', "a\\b", -7, ["日"]]) == r'["Ñ","say \"x\"","a\\b",-7,["日"]]'


@given(st.lists(st.one_of(TEXTS, st.integers(-(2**63), 2**63 - 1)), min_size=1, max_size=6))
def test_sqlite_writes_the_same_canonical_json(values: list[str | int]) -> None:
    connection = apsw.Connection(":memory:")
    places = ", ".join("?" * len(values))
    assert connection.execute(f"SELECT json_array({places})", values).get == digest.canonical(values)


def test_a_text_is_digested_as_utf8() -> None:
    assert digest.of_text("año") == hashlib.sha256("año".encode()).hexdigest()


def test_texts_cannot_flow_into_each_other() -> None:
    assert digest.of_texts(["a", "b"]) == hashlib.sha256(b"a\nb\n").hexdigest()
    assert digest.of_texts(["ab", ""]) != digest.of_texts(["a", "b"])


def test_a_vouchers_digest_is_that_of_its_columns_and_lines() -> None:
    header: list[str | int] = ["0001", 7]
    lines: list[list[str | int]] = [[1, "1212"], [2, "70111"]]
    assert digest.of_voucher(header, lines) == digest.of_text('[["0001",7],[[1,"1212"],[2,"70111"]]]')
    assert digest.of_voucher(header, []) == digest.of_text('[["0001",7],[]]')


def test_a_voucher_is_digested_alike_by_python_and_by_sqlite() -> None:
    connection = draft()
    seal(connection)
    lines = rows(connection, "line")
    by_python = {
        str(voucher["uid"]): digest.of_voucher(
            [voucher[name] for name in digest.voucher_header_columns()],
            [
                [line[name] for name in digest.line_columns()]
                for line in lines
                if line["uid"] == voucher["uid"]
            ],
        )
        for voucher in rows(connection, "voucher")
    }
    by_sqlite = dict(voucher_digests(connection))
    assert by_sqlite == by_python
    assert {voucher["digest"] for voucher in rows(connection, "voucher")} == set(by_python.values())


def test_lines_are_digested_in_the_order_of_their_numbers() -> None:
    one, other = draft(), draft()
    other.execute("CREATE TEMP TABLE t AS SELECT * FROM line ORDER BY line DESC")
    other.execute("DELETE FROM line").fetchall()
    other.execute("INSERT INTO line SELECT * FROM t").fetchall()
    assert voucher_digests(one) == voucher_digests(other)


def test_a_batch_is_digested_from_its_uids_and_voucher_digests() -> None:
    connection = draft()
    seal(connection)
    vouchers = [(str(row["uid"]), str(row["digest"])) for row in rows(connection, "voucher")]
    (batch,) = digest.of_vouchers(connection).batches
    assert batch == ("0001", "2026-11", "05", digest.of_batch(vouchers), 2)
    assert digest.of_batch(vouchers) == digest.of_texts(f"{uid}:{of}" for uid, of in vouchers)


def test_an_empty_batch_has_the_digest_of_nothing() -> None:
    assert hashlib.sha256(b"").hexdigest() == digest.EMPTY_BATCH


def test_a_party_is_named_by_the_digest_of_what_it_says() -> None:
    connection = draft()
    seal(connection)
    for party in rows(connection, "party"):
        assert party["digest"] == digest.of_party(
            kind=str(party["type"]),
            number=str(party["number"]),
            name=str(party["name"]),
            address=str(party["address"]),
            active=int(party["active"]),
        )


@pytest.mark.parametrize(
    ("change", "content", "annotations"),
    [
        ("UPDATE voucher SET created_by = 'carol'", False, True),
        ("UPDATE voucher SET changed_at = ''", False, True),
        ("UPDATE batch SET state = 'closed'", False, True),
        ("UPDATE batch SET export_number = 7", False, True),
        ("UPDATE batch SET debit = 7", True, False),
        ("UPDATE party SET name = 'Bob'", True, False),
        ("UPDATE account SET name = 'Cash'", True, False),
        ("UPDATE master SET entries = 7", True, False),
    ],
)
def test_what_is_not_accounting_changes_the_annotations_only(
    change: str, content: bool, annotations: bool
) -> None:
    connection = draft()
    seal(connection)
    before = (digest.of_content(connection), digest.of_vouchers(connection).annotations)
    connection.execute(change).fetchall()
    after = (digest.of_content(connection), digest.of_vouchers(connection).annotations)
    assert [old != new for old, new in zip(before, after, strict=True)] == [content, annotations]


def test_content_and_annotations_cover_every_column_of_a_batch() -> None:
    covered = {*digest.content_columns("batch"), *digest.annotation_columns("batch")}
    assert covered == set(spec.names("batch"))


def test_digests_and_annotations_cover_every_column_of_a_voucher() -> None:
    covered = {*digest.voucher_header_columns(), *digest.annotation_columns("voucher"), "digest"}
    assert covered == set(spec.names("voucher"))
    assert {*digest.line_columns(), "uid"} == set(spec.names("line"))


def test_every_table_but_the_manifest_is_covered() -> None:
    for version in (1, 2):
        covered = {*digest.content_tables(version), "voucher", "line", "manifest"}
        assert covered == set(spec.statements(version))


def test_a_table_without_rows_differs_from_one_that_is_left_out() -> None:
    connection = connect.create(":memory:")
    assert digest.of_content(connection) == _of_titles(1)
    connect.admit_shares(connection)
    assert digest.of_content(connection) == _of_titles(2) != _of_titles(1)


def _of_titles(version: int) -> str:
    titles = "".join(f"{table}\n" for table in digest.content_tables(version))
    return hashlib.sha256(titles.encode()).hexdigest()


def test_the_manifest_is_signed_without_its_signature() -> None:
    values = [*range(len(spec.names("manifest")))]
    assert json.loads(digest.manifest_text(values)) == values[:-1]


def test_a_verification_code_is_read_over_the_phone() -> None:
    assert digest.verification_code("0123456789abcdef" * 4) == "0123 4567 89AB"


@pytest.mark.parametrize("many", [0, 1, 2, 3, 4, 7])
def test_texts_are_digested_each_with_a_line_feed_however_many(
    many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digest, "_TEXTS_AT_ONCE", 3)
    texts = [f"añ{n}" for n in range(many)]
    whole = "".join(f"{text}\n" for text in texts).encode()
    assert digest.of_texts(iter(texts)) == hashlib.sha256(whole).hexdigest()
