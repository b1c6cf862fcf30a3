"""The proof of an import: before and after by batch, read from the archive, and what stands today."""

from consolida.core.batches import BatchKey
from consolida.core.totals import ABSENT
from consolida.ledger.models import Import
from consolida.transfer.proof import Proof, proofs
from support.places import Place
from support.senders import PURCHASE, SALE, SALE_2, Sender

SALES = BatchKey("0001", "2026-11", "05")
PURCHASES = BatchKey("0001", "2026-11", "11")


def proved(place: Place, number: int) -> list[Proof]:
    with place.open():
        return proofs(Import.objects.get(pk=number), home=place.home)


def debits(proof: Proof) -> tuple[int | None, int | None]:
    return (proof.old.totals.debit if proof.old else None, proof.new.totals.debit if proof.new else None)


def test_an_import_is_proved_by_batch(head_office: Place, arequipa: Sender) -> None:
    first = head_office.welcome(arequipa.send(SALE + PURCHASE))
    second = head_office.import_(arequipa.send(SALE + SALE_2 + PURCHASE))
    sales, purchases = proved(head_office, second.import_id)
    assert (sales.key, purchases.key) == (SALES, PURCHASES)
    assert (sales.old_vouchers, sales.new_vouchers) == (1, 2)
    assert debits(sales) == (11800, 35400)
    assert debits(purchases) == (11800, 11800)
    assert sales.stands
    assert purchases.stands
    before = proved(head_office, first.import_id)
    assert [one.stands for one in before] == [False, True]
    assert debits(before[0]) == (0, 11800)
    assert before[0].old == ABSENT


def test_what_was_typed_here_is_read_from_the_before_image(head_office: Place) -> None:
    head_office.type("05 2026-11-30 Own sale: 1212 118.00, 40111 -18.00, 70111 -100.00")
    file = head_office.export(site="0000").file
    head_office.type("05 2026-11-30 Later: 1212 59.00, 40111 -9.00, 70111 -50.00")
    done = head_office.import_(file, decisions={"typed_here:0000": "replace"})
    (sales,) = proved(head_office, done.import_id)
    assert (sales.old_vouchers, sales.new_vouchers) == (2, 1)
    assert debits(sales) == (17700, 11800)


def test_an_undo_is_proved_too(head_office: Place, arequipa: Sender) -> None:
    head_office.welcome(arequipa.send(SALE))
    second = head_office.import_(arequipa.send(SALE + SALE_2))
    undone = head_office.undo(second.import_id)
    (sales,) = proved(head_office, undone.import_id)
    assert debits(sales) == (35400, 11800)
    assert sales.stands
    head_office.import_(arequipa.send(SALE_2))
    (sales,) = proved(head_office, undone.import_id)
    assert debits(sales) == (35400, 11800)
    assert not sales.stands


def test_a_batch_that_ceased_to_exist_has_no_digest(head_office: Place, arequipa: Sender) -> None:
    done = head_office.welcome(arequipa.send(SALE))
    undone = head_office.undo(done.import_id)
    (sales,) = proved(head_office, undone.import_id)
    assert (sales.digest, sales.new, sales.stands) == ("", ABSENT, True)


def test_an_emptied_batch_holds_nothing(head_office: Place, arequipa: Sender) -> None:
    head_office.welcome(arequipa.send(SALE + PURCHASE))
    done = head_office.import_(arequipa.send(SALE))
    _, purchases = proved(head_office, done.import_id)
    assert purchases.new_vouchers == 0
    assert debits(purchases) == (11800, 0)


def test_what_the_archive_lost_is_not_known(head_office: Place, arequipa: Sender) -> None:
    file = arequipa.send(SALE)
    done = head_office.welcome(file)
    head_office.import_(arequipa.send(SALE + SALE_2))
    head_office.home.archived(arequipa.manifest(file).file_uid).unlink()
    (sales,) = proved(head_office, done.import_id)
    assert (sales.new_vouchers, sales.new) == (1, None)
