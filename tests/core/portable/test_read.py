"""What a list of received files shows of each: its manifest, its claims, or why it cannot be read."""

from contextlib import closing
from pathlib import Path

import pytest

from consolida.core.batches import BatchKey
from consolida.core.errors import UnreadableFile
from consolida.core.portable import connect, read
from consolida.core.portable import format as spec
from consolida.core.portable.format import BatchState, FileKind
from support import files, hostile


def test_a_manifest_is_read_without_judging_the_rest(sealed: Path) -> None:
    files.edit(sealed, "UPDATE line SET debit = debit + 1")
    manifest = read.read_manifest(sealed)
    assert (manifest.kind, manifest.ruc, manifest.site) == (FileKind.VOUCHERS, files.RUC, files.SITE)
    assert (manifest.period, manifest.operation_type, manifest.export_number) == ("2026-11", "", 1)
    assert manifest.definitive is False


def test_a_refusal_names_the_file_as_people_do_if_told(sealed: Path) -> None:
    hostile.patched(sealed, 0, b"X")
    with pytest.raises(UnreadableFile, match=r"^from the stick\.db: it is not a transfer file"):
        read.read_manifest(sealed, name="from the stick.db")
    with pytest.raises(UnreadableFile, match=rf"^{sealed.name}: "):
        read.read_manifest(sealed)


@pytest.mark.parametrize("size", [1, 15, 16, 99])
def test_less_than_a_header_is_cut_short(sealed: Path, size: int) -> None:
    sealed.write_bytes(sealed.read_bytes()[:size])
    with pytest.raises(UnreadableFile, match="cut short"):
        read.read_manifest(sealed)


def test_a_value_that_is_too_long_is_not_taken_into_memory(sealed: Path) -> None:
    files.edit(sealed, f"UPDATE manifest SET company = printf('%.*c', {spec.MAX_VALUE_BYTES + 1}, 'x')")
    with pytest.raises(UnreadableFile, match="it holds a value that is too long"):
        read.read_manifest(sealed)


def test_batches_come_in_the_order_of_their_keys(tmp_path: Path) -> None:
    path = files.make_file(tmp_path / "a.db", batches=["11", "01"])
    with closing(connect.open_proven(path)) as connection:
        rows = read.batches(connection)
    assert [row.key for row in rows] == [BatchKey("0001", "2026-11", code) for code in ("01", "05", "11")]
    assert {row.state for row in rows} == {BatchState.OPEN}
    assert [row.definitive for row in rows] == [False, False, False]


def test_the_vouchers_that_a_file_claims_are_those_of_its_batches(tmp_path: Path) -> None:
    assert read.claimed_vouchers(files.make_file(tmp_path / "a.db"), name="a.db") == 2
    assert read.claimed_vouchers(files.make_file(tmp_path / "b.db", ""), name="b.db") == 0


def test_claims_beyond_all_numbers_are_refused(tmp_path: Path) -> None:
    path = files.make_file(tmp_path / "a.db", batches=["11"])
    files.edit(path, f"UPDATE batch SET vouchers = {2**63 - 1}")
    with pytest.raises(UnreadableFile, match="larger than any books hold"):
        read.claimed_vouchers(path, name="a.db")


def test_claims_of_a_file_without_batches_are_refused(sealed: Path) -> None:
    files.edit(sealed, "DROP TABLE batch")
    with pytest.raises(UnreadableFile, match="it is damaged"):
        read.claimed_vouchers(sealed, name="a.db")
