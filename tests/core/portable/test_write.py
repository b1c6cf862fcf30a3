"""Sealing and publishing: what a finished file says, and that it takes nobody's place."""

import errno
import os
from contextlib import closing
from pathlib import Path
from threading import Thread

import apsw
import pytest

from consolida.core import digest
from consolida.core.portable import connect, read, write
from consolida.core.portable import format as spec
from consolida.core.portable.format import FileKind
from support import files


def test_a_sealed_file_says_what_it_is_in_its_header(sealed: Path) -> None:
    header = sealed.read_bytes()[:100]
    assert header[:16] == b"SQLite format 3\x00"
    assert int.from_bytes(header[60:64]) == spec.LOWEST
    assert int.from_bytes(header[68:72]) == spec.APPLICATION_ID
    assert header[18:20] == b"\x01\x01"


def test_a_new_file_never_takes_the_place_of_another(tmp_path: Path) -> None:
    taken = tmp_path / "a.db"
    taken.write_text("mine")
    with pytest.raises(FileExistsError):
        connect.create(taken)
    assert taken.read_text() == "mine"


def test_sealing_computes_the_digests_that_are_missing() -> None:
    connection = files.draft()
    files.seal(connection)
    assert connection.execute("SELECT count(*) FROM voucher WHERE digest = ''").get == 0
    assert connection.execute("SELECT count(*) FROM party WHERE digest = ''").get == 0
    assert connection.execute("SELECT uid, digest FROM voucher ORDER BY uid").fetchall() == (
        files.voucher_digests(connection)
    )


def test_the_digest_in_sql_is_the_one_in_python() -> None:
    connection = files.draft()
    files.seal(connection)
    header, line = digest.voucher_header_columns(), digest.line_columns()
    for voucher in files.rows(connection, "voucher"):
        lines = [row for row in files.rows(connection, "line") if row["uid"] == voucher["uid"]]
        assert voucher["digest"] == digest.of_voucher(
            [voucher[name] for name in header], [[row[name] for name in line] for row in lines]
        )


def test_sealing_keeps_the_digests_that_are_there() -> None:
    connection = files.draft()
    connection.execute("UPDATE voucher SET digest = ? WHERE number = '0001'", ("a" * 64,))
    files.seal(connection)
    assert connection.execute("SELECT digest FROM voucher WHERE number = '0001'").get == "a" * 64


def test_sealing_counts_and_totals_every_batch() -> None:
    connection = files.draft(batches=["11"])
    files.seal(connection)
    sales, purchases = read.batches(connection)
    assert (sales.vouchers, sales.lines, sales.debit, sales.credit) == (2, 6, 177_000, 177_000)
    assert (purchases.vouchers, purchases.lines, purchases.debit, purchases.credit) == (0, 0, 0, 0)
    assert purchases.digest == digest.EMPTY_BATCH


def test_a_batch_digest_covers_its_vouchers_in_the_order_of_their_uids() -> None:
    connection = files.draft()
    files.seal(connection)
    vouchers = connection.execute("SELECT uid, digest FROM voucher ORDER BY uid").fetchall()
    assert read.batches(connection)[0].digest == digest.of_batch(
        (str(uid), str(own)) for uid, own in vouchers
    )


def test_totals_that_were_wrong_are_put_right() -> None:
    connection = files.draft()
    connection.execute("UPDATE batch SET vouchers = 99, debit = 1, digest = 'x'")
    files.seal(connection)
    assert read.batches(connection)[0].vouchers == 2


def test_a_voucher_without_its_batch_is_not_sealed() -> None:
    connection = files.draft()
    connection.execute("DELETE FROM batch")
    with pytest.raises(write.VouchersWithoutBatch, match=r"2 vouchers of T/O 05, November 2026, site 0001"):
        files.seal(connection)
    assert connection.execute("SELECT count(*) FROM manifest").get == 0
    assert not connection.in_transaction


def test_masters_are_fingerprinted_unless_the_whole_master_was() -> None:
    connection = files.draft(extra={"master": [{"name": "account", "entries": 1800, "digest": "f" * 64}]})
    files.seal(connection)
    found = connection.execute("SELECT name, entries, digest FROM master ORDER BY name").fetchall()
    assert [row[:2] for row in found] == [
        ("account", 1800),
        ("cost_center", 0),
        ("exchange_rate", 0),
        ("operation_type", 1),
    ]
    assert found[0][2] == "f" * 64
    assert found[1][2] == digest.of_texts(())


def test_sealing_goes_on_in_the_transaction_that_filled_the_file() -> None:
    connection = connect.create(":memory:")
    connection.execute("BEGIN")
    files.add_vouchers(connection, files.SALES)
    manifest = files.seal(connection)
    assert not connection.in_transaction
    assert manifest.signature_is_right()


def test_a_month_without_vouchers_is_a_file_too(tmp_path: Path) -> None:
    manifest = read.read_manifest(files.make_file(tmp_path / "a.db", ""))
    assert manifest.whole_month
    assert manifest.signature_is_right()


def test_a_file_that_was_begun_can_be_gone_on_with(tmp_path: Path) -> None:
    part = tmp_path / "a.part"
    files.draft(part).close()
    with closing(connect.reopen(part)) as connection:
        files.seal(connection)
    assert read.read_manifest(part).signature_is_right()


def test_a_proven_file_cannot_be_written(sealed: Path) -> None:
    connection = connect.open_proven(sealed)
    with pytest.raises(apsw.ReadOnlyError):
        connection.execute("DELETE FROM voucher")


def test_publishing_gives_the_final_name_and_keeps_no_part(tmp_path: Path) -> None:
    part, final = files.make_file(tmp_path / "a.part"), tmp_path / "a.db"
    write.publish(part, final)
    assert read.read_manifest(final).kind is FileKind.VOUCHERS
    assert not part.exists()


def test_publishing_never_overwrites(tmp_path: Path) -> None:
    part, final = files.make_file(tmp_path / "a.part"), tmp_path / "a.db"
    final.write_text("another branch's file")
    with pytest.raises(write.WouldOverwrite, match="exists already"):
        write.publish(part, final)
    assert final.read_text() == "another branch's file"
    assert part.exists()


@pytest.mark.parametrize("forgets", [True, False])
def test_what_is_read_back_is_flushed_also_where_the_system_forgets_nothing(
    forgets: bool, sealed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed, flush, before = list[int](), os.fsync, sealed.read_bytes()

    def noted(file: int) -> None:
        flushed.append(os.fstat(file).st_ino)
        flush(file)

    monkeypatch.setattr(os, "fsync", noted)
    if not forgets:
        monkeypatch.delattr(os, "posix_fadvise")
    write.settle_to_read_back(sealed)
    assert flushed == [sealed.stat().st_ino]
    assert sealed.read_bytes() == before


def test_what_is_fetched_is_read_to_its_end(tmp_path: Path) -> None:
    pipe, sent = tmp_path / "pipe", list[int]()
    os.mkfifo(pipe)
    writer = Thread(target=lambda: sent.append(pipe.write_bytes(b"x" * (3 << 20))))
    writer.start()
    write.fetch(pipe)
    writer.join()
    assert sent == [3 << 20]


class TestStickWithoutLinks:
    """FAT, on which memory sticks come, knows no hard links."""

    @pytest.fixture(autouse=True)
    def _no_links(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*_: object) -> None:
            raise PermissionError(errno.EPERM, "Operation not permitted")

        monkeypatch.setattr(os, "link", refuse)

    def test_publishing_works(self, tmp_path: Path) -> None:
        part, final = files.make_file(tmp_path / "a.part"), tmp_path / "a.db"
        write.publish(part, final)
        assert read.read_manifest(final).kind is FileKind.VOUCHERS
        assert not part.exists()

    def test_publishing_never_overwrites(self, tmp_path: Path) -> None:
        part, final = files.make_file(tmp_path / "a.part"), tmp_path / "a.db"
        final.write_text("another branch's file")
        with pytest.raises(write.WouldOverwrite):
            write.publish(part, final)
        assert final.read_text() == "another branch's file"


def test_a_row_that_is_put_is_empty_where_nothing_is_given(tmp_path: Path) -> None:
    connection = connect.create(tmp_path / "one.db")
    write.put(connection, "account", {"code": "1212", "active": 1})
    (row,) = files.rows(connection, "account")
    assert (row["code"], row["active"]) == ("1212", 1)
    assert (row["name"], row["requires_party"]) == ("", 0)
    connection.close()
