"""Whatever is refused or fails changes nothing: ledger, audit trail, archive, private copies."""

import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from consolida.core.actor import Actor, Grant, NotAllowed, Right
from consolida.core.errors import Refused, UnreadableFile
from consolida.core.totals import Totals
from consolida.ledger import archive
from consolida.ledger.models import ArchivedFile, Balance, Batch
from consolida.ledger.replacement.preview import Preview
from consolida.ledger.replacement.swap import NoSpace, NotProved, swap
from consolida.transfer.interrupted import recover
from support.companies import ALICE, RUC
from support.files import edit
from support.places import SALE as TYPED_SALE
from support.places import Place
from support.senders import PURCHASE, SALE, SALE_2, Sender


def _fail(*_: object, **__: object) -> None:
    raise RuntimeError("at the last moment")


ACCEPT = {"key:0001": "accept"}


def test_a_file_cut_at_any_byte_changes_nothing(head_office: Place, arequipa: Sender) -> None:
    head_office.welcome(arequipa.send(SALE))
    file = arequipa.send(SALE + SALE_2)
    whole = file.read_bytes()
    before = head_office.state()
    chance = random.Random(7)
    cuts = {0, 1, 99, 100, 4095, 4096, len(whole) - 1, *chance.sample(range(len(whole)), 30)}
    for cut in sorted(cuts):
        file.write_bytes(whole[:cut])
        with pytest.raises(UnreadableFile):
            head_office.import_(file)
        assert head_office.state() == before, cut
    file.write_bytes(whole)
    assert head_office.import_(file).added == 1


def test_findings_refuse_and_name_file_voucher_and_line(head_office: Place, arequipa: Sender) -> None:
    file = arequipa.send(SALE.replace("1212 ", "12,12 "))
    before = head_office.state()
    with pytest.raises(Refused) as refused:
        head_office.import_(file)
    assert head_office.state() == before
    assert str(refused.value).startswith(f"{file.name} was refused because of 1 error;")


def test_a_file_that_was_altered_is_refused(head_office: Place, arequipa: Sender) -> None:
    file = edit(arequipa.send(SALE), "UPDATE line SET account = '101' WHERE account = '1212'")
    assert any("digest" in sentence for sentence in head_office.refusal(file))


def test_who_may_not_import_changes_nothing(head_office: Place, arequipa: Sender) -> None:
    typist = Actor("typist", (Grant(RUC, "", frozenset({Right.TYPE})),))
    file, before = arequipa.send(SALE), head_office.state()
    with pytest.raises(NotAllowed, match="“typist” may not import files in company"):
        head_office.import_(file, decisions=ACCEPT, by=typist)
    assert head_office.state() == before


@pytest.mark.parametrize(
    ("rights", "what"),
    [({Right.IMPORT}, "may not accept"), ({Right.IMPORT, Right.ACCEPT_SENDERS}, "")],
)
def test_only_who_may_accepts_a_sender(
    head_office: Place, arequipa: Sender, rights: set[Right], what: str
) -> None:
    bob = Actor("bob", (Grant(RUC, "", frozenset(rights)),))
    file, before = arequipa.send(SALE), head_office.state()
    if what:
        with pytest.raises(NotAllowed, match=what):
            head_office.import_(file, decisions=ACCEPT, by=bob)
        assert head_office.state() == before
    else:
        assert head_office.import_(file, decisions=ACCEPT, by=bob).added == 1


def test_only_who_may_adds_a_site(head_office: Place, mail: Path) -> None:
    bob = Actor("bob", (Grant(RUC, "", frozenset({Right.IMPORT, Right.ACCEPT_SENDERS})),))
    with pytest.raises(NotAllowed, match="may not change companies, sites and masters"):
        head_office.welcome(Sender(mail, "0009").send(SALE), by=bob)


def test_too_little_room_is_said_before_anything_is_written(
    head_office: Place, arequipa: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, before = arequipa.send(SALE), head_office.state()
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(total=1 << 40, free=100_000))
    with pytest.raises(NoSpace, match="has 0 MB free; this import needs about 1 MB"):
        head_office.import_(file, decisions=ACCEPT)
    assert head_office.state() == before


class TestWhatLandsIsProved:
    """The rows that landed are counted, added up and digested again before the commit."""

    @pytest.fixture
    def preview(self, head_office: Place, arequipa: Sender) -> Iterator[Preview]:
        head_office.type(TYPED_SALE)
        head_office.welcome(arequipa.send(SALE))
        with head_office.previewing(arequipa.send(SALE_2)) as preview:
            yield preview

    @pytest.mark.parametrize(
        "lie",
        [
            (
                "recount",
                lambda _: Totals(vouchers=2, lines=3, debit=1, credit=1),
                "(2 vouchers, 3 lines,",
            ),
            ("digest_and_number", lambda _: ("0" * 64, 1), "digest"),
            ("keep_balances", lambda *_: None, "balances by account"),
            ("remove", lambda _: (7, 7), "(7 vouchers, 7 lines instead of 1 voucher, 3 lines)"),
        ],
    )
    def test_or_nothing_is_changed(
        self,
        head_office: Place,
        preview: Preview,
        monkeypatch: pytest.MonkeyPatch,
        lie: tuple[str, Callable[..., object], str],
    ) -> None:
        name, instead, what = lie
        before = head_office.rows()
        monkeypatch.setattr(f"consolida.ledger.totals.{name}", instead)
        with pytest.raises(NotProved) as problem:
            swap(preview, by=ALICE, at=head_office.clock())
        assert what in str(problem.value)
        assert head_office.rows() == before

    def test_a_batch_whose_rows_are_not_those_it_says_is_not_removed(
        self, head_office: Place, preview: Preview
    ) -> None:
        with head_office.open():
            Batch.objects.filter(site__code="0001").update(lines=99)
        with pytest.raises(NotProved, match=r"\(1 voucher, 3 lines instead of 1 voucher, 99 lines\)"):
            swap(preview, by=ALICE, at=head_office.clock())


class TestTheArchive:
    def test_a_swap_that_fails_leaves_nothing_there_that_the_next_run_would_call_interrupted(
        self, head_office: Place, arequipa: Sender, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = head_office.state()
        with monkeypatch.context() as patch:
            patch.setattr("consolida.ledger.totals.digest_and_number", lambda _: ("0" * 64, 1))
            with pytest.raises(NotProved):
                head_office.import_(arequipa.send(SALE), decisions=ACCEPT)
        assert head_office.state() == before
        with head_office.open():
            assert recover(head_office.home) == []

    def test_nor_does_an_undo_that_fails_and_what_was_kept_before_stays(
        self, head_office: Place, arequipa: Sender, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        head_office.welcome(arequipa.send(SALE))
        second = head_office.import_(arequipa.send(SALE_2)).import_id
        before = head_office.state()
        with monkeypatch.context() as patch:
            patch.setattr("consolida.ledger.totals.keep_balances", lambda *_: None)
            with pytest.raises(NotProved):
                head_office.undo(second)
        assert head_office.state() == before
        assert head_office.undo(second).restored == 1

    def test_nor_does_an_export_that_fails_before_it_is_noted(
        self, head_office: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        head_office.type(TYPED_SALE)
        to = tmp_path / "stick"
        to.mkdir()
        before = head_office.state()
        with monkeypatch.context() as patch:
            patch.setattr("consolida.transfer.series.advance", _fail)
            with pytest.raises(RuntimeError, match="at the last moment"):
                head_office.export(to=to)
        assert (head_office.state(), list(to.iterdir())) == (before, [])
        with head_office.open():
            assert recover(head_office.home) == []

    def test_a_block_that_ends_well_keeps_what_it_placed(self, head_office: Place, tmp_path: Path) -> None:
        head_office.type(TYPED_SALE)
        head_office.export(to=tmp_path)
        assert len(list(head_office.home.archive.iterdir())) == 1

    def test_what_a_killed_run_left_is_swept_and_said_once(self, head_office: Place) -> None:
        (head_office.home.archive / "0193.db").write_bytes(b"placed by a run that was killed")
        with head_office.open():
            (swept,) = recover(head_office.home)
            assert swept.rule == "interrupted_run"
            assert recover(head_office.home) == []

    def test_parts_of_interrupted_copies_are_swept_and_kept_files_stay(
        self, head_office: Place, arequipa: Sender
    ) -> None:
        head_office.welcome(arequipa.send(SALE))
        kept = list(head_office.home.archive.iterdir())
        (head_office.home.archive / f"{kept[0].stem}.77.part").write_bytes(b"half")
        with head_office.open():
            assert archive.sweep(head_office.home) == 1
        assert list(head_office.home.archive.iterdir()) == kept

    def test_the_same_file_is_kept_once_and_put_back_where_it_was_lost(
        self, head_office: Place, arequipa: Sender
    ) -> None:
        file = arequipa.send(SALE)
        head_office.welcome(file)
        (kept,) = head_office.home.archive.iterdir()
        head_office.import_(file)
        kept.unlink()
        head_office.import_(file)
        assert list(head_office.home.archive.iterdir()) == [kept]
        with head_office.open():
            assert ArchivedFile.objects.count() == 1

    def test_an_orphan_of_the_same_file_gives_way(self, head_office: Place, arequipa: Sender) -> None:
        file = arequipa.send(SALE)
        head_office.home.archived(arequipa.manifest(file).file_uid).write_bytes(b"half")
        head_office.welcome(file)
        (kept,) = head_office.home.archive.iterdir()
        assert kept.read_bytes() == file.read_bytes()


def test_no_private_copy_is_left_whatever_happens(head_office: Place, arequipa: Sender) -> None:
    file = arequipa.send(SALE + PURCHASE)
    with head_office.previewing(file):
        assert len(list(head_office.home.private.iterdir())) == 2  # the folder and its lock
    assert list(head_office.home.private.iterdir()) == []
    head_office.welcome(file)
    assert list(head_office.home.private.iterdir()) == []


def test_the_balances_are_those_of_the_lines(head_office: Place, arequipa: Sender) -> None:
    closing = SALE_2.replace("sale", "sale kind=C")
    head_office.welcome(arequipa.send(SALE + closing))
    with head_office.open():
        kinds = Balance.objects.filter(account="1212").values_list("kind", "debit")
        assert sorted(kinds) == [("C", 23600), ("M", 11800)]
