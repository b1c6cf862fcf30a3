"""Undo restores the exact former state of an import's batches, or says what stands against it."""

import pytest

from consolida.core.batches import BatchKey
from consolida.core.difference import Difference
from consolida.ledger import record
from consolida.ledger.balances import trial_balance
from consolida.ledger.models import (
    ArchivedFile,
    Balance,
    Batch,
    Import,
    Voucher,
)
from consolida.ledger.replacement.undo import BeforeImageMissing, NoSuchImport, UndoneAlready, previewing_undo
from consolida.masters.models import Party
from support.companies import ALICE, BOB
from support.contents import content
from support.places import PURCHASE as TYPED_PURCHASE
from support.places import SALE as TYPED_SALE
from support.places import Place
from support.senders import PURCHASE, SALE, SALE_2, Sender

SALES = BatchKey("0001", "2026-11", "05")
PURCHASES = BatchKey("0001", "2026-11", "11")
OWN_SALES = BatchKey("0000", "2026-11", "05")
CHANGED = SALE.replace("118.00", "236.00").replace("18.00", "36.00", 1).replace("100.00", "200.00")


class TestItRestores:
    @pytest.mark.parametrize(
        "then",
        ["", SALE, SALE_2, SALE + SALE_2, CHANGED, PURCHASE, "05 0001 2026-11-03 annulled Sale"],
        ids=["nothing", "the same", "another", "one more", "changed", "another type", "annulled"],
    )
    def test_what_was_there_before(self, head_office: Place, arequipa: Sender, then: str) -> None:
        head_office.type(TYPED_SALE)
        head_office.welcome(arequipa.send(SALE))
        before = content(head_office)
        done = head_office.import_(arequipa.send(then))
        undone = head_office.undo(done.import_id)
        assert content(head_office) == before
        assert undone.vouchers == 1

    def test_that_there_was_nothing(self, head_office: Place, arequipa: Sender) -> None:
        done = head_office.welcome(arequipa.send(SALE + PURCHASE))
        undone = head_office.undo(done.import_id)
        assert (undone.restored, undone.vouchers) == (2, 0)
        assert head_office.batches() == {}

    def test_what_was_typed_here_with_its_authors_and_parties(self, head_office: Place) -> None:
        exported = head_office.export().file
        head_office.type(TYPED_SALE.replace("118.00,", f"118.00 party_type=6 party_number={BOB},", 1))
        before = content(head_office)
        done = head_office.import_(exported, decisions={"typed_here:0000": "replace"})
        assert head_office.batches() == {OWN_SALES: 0}
        head_office.undo(done.import_id)
        assert content(head_office) == before

    def test_typed_vouchers_that_an_equal_file_left_alone(self, head_office: Place) -> None:
        """Nothing was replaced, so nothing was kept: an undo must not empty the batch."""
        head_office.type(TYPED_SALE)
        exported = head_office.export().file
        (typed,) = head_office.type(TYPED_SALE)
        with head_office.open() as company:
            Voucher.objects.filter(pk=typed.pk).update(created_at="2027-01-01T00:00:00.000Z")
            typed.refresh_from_db()
            record.delete(company, typed, by=ALICE, at=head_office.clock())
            assert Batch.objects.get().file is None
        before = content(head_office)
        done = head_office.import_(exported)
        assert done.equal == 1
        undone = head_office.undo(done.import_id)
        assert content(head_office) == before
        assert undone.vouchers == 1

    def test_the_balances(self, head_office: Place, arequipa: Sender) -> None:
        head_office.welcome(arequipa.send(SALE))
        with head_office.open() as company:
            before = trial_balance(company, "2026-11", by_site=True)
        done = head_office.import_(arequipa.send(CHANGED))
        head_office.undo(done.import_id)
        with head_office.open() as company:
            assert trial_balance(company, "2026-11", by_site=True) == before

    def test_parties_and_masters_that_came_along_stay(self, head_office: Place, arequipa: Sender) -> None:
        file = arequipa.send(SALE.replace("118.00", "118.00 party=6:20100053455", 1))
        done = head_office.welcome(file)
        head_office.undo(done.import_id)
        with head_office.open():
            assert Party.objects.filter(number="20100053455").exists()

    def test_an_undo_of_an_undo_restores_the_import(self, head_office: Place, arequipa: Sender) -> None:
        head_office.welcome(arequipa.send(SALE))
        done = head_office.import_(arequipa.send(CHANGED + PURCHASE))
        after = content(head_office)
        undone = head_office.undo(done.import_id)
        again = head_office.undo(undone.import_id)
        assert content(head_office) == after
        with head_office.open():
            assert Import.objects.get(pk=done.import_id).undone_by is None
        head_office.undo(again.import_id)
        assert head_office.batches() == {SALES: 1}

    def test_it_shows_the_inverse_of_the_import_first(self, head_office: Place, arequipa: Sender) -> None:
        head_office.welcome(arequipa.send(SALE))
        with head_office.previewing(arequipa.send(CHANGED + SALE_2)) as preview:
            shown = preview.difference
        done = head_office.import_(arequipa.send(CHANGED + SALE_2))
        with (
            head_office.open() as company,
            previewing_undo(
                company, done.import_id, home=head_office.home, by=ALICE, at=head_office.clock()
            ) as preview,
        ):
            assert preview.difference == Difference(tuple(~batch for batch in shown.batches))
            assert preview.what() == "The undo"
            assert [change.what for change in preview.voucher_changes()] == ["changed", "removed"]


class TestASiteThatIsHere:
    def test_an_undo_of_what_was_loaded_keeps_its_numbers(self, head_office: Place) -> None:
        """Numbers that a file had are not given again, although the batch is empty."""
        head_office.type(f"{TYPED_SALE}\n{TYPED_SALE}")
        exported = head_office.export().file
        with head_office.open():
            for voucher in Voucher.objects.all():
                voucher.lines.delete()
            Voucher.objects.all().delete()
            Balance.objects.all().delete()
            Batch.objects.all().delete()
        done = head_office.import_(exported)
        head_office.undo(done.import_id)
        assert head_office.batches() == {OWN_SALES: 0}
        (voucher,) = head_office.type(TYPED_SALE)
        assert voucher.number == "0003"

    def test_vouchers_typed_after_it_block_it(self, head_office: Place) -> None:
        head_office.type(TYPED_SALE)
        exported = head_office.export().file
        head_office.type(TYPED_SALE)
        done = head_office.import_(exported, decisions={"typed_here:0000": "replace"})
        head_office.type(TYPED_SALE)
        (sentence,) = head_office.refused_undo(done.import_id)
        assert sentence == (
            f"T/O 05, November 2026, site 0000 is no longer what import {done.import_id} left: "
            "it was changed or imported again since."
        )


class TestItIsBlocked:
    def test_by_a_later_import_of_the_batch(self, head_office: Place, arequipa: Sender) -> None:
        first = head_office.welcome(arequipa.send(SALE + PURCHASE))
        head_office.import_(arequipa.send(CHANGED, operation_type="05"))
        (sentence,) = head_office.refused_undo(first.import_id)
        assert sentence.startswith("T/O 05, November 2026, site 0001 is no longer what import 1 left")

    def test_when_it_was_undone_already(self, head_office: Place, arequipa: Sender) -> None:
        done = head_office.welcome(arequipa.send(SALE))
        undone = head_office.undo(done.import_id)
        with pytest.raises(UndoneAlready, match=f"undone already, by {undone.import_id}"):
            head_office.undo(done.import_id)

    def test_when_there_is_no_such_import(self, head_office: Place) -> None:
        with pytest.raises(NoSuchImport, match="There is no import 7 in this company"):
            head_office.undo(7)

    def test_when_the_archive_lost_what_was_replaced(self, head_office: Place, arequipa: Sender) -> None:
        head_office.welcome(arequipa.send(SALE))
        done = head_office.import_(arequipa.send(CHANGED))
        with head_office.open():
            row = Import.objects.get(pk=done.import_id).batches.select_related("before").get()
            assert row.before is not None
            kept = head_office.home.archived(row.before.file_uid)
        whole = kept.read_bytes()
        kept.unlink()
        with pytest.raises(BeforeImageMissing, match="Restore the folder “archive”"):
            head_office.undo(done.import_id)
        kept.write_bytes(head_office.home.archived(last_file(head_office)).read_bytes())
        with pytest.raises(BeforeImageMissing):
            head_office.undo(done.import_id)
        kept.write_bytes(whole)
        head_office.undo(done.import_id)


def last_file(place: Place) -> str:
    with place.open():
        return ArchivedFile.objects.order_by("-pk")[0].file_uid


class TestBeforeImages:
    def files(self, place: Place) -> list[str]:
        with place.open():
            return list(ArchivedFile.objects.order_by("pk").values_list("kind", flat=True))

    def test_none_is_written_where_an_archived_file_equals_the_batch(
        self, head_office: Place, arequipa: Sender
    ) -> None:
        head_office.welcome(arequipa.send(SALE))
        done = head_office.import_(arequipa.send(CHANGED))
        head_office.undo(done.import_id)
        assert self.files(head_office) == ["vouchers", "vouchers"]

    def test_one_is_written_of_what_was_typed_since(self, head_office: Place) -> None:
        exported = head_office.export().file
        head_office.type(TYPED_SALE)
        head_office.import_(exported, decisions={"typed_here:0000": "replace"})
        assert self.files(head_office) == ["vouchers", "before"]

    def test_none_is_written_of_what_was_exported_since(self, head_office: Place) -> None:
        exported = head_office.export().file
        head_office.type(TYPED_SALE)
        head_office.export()
        head_office.import_(exported, decisions={"typed_here:0000": "replace"}, reason="the first was right")
        assert self.files(head_office) == ["vouchers", "vouchers"]

    @pytest.mark.parametrize("damage", ["lost", "spoilt"])
    def test_one_is_written_where_the_archive_lost_the_file(
        self, head_office: Place, arequipa: Sender, damage: str
    ) -> None:
        head_office.welcome(arequipa.send(SALE))
        before = content(head_office)
        kept = head_office.home.archived(last_file(head_office))
        kept.unlink() if damage == "lost" else kept.write_bytes(b"\0" * 8192)
        done = head_office.import_(arequipa.send(CHANGED))
        assert self.files(head_office) == ["vouchers", "vouchers", "before"]
        head_office.undo(done.import_id)
        assert content(head_office) == before

    def test_none_is_written_of_an_empty_batch(self, head_office: Place, arequipa: Sender) -> None:
        head_office.welcome(arequipa.send("", operation_type="05"))
        head_office.import_(arequipa.send(batches=["05"]))
        head_office.import_(arequipa.send(SALE))
        assert set(self.files(head_office)) == {"vouchers"}

    def test_it_is_never_imported_by_hand(self, head_office: Place) -> None:
        exported = head_office.export().file
        head_office.type(TYPED_SALE + "\n" + TYPED_PURCHASE)
        head_office.import_(exported, decisions={"typed_here:0000": "replace"})
        kept = head_office.home.archived(last_file(head_office))
        with pytest.raises(Exception, match="it is never imported by hand"):
            head_office.import_(kept)
