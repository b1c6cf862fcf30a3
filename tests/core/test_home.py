"""Tests of an installation's folder."""

import stat
from pathlib import Path

import pytest

from consolida.core.home import Home
from consolida.core.signing import SigningKey, UnusableKey, signature_is_right


def test_a_home_knows_its_places() -> None:
    home = Home(Path("lima"))
    assert home.database == Path("lima/consolida.db")
    assert home.key_file == Path("lima/key.pem")
    assert home.private == Path("lima/private")
    assert home.archived("7") == Path("lima/archive/7.db")


def test_a_home_is_made_with_its_folders_and_a_key_that_only_its_owner_reads(tmp_path: Path) -> None:
    home = Home(tmp_path / "somewhere" / "lima")
    home.make()
    assert home.archive.is_dir()
    assert home.private.is_dir()
    assert stat.S_IMODE(home.key_file.stat().st_mode) == 0o600
    assert list(home.path.glob("*.part")) == []
    key = home.signing_key()
    assert signature_is_right(public_key=key.public, signature=key.sign("x"), text="x")


def test_a_home_that_is_made_again_keeps_its_key(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.make()
    before = home.signing_key().public
    home.make()
    assert home.signing_key().public == before


def test_an_installation_that_lost_its_key_gets_no_other_one(tmp_path: Path) -> None:
    home = Home(tmp_path / "lima")
    home.make()
    home.key_file.unlink()
    home.make()
    assert not home.key_file.exists()
    with pytest.raises(UnusableKey, match="key file cannot be used"):
        home.signing_key()


def test_a_home_with_a_spoilt_key_says_so(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.key_file.write_text("spoilt")
    with pytest.raises(UnusableKey, match=r"key file cannot be used\. Restore the file “key\.pem”"):
        home.signing_key()


def test_a_home_keeps_the_key_of_a_restored_installation(tmp_path: Path) -> None:
    home, key = Home(tmp_path), SigningKey.generate()
    home.key_file.write_bytes(key.to_pem())
    home.make()
    assert home.signing_key().public == key.public
