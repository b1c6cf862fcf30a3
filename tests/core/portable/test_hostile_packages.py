"""Packages that were cut, spoilt or forged: each is refused with a sentence that names the reason."""

import io
import random
import struct
import zipfile
from pathlib import Path

import pytest

from consolida.core.portable import format as spec
from consolida.core.portable import package
from consolida.core.portable.read import read_manifest
from consolida.core.portable.verify import Verified
from support.hostile import judge, patched, refusal

Members = dict[str | zipfile.ZipInfo, bytes]


def _zip(path: Path, members: Members, method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data, method)
    return path


def _zip_bytes(members: Members) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


@pytest.fixture
def packed(sealed: Path, tmp_path: Path) -> Path:
    package.pack(sealed, tmp_path / "a.zip", "Dos comprobantes.")
    return tmp_path / "a.zip"


def test_an_honest_package_is_accepted(packed: Path) -> None:
    assert isinstance(judge(packed), Verified)


class TestMembers:
    def test_two_transfer_files_are_refused(self, sealed: Path, tmp_path: Path) -> None:
        data = sealed.read_bytes()
        assert "the zip holds 2 files" in refusal(_zip(tmp_path / "a.zip", {"a.db": data, "b.db": data}))

    def test_a_third_member_is_refused(self, sealed: Path, tmp_path: Path) -> None:
        members: Members = {"a.db": sealed.read_bytes(), "a.txt": b"", "b.txt": b""}
        assert "the zip holds 3 files" in refusal(_zip(tmp_path / "a.zip", members))

    def test_something_else_beside_the_file_is_refused(self, sealed: Path, tmp_path: Path) -> None:
        members: Members = {"a.db": sealed.read_bytes(), "setup.exe": b"MZ"}
        assert "one transfer file and at most one summary" in refusal(_zip(tmp_path / "a.zip", members))

    def test_two_summaries_and_no_file_are_refused(self, tmp_path: Path) -> None:
        assert "the zip holds 2 files" in refusal(_zip(tmp_path / "a.zip", {"a.txt": b"", "b.txt": b""}))

    def test_an_empty_zip_is_refused(self, tmp_path: Path) -> None:
        assert "the zip holds 0 files" in refusal(_zip(tmp_path / "a.zip", {}))

    def test_a_zip_in_a_zip_is_refused(self, sealed: Path, tmp_path: Path) -> None:
        inner = _zip_bytes({"a.db": sealed.read_bytes()})
        assert "the zip holds another zip" in refusal(_zip(tmp_path / "a.zip", {"a.zip": inner}))

    def test_a_zip_in_a_zip_that_calls_itself_a_file_is_refused(self, sealed: Path, tmp_path: Path) -> None:
        inner = _zip_bytes({"a.db": sealed.read_bytes()})
        assert "it is a zip, not a transfer file" in refusal(_zip(tmp_path / "a.zip", {"a.db": inner}))

    def test_a_journal_is_not_a_summary(self, sealed: Path, tmp_path: Path) -> None:
        members: Members = {"a.db": sealed.read_bytes(), "a.db-journal": b"x"}
        assert "the zip holds 2 files" in refusal(_zip(tmp_path / "a.zip", members))

    @pytest.mark.parametrize(
        "name",
        ["../../x.db", "/etc/x.db", "folder/x.db", "..\\x.db", "C:x.db", ".x.db", "a\nb.db", "a\x1b[2J.db"],
    )
    def test_a_name_that_leads_elsewhere_is_refused(self, sealed: Path, tmp_path: Path, name: str) -> None:
        reason = refusal(_zip(tmp_path / "a.zip", {name: sealed.read_bytes()}))
        assert "a file whose name leads elsewhere" in reason
        assert [path.name for path in tmp_path.parent.rglob("x.db")] == []

    def test_a_name_that_ends_before_its_end_is_refused(self, sealed: Path, tmp_path: Path) -> None:
        path = _zip(tmp_path / "a.zip", {"a.db_hidden": sealed.read_bytes()})
        path.write_bytes(path.read_bytes().replace(b"a.db_hidden", b"a.db\x00hidden"))
        assert "a file whose name leads elsewhere" in refusal(path)

    def test_a_file_that_is_no_transfer_file_is_refused(self, tmp_path: Path) -> None:
        path = _zip(tmp_path / "a.zip", {"a.db": b"Estimada Alice:"})
        assert "it is not a transfer file" in refusal(path)


class TestBombs:
    def test_a_bomb_is_refused_before_it_is_unfolded(self, tmp_path: Path) -> None:
        path = _zip(tmp_path / "a.zip", {"a.db": bytes(32 << 20)})
        assert path.stat().st_size < 1 << 16
        assert "unfolds to more than 100 times its size" in refusal(path)

    def test_a_bomb_that_lies_about_its_size_is_refused(self, tmp_path: Path) -> None:
        path = _zip(tmp_path / "a.zip", {"a.db": bytes(32 << 20)})
        data = path.read_bytes()
        path.write_bytes(data.replace(struct.pack("<L", 32 << 20), struct.pack("<L", 50_000)))
        assert "the zip is damaged" in refusal(path)

    def test_a_member_larger_than_any_file_is_refused(self, tmp_path: Path) -> None:
        path = _zip(tmp_path / "a.zip", {"a.db": bytes(1 << 20)})
        declared = struct.pack("<L", 1 << 20)
        assert spec.MAX_FILE_BYTES > 0xFFFF_FFFE  # a plain zip cannot even declare it
        path.write_bytes(path.read_bytes().replace(declared, struct.pack("<L", 0xFFFF_FFFE)))
        assert "times its size" in refusal(path)

    def test_a_limit_on_the_member_holds(self, packed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(spec, "MAX_FILE_BYTES", 10_000)
        assert "a file larger than any transfer file may be" in refusal(packed)

    def test_a_package_larger_than_any_is_refused(
        self, packed: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(package, "MAX_PACKAGE_BYTES", 1000)
        assert "larger than a package may be" in refusal(packed)

    def test_a_directory_of_many_files_is_not_even_read(self, sealed: Path, tmp_path: Path) -> None:
        members: Members = {f"{number:05d}.txt": b"" for number in range(5000)}
        assert "directory is larger than a package may have" in refusal(_zip(tmp_path / "a.zip", members))

    def test_a_directory_for_huge_zips_is_refused(self, packed: Path) -> None:
        data = packed.read_bytes()
        place = data.rindex(b"PK\x05\x06")
        locator = b"PK\x06\x07" + bytes(16)
        packed.write_bytes(data[:place] + locator + data[place:])
        assert "directory is larger than a package may have" in refusal(packed)


class TestEncryption:
    def test_an_encrypted_zip_says_what_to_do(self, packed: Path) -> None:
        data = packed.read_bytes()
        place = data.index(b"PK\x01\x02")
        outcome = refusal(patched(packed, place + 8, b"\x01"))
        assert outcome.endswith(
            "the zip is encrypted. Open it with its password and use the .db file inside."
        )

    def test_other_compressions_are_refused(self, sealed: Path, tmp_path: Path) -> None:
        path = _zip(tmp_path / "a.zip", {"a.db": sealed.read_bytes()}, zipfile.ZIP_LZMA)
        assert "compressed in a way that packages do not use" in refusal(path)


class TestDamage:
    def test_a_package_cut_anywhere_is_refused(self, packed: Path) -> None:
        whole = packed.read_bytes()
        for size in [*range(2, len(whole), 23), *range(len(whole) - 64, len(whole))]:
            packed.write_bytes(whole[:size])
            assert "the zip is cut short" in refusal(packed), size

    def test_no_altered_byte_changes_what_is_accepted(self, packed: Path, sealed: Path) -> None:
        """Each byte of the zip's own structures, and a sample of the compressed data."""
        whole, honest = packed.read_bytes(), read_manifest(sealed)
        dice = random.Random(7)
        directory = whole.index(b"PK\x01\x02")
        places = [*range(80), *dice.sample(range(80, directory), 200), *range(directory, len(whole))]
        for place in places:
            outcome = judge(patched(packed, place, bytes([whole[place] ^ 0xFF])))
            patched(packed, place, whole[place : place + 1])
            if isinstance(outcome, Verified):  # all that is signed is the same, so all is
                assert outcome.manifest == honest, place
            else:
                assert outcome.reasons, place

    def test_other_text_behind_the_two_letters_of_a_zip_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "a.zip").write_bytes(b"PK is how my name begins")
        assert "the zip is cut short" in refusal(tmp_path / "a.zip")
