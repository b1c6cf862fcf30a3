"""Traps: files older than what is loaded, whole or in part, gaps in the numbers, floors."""

from pathlib import Path

import pytest

from consolida.core.actor import Actor, Grant, NotAllowed, Right
from consolida.core.batches import BatchKey
from consolida.ledger.models import Batch, Import
from consolida.ledger.replacement.swap import LedgerChanged, swap
from support.companies import ALICE, RUC
from support.places import Place
from support.senders import PURCHASE, SALE, SALE_2, Sender

SALES = BatchKey("0001", "2026-11", "05")
PURCHASES = BatchKey("0001", "2026-11", "11")


class TestAnOlderFile:
    def test_it_needs_a_reason(self, head_office: Place, arequipa: Sender) -> None:
        old, new = arequipa.send(SALE), arequipa.send(SALE + SALE_2)
        head_office.welcome(new)
        (decision,) = head_office.questions(old).values()
        assert (decision.name, decision.values) == ("older:0001:2026-11", ("replace",))
        assert decision.question() == (
            f"{old.name} (n.º 1) is older than what was imported of T/O 05, November 2026, site 0001. "
            "To put it back all the same a reason is needed."
        )
        again = head_office.questions(old, decisions={"older:0001:2026-11": "replace"})
        assert list(again) == ["older:0001:2026-11:reason"]
        assert again["older:0001:2026-11:reason"].question() == (
            f"Why is the older file {old.name} put back?"
        )
        done = head_office.import_(old, reason="the new one was wrong")
        assert done.removed == 1
        with head_office.open():
            assert Import.objects.get(pk=done.import_id).reason == "the new one was wrong"

    def test_it_needs_the_right(self, head_office: Place, arequipa: Sender) -> None:
        old, new = arequipa.send(SALE), arequipa.send(SALE + SALE_2)
        head_office.welcome(new)
        carol = Actor("carol", (Grant(RUC, "", frozenset({Right.IMPORT})),))
        with pytest.raises(NotAllowed, match="may not import a file older than what is loaded"):
            head_office.import_(old, reason="because", by=carol)
        assert head_office.batches() == {SALES: 2}

    def test_only_its_newer_types_may_be_taken(self, head_office: Place, arequipa: Sender) -> None:
        old = arequipa.send(SALE + PURCHASE)
        head_office.welcome(arequipa.send(SALE + SALE_2, operation_type="05"))
        (decision,) = head_office.questions(old).values()
        assert decision.values == ("newer_only", "replace")
        assert "Import only the T/O that are newer" in decision.question()
        done = head_office.import_(old, decisions={decision.name: "newer_only"})
        assert (done.added, done.removed, done.kept) == (1, 0, 2)
        assert head_office.batches() == {SALES: 2, PURCHASES: 1}

    def test_what_is_left_alone_stays_also_where_every_site_is_replaced(
        self, head_office: Place, arequipa: Sender, trujillo: Sender
    ) -> None:
        old = arequipa.send(SALE + PURCHASE)
        head_office.welcome(arequipa.send(SALE + SALE_2, operation_type="05"))
        head_office.welcome(trujillo.send(SALE + PURCHASE))
        decisions = {"older:0001:2026-11": "newer_only", "vanish": "1"}
        done = head_office.import_(old, mode="all", decisions=decisions)
        assert (done.added, done.removed) == (1, 1)
        assert {key: count for key, count in head_office.batches().items() if count} == {
            SALES: 2,
            PURCHASES: 1,
            BatchKey("0002", "2026-11", "05"): 1,
        }

    def test_all_of_it_may_be_put_back_with_a_reason(self, head_office: Place, arequipa: Sender) -> None:
        old = arequipa.send(SALE + PURCHASE)
        head_office.welcome(arequipa.send(SALE + SALE_2, operation_type="05"))
        done = head_office.import_(
            old, decisions={"older:0001:2026-11": "replace"}, reason="sales were wrong"
        )
        assert (done.added, done.removed, done.equal) == (1, 1, 1)

    def test_in_a_set_only_the_newer_files_may_be_taken(self, head_office: Place, arequipa: Sender) -> None:
        old = arequipa.send(SALE, operation_type="05")
        head_office.welcome(arequipa.send(SALE + SALE_2, operation_type="05"))
        fresh = arequipa.send(PURCHASE, operation_type="11")
        (decision,) = head_office.questions(old, fresh).values()
        assert (decision.name, decision.values) == ("older:0001:2026-11:05", ("newer_only", "replace"))
        head_office.import_(old, fresh, decisions={decision.name: "newer_only"})
        assert head_office.batches() == {SALES: 2, PURCHASES: 1}

    def test_numbers_of_another_installation_do_not_compare(
        self, head_office: Place, arequipa: Sender, mail: Path
    ) -> None:
        arequipa.skip(3)
        head_office.welcome(arequipa.send(SALE))
        other = Sender(mail, "0001", copy=2)
        file = other.send(SALE_2)
        assert not any(name.startswith("older") for name in head_office.questions(file))


class TestAnOlderFileWithTheSameContent:
    """It is here already: nobody need be asked, and the number here is never lowered."""

    def source(self, head_office: Place, key: BatchKey = SALES) -> tuple[int, bool]:
        with head_office.open():
            batch = Batch.objects.get(operation_type__code=key.operation_type, site__code=key.site)
            return batch.export_number, batch.definitive

    def test_asks_nothing_and_keeps_number_and_definitive_flag(
        self, head_office: Place, arequipa: Sender
    ) -> None:
        old, new = arequipa.send(SALE), arequipa.send(SALE, definitive=True)
        head_office.welcome(new)
        assert head_office.questions(old) == {}
        done = head_office.import_(old)
        assert (done.added, done.removed, done.changed, done.equal) == (0, 0, 0, 1)
        assert self.source(head_office) == (2, True)

    def test_that_says_definitive_makes_a_newer_preliminary_one_none(
        self, head_office: Place, arequipa: Sender
    ) -> None:
        old, new = arequipa.send(SALE, definitive=True), arequipa.send(SALE)
        head_office.welcome(new)
        head_office.import_(old)
        assert self.source(head_office) == (2, False)

    def test_says_that_no_voucher_changes_and_the_number_stays(
        self, head_office: Place, arequipa: Sender
    ) -> None:
        old, new = arequipa.send(SALE), arequipa.send(SALE)
        head_office.welcome(new)
        stays = "The content is the same as here: no voucher changes, and the export number stays as it is."
        for file in (old, new):
            with head_office.previewing(file) as preview:
                assert preview.sentence() == stays
        with head_office.previewing(arequipa.send(SALE)) as preview:
            assert "only the export number and whether it is definitive" in preview.sentence()

    def test_needs_no_right_for_older_files(self, head_office: Place, arequipa: Sender) -> None:
        old, new = arequipa.send(SALE), arequipa.send(SALE)
        head_office.welcome(new)
        carol = Actor("carol", (Grant(RUC, "", frozenset({Right.IMPORT})),))
        assert head_office.import_(old, by=carol).equal == 1

    def test_keeps_the_number_though_a_reason_is_given(self, head_office: Place, arequipa: Sender) -> None:
        old, new = arequipa.send(SALE), arequipa.send(SALE)
        head_office.welcome(new)
        head_office.import_(old, reason="the site asked for it")
        assert self.source(head_office) == (2, False)

    def test_is_asked_about_the_types_that_differ_alone(self, head_office: Place, arequipa: Sender) -> None:
        old = arequipa.send(SALE + PURCHASE)
        head_office.welcome(arequipa.send(SALE + SALE_2 + PURCHASE))
        (decision,) = head_office.questions(old).values()
        assert decision.values == ("replace",)  # nothing of it is newer
        assert "is older than what was imported of T/O 05, November 2026, site 0001." in decision.question()
        done = head_office.import_(old, reason="sales were wrong")
        assert (done.removed, done.equal) == (1, 2)
        assert self.source(head_office) == (1, False)
        assert self.source(head_office, PURCHASES) == (2, False)

    def test_leaves_the_newer_type_of_it_to_be_taken(self, head_office: Place, arequipa: Sender) -> None:
        old = arequipa.send(SALE + PURCHASE)
        head_office.welcome(arequipa.send(SALE, operation_type="05"))
        assert head_office.questions(old) == {}
        done = head_office.import_(old)
        assert (done.added, done.equal) == (1, 1)
        assert self.source(head_office) == (2, False)
        assert self.source(head_office, PURCHASES) == (1, False)

    def test_of_no_vouchers_where_none_are_here_asks_nothing(
        self, head_office: Place, arequipa: Sender
    ) -> None:
        old, new = arequipa.send(batches=["05"]), arequipa.send(batches=["05"])
        head_office.welcome(new)
        assert head_office.questions(old) == {}
        head_office.import_(old)
        assert self.source(head_office) == (2, False)

    def test_is_asked_about_where_other_sites_vouchers_would_go(
        self, head_office: Place, arequipa: Sender, trujillo: Sender
    ) -> None:
        old, new = arequipa.send(SALE), arequipa.send(SALE)
        head_office.welcome(new)
        head_office.welcome(trujillo.send(SALE))
        assert set(head_office.questions(old, mode="all")) == {"older:0001:2026-11", "vanish"}
        assert head_office.questions(old) == {}

    def test_can_be_undone_and_then_all_is_as_before(self, head_office: Place, arequipa: Sender) -> None:
        old, new = arequipa.send(SALE), arequipa.send(SALE, definitive=True)
        head_office.welcome(new)
        done = head_office.import_(old)
        head_office.undo(done.import_id)
        assert self.source(head_office) == (2, True)
        assert head_office.batches() == {SALES: 1}

    def test_of_a_closed_or_filed_month_changes_nothing(self, head_office: Place, arequipa: Sender) -> None:
        old, new = arequipa.send(SALE), arequipa.send(SALE)
        head_office.welcome(new)
        head_office.close("0001")
        head_office.file("sales")
        vouchers = head_office.vouchers()
        assert head_office.import_(old).equal == 1
        assert (head_office.vouchers(), self.source(head_office)) == (vouchers, (2, False))
        definitive = arequipa.send(SALE, definitive=True)
        assert head_office.import_(definitive).equal == 1
        assert (head_office.vouchers(), self.source(head_office)) == (vouchers, (3, True))

    def test_that_came_between_preview_and_confirmation_is_noticed(
        self, head_office: Place, arequipa: Sender
    ) -> None:
        old, new, newest = arequipa.send(SALE), arequipa.send(SALE), arequipa.send(SALE)
        head_office.welcome(new)
        with head_office.previewing(old) as preview:
            head_office.import_(newest)
            with head_office.open(), pytest.raises(LedgerChanged):
                swap(preview, by=ALICE, at=head_office.clock())
        assert self.source(head_office) == (3, False)


class TestTheFloor:
    """A whole-month file, or the file of a T/O, speaks for a T/O that it does not have."""

    def test_an_old_file_of_a_type_does_not_slip_in_where_the_month_had_none(
        self, head_office: Place, arequipa: Sender
    ) -> None:
        old = arequipa.send(PURCHASE, operation_type="11")
        head_office.welcome(arequipa.send(SALE))
        assert list(head_office.questions(old)) == ["older:0001:2026-11:11"]

    def test_nor_where_the_type_s_own_file_had_none(self, head_office: Place, arequipa: Sender) -> None:
        old = arequipa.send(PURCHASE, operation_type="11")
        head_office.welcome(arequipa.send("", operation_type="11"))
        assert list(head_office.questions(old)) == ["older:0001:2026-11:11"]

    def test_another_type_s_file_sets_no_floor(self, head_office: Place, arequipa: Sender) -> None:
        old = arequipa.send(PURCHASE, operation_type="11")
        head_office.welcome(arequipa.send(SALE, operation_type="05"))
        assert head_office.questions(old) == {}

    def test_nor_does_another_month_s_or_site_s(
        self, head_office: Place, arequipa: Sender, trujillo: Sender
    ) -> None:
        old = arequipa.send(PURCHASE, operation_type="11")
        october = arequipa.send(SALE.replace("2026-11", "2026-10"), period="2026-10")
        trujillo.number = 8
        head_office.welcome(october, trujillo.send(SALE))
        assert head_office.questions(old) == {}

    def test_an_undo_lowers_it_again(self, head_office: Place, arequipa: Sender) -> None:
        old = arequipa.send(PURCHASE, operation_type="11")
        done = head_office.welcome(arequipa.send(SALE))
        undone = head_office.undo(done.import_id)
        assert head_office.questions(old) == {}
        head_office.undo(undone.import_id)  # and the undo's own undo puts it back
        assert list(head_office.questions(old)) == ["older:0001:2026-11:11"]

    def test_a_file_without_vouchers_still_sets_it(self, head_office: Place, arequipa: Sender) -> None:
        old = arequipa.send(SALE)
        head_office.welcome(arequipa.send(""))
        assert list(head_office.questions(old)) == ["older:0001:2026-11"]


class TestAGap:
    def notes(self, head_office: Place, *files: Path) -> list[str]:
        with head_office.previewing(*files) as preview:
            return [f.sentence() for f in preview.findings if f.rule == "numbers_missing"]

    def test_it_is_information(self, head_office: Place, arequipa: Sender) -> None:
        head_office.welcome(arequipa.send(SALE))
        arequipa.skip(2)
        file = arequipa.send(SALE_2)
        (note,) = self.notes(head_office, file)
        assert note == (
            f"{file.name} is n.º 4; the last that came before it is n.º 1. "
            "Those between did not come here; they may be of other months."
        )
        assert head_office.import_(file).added == 1

    def test_there_is_none_after_the_number_before(self, head_office: Place, arequipa: Sender) -> None:
        head_office.welcome(arequipa.send(SALE))
        assert self.notes(head_office, arequipa.send(SALE_2)) == []

    def test_files_that_come_together_fill_it(self, head_office: Place, arequipa: Sender) -> None:
        head_office.welcome(arequipa.send(SALE))
        sales, purchases = (
            arequipa.send(SALE_2, operation_type="05"),
            arequipa.send(PURCHASE, operation_type="11"),
        )
        assert self.notes(head_office, purchases, sales) == []

    def test_the_first_file_ever_has_none(self, head_office: Place, arequipa: Sender) -> None:
        arequipa.skip(2)
        assert self.notes(head_office, arequipa.send(SALE)) == []
