"""Traps: what a set of files removes is its scope, no more and no less."""

import pytest

from consolida.core.batches import BatchKey
from consolida.ledger.models import Batch, Import
from consolida.ledger.replacement.decisions import DecisionsNeeded
from support.places import SALE as TYPED_SALE
from support.places import Clock, Place
from support.senders import PURCHASE, SALE, SALE_2, Sender

SALES = BatchKey("0001", "2026-11", "05")
PURCHASES = BatchKey("0001", "2026-11", "11")
SALES_OF_TRUJILLO = BatchKey("0002", "2026-11", "05")
OWN_SALES = BatchKey("0000", "2026-11", "05")


def test_a_type_that_the_whole_month_no_longer_has_is_emptied(head_office: Place, arequipa: Sender) -> None:
    head_office.welcome(arequipa.send(SALE + PURCHASE))
    with head_office.previewing(arequipa.send(SALE)) as preview:
        assert preview.sentence() == "2 vouchers will be removed and 1 put in (+0, −1, 0 modified)."
    done = head_office.import_(arequipa.send(SALE))
    assert (done.added, done.removed, done.equal) == (0, 1, 1)
    assert head_office.batches() == {SALES: 1, PURCHASES: 0}


def test_a_file_of_one_type_leaves_the_others(head_office: Place, arequipa: Sender) -> None:
    head_office.welcome(arequipa.send(SALE + PURCHASE))
    done = head_office.import_(arequipa.send(SALE + SALE_2, operation_type="05"))
    assert (done.added, done.removed, done.equal, done.kept) == (1, 0, 1, 0)
    assert head_office.batches() == {SALES: 2, PURCHASES: 1}


def test_a_file_without_vouchers_says_that_there_was_no_movement(
    head_office: Place, arequipa: Sender
) -> None:
    head_office.welcome(arequipa.send(SALE + PURCHASE))
    done = head_office.import_(arequipa.send(""))
    assert done.removed == 2
    assert head_office.batches() == {SALES: 0, PURCHASES: 0}
    assert head_office.balances() == {}


def test_a_file_of_one_type_without_vouchers_clears_that_type(head_office: Place, arequipa: Sender) -> None:
    head_office.welcome(arequipa.send(SALE + PURCHASE))
    head_office.import_(arequipa.send("", operation_type="11"))
    assert head_office.batches() == {SALES: 1, PURCHASES: 0}


def test_the_vouchers_of_other_sites_stay_and_are_counted(
    head_office: Place, arequipa: Sender, trujillo: Sender
) -> None:
    head_office.type(TYPED_SALE)
    head_office.welcome(trujillo.send(SALE + PURCHASE))
    with head_office.previewing(arequipa.send(SALE, operation_type="05")) as preview:
        assert preview.kept == (("0000", 1), ("0002", 1))  # of the T/O that is replaced
    with head_office.previewing(arequipa.send(SALE)) as preview:
        assert preview.kept == (("0000", 1), ("0002", 2))  # of the month that is replaced


def test_another_month_stays(head_office: Place, arequipa: Sender) -> None:
    head_office.welcome(arequipa.send(SALE.replace("2026-11", "2026-10"), period="2026-10"))
    done = head_office.import_(arequipa.send(SALE))
    assert (done.added, done.removed) == (1, 0)
    assert head_office.batches() == {SALES._replace(period="2026-10"): 1, SALES: 1}


def test_files_of_several_sites_and_months_are_one_replacement(
    head_office: Place, arequipa: Sender, trujillo: Sender
) -> None:
    october = SALE.replace("2026-11", "2026-10")
    done = head_office.welcome(
        arequipa.send(SALE),
        arequipa.send(october, period="2026-10"),
        trujillo.send(SALE + PURCHASE),
    )
    assert (done.added, head_office.imports()) == (4, 1)
    again = head_office.import_(arequipa.send(SALE + SALE_2), trujillo.send(SALE))
    assert (again.added, again.removed, again.equal) == (1, 1, 2)
    assert head_office.batches() == {
        SALES._replace(period="2026-10"): 1,
        SALES: 2,
        SALES_OF_TRUJILLO: 1,
        PURCHASES._replace(site="0002"): 0,
    }
    head_office.undo(again.import_id)
    assert head_office.batches()[SALES] == 1
    assert head_office.batches()[PURCHASES._replace(site="0002")] == 1


def test_if_one_file_of_a_set_is_refused_nothing_of_it_is_imported(
    head_office: Place, arequipa: Sender, trujillo: Sender
) -> None:
    bad = trujillo.send(SALE.replace("118.00", "119.00"))
    good = arequipa.send(SALE)
    (sentence,) = head_office.refusal(good, bad)
    assert "119.00" in sentence
    assert head_office.batches() == {}


def test_two_files_of_one_site_and_type_in_a_set_are_refused(head_office: Place, arequipa: Sender) -> None:
    older, newer = arequipa.send(SALE), arequipa.send(SALE, operation_type="05")
    (sentence,) = head_office.refusal(older, newer)
    assert sentence == (
        f"{newer.name} and {older.name} both hold vouchers of site 0001 and the same T/O in November 2026."
    )


def test_two_types_of_one_site_go_together(head_office: Place, arequipa: Sender) -> None:
    done = head_office.welcome(
        arequipa.send(SALE, operation_type="05"), arequipa.send(PURCHASE, operation_type="11")
    )
    assert done.added == 2


def test_the_same_content_again_changes_nothing_but_number_and_definitive_flag(
    head_office: Place, arequipa: Sender
) -> None:
    head_office.welcome(arequipa.send(SALE))
    with head_office.open():
        (before,) = Batch.objects.values()
    again = arequipa.send(SALE, definitive=True)
    with head_office.previewing(again) as preview:
        assert preview.sentence() == (
            "The content is the same as here: no voucher changes, only the export number and whether it is"
            " definitive."
        )
    done = head_office.import_(again)
    assert (done.added, done.removed, done.changed, done.equal) == (0, 0, 0, 1)
    with head_office.open():
        (after,) = Batch.objects.values()
    assert after == before | {"export_number": 2, "definitive": True}
    # the same file once more is no different
    once_more = head_office.import_(again)
    head_office.undo(once_more.import_id)
    with head_office.open():
        assert [after] == list(Batch.objects.values())
    head_office.undo(done.import_id)
    with head_office.open():
        (undone,) = Batch.objects.values()
    assert undone == before


class TestASiteThatIsHere:
    def test_vouchers_typed_here_go_only_when_somebody_says_so(
        self, head_office: Place, mail: object, clock: Clock
    ) -> None:
        head_office.type(f"{TYPED_SALE}\n{TYPED_SALE}")
        exported = head_office.export().file
        head_office.type(TYPED_SALE)
        decision = head_office.questions(exported)["typed_here:0000"]
        assert decision.would_vanish == (("0000", 3),)
        assert decision.values == ("replace",)
        assert decision.question() == (
            "3 vouchers of site 0000 were typed in this installation and would be replaced by the file's. "
            "Replace them?"
        )
        with pytest.raises(DecisionsNeeded):
            head_office.import_(exported)
        done = head_office.import_(exported, decisions={"typed_here:0000": "replace"})
        assert (done.removed, done.equal) == (1, 2)
        assert head_office.batches() == {OWN_SALES: 2}

    def test_its_numbers_go_on_after_a_replacement(self, head_office: Place) -> None:
        head_office.type(TYPED_SALE)
        exported = head_office.export().file
        head_office.type(f"{TYPED_SALE}\n{TYPED_SALE}")
        head_office.import_(exported, decisions={"typed_here:0000": "replace"})
        (voucher,) = head_office.type(TYPED_SALE)
        assert voucher.number == "0004"

    def test_nothing_is_asked_where_nothing_would_go(self, head_office: Place) -> None:
        head_office.type(TYPED_SALE)
        assert head_office.questions(head_office.export().file) == {}


class TestModeAll:
    """The rule of the original product: every batch of the month and T/O, whatever its origin."""

    def test_it_asks_for_the_number_of_vouchers_that_would_vanish(
        self, head_office: Place, arequipa: Sender, trujillo: Sender
    ) -> None:
        head_office.welcome(trujillo.send(SALE + SALE_2 + PURCHASE))
        file = arequipa.send(SALE, operation_type="05")
        decision = head_office.questions(file, mode="all")["vanish"]
        assert decision.would_vanish == (("0002", 2),)
        assert decision.values == ("2",)
        assert decision.as_json()["would_vanish"] == [{"site": "0002", "vouchers": 2}]
        assert "2 vouchers of other sites would go (0002: 2)" in decision.question()
        assert "vanish" in head_office.questions(file, mode="all", decisions={"vanish": "3"})

    def test_it_removes_the_month_and_type_of_all_sites_and_no_other_type(
        self, head_office: Place, arequipa: Sender, trujillo: Sender
    ) -> None:
        head_office.welcome(trujillo.send(SALE + SALE_2 + PURCHASE))
        done = head_office.welcome(
            arequipa.send(SALE, operation_type="05"), mode="all", decisions={"vanish": "2"}
        )
        assert (done.added, done.removed, done.kept) == (1, 2, 0)
        assert head_office.batches() == {
            SALES: 1,
            SALES_OF_TRUJILLO: 0,
            PURCHASES._replace(site="0002"): 1,
        }
        with head_office.open():
            assert Import.objects.get(pk=done.import_id).mode == "all"

    def test_a_company_may_always_do_so(
        self, tmp_path: object, clock: Clock, arequipa: Sender, trujillo: Sender
    ) -> None:
        place = Place(
            arequipa.folder / "all", here=["0000"], elsewhere=["0001", "0002"], clock=clock, replace="all"
        )
        place.welcome(trujillo.send(SALE + SALE_2))
        done = place.welcome(arequipa.send(SALE))
        assert (done.added, done.removed) == (1, 2)
        assert place.batches() == {SALES: 1, SALES_OF_TRUJILLO: 0}

    def test_what_was_typed_here_is_asked_about_even_then(self, clock: Clock, arequipa: Sender) -> None:
        place = Place(arequipa.folder / "all", here=["0000"], elsewhere=["0001"], clock=clock, replace="all")
        place.type(TYPED_SALE)
        file = arequipa.send(SALE)
        assert list(place.questions(file)) == ["key:0001", "typed_here:0000"]
        place.welcome(file, decisions={"typed_here:0000": "replace"})
        assert place.batches() == {OWN_SALES: 0, SALES: 1}

    def test_files_of_several_sites_replace_all_the_others(
        self, head_office: Place, arequipa: Sender, trujillo: Sender
    ) -> None:
        head_office.welcome(arequipa.send(SALE), trujillo.send(SALE))
        questions = head_office.questions(arequipa.send(SALE_2), trujillo.send(SALE_2), mode="all")
        assert questions == {}

    def test_it_can_be_undone(self, head_office: Place, arequipa: Sender, trujillo: Sender) -> None:
        head_office.welcome(trujillo.send(SALE + SALE_2))
        before = head_office.vouchers()
        done = head_office.welcome(arequipa.send(SALE), mode="all", decisions={"vanish": "2"})
        head_office.undo(done.import_id)
        assert head_office.vouchers() == before
