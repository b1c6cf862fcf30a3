"""The second process: whatever it answers, or does not, a file is judged as this process alone would."""

import io
import json
import os
import runpy
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from pathlib import Path

import apsw
import pytest

from consolida.core import rules
from consolida.core.batches import BatchKey
from consolida.core.portable import beside
from consolida.core.portable.beside import Beside
from consolida.core.portable.format import FileKind
from consolida.core.portable.verify import Verified, verify
from support import files

SALES = BatchKey("0001", "2026-11", "05")

# One statement for each way in which the second process's share of the checks can be broken.
BROKEN = {
    "a blank behind a text": "UPDATE voucher SET description = 'Sale '",
    "a control character": "UPDATE line SET description = 'a' || char(9)",
    "a text that is not in normal form": "UPDATE party SET name = 'Cafe' || char(769)",
    "a text that is not UTF-8": "UPDATE line SET description = CAST(x'c341' AS TEXT)",
    "a changed amount": "UPDATE line SET original_amount = 1 WHERE line = 2",
    "a changed voucher digest": "UPDATE voucher SET digest = printf('%064d', 0)",
    "a changed batch digest": "UPDATE batch SET digest = printf('%064d', 0)",
    "a changed total": "UPDATE batch SET debit = debit + 1",
    "a changed count": "UPDATE batch SET lines = lines + 1",
    "a changed author": "UPDATE voucher SET changed_by = 'eve'",
    "a changed content digest": "UPDATE manifest SET content_digest = printf('%064d', 0)",
    "an amount out of range": "UPDATE line SET debit = 9000000000000000000",
    "an account of 999 characters": "UPDATE line SET account = printf('%0999d', 0)",
    "a line without its voucher": "DELETE FROM voucher WHERE number = '0002'",
    "an unknown account, which is not its share": "DELETE FROM account",
}


def what_it_says(
    path: Path, kind: FileKind = FileKind.VOUCHERS, share: tuple[str, ...] = beside.SHARE
) -> bytes:
    """Return what the second process writes, run in this one; it breaks off where it cannot go on."""
    said = io.StringIO()
    with redirect_stdout(said), suppress(apsw.Error, OSError, UnicodeError):
        beside.main(str(path), kind.value, *share)
    return said.getvalue().encode()


@contextmanager
def in_this_process(path: Path, *, kind: FileKind, adding_up: bool) -> Iterator[Beside]:
    share = beside.SHARE if adding_up else beside.SHARE[:-1]
    yield Beside(io.BytesIO(what_it_says(path, kind, share)))


def judged(path: Path) -> Verified:
    return verify(path, name="a.db", adding_up=True)


@pytest.fixture
def helped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "judging", in_this_process)


@pytest.fixture
def every_file_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "LARGE", 0)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


@pytest.mark.parametrize("statement", BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_judged_alike_alone_and_with_help(
    statement: str, sealed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.edit(sealed, statement)
    alone = judged(sealed)
    monkeypatch.setattr(beside, "judging", in_this_process)
    assert judged(sealed) == alone
    assert not alone.sound


def test_a_sound_file_is_judged_alike_alone_and_with_help(
    sealed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = judged(sealed)
    monkeypatch.setattr(beside, "judging", in_this_process)
    assert judged(sealed) == alone
    assert alone.moved == {
        SALES: {("M", "1212"): (177000, 0), ("M", "40111"): (0, 27000), ("M", "70111"): (0, 150000)}
    }


@pytest.mark.usefixtures("every_file_is_large")
@pytest.mark.parametrize("statement", ["", BROKEN["a blank behind a text"], BROKEN["a changed count"]])
def test_a_real_process_answers(statement: str, sealed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if statement:
        files.edit(sealed, statement)
    answered = []
    answer = Beside.answer

    def noted(self: Beside, name: str) -> object:
        answered.append((name, answer(self, name)))
        return answered[-1][1]

    monkeypatch.setattr(Beside, "answer", noted)
    with_help = judged(sealed)
    assert answered
    assert all(found is not None for name, found in answered if name in beside.SHARE)
    monkeypatch.setattr(beside, "LARGE", 1 << 40)
    assert judged(sealed) == with_help


@pytest.mark.usefixtures("every_file_is_large")
def test_where_the_process_cannot_start_its_work_this_one_does_all(
    sealed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "false")
    verified = judged(sealed)
    assert verified.sound
    assert verified.moved[SALES]["M", "1212"] == (177000, 0)


@pytest.mark.usefixtures("every_file_is_large")
def test_a_file_that_the_process_cannot_read_is_named_by_this_one(tmp_path: Path) -> None:
    path = files.make_file(tmp_path / "a.db")
    files.edit(path, BROKEN["a text that is not UTF-8"])
    (finding, *_) = judged(path).findings
    assert finding.rule == "text_encoding"


@pytest.mark.usefixtures("every_file_is_large")
def test_the_process_has_ended_when_the_judging_has(sealed: Path) -> None:
    with beside.judging(sealed, kind=FileKind.VOUCHERS) as other:
        assert other is not None
        lines = other._lines
    assert lines.closed


@pytest.mark.usefixtures("every_file_is_large")
def test_one_processor_alone_judges_alone(sealed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    with beside.judging(sealed, kind=FileKind.VOUCHERS) as other:
        assert other is None


def test_a_small_file_is_judged_alone(sealed: Path) -> None:
    with beside.judging(sealed, kind=FileKind.VOUCHERS) as other:
        assert other is None


@pytest.mark.usefixtures("helped")
def test_a_file_of_masters_is_judged_with_help(tmp_path: Path) -> None:
    account = {"code": "1212", "name": "Facturas por cobrar"}
    path = files.make_file(tmp_path / "a.db", "", kind=FileKind.MASTERS, extra={"account": [account]})
    assert judged(path).sound
    files.edit(path, "UPDATE account SET name = 'Otra'")
    assert {finding.rule for finding in judged(path).findings} == {"master_digest", "content_digest"}


class TestAsAProgram:
    """What the second process does from its first line to its exit status."""

    def test_it_answers_and_ends_well(
        self, sealed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(sys, "argv", ["beside", str(sealed), FileKind.VOUCHERS.value, *beside.SHARE])
        runpy.run_path(str(beside.__file__), run_name="__main__")
        assert capsys.readouterr().out.encode() == what_it_says(sealed)

    @pytest.mark.parametrize("spoilt", [b"", b"Estimada Alice:", "DROP TABLE line"])
    def test_what_it_cannot_read_ends_it_without_a_traceback(
        self,
        spoilt: bytes | str,
        sealed: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        if isinstance(spoilt, bytes):
            sealed.write_bytes(spoilt)
        else:
            files.edit(sealed, spoilt)
        monkeypatch.setattr(sys, "argv", ["beside", str(sealed), FileKind.VOUCHERS.value, *beside.SHARE])
        with pytest.raises(SystemExit) as ended:
            runpy.run_path(str(beside.__file__), run_name="__main__")
        assert ended.value.code == 1
        assert capsys.readouterr().err == ""


class TestAnswers:
    """What is read from the pipe."""

    def test_one_after_the_other_is_waited_for_and_kept(self) -> None:
        other = Beside(io.BytesIO(b'{"texts": []}\n{"sums": ["x"]}\n{"recomputed": {"content": "a"}}\n'))
        assert other.answer("sums") == ["x"]
        assert other.answer("texts") == []
        assert other.answer("recomputed") == {"content": "a"}

    def test_there_is_none_to_what_is_not_its_share(self) -> None:
        assert Beside(io.BytesIO(b'{"texts": []}\n')).answer("lines") is None

    @pytest.mark.parametrize("said", [b"", b'{"texts": []', b'{"texts": []}\n{"su'])
    def test_there_is_none_where_the_process_died_over_it(self, said: bytes) -> None:
        assert Beside(io.BytesIO(said)).answer("sums") is None

    def test_they_come_in_the_order_in_which_they_are_asked_for(self, sealed: Path) -> None:
        said = [json.loads(line) for line in what_it_says(sealed).splitlines()]
        assert [name for line in said for name in line] == list(beside.SHARE)

    def test_a_scan_is_answered_by_the_rules_that_it_saw_something_for_and_what_it_computed(
        self, sealed: Path
    ) -> None:
        files.edit(sealed, BROKEN["a blank behind a text"])
        texts, sums, *_ = [json.loads(line) for line in what_it_says(sealed).splitlines()]
        assert texts["texts"]["holding"] == ["text_blanks", "voucher_digest"]
        assert set(texts["texts"]["computed"]) == {"digests", "annotations"}
        assert sums["sums"]["holding"] == []
        names = {rule.name for rule in rules.all_rules()}
        assert names.issuperset(texts["texts"]["holding"])
