"""Files that were cut, spoilt or forged: each is refused with a sentence that names the reason."""

import os
import random
from pathlib import Path

import apsw
import pytest

from consolida.core.portable import connect
from consolida.core.portable import format as spec
from consolida.core.portable.verify import Verified
from support import files, hostile
from support.hostile import Refusal, judge, patched, refusal, relaid

KIB_4 = 4096
RANDOM_CUTS = 200
SAMPLE = 61


def test_an_honest_file_is_accepted(sealed: Path) -> None:
    outcome = judge(sealed)
    assert isinstance(outcome, Verified), outcome
    assert outcome.findings == []
    assert [row.vouchers for row in outcome.batches] == [2]


class TestCuts:
    def test_a_file_cut_at_any_page_is_refused(self, sealed: Path) -> None:
        whole = sealed.read_bytes()
        for size in range(0, len(whole), KIB_4):
            sealed.write_bytes(whole[:size])
            assert "it is empty" in refusal(sealed) if size == 0 else "it is cut short" in refusal(sealed)

    def test_a_larger_file_cut_anywhere_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "a.db"
        connection = files.draft(path)
        files.fill(connection, vouchers=1500, first=3)
        files.seal(connection)
        connection.close()
        whole = path.read_bytes()
        dice = random.Random(20131312955)
        for size in dice.sample(range(1, len(whole)), RANDOM_CUTS):
            path.write_bytes(whole[:size])
            assert "it is cut short" in refusal(path), size


class TestAlteredBytes:
    """Each byte of a file is altered in turn; a file of small pages has little slack.

    Where every row reads as before, the rules see what they saw: refused or accepted, nothing changes.
    So the rules are asked where the rows differ, and for a sample of the rest.
    """

    def test_no_altered_byte_changes_what_is_accepted(self, tmp_path: Path) -> None:
        path = relaid(files.make_file(tmp_path / "a.db"), page_size=512)
        whole, honest = path.read_bytes(), hostile.content(path)
        refused = accepted = 0
        for place, byte in enumerate(whole):
            patched(path, place, bytes([byte ^ 0xFF]))
            same = self._readable_content(path) == honest
            if not same or place % SAMPLE == 0:
                outcome = hostile.verdict(path)
                assert same or isinstance(outcome, Refusal), place
                refused += isinstance(outcome, Refusal)
                accepted += isinstance(outcome, Verified)
            patched(path, place, bytes([byte]))
        assert refused > 1000
        assert accepted > 10

    @staticmethod
    def _readable_content(path: Path) -> hostile.Content | None:
        try:
            return hostile.content(path)
        except (apsw.Error, UnicodeError):
            return None


class TestForeignObjects:
    @pytest.mark.parametrize(
        ("statement", "reason"),
        [
            ("CREATE TABLE extra (x)", "a table “extra” that no transfer file has"),
            ("CREATE VIEW extra AS SELECT 1", "a view “extra”"),
            ("CREATE INDEX extra ON line (account)", "a index “extra”"),
            ("CREATE TRIGGER extra AFTER DELETE ON line BEGIN SELECT 1; END", "a trigger “extra”"),
            ("CREATE VIRTUAL TABLE extra USING fts5(x)", "a table “extra"),
            ("ANALYZE", "a table “sqlite_stat1”"),
            ('CREATE TABLE "new\nline\x1b[31m" (x)', "a table “new?line?[31m”"),
            ("DROP TABLE exchange_rate", "these tables are missing in it: exchange_rate"),
            ("ALTER TABLE line ADD COLUMN extra TEXT", "its table “line” is not as specified"),
            ("ALTER TABLE manifest RENAME TO other", "no manifest of the kind specified"),
        ],
    )
    def test_only_the_specified_tables_are_accepted(self, sealed: Path, statement: str, reason: str) -> None:
        assert reason in refusal(files.edit(sealed, statement))

    def test_a_view_cannot_play_the_manifest(self, sealed: Path) -> None:
        files.edit(
            sealed,
            "ALTER TABLE manifest RENAME TO other",
            "CREATE VIEW manifest AS SELECT * FROM other",
        )
        assert "no manifest of the kind specified" in refusal(sealed)

    def test_two_tables_cannot_share_their_pages(self, sealed: Path) -> None:
        files.edit(
            sealed,
            "PRAGMA writable_schema = ON",
            "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'account')"
            " WHERE name = 'cost_center'",
        )
        assert "it is damaged" in refusal(sealed)

    def test_an_unfinished_file_is_refused(self, tmp_path: Path) -> None:
        files.draft(tmp_path / "a.db").close()
        assert "it was not finished" in refusal(tmp_path / "a.db")

    def test_a_second_manifest_is_refused(self, sealed: Path) -> None:
        columns = ", ".join(spec.names("manifest")[1:])
        files.edit(sealed, f"INSERT INTO manifest SELECT 'x', {columns} FROM manifest")
        assert "more than one manifest" in refusal(sealed)


def _without_strict(path: Path, table: str, statement: str) -> None:
    """Put values into a STRICT table that its columns do not allow."""
    strict = spec.statements()[table]
    files.edit(
        path,
        "PRAGMA writable_schema = ON",
        f"UPDATE sqlite_schema SET sql = '{strict.replace('STRICT, ', '').replace(' NOT NULL,', ',')}'"
        f" WHERE name = '{table}'",
    )
    files.edit(path, statement)
    files.edit(
        path,
        "PRAGMA writable_schema = ON",
        f"UPDATE sqlite_schema SET sql = '{strict}' WHERE name = '{table}'",
    )


class TestValues:
    @pytest.mark.parametrize("value", ["'twelve'", "12.5", "x'00'", "NULL"])
    def test_a_number_of_another_type_is_refused(self, sealed: Path, value: str) -> None:
        _without_strict(sealed, "line", f"UPDATE line SET debit = {value} WHERE line = 1")
        assert "it is damaged" in refusal(sealed)

    @pytest.mark.parametrize("value", ["x'41'", "NULL"])
    def test_a_text_of_another_type_is_refused(self, sealed: Path, value: str) -> None:
        _without_strict(sealed, "voucher", f"UPDATE voucher SET description = {value}")
        assert "it is damaged" in refusal(sealed)

    def test_a_manifest_of_other_types_is_refused_before_anything_else(self, sealed: Path) -> None:
        _without_strict(sealed, "manifest", "UPDATE manifest SET export_number = 'seven'")
        assert "an impossible value in “export_number”" in refusal(sealed)

    @pytest.mark.parametrize(
        ("column", "value"),
        [
            ("kind", "'gossip'"),
            ("definitive", "2"),
            ("export_number", "9223372036854775807"),
            ("export_number", "-9223372036854775808"),
            ("format", "9007199254740993"),
            ("company", "'Andina' || char(10) || 'all is well'"),
            ("company", "printf('%.*c', 201, 'x')"),
            ("site_name", "'Lima' || char(8238)"),
            ("author", "'alice' || char(0) || 'x'"),
        ],
    )
    def test_a_manifest_that_would_fool_its_reader_is_refused(
        self, sealed: Path, column: str, value: str
    ) -> None:
        files.edit(sealed, f"UPDATE manifest SET {column} = {value}")
        assert f"an impossible value in “{column}”" in refusal(sealed)

    @pytest.mark.parametrize("bytes_", ["ff", "c0af", "eda080", "f4908080", "e282"])
    def test_text_that_is_not_utf_8_is_refused(self, sealed: Path, bytes_: str) -> None:
        files.edit(sealed, f"UPDATE voucher SET description = CAST(x'41{bytes_}' AS TEXT)")
        assert "that is not UTF-8" in refusal(sealed)
        files.edit(sealed, f"UPDATE manifest SET company = CAST(x'41{bytes_}' AS TEXT)")
        assert "that is not UTF-8" in refusal(sealed)

    @pytest.mark.parametrize(
        "forgery",
        [
            "description = 'a' || char(10) || 'b'",
            "description = 'a' || char(0) || 'b'",
            "description = 'a' || char(127)",
            "description = 'a' || char(133)",
            "description = 'Nu' || char(110, 771) || 'ez'",
            "description = printf('%.*c', 201, 'x')",
            "number = '0001' || char(0)",
            "created_by = 'alice' || char(27)",
        ],
    )
    def test_ill_formed_text_is_refused_even_if_it_is_signed(self, tmp_path: Path, forgery: str) -> None:
        connection = files.draft(tmp_path / "a.db")
        connection.execute(f"UPDATE voucher SET {forgery} WHERE number = '0001'")
        files.seal(connection)
        connection.close()
        assert "0001" in refusal(tmp_path / "a.db")

    def test_a_value_longer_than_any_voucher_is_refused(self, tmp_path: Path) -> None:
        path = files.make_file(tmp_path / "a.db")
        files.edit(path, f"UPDATE voucher SET description = printf('%.*c', {spec.MAX_VALUE_BYTES + 1}, 'x')")
        assert "too long" in refusal(path)

    @pytest.mark.parametrize("amount", [2**63 - 1, 10**14])
    def test_amounts_beyond_any_books_are_refused(self, tmp_path: Path, amount: int) -> None:
        path = files.make_file(tmp_path / "a.db")
        files.edit(path, f"UPDATE line SET debit = {amount}, credit = 0")
        assert refusal(path)

    def test_rows_outside_the_scope_of_the_manifest_are_refused(self, tmp_path: Path) -> None:
        connection = files.draft(tmp_path / "a.db")
        connection.execute("UPDATE voucher SET site = '0002' WHERE number = '0001'")
        files.add_batch(connection, "05", site="0002", period="2026-11")
        files.seal(connection)
        connection.close()
        assert "0002" in refusal(tmp_path / "a.db")

    def test_a_change_after_sealing_is_refused(self, sealed: Path) -> None:
        files.edit(
            sealed, "UPDATE line SET debit = debit + 1, original_amount = original_amount + 1 WHERE line = 1"
        )
        assert "digest" in refusal(sealed)

    def test_a_manifest_signed_by_nobody_is_refused(self, sealed: Path) -> None:
        files.edit(sealed, "UPDATE manifest SET export_number = 9")
        assert "signature" in refusal(sealed)


class TestHeader:
    @pytest.mark.parametrize(
        ("place", "replacement", "reason"),
        [
            (0, b"X", "it is not a transfer file"),
            (18, b"\x02\x02", "in use by a running program (write-ahead log)"),
            (19, b"\x02", "in use by a running program (write-ahead log)"),
            (31, b"\x63", "it is cut short or damaged"),
            (56, b"\x00\x00\x00\x02", "its text is not in UTF-8"),
            (60, b"\x00\x00\x00\x02", "these tables are missing in it: cost_center_share"),
            (60, b"\x00\x00\x00\x03", "it has format 3; this program reads up to format 2"),
            (60, b"\x00\x00\x00\x00", "it does not say which format it has"),
            (60, b"\xff\xff\xff\xff", "it has format 4294967295"),
            (68, b"\x00\x00\x00\x00", "a database of another program"),
        ],
    )
    def test_a_header_that_is_not_ours_is_refused(
        self, sealed: Path, place: int, replacement: bytes, reason: str
    ) -> None:
        assert reason in refusal(patched(sealed, place, replacement))

    @pytest.mark.parametrize(
        ("place", "replacement", "remedy"),
        [
            (60, b"\x00\x00\x00\x03", "Install the newer version of this program"),
            (18, b"\x02\x02", "Close the program that has it open and copy the file again"),
            (31, b"\x63", "Ask whoever made the file to export it and send it again"),
        ],
    )
    def test_what_to_do_fits_what_is_wrong(
        self, sealed: Path, place: int, replacement: bytes, remedy: str
    ) -> None:
        said = refusal(patched(sealed, place, replacement))
        assert remedy in said
        assert ("Ask whoever made the file" in said) == remedy.startswith("Ask")

    @pytest.mark.parametrize("suffix", ["-wal", "-journal"])
    def test_changes_that_lie_beside_a_file_are_not_ignored(self, sealed: Path, suffix: str) -> None:
        sealed.with_name(sealed.name + suffix).touch()
        said = refusal(sealed)
        assert f"beside it lies “{sealed.name}{suffix}”" in said
        assert "Close the program that has it open" in said

    def test_a_file_larger_than_any_is_refused_before_it_is_read(
        self, sealed: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(spec, "MAX_FILE_BYTES", 10_000)
        assert "larger than any transfer file may be (10000 bytes)" in refusal(sealed)

    def test_a_text_file_is_not_a_transfer_file(self, tmp_path: Path) -> None:
        (tmp_path / "a.db").write_text("Estimada Alice:")
        assert "it is not a transfer file" in refusal(tmp_path / "a.db")

    def test_a_file_that_costs_too_much_to_read_is_given_up(
        self, sealed: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(connect, "_STEPS_PER_CALL", 10)
        monkeypatch.setattr(connect, "_FREE_CALLS", 20)
        assert "more work than a file of its size may take" in refusal(sealed)


class TestWhatIsNoFile:
    def test_a_folder_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "a.db").mkdir()
        assert "a folder or a device" in refusal(tmp_path / "a.db")

    def test_a_link_is_refused(self, sealed: Path) -> None:
        link = sealed.with_name("link.db")
        link.symlink_to(sealed)
        assert "a link to another file" in refusal(link)

    def test_a_pipe_is_refused_without_waiting_for_its_writer(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "a.db")
        assert "a folder or a device" in refusal(tmp_path / "a.db")

    def test_a_file_that_is_gone_is_said_to_be(self, tmp_path: Path) -> None:
        assert "a.db: it does not exist. Look whether its name" in refusal(tmp_path / "a.db")


class TestNames:
    @pytest.mark.parametrize(
        "name", ["a?mode=rwc&x.db", "a%2e%2e.db", "a#b.db", "'; DROP TABLE voucher --.db", "ñ.db"]
    )
    def test_a_hostile_name_is_only_a_name(self, tmp_path: Path, name: str) -> None:
        assert isinstance(judge(files.make_file(tmp_path / name)), Verified)

    def test_a_name_that_is_no_text_is_only_a_name(self, sealed: Path) -> None:
        path = Path(os.fsdecode(os.fsencode(sealed.parent) + b"/\xff.db"))
        sealed.rename(path)
        assert isinstance(judge(path), Verified)
        assert refusal(patched(path, 0, b"X")).startswith("?.db: ")

    def test_a_name_with_a_newline_does_not_break_the_sentence(self, sealed: Path) -> None:
        path = sealed.with_name("a.db\nAll is well.db")
        sealed.rename(path)
        assert refusal(patched(path, 0, b"X")).startswith("a.db?All is well.db: ")


def test_a_hostile_connection_refuses_to_write_or_to_attach_more(sealed: Path) -> None:
    connection = connect.open_hostile(sealed)
    with pytest.raises(apsw.ReadOnlyError):
        connection.execute("DELETE FROM voucher")
    connect.attach_proven(connection, sealed, schema="masters")
    with pytest.raises(apsw.SQLError, match="too many attached"):
        connect.attach_proven(connection, sealed, schema="more")
