"""The manifest: its row, its code, its signature."""

from dataclasses import replace

from consolida.core.portable import format as spec
from consolida.core.portable.format import FileKind
from consolida.core.portable.manifest import Manifest
from support import files


def _manifest() -> Manifest:
    return files.seal(files.draft(), operation_type="05", definitive=True)


def test_a_manifest_has_a_field_per_column_in_their_order() -> None:
    assert tuple(Manifest.__slots__) == spec.names("manifest")


def test_a_manifest_becomes_a_row_and_a_row_the_manifest() -> None:
    manifest = _manifest()
    assert manifest.values()[spec.names("manifest").index("definitive")] == 1
    assert Manifest.of_row(manifest.values()) == manifest


def test_the_verification_code_is_the_start_of_the_content_digest() -> None:
    manifest = replace(_manifest(), content_digest="4a458bad4073" + "0" * 52)
    assert manifest.verification_code == "4A45 8BAD 4073"


def test_a_file_of_one_type_does_not_speak_for_the_whole_month() -> None:
    manifest = _manifest()
    assert not manifest.whole_month
    assert replace(manifest, operation_type="").whole_month


def test_the_signature_covers_every_field() -> None:
    manifest = _manifest()
    assert manifest.signature_is_right()
    changes: dict[str, object] = {
        "kind": FileKind.MASTERS,
        "definitive": False,
        "format": 2,
        "export_number": 9,
    }
    for name in spec.names("manifest"):
        forged = replace(manifest, **{name: changes.get(name, "00" * 32)})  # type: ignore[arg-type]
        assert not forged.signature_is_right(), name


def test_another_key_cannot_sign_for_the_one_that_is_named() -> None:
    manifest = _manifest()
    assert not replace(manifest, public_key=files.OTHER_KEY.public).signature_is_right()
