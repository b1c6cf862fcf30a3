"""Format 2: the destino percentages of cost centres; written only where there are any, readable for ever."""

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from consolida.core import digest
from consolida.core.errors import UnreadableFile
from consolida.core.portable import connect, read
from consolida.core.portable import format as spec
from consolida.core.portable.format import SHARES, FileKind
from consolida.core.portable.quarantine import Quarantine
from consolida.core.portable.verify import verify
from fixtures import make_format_1, make_format_2
from support import files
from support.hostile import patched, refusal

FIXTURES = Path(__file__).parents[2] / "fixtures"
CENTER: files.Row = {"code": "0101", "name": "Taller"}
PARTS: list[files.Row] = [
    {"cost_center": "0101", "charge_account": "94", "credit_account": "79", "share": 6_000},
    {"cost_center": "0101", "charge_account": "95", "credit_account": "79", "share": 4_000},
]


def make_shared(path: Path, kind: FileKind = FileKind.VOUCHERS) -> Path:
    return files.make_file(path, extra={"cost_center": [CENTER], SHARES: PARTS}, kind=kind)


@pytest.mark.parametrize(
    ("name", "kind", "content", "annotations"),
    [
        (
            "format-2.db",
            FileKind.VOUCHERS,
            "a3bcd20499b13161241a118352c27ccf08b7dc59c94bd6deb619891813133427",
            "685c090a700fb1da768f11dd0bb07630070f2e3c8314f2210710b84811d78a12",
        ),
        (
            "format-2-masters.db",
            FileKind.MASTERS,
            "44fd31fc75b26039ff8fe5fcbcb3d4df54069bf6d7c7f9734f910b9bf86d7c15",
            "512e600955d97c6ab8819b7ceb1dd003715299ee263ab27161c95644380d36d1",
        ),
    ],
)
def test_a_file_of_format_2_is_read_as_on_its_first_day(
    name: str, kind: FileKind, content: str, annotations: str, tmp_path: Path
) -> None:
    source = tmp_path / name
    shutil.copyfile(FIXTURES / name, source)
    with Quarantine(tmp_path / "private") as quarantine:
        verified = verify(quarantine.take(source), name=name)
    assert verified.findings == []
    assert (verified.manifest.format, verified.manifest.kind) == (2, kind)
    assert (verified.manifest.content_digest, verified.manifest.annotation_digest) == (content, annotations)


@pytest.mark.parametrize(
    ("fixture", "make"),
    [
        ("format-1.db", make_format_1.make_vouchers),
        ("format-1-masters.db", make_format_1.make_masters),
        ("format-2.db", make_format_2.make_vouchers),
        ("format-2-masters.db", make_format_2.make_masters),
    ],
)
def test_what_was_written_once_is_written_today_to_the_letter(
    tmp_path: Path, fixture: str, make: object
) -> None:
    make(tmp_path / "again.db")  # type: ignore[operator]
    with (
        closing(connect.open_proven(FIXTURES / fixture)) as first,
        closing(connect.open_proven(tmp_path / "again.db")) as again,
    ):
        # The signature is over everything else, and Ed25519 signs the same the same way.
        manifest = "SELECT * FROM manifest"
        assert again.execute(manifest).fetchall() == first.execute(manifest).fetchall()
        schema = "SELECT type, name, sql FROM sqlite_schema ORDER BY name"
        assert again.execute(schema).fetchall() == first.execute(schema).fetchall()


class TestTheWriter:
    def test_takes_format_1_for_what_has_no_shares(self, sealed: Path) -> None:
        assert sealed.read_bytes()[60:64] == b"\0\0\0\1"
        with closing(connect.open_proven(sealed)) as connection:
            found = {name for (name,) in connection.execute("SELECT name FROM main.sqlite_schema")}
        assert found == set(spec.statements(1))
        assert read.read_manifest(sealed).format == 1

    def test_takes_format_2_for_what_has_some(self, tmp_path: Path) -> None:
        path = make_shared(tmp_path / "a.db")
        assert path.read_bytes()[60:64] == b"\0\0\0\2"
        assert verify(path, name="a.db").findings == []
        assert read.read_manifest(path).format == 2

    def test_goes_on_with_a_file_of_either_format(self, tmp_path: Path) -> None:
        files.draft(tmp_path / "a.db").close()
        with closing(connect.reopen(tmp_path / "a.db")) as connection:
            connect.admit_shares(connection)
            connect.admit_shares(connection)
            files.insert(connection, "cost_center", **CENTER)
        with closing(connect.reopen(tmp_path / "a.db")) as connection:
            for part in PARTS:
                files.insert(connection, SHARES, **part)
            files.seal(connection)
        verified = verify(tmp_path / "a.db", name="a.db")
        assert (verified.manifest.format, verified.findings) == (2, [])

    def test_fingerprints_the_shares_in_format_2_only(self, tmp_path: Path, sealed: Path) -> None:
        names = "SELECT name FROM master ORDER BY name"
        with closing(connect.open_proven(sealed)) as connection:
            assert {name for (name,) in connection.execute(names)} == set(digest.masters(1))
        with closing(connect.open_proven(make_shared(tmp_path / "a.db"))) as connection:
            assert {name for (name,) in connection.execute(names)} == set(digest.masters(2))


class TestTheReader:
    def test_finds_an_empty_table_where_a_file_has_none(self, sealed: Path) -> None:
        for opened in (connect.open_proven(sealed), connect.open_hostile(sealed)):
            with closing(opened) as connection:
                assert connection.execute(f"SELECT * FROM {SHARES}").fetchall() == []
                assert connection.execute("SELECT count(*) FROM main.sqlite_schema").get == 11

    def test_finds_the_files_own_table_where_it_has_one(self, tmp_path: Path) -> None:
        with closing(connect.open_hostile(make_shared(tmp_path / "a.db"))) as connection:
            assert files.rows(connection, SHARES) == PARTS

    def test_does_not_confound_it_with_that_of_an_attached_file(self, tmp_path: Path, sealed: Path) -> None:
        masters = make_shared(tmp_path / "masters.db", kind=FileKind.MASTERS)
        verified = verify(sealed, name="a.db", masters=masters)
        assert [finding.rule for finding in verified.findings if finding.rule.startswith("share")] == []

    def test_refuses_a_file_that_claims_a_format_it_does_not_have(self, tmp_path: Path, sealed: Path) -> None:
        shared = make_shared(tmp_path / "a.db")
        assert "it holds a table “cost_center_share” that no transfer file has" in refusal(
            patched(shared, 60, b"\0\0\0\1")
        )
        assert "these tables are missing in it: cost_center_share" in refusal(
            patched(sealed, 60, b"\0\0\0\2")
        )

    @pytest.mark.parametrize(
        ("statement", "reason"),
        [
            ("DROP TABLE cost_center_share", "these tables are missing in it: cost_center_share"),
            ("ALTER TABLE cost_center_share ADD COLUMN note TEXT", "“cost_center_share” is not as specified"),
            ("CREATE INDEX i ON cost_center_share (share)", "it holds a index “i”"),
            ("CREATE TABLE cost_center_shares (a)", "that no transfer file has"),
        ],
    )
    def test_refuses_another_schema(self, tmp_path: Path, statement: str, reason: str) -> None:
        assert reason in refusal(files.edit(make_shared(tmp_path / "a.db"), statement))

    def test_refuses_one_part_that_comes_twice(self, tmp_path: Path) -> None:
        without_key = spec.statements()[SHARES].replace(
            "  share INTEGER NOT NULL,\n  PRIMARY KEY (cost_center, charge_account, credit_account)\n",
            "  share INTEGER NOT NULL PRIMARY KEY\n",
        )
        path = files.edit(
            make_shared(tmp_path / "a.db"),
            "DROP TABLE cost_center_share",
            without_key,
            "INSERT INTO cost_center_share VALUES ('0101', '94', '79', 5000), ('0101', '94', '79', 5001)",
        )
        assert "“cost_center_share” is not as specified" in refusal(path)

    def test_refuses_a_newer_format_in_a_plain_sentence(self, tmp_path: Path) -> None:
        path = patched(make_shared(tmp_path / "a.db"), 60, b"\0\0\0\3")
        with pytest.raises(UnreadableFile) as caught:
            read.read_manifest(path)
        assert str(caught.value) == (
            "a.db: it has format 3; this program reads up to format 2."
            " Install the newer version of this program and try again."
        )

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE cost_center_share SET share = 10000 - share",
            "UPDATE cost_center_share SET charge_account = '92' WHERE charge_account = '95'",
            "DELETE FROM cost_center_share",
            "UPDATE master SET entries = 3 WHERE name = 'cost_center_share'",
        ],
    )
    def test_sees_every_change_of_the_shares(self, tmp_path: Path, change: str) -> None:
        assert "does not agree with the digest in its manifest" in refusal(
            files.edit(make_shared(tmp_path / "a.db"), change)
        )

    def test_sees_a_fingerprint_that_is_not_of_the_shares(self, tmp_path: Path) -> None:
        with closing(files.draft(tmp_path / "a.db", extra={"cost_center": [CENTER], SHARES: PARTS})) as draft:
            files.insert(draft, "master", name=SHARES, entries=2, digest="a" * 64)
            files.seal(draft, kind=FileKind.MASTERS)
        rules = {finding.rule for finding in verify(tmp_path / "a.db", name="a.db").findings}
        assert "master_digest" in rules


def test_each_byte_of_a_file_of_format_2_counts_or_changes_nothing(tmp_path: Path) -> None:
    honest = make_shared(tmp_path / "honest.db").read_bytes()
    digests = read.read_manifest(tmp_path / "honest.db").content_digest
    path = tmp_path / "spoilt.db"
    for place in range(0, len(honest), 499):
        path.write_bytes(honest[:place] + bytes([honest[place] ^ 0xFF]) + honest[place + 1 :])
        try:
            verified = verify(path, name="spoilt.db")
        except UnreadableFile:
            continue
        assert not verified.sound or verified.manifest.content_digest == digests
