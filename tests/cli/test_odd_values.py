"""A file whose manifest says anything at all, proven or not: each command finds words for it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from consolida.core.portable import format as spec
from support.commands import Result
from support.files import edit

from .conftest import SALES, Place

TEXTS = ("hello", "2026-19-39T29:59:59.000Z", "a\x1b[31m{0}%s", " ")
NUMBERS = (-1, 2**63 - 1)


def odd_literals(column: spec.Column) -> Iterator[str]:
    """Write the odd values of a column as SQL does."""
    yield from (f"'{text}'" for text in TEXTS) if column.is_text else map(str, NUMBERS)


def led_to_each_door(office: Place, sound: Path, odd: Path) -> dict[str, Result]:
    """Hand a file to each command that reads one."""
    return {
        "verify": office("verify", odd),
        "show": office("show", odd),
        "diff": office("diff", odd, sound),
        "inbox": office("inbox", "--month", "2026-11", "--from", odd.parent),
        "import": office("import", odd, "--dry-run"),
    }


@pytest.mark.parametrize("column", spec.columns("manifest"), ids=lambda column: column.name)
def test_whatever_a_manifest_says_is_told_in_words(
    branch: Place, head_office: Place, tmp_path: Path, column: spec.Column
) -> None:
    branch.load(SALES)
    sound = branch.export()
    for number, value in enumerate(odd_literals(column)):
        folder = tmp_path / f"stick-{number}"
        folder.mkdir()
        odd = edit(Path(shutil.copy(sound, folder)), f"UPDATE manifest SET {column.name} = {value}")
        answers = led_to_each_door(head_office, sound, odd)
        assert answers["verify"].status == answers["import"].status == 1, (value, answers)
        for door, answer in answers.items():
            assert "did not foresee" not in answer.out + answer.err, (door, value, answer)
            assert "\x1b" not in answer.out + answer.err, (door, value)
