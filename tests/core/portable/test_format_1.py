"""Format 1 stays readable: the fixtures were made once and are never made again."""

import shutil
from pathlib import Path

import pytest

from consolida.core.portable.format import FileKind
from consolida.core.portable.quarantine import Quarantine
from consolida.core.portable.verify import verify

FIXTURES = Path(__file__).parents[2] / "fixtures"


@pytest.mark.parametrize(
    ("name", "kind", "content", "annotations"),
    [
        (
            "format-1.db",
            FileKind.VOUCHERS,
            "a3fa01f3f5254b0b37eb9a121258254643f947d4221976c89417d0533d38914e",
            "0314a301bab4763f803cccfed5388df98aaf031dedbca0f26e8f04fff59d0f18",
        ),
        (
            "format-1-masters.db",
            FileKind.MASTERS,
            "a4da092bd8b105d6dabea26e4b53bb57102494abc069a4b88eb39e36a0ec6d05",
            "512e600955d97c6ab8819b7ceb1dd003715299ee263ab27161c95644380d36d1",
        ),
    ],
)
def test_a_file_of_format_1_is_read_as_on_its_first_day(
    name: str, kind: FileKind, content: str, annotations: str, tmp_path: Path
) -> None:
    source = tmp_path / name
    shutil.copyfile(FIXTURES / name, source)
    with Quarantine(tmp_path / "private") as quarantine:
        verified = verify(quarantine.take(source), name=name)
    assert verified.findings == []
    assert verified.manifest.kind is kind
    assert verified.manifest.content_digest == content
    assert verified.manifest.annotation_digest == annotations


def test_the_fixture_has_what_a_month_can_have(tmp_path: Path) -> None:
    verified = verify(FIXTURES / "format-1.db", name="format-1.db")
    found = {row.key.operation_type: (row.vouchers, row.lines, row.debit) for row in verified.batches}
    assert found == {"05": (4, 8, 167_320), "11": (2, 7, 33_600), "21": (0, 0, 0), "31": (2, 5, 5_937)}
    assert verified.manifest.verification_code == "A3FA 01F3 F525"
    assert all(row.debit == row.credit for row in verified.batches)
